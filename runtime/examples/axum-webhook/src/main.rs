//! Receives the events of a webhook.
//!
//! Set `WEBHOOK_SECRET` to the secret of the webhook. The server listens on port 8080 without TLS, for a proxy in front of it
//! that has a certificate, because SuperOffice calls `https` addresses only.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use superoffice::runtime::webhook::{Event, VerifyError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("WEBHOOK_SECRET").map_err(|error| format!("WEBHOOK_SECRET: {error}"))?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, routes(secret)).await?;
    Ok(())
}

fn routes(secret: String) -> Router {
    Router::new().route("/superoffice", post(receive)).with_state(Arc::from(secret))
}

/// `body` must be [`Bytes`]: an extractor that reads JSON would lose the bytes that are signed.
async fn receive(State(secret): State<Arc<str>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let event = match Event::verify_request(secret.as_bytes(), &headers, &body) {
        Ok(event) => event,
        Err(error) => {
            eprintln!("rejected: {error}");
            return match error {
                VerifyError::Payload(_) => StatusCode::BAD_REQUEST,
                _ => StatusCode::UNAUTHORIZED,
            };
        }
    };
    // The server expects an answer within seconds, so work that takes longer belongs into a task or a queue.
    match event.name() {
        "test" => {}
        "contact.changed" => println!("contact {:?} has changed: {:?}", event.primary_key, event.changes),
        name => println!("{name} is ignored"),
    }
    StatusCode::OK
}

#[cfg(test)]
mod tests {
    use superoffice::runtime::webhook::sign;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::routes;

    #[tokio::test]
    async fn deliveries() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(axum::serve(listener, routes("a secret".to_owned())).into_future());
        let deliver = async |header: &str, body: &str| {
            let request = format!(
                "POST /superoffice HTTP/1.1\r\nHost: host\r\nConnection: close\r\n{header}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).await.unwrap();
            response.lines().next().unwrap_or_default().to_owned()
        };
        for body in [r#"{"Event":"test","Entity":"test"}"#, r#"{"Event":"contact.changed","PrimaryKey":17}"#] {
            let signature = sign("a secret", body);
            assert_eq!(deliver(&format!("X-Superoffice-Signature: {signature}"), body).await, "HTTP/1.1 200 OK");
            assert_eq!(deliver(&format!("x-superoffice-signature: {signature}"), body).await, "HTTP/1.1 200 OK");
            let changed = body.replace("Event", "Bvent");
            assert_eq!(
                deliver(&format!("X-SuperOffice-Signature: {signature}"), &changed).await,
                "HTTP/1.1 401 Unauthorized"
            );
            assert_eq!(deliver("X-Other: 1", body).await, "HTTP/1.1 401 Unauthorized");
        }
        let signed = format!("X-SuperOffice-Signature: {}", sign("a secret", "[]"));
        assert_eq!(deliver(&signed, "[]").await, "HTTP/1.1 400 Bad Request");
        server.abort();
    }
}
