//! A server that implements two operations of one resource. All other operations answer with status 501 and their uid.
//!
//! The server has its own state, error type and authentication: a layer checks a token before any operation is called.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use superoffice::entities::TicketRelationEntity;
use superoffice::runtime::server::{Context, Problem, Reply, Select};
use superoffice::server::Api;
use superoffice::server::ticket_relation::TicketRelationService;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, routes()).await?;
    Ok(())
}

/// The router of the whole API, below the name of the tenant.
fn routes() -> Router {
    let api = Api::new().ticket_relation(Arc::new(Relations::new())).router();
    Router::new().nest("/{tenant}", api.layer(from_fn(authenticate)))
}

/// The user who sent a request.
#[derive(Clone)]
struct User(String);

/// Passes the user to the operation. A real server would look up the token.
async fn authenticate(mut request: Request, next: Next) -> Response {
    let token = request.headers().get("Authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Some(name) = token.and_then(|token| token.strip_prefix("token-of-")).map(str::to_owned) else {
        return Problem::unauthorized("the token is missing or not valid").into_response();
    };
    request.extensions_mut().insert(User(name));
    next.run(request).await
}

/// The stored relations.
struct Relations(Mutex<BTreeMap<i32, TicketRelationEntity>>);

impl Relations {
    // `Default` is not implemented, because the trait of the service has a method with the name `default`.
    fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

/// The reasons why an operation fails.
enum Failure {
    Unknown(i32),
    ToItself,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown(id) => Problem::not_found(format!("there is no relation {id}")),
            Self::ToItself => Problem::bad_request("a request cannot be related to itself"),
        }
        .into_response()
    }
}

impl TicketRelationService for Relations {
    type Error = Failure;

    async fn create(
        &self,
        context: Context,
        mut relation: TicketRelationEntity,
        _: Select,
    ) -> Result<Reply<TicketRelationEntity>, Failure> {
        if relation.source_ticket_id.is_some() && relation.source_ticket_id == relation.destination_ticket_id {
            return Err(Failure::ToItself);
        }
        let mut relations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = relations.keys().next_back().map_or(1, |last| last + 1);
        relation.ticket_relation_id = Some(id);
        if let Some(User(name)) = context.extension() {
            relation.comment.get_or_insert_with(|| format!("created by {name}"));
        }
        relations.insert(id, relation.clone());
        Ok(relation.into())
    }

    async fn get(&self, _: Context, id: i32, select: Select) -> Result<Reply<TicketRelationEntity>, Failure> {
        let relations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut relation = relations.get(&id).cloned().ok_or(Failure::Unknown(id))?;
        if !select.contains("Comment") {
            relation.comment = None;
        }
        Ok(relation.into())
    }
}

#[cfg(test)]
mod tests {
    use superoffice::entities::TicketRelationEntity;
    use superoffice::{Auth, Client, Patch};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    #[tokio::test]
    async fn the_client_calls_the_server() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(axum::serve(listener, super::routes()).into_future());
        let client = |token: &str| {
            let client = Client::onsite(format!("http://{address}/Cust12345"));
            client.auth(Auth::bearer(token)).build().unwrap().ticket_relation()
        };
        let relations = client("token-of-Ann");

        let new = TicketRelationEntity::new().with_source_ticket_id(7).with_destination_ticket_id(8);
        let created = relations.create(&new).await.unwrap();
        assert_eq!(created.ticket_relation_id, Some(1));
        assert_eq!(created.comment.as_deref(), Some("created by Ann"));
        assert_eq!(relations.get(1).await.unwrap(), created);
        let partial = relations.get(1).select(["SourceTicketId"]).await.unwrap();
        assert_eq!((partial.source_ticket_id, partial.comment), (Some(7), None));

        // The errors of the methods, and of the layer.
        assert!(relations.get(2).await.unwrap_err().is_not_found());
        let error = relations.create(&new.with_destination_ticket_id(7)).await.unwrap_err();
        assert!(error.to_string().contains("a request cannot be related to itself"), "{error}");
        let error = client("forged").get(1).await.unwrap_err();
        assert!(error.to_string().contains("the token is missing or not valid"), "{error}");

        // Methods that are not implemented.
        let uid = "`v1TicketRelationEntity_PatchTicketRelationEntity` is not implemented";
        let error = relations.patch(1, &Patch::new().replace("Comment", "x")).await.unwrap_err();
        assert!(error.to_string().contains(uid), "{error}");
        let error = relations.delete(1).await.unwrap_err();
        assert!(error.to_string().contains("`v1TicketRelationEntity_DeleteTicketRelationEntity`"), "{error}");

        // Requests that do not fit an operation never reach a method.
        for (request, expected) in [
            ("GET /Cust12345/api/v1/TicketRelation/x", "HTTP/1.1 400 Bad Request"),
            ("POST /Cust12345/api/v1/TicketRelation/1", "HTTP/1.1 405 Method Not Allowed"),
            ("GET /Cust12345/api/v1/Nothing", "HTTP/1.1 404 Not Found"),
        ] {
            let text = format!(
                "{request} HTTP/1.1\r\nHost: host\r\nConnection: close\r\nAuthorization: Bearer token-of-Ann\r\n\r\n"
            );
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).await.unwrap();
            assert_eq!(response.lines().next(), Some(expected), "{request}");
        }
        server.abort();
    }
}
