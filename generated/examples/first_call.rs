//! Prints the name of the current user, reads a contact and updates it.
//!
//! Set `SUPEROFFICE_URL` to the address of a tenant and `SUPEROFFICE_TOKEN` to an access token.

use superoffice::{Auth, Client, Http, Patch};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let http =
        Http::builder(variable("SUPEROFFICE_URL")?).auth(Auth::bearer(variable("SUPEROFFICE_TOKEN")?)).build()?;
    let client = Client::new(http);

    let me = client.user().get_current_principal().await?;
    println!("{:?}", me.user_name);
    let contact = client.contact().get(17).select(["Name", "Department"]).await?;
    println!("{:?}", contact.name);
    client.contact().patch(17, &Patch::default().replace("Department", "Sales")).await?;
    Ok(())
}

/// Reads an environment variable. The error of the standard library does not say which one is missing.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}
