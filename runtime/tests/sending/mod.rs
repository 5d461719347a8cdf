//! Sends one request to a transport in memory.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "not every test uses all of it")]

use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{Auth, Call, Draft, Error, Http, Method, Operation};

static POST: Operation = Operation::new("v1Contact_Post", Method::Post, "/api/v1/Contact");

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { future.await })
}

fn sent(transport: &MemoryTransport, fill: impl FnOnce(Draft) -> Draft) -> Result<(), Error> {
    let http = Http::builder("https://host").auth(Auth::bearer("t0k3n")).transport(transport.clone()).build().unwrap();
    let call: Call<()> = fill(http.request(&POST)).call();
    block_on(call)
}

/// Returns the body that is sent.
pub fn body(fill: impl FnOnce(Draft) -> Draft) -> String {
    let transport = MemoryTransport::queue([Response::new(204)]);
    sent(&transport, fill).unwrap();
    String::from_utf8(transport.requests().pop().unwrap().body.as_bytes().unwrap().to_vec()).unwrap()
}

/// Returns the error if nothing is sent.
pub fn refused(fill: impl FnOnce(Draft) -> Draft) -> String {
    let transport = MemoryTransport::queue([]);
    let error = sent(&transport, fill).unwrap_err();
    assert!(transport.requests().is_empty() && error.is_unsent(), "{error}");
    error.to_string()
}
