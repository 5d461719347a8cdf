//! Recording through a proxy, with another mock as the service, and replay.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use superoffice::entities::ContactEntity;
use superoffice::{Auth, Client, Patch, col};
use superoffice_mock::{Builder, Fault, MockServer, RecordError, ReplayError, Reply, StartError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn start(set: impl FnOnce(Builder) -> Builder) -> MockServer {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    set(MockServer::builder().docs(docs)).start().await.unwrap()
}

fn client(server: &MockServer, token: &str) -> Client {
    Client::onsite(server.url()).auth(Auth::bearer(token)).build().unwrap()
}

/// A folder that is deleted at the end, and a file in it.
fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.jsonl");
    (folder, path)
}

fn exchanges(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Some calls with results that depend on each other.
async fn session(client: &Client) -> Vec<String> {
    let mut seen = Vec::new();
    let created = client.contact().create(&ContactEntity::new().with_name("Nordlys")).await.unwrap();
    let id = created.contact_id.unwrap();
    for department in ["Sales", "Service"] {
        client.contact().patch(id, &Patch::new().replace("Department", department)).await.unwrap();
        let read = client.contact().get(id).await.unwrap();
        seen.push(format!("{id} {:?} {:?}", read.name, read.department));
    }
    let rows = client.contact().list().select(["contactId", "name"]).filter(col("name").begins("Nord")).top(1);
    let rows: Vec<Value> = rows.rows().try_collect().await.unwrap();
    seen.push(json!(rows).to_string());
    client.contact().delete(id).await.unwrap();
    seen.push(client.contact().get(id).await.unwrap_err().status().unwrap().to_string());
    seen
}

#[tokio::test]
async fn a_recorded_session_is_replayed() {
    let (_folder, path) = file();
    let service = start(|builder| builder).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&lines);
    let listener = move |line: &str| log.lock().unwrap().push(line.to_owned());
    let proxy = start(|builder| builder.record(&path, service.url()).on_recorded(listener)).await;
    let recorded = session(&client(&proxy, "the first token")).await;
    assert_eq!(recorded[0], "21 Some(\"Nordlys\") Some(\"Sales\")");
    assert_eq!(service.requests().len(), proxy.requests().len());
    assert_eq!(exchanges(&path).len(), service.requests().len());
    assert!(proxy.differences().is_empty(), "the mock differs from the pages: {:#?}", proxy.differences());
    assert!(lines.lock().unwrap().contains(&"POST /api/v1/Contact 200".to_owned()), "{lines:?}");
    drop((service, proxy));

    // Another token, and a server without records.
    let replay = start(|builder| builder.replay(&path).replay_only().records(0)).await;
    assert_eq!(session(&client(&replay, "another token")).await, recorded);
    replay.reset();
    assert_eq!(session(&client(&replay, "another token")).await, recorded);
    let other = client(&replay, "another token");
    let error = other.contact().create(&ContactEntity::new().with_name("Nordhavn")).await.unwrap_err();
    assert_eq!(error.status(), Some(501));
    let error = error.to_string();
    assert!(error.contains("the recording has no response to POST /api/v1/Contact; the nearest request"), "{error}");
    assert!(error.contains("- body.Name: \"Nordlys\" + body.Name: \"Nordhavn\""), "{error}");
    let error = other.person().get(1).await.unwrap_err().to_string();
    assert!(error.contains("- GET /api/v1/Person/1 + GET /api/v1/Contact/21"), "{error}");

    // Without `replay_only` the rest is mocked.
    let replay = start(|builder| builder.replay(&path)).await;
    assert_eq!(client(&replay, "x").person().get(1).await.unwrap().person_id, Some(1));
}

#[tokio::test]
async fn links_lead_to_the_server_that_replays() {
    let (_folder, path) = file();
    let service = start(|builder| builder).await;
    let proxy = start(|builder| builder.record(&path, service.url())).await;
    let line = "GET /Cust12345/api/v1/Contact?$top=2&$select=name";
    let answer = send(&proxy, line, "", &[]).await;
    let links = |server: &MockServer| format!("\"odata.nextLink\":\"{}/api/v1/Contact?", server.url());
    assert!(answer.contains(&links(&proxy)), "{answer}");
    let recorded = std::fs::read_to_string(&path).unwrap();
    assert!(!recorded.contains(&service.address().unwrap().to_string()), "{recorded}");
    let replay = start(|builder| builder.replay(&path)).await;
    let answer = send(&replay, line, "", &[]).await;
    assert!(answer.contains(&links(&replay)), "{answer}");
}

async fn send(server: &MockServer, line: &str, body: &str, headers: &[(&str, &str)]) -> String {
    let mut stream = TcpStream::connect(server.address().unwrap()).await.unwrap();
    let mut text = format!("{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", server.address().unwrap());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        text.push_str("Content-Type: application/json\r\n");
    }
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
        text.push_str("Authorization: Bearer x\r\n");
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Random texts without words.
struct Secrets {
    seed: u64,
    made: Vec<String>,
}

