//! Tests the form of the generated clients: what a user can keep, move and write.

#![cfg(all(feature = "contact", feature = "contact-agent", feature = "ticket-agent", feature = "document"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use superoffice::client::contact::{ContactClient, ContactGetCall};
use superoffice::crates::http::header::ACCEPT;
use superoffice::entities::{Contact, ContactEntity};
use superoffice::requests::contact_agent::CopyRequest;
use superoffice::runtime::transport::{MemoryTransport, Response};
use superoffice::{Client, Http};

/// A part of a program that keeps a client without a lifetime.
#[derive(Clone)]
struct Importer {
    contacts: ContactClient,
}

fn client(transport: &MemoryTransport) -> Client {
    Client::new(Http::builder("https://host/Cust12345").transport(transport.clone()).build().unwrap())
}

#[tokio::test]
async fn clients_are_kept_and_moved() {
    fn can_be_kept<T: Clone + Send + Sync + 'static>(_: &T) {}

    let transport = MemoryTransport::new(|_| Ok(Response::json(200, r#"{"Name":"x"}"#)));
    let importer = Importer { contacts: client(&transport).contact() };
    can_be_kept(&importer);
    let moved = importer.clone();
    let name = tokio::spawn(async move { moved.contacts.get(17).await.unwrap().name }).await.unwrap();
    assert_eq!(name.as_deref(), Some("x"));
    // The options need no import, and neither do the results.
    let call: ContactGetCall = importer.contacts.get(17).language("en");
    assert!(call.optional().await.unwrap().is_some());
    assert_eq!(importer.contacts.get(17).send_with_response().await.unwrap().status, 200);
    let requests = transport.requests();
    assert_eq!(requests[1].headers["so-language"], "en");
}

#[tokio::test]
async fn agents_take_arguments() {
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "18")));
    let agent = client(&transport).contact_agent();
    assert_eq!(agent.copy(17, "Nordwind", "Oslo", true).await.unwrap(), 18);
    let absent = CopyRequest::new().with_source_contact_id(17).with_destination_contact_name("Nordwind");
    agent.copy_with(&absent).await.unwrap();
    let sent: Vec<_> = transport.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(
        sent[0],
        r#"{"SourceContactId":17,"DestinationContactName":"Nordwind","DestinationContactDepartment":"Oslo","CopyPersons":true}"#
    );
    assert_eq!(sent[1], r#"{"SourceContactId":17,"DestinationContactName":"Nordwind"}"#);
}

#[tokio::test]
async fn files_are_requested_as_files() {
    let transport = MemoryTransport::new(|_| Ok(Response::new(200).body("bytes")));
    let client = client(&transport);
    assert_eq!(&*client.document().get_stream(17).await.unwrap(), b"bytes");
    assert_eq!(&*client.ticket_agent().get_attachment_stream(17).await.unwrap(), b"bytes");
    client.contact().get_image(17).await.unwrap();
    let accepted: Vec<_> =
        transport.requests().into_iter().map(|request| request.headers[ACCEPT].to_str().unwrap().to_owned()).collect();
    assert_eq!(
        accepted,
        ["application/octet-stream", "application/octet-stream", "image/png, image/jpeg, image/gif, image/tiff"]
    );
}

#[test]
fn references_have_only_an_id() {
    assert_eq!(serde_json::to_string(&Contact::id(17)).unwrap(), r#"{"ContactId":17}"#);
    assert_eq!(ContactEntity::id(17), ContactEntity::new().with_contact_id(17));
}
