//! Tests that no acknowledged write is lost when the process of the server is killed. It is killed five times, or as often as the
//! environment variable `SUPEROFFICE_MOCK_KILLS` states.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::records::{Resource, resources};
use crate::support::{Random, call, trees};

/// The process of a server.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(model: &Path, state: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_superoffice-mock"));
        command.arg("--model").arg(model).arg("--state").arg(state).args(["--port", "0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        Self { address: address.unwrap().to_owned(), child }
    }

    fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        Connection(BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // On Unix this is SIGKILL.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    /// The status and the body of a response; `None` if the connection broke.
    fn send(&mut self, request: &Request<Bytes>) -> Option<(u16, Value)> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: x\r\n", request.method(), request.uri());
        for (name, value) in request.headers() {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", request.body().len()));
        let stream = self.0.get_mut();
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(request.body())).ok()?;
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).ok().filter(|read| *read > 0)?;
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest.get(..3)?.parse().ok()?;
            } else if let Some(rest) = line.strip_prefix("content-length: ") {
                length = rest.trim().parse().ok()?;
            } else if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).ok()?;
        Some((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }
}

/// The text of each record that was acknowledged; `None` if it was deleted.
type Acknowledged = BTreeMap<i64, Option<String>>;

/// Writes until the connection breaks, and counts the writes. Returns the id of the record whose write was not answered, unless it was a new one.
fn write(
    resource: &Resource<'_>,
    server: &Server,
    known: &mut Acknowledged,
    random: &mut Random,
    writes: &mut u32,
) -> Option<i64> {
    let mut connection = server.connect();
    for round in 0_u64.. {
        let text = format!("text {round} {}", random.below(1_000_000));
        let body = resource.body(&text);
        let present: Vec<i64> = known.iter().filter(|(_, text)| text.is_some()).map(|(id, _)| *id).collect();
        let old = (random.below(3) > 0 && !present.is_empty()).then(|| present[random.below(present.len())]);
        let (request, deletes) = match old {
            Some(id) if random.below(4) == 0 => (call(resource.api, resource.delete, Some(id), None), true),
            Some(id) => (call(resource.api, resource.update, Some(id), Some(&body)), false),
            None => (call(resource.api, resource.create, None, Some(&body)), false),
        };
        let Some((status, value)) = connection.send(&request) else { return old };
        assert!((200..300).contains(&status), "{status} {value}");
        let id = old.unwrap_or_else(|| value[&resource.group.id].as_i64().unwrap());
        if old.is_none() {
            assert!(known.keys().all(|known| *known < id), "the id {id} was used before");
        }
        known.insert(id, (!deletes).then_some(text));
        *writes += 1;
    }
    None
}

#[test]
fn nothing_acknowledged_is_lost() {
    let rounds: u32 = std::env::var("SUPEROFFICE_MOCK_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let (_, api) = trees().remove(0);
    let all = resources(&api);
    let resource = &all[0];
    let folder = tempfile::tempdir().unwrap();
    let (model, state) = (folder.path().join("model"), folder.path().join("state"));
    std::fs::write(&model, api.to_bytes()).unwrap();
    let mut random = Random(u64::from(std::process::id()) | 1);
    let mut known = Acknowledged::new();
    let (mut checked, mut writes, mut unanswered) = (0, 0, None);
    for round in 0..=rounds {
        let server = Server::start(&model, &state);
        let mut connection = server.connect();
        for (id, text) in &known {
            let (status, value) = connection.send(&call(&api, resource.read, Some(*id), None)).unwrap();
            let found = value[resource.property].as_str().map(str::to_owned);
            assert!(
                found == *text || unanswered == Some(*id),
                "round {round}: {id} is {status} {found:?}, not {text:?}"
            );
            checked += 1;
        }
        if let Some(id) = unanswered.take() {
            // Either outcome is right. From now on, the record must have the state that was read.
            let (_, value) = connection.send(&call(&api, resource.read, Some(id), None)).unwrap();
            known.insert(id, value[resource.property].as_str().map(str::to_owned));
        }
        if round == rounds {
            break;
        }
        let pause = Duration::from_micros(u64::try_from(random.below(150_000)).unwrap());
        unanswered = std::thread::scope(|scope| {
            let writer = scope.spawn(|| write(resource, &server, &mut known, &mut random, &mut writes));
            std::thread::sleep(pause);
            kill(&server);
            writer.join().unwrap()
        });
    }
    println!("{rounds} kills: {writes} acknowledged writes of {} records, {checked} reads, none lost", known.len());
    assert!(known.len() > 5);
}

/// Ends the process at once, while others hold references to it.
fn kill(server: &Server) {
    let process = server.child.id().to_string();
    assert!(Command::new("kill").args(["-9", &process]).status().unwrap().success());
}