impl Secrets {
    fn next(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        let mut text = String::new();
        while text.len() < 14 {
            self.seed ^= self.seed << 13;
            self.seed ^= self.seed >> 7;
            self.seed ^= self.seed << 17;
            text.push(char::from(LETTERS[usize::try_from(self.seed % LETTERS.len() as u64).unwrap()]));
        }
        self.made.push(text.clone());
        text
    }

    /// `header.payload.signature`, of which each part identifies the token.
    fn jwt(&mut self) -> String {
        let (payload, signature) = (self.next(), self.next());
        format!("eyJhbGciOiJSUzI1NiJ9.{}.{signature}", base64(&format!("{{\"sub\":\"{payload}\"}}")))
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(text)
}

/// Twenty-five secrets in all places of a request and a response.
fn planted(secrets: &mut Secrets) -> (String, String, Vec<(&'static str, String)>, Value) {
    let mut next = || secrets.next();
    let (user, password) = (next(), next());
    let line = format!(
        "POST /Cust12345/api/v1/Contact?access_token={}&password={}&x={}",
        next(),
        next(),
        format_args!("Bearer%20{}", next())
    );
    let echoed = next();
    let headers = vec![
        ("Authorization", format!("Basic {}", base64(&format!("{user}:{password}")))),
        ("Cookie", format!("session={}; other={}", next(), next())),
        ("X-XSRF-TOKEN", next()),
        ("SO-AppToken", echoed.clone()),
        ("X-Unheard-Of", next()),
    ];
    let body = json!({
        "Name": "Nordlys", "Password": next(), "Credentials": [{"Type": "x", "Value": next()}],
        "ExtraFields": {"api_key": next(), "ticket": next()},
        "Parameters": [{"Name": "client_secret", "Value": next()}],
        "Text": format!("login with password={} or Bearer {}, and {echoed}", next(), next()),
        "Link": format!("https://user:{}@host/path?token={}", next(), next()),
        "Inner": format!("{{\"refresh_token\": \"{}\"}}", next()),
        "Encoded": base64(&format!("{{\"secret\": \"{}\"}}", next())),
    });
    let response = json!({
        "Name": "Nordlys", "AccessToken": next(), "Tickets": [next()], "Key": next(),
        "Echo": format!("you sent {password} and {echoed}"), "Description": format!("Basic {}", base64(&format!("u:{}", next()))),
    });
    let jwt = secrets.jwt();
    let mut response = response;
    response["Claim"] = json!(jwt);
    (line, body.to_string(), headers, response)
}

/// Secrets in a form, in XML, in a patch, and in headers of a response.
fn planted_elsewhere(
    secrets: &mut Secrets,
    at: usize,
) -> (&'static str, &'static str, String, http::Response<bytes::Bytes>) {
    let mut next = || secrets.next();
    let (line, media, body) = match at % 3 {
        0 => {
            let body = format!(
                "grant_type=refresh&refresh_token={}&client_secret={}&next=%3Ftoken%3D{}",
                next(),
                next(),
                next()
            );
            ("POST /login/oauth/tokens", "application/x-www-form-urlencoded", body)
        }
        1 => {
            let body = format!("<User Password=\"{}\"><ApiKey>{}</ApiKey><Name>Nord</Name></User>", next(), next());
            ("POST /Cust12345/api/v1/Contact", "text/xml; charset=utf-8", body)
        }
        _ => {
            let body = json!([{"op": "replace", "path": "/Password", "value": next()}, {"op": "add", "path": "/X", "value": {"Token": next()}}]);
            ("PATCH /Cust12345/api/v1/Contact/1", "application/json-patch+json", body.to_string())
        }
    };
    let response = http::Response::builder()
        .header("set-cookie", format!("session={}; HttpOnly", next()))
        .header("location", format!("https://host/callback?access_token={}&state=1", next()))
        .header("x-session-token", next())
        .header("content-type", if at.is_multiple_of(2) { "application/xml" } else { "text/plain" });
    let text =
        format!("<a href='https://kari:{}@host/'>Bearer {}</a> <AccessToken>{}</AccessToken>", next(), next(), next());
    (line, media, body, response.body(text.into()).unwrap())
}

#[tokio::test]
async fn no_planted_secret_reaches_the_disk() {
    let (folder, path) = file();
    let service = start(Builder::lenient).await;
    let answer = Arc::new(Mutex::new(http::Response::new(bytes::Bytes::new())));
    let shared = Arc::clone(&answer);
    service.on("*", move |_| shared.lock().unwrap().clone().into());
    let log = Arc::new(Mutex::new(String::new()));
    let lines = Arc::clone(&log);
    let listener = move |line: &str| lines.lock().unwrap().push_str(line);
    let proxy = start(|builder| builder.record(&path, service.url()).on_recorded(listener)).await;
    let mut secrets = Secrets { seed: 42, made: Vec::new() };
    for at in 0.. {
        if secrets.made.len() >= 1000 {
            break;
        }
        let (line, media, body, response) = planted_elsewhere(&mut secrets, at);
        *answer.lock().unwrap() = response;
        let bearer = format!("Bearer {}", secrets.next());
        send(&proxy, line, &body, &[("Content-Type", media), ("Authorization", &bearer)]).await;
        let sent = send(&proxy, "GET /Cust12345/api/v1/Contact/1", "", &[("Authorization", &bearer)]).await;
        assert!(sent.contains("x-session-token") && sent.contains("<AccessToken>"), "{sent}");
        let (line, body, headers, response) = planted(&mut secrets);
        let sent = http::Response::builder().header("content-type", "application/json; charset=utf-8");
        *answer.lock().unwrap() = sent.body(response.to_string().into()).unwrap();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sent = send(&proxy, &line, &body, &headers).await;
        assert!(sent.starts_with("HTTP/1.1 200") && sent.contains(response["AccessToken"].as_str().unwrap()), "{sent}");
    }
    let mut disk = String::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        disk.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    disk.push_str(&log.lock().unwrap());
    disk.push_str(&format!("{:?}{:?}", proxy.requests(), proxy.differences()));
    disk.push_str(&send(&proxy, "GET /_mock/log?last=10000", "", &[]).await);
    let found: Vec<&String> = secrets
        .made
        .iter()
        .filter(|secret| disk.contains(*secret) || disk.contains(&base64(secret.get(..12).unwrap())))
        .collect();
    println!("{} of {} planted secrets in {} bytes", found.len(), secrets.made.len(), disk.len());
    let place = |secret: &String| disk.find(secret).and_then(|at| disk.get(at.saturating_sub(60)..at + 20));
    assert!(found.is_empty(), "{:#?}", found.iter().map(|secret| place(secret)).collect::<Vec<_>>());
    assert!(disk.contains("Nordlys"), "a value that is not a secret is recorded");

    // Each request still finds its response, even with other secrets.
    let replay = start(|builder| builder.replay(&path).replay_only()).await;
    let (line, body, headers, _) = planted(&mut secrets);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = send(&replay, &line, &body, &headers).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"AccessToken\":\"***\""), "{answer}");
}

