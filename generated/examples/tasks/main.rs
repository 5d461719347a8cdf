//! Runs one of ten common tasks: `cargo run --example tasks --features full,webhook-events -- find Nord`.
//!
//! Set `SUPEROFFICE_TOKEN` to an access token, and `SUPEROFFICE_TENANT` to an online tenant, such as `Cust12345`, or
//! `SUPEROFFICE_URL` to the address of another one. The tasks are in `tasks.rs`.

pub mod tasks;

use std::fs::File;
use std::path::Path;

use superoffice::crates::jiff::{Timestamp, civil};
use superoffice::{Auth, Client, Environment, Http};

/// The tasks and their arguments.
const USAGE: &str = "\
tasks: who | find NAME | person COMPANY EMAIL | tickets | reply TICKET EMAIL HTML | sale COMPANY AMOUNT | close SALE
  | upload SALE FILE | download DOCUMENT FILE | archive | agent | list | fields COMPANY | count COMPANY
  | webhook URL SECRET | since TIME | upsert NAME";

#[tokio::main(flavor = "current_thread")]
async fn main() -> tasks::Result<()> {
    let token = variable("SUPEROFFICE_TOKEN")?;
    let client = match std::env::var("SUPEROFFICE_TENANT") {
        Ok(tenant) => tasks::connect(Environment::Production, &tenant, &token).await?,
        Err(_) => Client::new(Http::builder(variable("SUPEROFFICE_URL")?).auth(Auth::bearer(token)).build()?),
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(&client, &arguments).await
}

async fn run(client: &Client, arguments: &[&str]) -> tasks::Result<()> {
    match *arguments {
        ["who"] => println!("{:?}", tasks::who_am_i(client).await?),
        ["find", name] => println!("{:?}", tasks::find_companies(client, name).await?),
        ["person", company, email] => println!("{:?}", tasks::create_person(client, company.parse()?, email).await?),
        ["tickets"] => println!("{:?}", tasks::open_tickets(client).await?),
        ["reply", ticket, email, html] => tasks::reply(client, ticket.parse()?, email, html).await?,
        ["sale", company, amount] => {
            println!("{:?}", tasks::create_sale(client, company.parse()?, amount.parse()?).await?);
        }
        ["close", sale] => println!("{:?}", tasks::close_sale(client, sale.parse()?, Timestamp::now()).await?),
        ["upload", sale, file] => {
            println!("{:?}", tasks::upload(client, sale.parse()?, file, Path::new(file)).await?);
        }
        ["download", document, file] => tasks::download(client, document.parse()?, File::create(file)?).await?,
        ["archive"] => println!("{:?}", tasks::all_companies(client).await?),
        ["agent"] => println!("{:?}", tasks::all_companies_of_the_agent(client).await?),
        ["list"] => println!("{:?}", tasks::categories(client).await?),
        ["fields", company] => {
            let delivered = civil::date(2026, 11, 23).at(14, 0, 0, 0);
            println!("{:?}", tasks::set_fields(client, company.parse()?, delivered).await?);
        }
        ["count", company] => {
            let company = tasks::company(client, company.parse()?).await?.ok_or("no company has this id")?;
            println!("{:?}", tasks::count_up(client, company).await?);
        }
        ["webhook", url, secret] => println!("{:?}", tasks::register(client, url, secret).await?),
        ["since", time] => println!("{:?}", tasks::changed_companies(client, time.parse()?).await?),
        ["upsert", name] => println!("{:?}", tasks::upsert(client, &[(0, name)]).await?),
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

/// Reads an environment variable. The error of the standard library does not say which one is missing.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}
