//! The generated client against the server: the first program of the README, the tasks of `generated/examples/tasks`, and
//! what the client promises when a server fails.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../../generated/examples/tasks/tasks.rs"]
pub mod tasks;

use std::path::Path;
use std::time::{Duration, Instant};

use serde::Deserialize;
use superoffice::crates::jiff::{Timestamp, civil};
use superoffice::entities::{Contact, ContactEntity, PersonEntity};
use superoffice::{Auth, Client, CustomFields as _, Http, Patch, asc, col};
use superoffice_mock::{Builder, Fault, MockServer};

async fn start(set: impl FnOnce(Builder) -> Builder) -> (MockServer, Client) {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let server = set(MockServer::builder().docs(docs)).start().await.unwrap();
    let client = Client::onsite(server.url()).auth(Auth::bearer("any token")).build().unwrap();
    (server, client)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    contact_id: i32,
    name: String,
}

/// The first program of the README.
#[tokio::test]
async fn first_program() {
    let (_server, client) = start(|builder| builder).await;
    for name in ["Nordlys AS", "Nordhavn", "Lys"] {
        client.contact().create(&ContactEntity::new().with_name(name)).await.unwrap();
    }
    let call = client.contact().list().select(["contactId", "name"]).filter(col("name").begins("Nord"));
    let mut companies = call.rows::<Company>();
    let mut names = Vec::new();
    while let Some(company) = companies.next().await {
        let company = company.unwrap();
        names.push(company.name);
        client.contact().patch(company.contact_id, &Patch::new().replace("Department", "Sales")).await.unwrap();
    }
    assert_eq!(names, ["Nordlys AS", "Nordhavn"]);
    let sales = client.contact().list().select(["contactId", "name"]).filter(col("department").is("Sales"));
    let sales: Vec<Company> = sales.order_by(asc("name")).rows().try_collect().await.unwrap();
    assert_eq!(sales.iter().map(|company| company.name.as_str()).collect::<Vec<_>>(), ["Nordhavn", "Nordlys AS"]);
}

#[tokio::test]
async fn ten_tasks() {
    let (server, client) = start(|builder| builder).await;
    let company = client.contact().create(&ContactEntity::new().with_name("Nordlys AS")).await.unwrap();
    let id = company.contact_id.unwrap();
    // 1 and 2: companies and persons.
    let found = tasks::find_companies(&client, "Nord").await.unwrap();
    assert_eq!(found.iter().map(|company| company.contact_id).collect::<Vec<_>>(), [id]);
    assert!(tasks::company(&client, 99_999).await.unwrap().is_none());
    let person = tasks::create_person(&client, id, "kari@example.com").await.unwrap();
    assert_eq!(person.custom_fields.field("SuperOffice:3").as_i32(), Some(42));
    let read = client.person().get(person.person_id.unwrap()).await.unwrap();
    assert_eq!((read.lastname.as_deref(), read.contact.and_then(|of| of.contact_id)), (Some("Nord"), Some(id)));
    // 3: tickets.
    tasks::open_tickets(&client).await.unwrap();
    tasks::reply(&client, 1, "kari@example.com", "<p>On our way.</p>").await.unwrap();
    // 4: sales. The second task changes only a sale that is open.
    let sale = tasks::create_sale(&client, id, 15980.25).await.unwrap();
    let sale_id = sale.sale_id.unwrap();
    let refused = tasks::close_sale(&client, sale_id, Timestamp::now()).await.unwrap_err();
    assert_eq!(refused.to_string(), "the sale is not open");
    client.sale().patch(sale_id, &Patch::new().replace("Status", "Open")).await.unwrap();
    let earlier: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let refused = tasks::close_sale(&client, sale_id, earlier).await.unwrap_err();
    assert_eq!(refused.to_string(), "the sale was changed meanwhile");
    let later = Timestamp::now() + Duration::from_secs(5);
    let closed = tasks::close_sale(&client, sale_id, later).await.unwrap();
    assert_eq!(closed.status.as_ref().map(|status| status.as_str()), Some("Sold"));
    // 5: documents. The content is accepted and not kept.
    let file = std::env::temp_dir().join(format!("superoffice-mock-{}.txt", std::process::id()));
    std::fs::write(&file, "content").unwrap();
    let uploaded = tasks::upload(&client, sale_id, "offer.txt", &file).await;
    std::fs::remove_file(&file).unwrap();
    uploaded.unwrap();
    tasks::download(&client, 1, Vec::new()).await.unwrap();
    // 6: an archive, whose rows are made up, and 7: a list.
    assert_eq!(tasks::all_companies(&client).await.unwrap().len(), 20);
    tasks::categories(&client).await.unwrap();
    // 8: custom fields, one after the other.
    tasks::set_fields(&client, id, civil::date(2026, 11, 23).at(14, 0, 0, 0)).await.unwrap();
    let company = tasks::company(&client, id).await.unwrap().unwrap();
    assert_eq!(company.custom_fields.field("SuperOffice:3").as_i32(), Some(42));
    tasks::count_up(&client, company).await.unwrap();
    let company = client.contact().get(id).await.unwrap();
    assert_eq!(company.custom_fields.field("SuperOffice:3").as_i32(), Some(43));
    // 9 and 10: webhooks, and what has changed.
    tasks::register(&client, "https://example.com/hook", "secret").await.unwrap();
    tasks::changed_companies(&client, earlier).await.unwrap();
    let statuses: Vec<u16> = server.requests().iter().map(|request| request.status).collect();
    assert!(statuses.iter().all(|status| [200, 204, 304, 404, 409, 412].contains(status)), "{statuses:?}");
}

