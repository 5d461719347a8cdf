//! Rules for faults: how they end, which calls get them, and what they do to a response.

use std::time::{Duration, Instant, SystemTime};

use superoffice_mock::api::Operation;
use superoffice_mock::{Fault, MockServer};

use crate::support::{docs, runtime, server, trees};

/// An operation without a required body.
fn simple(server: &MockServer) -> &Operation {
    let mut all = server.api().operations.iter();
    all.find(|one| one.method == http::Method::GET && one.request.is_none() && one.response.is_some()).unwrap()
}

fn statuses(server: &MockServer, count: usize) -> Vec<u16> {
    let operation = simple(server);
    (0..count).map(|_| server.respond(server.api().example(operation)).status().as_u16()).collect()
}

#[test]
fn rules_expire_by_the_clock_of_the_server() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder.fault(Fault::status(500).ttl(Duration::from_secs(3600))));
    assert_eq!(statuses(&server, 1), [500]);
    server.set_time(SystemTime::now() + Duration::from_secs(3601));
    assert_eq!(statuses(&server, 1), [200]);
    server.fault(Fault::status(503).ttl(Duration::from_secs(10)));
    server.advance(Duration::from_secs(9));
    assert_eq!(statuses(&server, 1), [503]);
    server.advance(Duration::from_secs(1));
    assert_eq!(statuses(&server, 1), [200]);
    server.reset();
    assert_eq!(statuses(&server, 1), [500], "the rule from the start begins again");
}

#[test]
fn a_rule_has_its_own_seed() {
    let (_, api) = trees().remove(0);
    let run = |server_seed, seed| {
        let rule = Fault::status(500).probability(0.5).seed(seed);
        let server = server(&api, |builder| builder.seed(server_seed).fault(rule));
        statuses(&server, 64)
    };
    assert_eq!(run(1, 9), run(2, 9));
    assert_ne!(run(1, 9), run(1, 8));
}

#[test]
fn content_types() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let get = || server.respond(api.example(simple(&server)));
    let before = get();
    server.fault(Fault::content_type("text/html").times(1));
    let after = get();
    assert_eq!(after.headers()["content-type"], "text/html");
    assert_eq!(before.body(), after.body());
}

/// The whole body arrives, in parts, and not earlier than it should.
#[test]
fn slow_bodies_and_latency_over_a_socket() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    runtime().block_on(async {
        let server = MockServer::builder().docs(docs()).start().await.unwrap();
        let operation = simple(&server);
        let address = server.api().example(operation).uri().clone();
        let get = async || {
            let started = Instant::now();
            let mut stream = tokio::net::TcpStream::connect(server.address().unwrap()).await.unwrap();
            let text =
                format!("GET {address} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\nconnection: close\r\n\r\n");
            stream.write_all(text.as_bytes()).await.unwrap();
            let (mut bytes, mut parts) = (Vec::new(), 0);
            while stream.read_buf(&mut bytes).await.unwrap() > 0 {
                parts += 1;
            }
            let body = bytes.split(|byte| *byte == b'{').skip(1).map(<[u8]>::to_vec).collect::<Vec<_>>();
            (started.elapsed(), parts, body)
        };
        let (_, _, whole) = get().await;
        server.fault(Fault::slow_body(Duration::from_millis(160)).times(1));
        let (time, parts, body) = get().await;
        assert_eq!(body, whole);
        assert!(time >= Duration::from_millis(160) && parts > 4, "{time:?} {parts}");
        server.fault(Fault::latency_between(Duration::from_millis(30), Duration::from_millis(60)).times(1));
        let (time, _, body) = get().await;
        assert_eq!(body, whole);
        assert!(time >= Duration::from_millis(30), "{time:?}");
    });
}
