//! Who am I, what is contact 17 called, and a change of it.
//!
//! `SUPEROFFICE_URL` is the tenant's address, `SUPEROFFICE_TOKEN` an access token.

use superoffice::{Auth, Client, Http, Patch};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (base, token) = (std::env::var("SUPEROFFICE_URL")?, std::env::var("SUPEROFFICE_TOKEN")?);
    let http = Http::builder(base).auth(Auth::bearer(token)).build()?;
    let client = Client::new(http);

    let me = client.user().get_current_principal().await?;
    println!("{:?}", me.user_name);
    let contact = client.contact().get(17).select(["Name", "Department"]).await?;
    println!("{:?}", contact.name);
    client.contact().patch(17, &Patch::default().replace("Department", "Sales")).await?;
    Ok(())
}
