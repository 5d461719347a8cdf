//! The server over a socket: faults of a connection, the control endpoints, start and end.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use superoffice_mock::api::Operation;
use superoffice_mock::{Fault, MockServer, StartError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{docs, runtime};

/// Sends a request and returns everything that the server sends, or the kind of the error.
async fn send(server: &MockServer, line: &str, body: &str) -> Result<String, std::io::ErrorKind> {
    let mut stream = TcpStream::connect(server.address().unwrap()).await.unwrap();
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nConnection: close\r\n");
    let text = format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes).await {
        Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(error.kind()),
    }
}

/// An operation that needs neither parameters nor a body.
fn simple(server: &MockServer) -> &Operation {
    let api = server.api();
    api.operations
        .iter()
        .find(|one| {
            one.method == http::Method::GET
                && !one.path.contains('{')
                && api.example(one).uri().query().is_none()
                && one
                    .response
                    .as_ref()
                    .is_some_and(|body| body.sample.as_ref().is_some_and(|sample| sample.text().starts_with('{')))
        })
        .unwrap()
}

#[test]
fn faults() {
    runtime().block_on(async {
        let server = MockServer::builder().docs(docs()).start().await.unwrap();
        let operation = simple(&server);
        let line = format!("GET /Cust12345{}", operation.path);
        let whole = send(&server, &line, "").await.unwrap();
        assert!(whole.starts_with("HTTP/1.1 200 OK") && whole.contains("x-mock: superoffice-mock/"), "{whole}");
        assert!(whole.contains(&format!("x-mock-operation: {}", operation.uid)), "{whole}");

        server.fault(Fault::reset().operations(&operation.uid).times(1));
        assert_eq!(send(&server, &line, "").await, Err(std::io::ErrorKind::ConnectionReset));
        server.fault(Fault::cut_body().times(1));
        let cut = send(&server, &line, "").await.unwrap();
        let length = whole.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()).unwrap();
        assert!(cut.contains(&format!("content-length: {length}\r\n")), "{cut}");
        let body = cut.split("\r\n\r\n").nth(1).unwrap();
        assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
        server.fault(Fault::rate_limit(3).times(1));
        let limited = send(&server, &line, "").await.unwrap();
        assert!(limited.starts_with("HTTP/1.1 429") && limited.contains("retry-after: 3\r\n"), "{limited}");
        server.fault(Fault::invalid_json().times(1));
        let garbled = send(&server, &line, "").await.unwrap();
        assert!(garbled.starts_with("HTTP/1.1 200") && garbled.ends_with("{\"Error\": tru"), "{garbled}");
        server.fault(Fault::latency(Duration::from_millis(60)).operations("GET /api/*").times(1));
        let started = Instant::now();
        assert_eq!(body_of(&send(&server, &line, "").await.unwrap()), body_of(&whole));
        assert!(started.elapsed() >= Duration::from_millis(60));
        server.fault(Fault::status(503).operations("no such operation"));
        assert!(send(&server, &line, "").await.unwrap().starts_with("HTTP/1.1 200"), "all rules are used up");
    });
}

fn body_of(response: &str) -> &str {
    response.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn faults_by_chance_repeat() {
    runtime().block_on(async {
        let mut runs = Vec::new();
        for seed in [7, 7, 8] {
            let rule = Fault::status(500).probability(0.3);
            let server = MockServer::builder().docs(docs()).seed(seed).fault(rule).start().await.unwrap();
            let operation = simple(&server);
            let statuses: Vec<u16> =
                (0..200).map(|_| server.respond(server.api().example(operation)).status().as_u16()).collect();
            runs.push(statuses);
        }
        assert_eq!(runs[0], runs[1]);
        assert_ne!(runs[0], runs[2]);
        let failed = runs[0].iter().filter(|status| **status == 500).count();
        assert!((40..80).contains(&failed), "{failed} of 200");
    });
}

#[test]
fn control_endpoints() {
    runtime().block_on(async {
        let server = MockServer::builder().docs(docs()).start().await.unwrap();
        let line = format!("GET /Cust12345{}", simple(&server).path);
        let about = send(&server, "GET /_mock", "").await.unwrap();
        assert!(about.contains("text/plain") && about.contains("Not imitated:"), "{about:.300}");
        let rule = r#"{"operations": "*", "status": 503, "times": 1}"#;
        assert!(send(&server, "POST /_mock/faults", rule).await.unwrap().starts_with("HTTP/1.1 204"));
        assert!(send(&server, "POST /_mock/faults", "{}").await.unwrap().starts_with("HTTP/1.1 400"));
        assert!(send(&server, &line, "").await.unwrap().starts_with("HTTP/1.1 503"));
        assert!(send(&server, &line, "").await.unwrap().starts_with("HTTP/1.1 200"));
        let log = send(&server, "GET /_mock/log", "").await.unwrap();
        assert!(log.contains("\"status\": 503") && !log.contains("Bearer"), "{log}");
        assert_eq!(server.requests().len(), 2);
        let secret = format!("{}?token=s3cret-1", line);
        send(&server, &secret, r#"{"Password": "s3cret-2", "Name": "Nord"}"#).await.unwrap();
        let log = send(&server, "GET /_mock/log?last=1", "").await.unwrap();
        let log: serde_json::Value = serde_json::from_str(body_of(&log)).unwrap();
        let shown = &log["requests"][0];
        assert_eq!(shown["body"], serde_json::json!({"Password": "***", "Name": "Nord"}));
        assert_eq!(shown["headers"]["authorization"], "***");
        assert!(shown["address"].as_str().unwrap().ends_with("?token=***"), "{shown}");
        let kept = &server.requests()[2];
        assert_eq!(kept.header("Content-Type"), Some("application/json"));
        assert_eq!((kept.query("token").as_deref(), kept.status), (Some("s3cret-1"), 400));
        assert!(!format!("{kept:?}").contains("s3cret"), "{kept:?}");
        assert!(send(&server, "POST /_mock/reset", "").await.unwrap().starts_with("HTTP/1.1 204"));
        assert!(server.requests().is_empty());
        assert!(send(&server, "GET /_mock/reset", "").await.unwrap().starts_with("HTTP/1.1 405"));
        assert!(send(&server, "GET /_mock/other", "").await.unwrap().starts_with("HTTP/1.1 404"));
        let wrong = send(&server, "TRACE /api", "").await.unwrap();
        assert!(wrong.starts_with("HTTP/1.1 404"), "{wrong}");
        let other = send(&server, &line.replacen("GET", "DELETE", 1), "").await.unwrap();
        assert!(other.starts_with("HTTP/1.1 405") && other.contains("allow: GET"), "{other}");
    });
}

#[test]
fn start_and_end() {
    runtime().block_on(async {
        let any: IpAddr = [0, 0, 0, 0].into();
        let refused = MockServer::builder().docs(docs()).address(any).start().await;
        assert!(matches!(refused, Err(StartError::Remote(_))));
        let nothing = MockServer::builder().docs("no/such/folder").start().await;
        assert!(matches!(nothing, Err(StartError::Docs(_))));
        // The folder is found from the folder of this crate.
        let server = MockServer::start().await.unwrap();
        assert!(server.url().starts_with("http://127.0.0.1:"));
        let address = server.address().unwrap();
        let taken = MockServer::builder().docs(docs()).port(address.port()).start().await;
        assert!(matches!(taken, Err(StartError::Listen(..))));
        drop(server);
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(TcpStream::connect(address).await.is_err(), "the server stops when it is dropped");
    });
}
