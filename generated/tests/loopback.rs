//! Tests the generated client over a real TCP connection: the requests that it sends and how it handles the responses.

#![cfg(all(feature = "ticket-relation", feature = "reqwest"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use superoffice::entities::TicketRelationEntity;
use superoffice::runtime::transport::{MemoryTransport, Response};
use superoffice::runtime::{EntityExt, Presence};
use superoffice::{Auth, Client, Environment, Http, Patch};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[tokio::test]
async fn a_client_finds_the_address_of_its_tenant() {
    let transport = MemoryTransport::new(|request| {
        Ok(match &*request.url {
            "https://sod.superoffice.com/api/state/Cust1" => {
                Response::json(200, r#"{ "State": "Running", "Api": "https://sod2.superoffice.com/Cust1/api" }"#)
            }
            "https://sod2.superoffice.com/Cust1/api/v1/TicketRelation/5" => Response::json(200, "{}"),
            _ => Response::new(404),
        })
    });
    let client = Client::online(Environment::Sod, "Cust1").transport(transport.clone()).connect().await.unwrap();
    client.ticket_relation().get(5).await.unwrap();
    assert_eq!(transport.requests().len(), 2);
    let onsite = Client::onsite("https://crm.example/api").transport(transport).build().unwrap();
    assert_eq!(onsite.http().base(), "https://crm.example");
}

/// Answers one request with these bytes and returns the request that it received.
async fn server(answer: &'static str) -> (Client, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/Cust12345", listener.local_addr().unwrap());
    let seen = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            let count = stream.read(&mut chunk).await.unwrap();
            bytes.extend_from_slice(&chunk[..count]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned))
                .map_or(0, |length| length.trim().parse::<usize>().unwrap());
            if body.len() >= length {
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
                return text;
            }
        }
    });
    let http = Http::builder(base).auth(Auth::bearer("8A:Cust12345.token")).build().unwrap();
    (Client::new(http), seen)
}

const CREATED: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n\r\n\
    {\"TicketRelationId\":7,\"SourceTicketId\":66,\"DestinationTicketId\":67,\"RelationType\":\"Blocks\",\"Comment\":null,\
    \"TableRight\":{\"Mask\":\"Select, Update\",\"Reason\":\"\"},\"FieldProperties\":{},\"NewerProperty\":[1,2]}";

#[tokio::test]
async fn a_relation_is_posted_and_read_back() {
    let (client, seen) = server(CREATED).await;
    let relation =
        TicketRelationEntity::new().with_source_ticket_id(66).with_destination_ticket_id(67).with_comment("sår");
    let created = client
        .ticket_relation()
        .create(&relation)
        .select(["TicketRelationId", "Comment"])
        .language("en")
        .await
        .unwrap();

    let request = seen.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("POST /Cust12345/api/v1/TicketRelation?$select=TicketRelationId,Comment HTTP/1.1"),
        "{head}"
    );
    let head = head.to_ascii_lowercase();
    for line in ["authorization: bearer 8a:cust12345.token", "content-type: application/json", "so-language: en"] {
        assert!(head.contains(line), "{line} in {head}");
    }
    let sent: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(sent, serde_json::json!({"SourceTicketId": 66, "DestinationTicketId": 67, "Comment": "sår"}));

    assert_eq!(created.ticket_relation_id, Some(7));
    assert_eq!(created.relation_type.as_deref(), Some("Blocks"));
    assert_eq!(created.presence("Comment"), Presence::Null);
    assert_eq!(created.presence("_Links"), Presence::Absent);
    assert_eq!(created.extra.get("NewerProperty"), Some(serde_json::json!([1, 2]).into()));
    let back: serde_json::Value = serde_json::to_value(&created).unwrap();
    let came: serde_json::Value = serde_json::from_str(CREATED.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(back, came);
}

#[tokio::test]
async fn an_error_keeps_the_message_of_the_server() {
    let (client, _) = server(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Trace: 5\r\nConnection: close\r\n\r\n\
         {\"Error\":true,\"ErrorType\":\"ArgumentException\",\"ErrorMessage\":\"no such ticket\",\"ErrorSource\":\"x\"}",
    )
    .await;
    let error = client.ticket_relation().create(&TicketRelationEntity::new()).await.unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert_eq!(error.uid(), Some("v1TicketRelationEntity_PostTicketRelationEntity"));
    let text = error.to_string();
    assert!(text.contains("no such ticket"), "{text}");
    assert!(!format!("{error:?}").contains("8A:Cust"), "no secret in an error");
}

#[tokio::test]
async fn a_body_that_does_not_decode_says_where() {
    let (client, _) = server(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
         {\"TicketRelationId\":7,\"SourceTicketId\":\"not a number\"}",
    )
    .await;
    let error = client.ticket_relation().get(7).await.unwrap_err();
    assert_eq!(error.json_path(), Some("SourceTicketId"));
    assert_eq!(error.uid(), Some("v1TicketRelationEntity_GetTicketRelationEntity"));
    assert!(error.body().is_some_and(|body| !body.is_empty()), "the body is kept");
}

/// The method knows the type of its entity, so a misspelt path is not sent.
#[tokio::test]
async fn a_patch_has_paths_of_the_entity() {
    let (client, seen) = server(CREATED).await;
    let misspelt = Patch::new().replace("Coment", "x");
    let error = client.ticket_relation().patch(7, &misspelt).await.unwrap_err().to_string();
    assert!(error.contains("`TicketRelationEntity` has no property `Coment`; similar: `Comment`"), "{error}");
    let changes = TicketRelationEntity::new().with_comment("x");
    client.ticket_relation().patch(7, &Patch::of(&changes)).await.unwrap();
    let request = seen.await.unwrap();
    assert!(
        request.starts_with("PATCH /Cust12345/api/v1/TicketRelation/7 ") && request.ends_with(r#"{"Comment":"x"}"#)
    );
}