#[tokio::test]
async fn differences_from_the_pages() {
    let (_folder, path) = file();
    let service = start(Builder::lenient).await;
    service.on("GET /api/v1/Contact/{id}", |request| match request.path("id").as_deref() {
        Some("1") => Reply::json(&json!({"ContactId": "one", "NewProperty": 1, "Name": "Nordlys"})),
        _ => Reply::status(202),
    });
    let proxy = start(|builder| builder.record(&path, service.url())).await;
    for id in [1, 1, 2] {
        send(&proxy, &format!("GET /Cust12345/api/v1/Contact/{id}?$newOption=1"), "", &[]).await;
    }
    send(&proxy, "GET /Cust12345/api/v1/NewResource/1", "", &[]).await;
    let found: Vec<String> = proxy.differences().iter().map(ToString::to_string).collect();
    for part in [
        "request: the query parameter `$newOption` is not documented",
        "response: the property `ContactId` must be an integer (int32), not this text",
        "response: the property `NewProperty` is not documented; `ContactEntity` does not have it",
        "response: the status 202 is not documented; these are: 200, 304",
        "no page documents GET /api/v1/NewResource/1",
    ] {
        assert!(found.iter().any(|text| text.contains(part)), "{part}: {found:#?}");
    }
    assert_eq!(found.len(), 5, "each is listed once: {found:#?}");
    assert!(found[..4].iter().all(|text| text.starts_with("rest/Contact/") && text.contains(".md:")), "{found:#?}");
    let recorded = exchanges(&path);
    assert_eq!(recorded[1]["differences"].as_array().unwrap().len(), 3, "a recording has all: {}", recorded[1]);
}

