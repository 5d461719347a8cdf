//! Tests calls without async code.

#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::time::Duration;

use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{ArchiveRow, Call, Error, Http, Method, Operation, Rows, Wait, call_builder};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Thing");

call_builder! {
    /// A call in the form that the generator prints.
    pub struct ListCall -> String {
        /// Rows.
        filter: &str = "$filter",
    }
}

fn http(transport: &MemoryTransport) -> Http {
    Http::builder("https://host/Cust1").transport(transport.clone()).build().unwrap()
}

fn answers() -> MemoryTransport {
    MemoryTransport::new(|_| Ok(Response::json(200, r#""a text""#)))
}

fn call(http: &Http) -> Call<String> {
    http.request(&GET).call()
}

#[test]
fn a_list_is_read_row_by_row() {
    static LIST: Operation = Operation::new("v1Thing_List", Method::Get, "/api/v1/Thing");
    let page =
        |id: i32, link: &str| Response::json(200, format!(r#"{{"odata.nextLink":{link},"value":[{{"id":{id}}}]}}"#));
    let pages = [page(1, r#""Thing?$skip=1""#), page(2, "null")];
    let transport = MemoryTransport::queue(pages);
    let http = Http::builder("https://host/Cust1").transport(transport.clone()).build().unwrap();
    let rows = || Rows::<ArchiveRow>::new(http.request(&LIST));
    let ids: Vec<i32> = rows().into_iter().map(|row| row.unwrap().get("id").unwrap()).collect();
    assert_eq!((ids, transport.requests().len()), (vec![1, 2], 2));

    // In a runtime, there is one error instead of an endless loop.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found: Vec<_> = runtime.block_on(async { rows().into_iter().collect() });
    assert!(matches!(found.as_slice(), [Err(error)] if error.is_unsent()), "{found:?}");
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn every_kind_of_call_can_be_waited_for() {
    let transport = answers();
    let http = http(&transport);
    assert_eq!(call(&http).wait().unwrap(), "a text");
    assert_eq!(ListCall::new(http.request(&GET)).filter("x").wait().unwrap(), "a text");
    assert_eq!(call(&http).send().wait().unwrap(), "a text");
    assert_eq!(call(&http).send_with_response().wait().unwrap().status, 200);
    assert_eq!(call(&http).raw().wait().unwrap().body, r#""a text""#);
    assert_eq!(transport.requests().len(), 5);
}

#[test]
fn inside_an_async_runtime_it_is_an_error_and_nothing_is_sent() {
    let transport = answers();
    let http = http(&transport);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let blocking = http.clone();
    let results = runtime().block_on(async {
        let here = call(&http).wait();
        let there = tokio::task::spawn_blocking(move || call(&blocking).wait()).await.unwrap();
        [here, there]
    });
    for result in results {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Request(_)) && error.to_string().contains("await the call"), "{error}");
    }
    assert!(transport.requests().is_empty());
    // The thread is usable again after the runtime has ended.
    assert_eq!(call(&http).wait().unwrap(), "a text");
}

#[test]
fn timers_and_several_threads() {
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                scope.spawn(move || {
                    async move {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                        Ok(number)
                    }
                    .wait()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
    });
    assert_eq!(results, Vec::from_iter(0..8));
}

/// Without the shared runtime each call would open its own connection.
#[cfg(feature = "reqwest")]
#[test]
fn calls_share_a_connection() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/Cust1", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        for _ in 0..3 {
            let mut read = Vec::new();
            let mut byte = [0];
            while !read.ends_with(b"\r\n\r\n") {
                assert_eq!(stream.read(&mut byte).unwrap(), 1);
                read.extend(byte);
            }
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n\"a\"")
                .unwrap();
        }
    });
    let http = Http::builder(address).timeout(Duration::from_secs(20)).build().unwrap();
    assert_eq!(call(&http).wait().unwrap(), "a");
    let other = http.clone();
    assert_eq!(std::thread::spawn(move || call(&other).wait().unwrap()).join().unwrap(), "a");
    assert_eq!(call(&http).wait().unwrap(), "a");
    server.join().unwrap();
}