#[tokio::test]
async fn calls_of_agents_see_the_records_of_resources() {
    let (_server, client) = start(|builder| builder).await;
    let person = PersonEntity::new().with_lastname("Nord").with_contact(Contact::id(1));
    let stored = client.person_agent().save_person_entity(&person).await.unwrap().unwrap();
    let id = stored.person_id.unwrap();
    assert_eq!(client.person().get(id).await.unwrap().lastname.as_deref(), Some("Nord"));
    client.person_agent().delete_person_entity(id).await.unwrap();
    assert!(client.person().get(id).await.unwrap_err().is_not_found());
    assert!(client.person_agent().get_person_entity(id).await.unwrap().is_none());
}

/// Requests that only read are sent again, those that write are not.
#[tokio::test]
async fn failures_of_the_server() {
    let (server, client) = start(|builder| builder).await;
    server.fault(Fault::status(503).operations("GET *").times(1));
    assert_eq!(client.contact().get(1).await.unwrap().contact_id, Some(1));
    server.fault(Fault::reset().operations("GET *").times(1));
    assert_eq!(client.contact().get(2).await.unwrap().contact_id, Some(2));
    server.fault(Fault::rate_limit(1).operations("GET *").times(1));
    let started = Instant::now();
    assert_eq!(client.contact().get(3).await.unwrap().contact_id, Some(3));
    assert!(started.elapsed() >= Duration::from_secs(1), "the client waits as long as the server asks");
    server.fault(Fault::status(500).operations("POST *").times(1));
    let before = server.requests().len();
    assert!(client.contact().create(&ContactEntity::new().with_name("Nord")).await.is_err());
    assert_eq!(server.requests().len(), before + 1, "a record is not created twice");
    server.fault(Fault::invalid_json().operations("GET *").times(1));
    assert!(client.contact().get(1).await.is_err());
    server.fault(Fault::cut_body().operations("GET *"));
    assert!(client.contact().get(1).await.is_err());
}

/// Makes the same calls as over a socket, but in memory.
#[tokio::test]
async fn in_memory() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let server = MockServer::builder().docs(docs).in_memory().unwrap();
    assert_eq!(server.address(), None);
    let http =
        Http::builder(server.url()).auth(Auth::bearer("any token")).transport(server.transport()).build().unwrap();
    let client = Client::new(http);
    let created = client.contact().create(&ContactEntity::new().with_name("Nordlys AS")).await.unwrap();
    let id = created.contact_id.unwrap();
    server.fault(Fault::status(503).operations("GET *").times(2));
    assert_eq!(client.contact().get(id).await.unwrap().name.as_deref(), Some("Nordlys AS"));
    server.fault(Fault::reset().operations("GET *").times(1));
    // As with a new connection, below: the server may have performed the request.
    let sent = server.requests().len();
    assert!(client.contact().get(id).await.is_err());
    assert_eq!(server.requests().len(), sent + 1);
    client.contact().delete(id).await.unwrap();
    assert!(client.contact().get(id).await.unwrap_err().is_not_found());
    server.fault(Fault::cut_body().operations("GET *"));
    assert!(client.contact().get(1).await.is_err());
}

/// A connection that was used before may have been closed by the server while it was idle, but a new one was not.
#[tokio::test]
async fn a_new_connection_that_is_reset_is_an_error() {
    let (server, client) = start(|builder| builder).await;
    server.fault(Fault::reset().operations("GET *").times(1));
    assert!(client.contact().get(2).await.is_err());
    assert_eq!(server.requests().len(), 1);
}