/// An example of each operation is recorded and replayed. The mock follows the pages, so nothing differs from them.
#[tokio::test]
async fn every_operation() {
    let (_folder, path) = file();
    let service = start(|builder| builder).await;
    let proxy = start(|builder| builder.record(&path, service.url())).await;
    let http = reqwest::Client::builder().no_proxy().no_gzip().build().unwrap();
    let send = async |server: &MockServer, operation| {
        let mut request = server.api().example(operation);
        *request.uri_mut() = format!("{}{}", server.url(), request.uri()).parse().unwrap();
        let response = http.execute(request.try_into().unwrap()).await.unwrap();
        (response.status().as_u16(), response.bytes().await.unwrap())
    };
    let api = proxy.api();
    let mut recorded = Vec::new();
    for operation in &api.operations {
        // Otherwise a record may have been deleted by the operation before.
        service.reset();
        recorded.push(send(&proxy, operation).await);
    }
    // A few pages do not document a success status.
    let succeeds = |uid: &str| api.operations.iter().any(|one| one.uid == uid && one.statuses.contains(&one.success));
    let differences = proxy.differences();
    let differences: Vec<String> =
        differences.iter().filter(|one| succeeds(&one.operation)).map(ToString::to_string).collect();
    assert!(differences.is_empty(), "{} {:#?}", differences.len(), differences.iter().take(9).collect::<Vec<_>>());

    let replay = start(|builder| builder.replay(&path).replay_only()).await;
    let (mut same, mut redacted, mut failed) = (0, 0, Vec::new());
    for (operation, (status, body)) in api.operations.iter().zip(&recorded) {
        let (replayed, text) = send(&replay, operation).await;
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
        let (before, after) = (json(body), json(&text));
        let has_type = operation.response.as_ref().is_none_or(|body| api.problems(&body.ty, &after).is_empty());
        match replayed == *status && (has_type || *status >= 400) {
            true if before == after => same += 1,
            true => redacted += 1,
            false => failed.push(format!("{}: {status} {replayed} {text:.200?}", operation.uid)),
        }
    }
    println!("{same} responses are replayed as they were, {redacted} without values that may be secrets");
    assert!(failed.is_empty(), "{} {:#?}", failed.len(), failed.iter().take(5).collect::<Vec<_>>());
    assert!(same > redacted * 5, "{same} {redacted}");
}

#[tokio::test]
async fn recordings_that_do_not_start() {
    let (_folder, path) = file();
    std::fs::write(&path, "something else\n").unwrap();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let error = |builder: Builder| async { builder.start().await.err().unwrap() };
    let builder = || MockServer::builder().docs(&docs);
    let exists = error(builder().record(&path, "http://127.0.0.1:1/Cust1")).await;
    assert!(matches!(exists, StartError::Record(RecordError::Create(..))), "{exists}");
    for upstream in ["host/Cust1", "ftp://host/Cust1", "https://user:password@host/Cust1", "https://host?x=1"] {
        let wrong = error(builder().record(path.with_extension("new"), upstream)).await;
        assert!(matches!(wrong, StartError::Record(RecordError::Address(_))), "{wrong}");
        assert!(!wrong.to_string().contains("password"), "{wrong}");
    }
    let foreign = error(builder().replay(&path)).await;
    assert!(matches!(foreign, StartError::Replay(ReplayError::Line(_, 1, _))), "{foreign}");
    let missing = error(builder().replay(path.with_extension("none"))).await;
    assert!(matches!(missing, StartError::Replay(ReplayError::Read(..))), "{missing}");

    // A service that does not answer with TLS.
    let service = start(|builder| builder).await;
    let address = service.url().replace("http://", "https://");
    let proxy = start(|builder| builder.record(path.with_extension("tls"), address)).await;
    let answer = send(&proxy, "GET /Cust12345/api/v1/Contact/1", "", &[]).await;
    assert!(answer.starts_with("HTTP/1.1 502") && answer.contains("the upstream did not answer"), "{answer}");
    assert!(service.requests().is_empty(), "nothing is sent without TLS");

    // A service that cannot be reached.
    let service = start(|builder| builder).await;
    let address = service.url();
    drop(service);
    let proxy = start(|builder| builder.record(path.with_extension("new"), address)).await;
    let answer = send(&proxy, "GET /Cust12345/api/v1/Contact/1?token=s3cret", "", &[]).await;
    assert!(answer.starts_with("HTTP/1.1 502") && !answer.contains("s3cret"), "{answer}");
}

#[tokio::test]
async fn a_replay_has_faults_and_expectations() {
    let (_folder, path) = file();
    let service = start(|builder| builder).await;
    let proxy = start(|builder| builder.record(&path, service.url())).await;
    client(&proxy, "x").contact().get(1).await.unwrap();
    let replay = start(|builder| builder.replay(&path).replay_only().fault(Fault::status(503).times(1))).await;
    let client = client(&replay, "x");
    assert_eq!(client.contact().get(1).await.unwrap().contact_id, Some(1));
    assert_eq!(replay.requests().iter().map(|request| request.status).collect::<Vec<_>>(), [503, 200]);
    // Expectations take precedence over the recording.
    replay.expect(client.contact().get(1)).respond(ContactEntity::new().with_name("expected"));
    assert_eq!(client.contact().get(1).await.unwrap().name.as_deref(), Some("expected"));
    replay.verify().unwrap();
}
