//! Base addresses: which are accepted, and where requests are sent with them; without a network.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{Call, Error, Http, Method, Operation};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact/{id}");

fn build(base: &str) -> Result<Http, Error> {
    Http::builder(base).transport(MemoryTransport::queue([])).build()
}

/// The URL of a request for contact 5.
fn sent(base: &str) -> String {
    let transport = MemoryTransport::queue([Response::new(204)]);
    let http = Http::builder(base).transport(transport.clone()).build().unwrap();
    let call: Call<()> = http.request(&GET).path("id", &5).query("$text", &"a b/?#&'\"<é").call();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(call.into_future()).unwrap();
    transport.requests().pop().unwrap().url
}

#[test]
fn the_host_is_never_part_of_what_is_removed() {
    for (base, root) in [
        ("https://v1", "https://v1"),
        ("https://v1/", "https://v1"),
        ("https://api", "https://api"),
        ("https://api/v1", "https://api/v1"),
        ("https://api/api/v1", "https://api"),
        ("https://API/Api/V1///", "https://api"),
        ("https://v1/api", "https://v1"),
        ("https://[2001:db8::1]:444/api/v1/", "https://[2001:db8::1]:444"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080"),
        ("https://host/xapi/v1", "https://host/xapi/v1"),
        ("https://host/Cust1/v1", "https://host/Cust1/v1"),
        ("https://host/api/v1/api/v1", "https://host/api/v1"),
        ("https://host/api/", "https://host"),
        ("https://HOST:443/Cust1/API/", "https://host/Cust1"),
        (" https://host/Cust1\n", "https://host/Cust1"),
        ("https://høst/Kundé", "https://xn--hst-0na/Kund%C3%A9"),
    ] {
        assert_eq!(build(base).unwrap().base(), root, "{base}");
        let url = format!("{root}/api/v1/Contact/5?$text=a%20b%2F%3F%23%26%27%22%3C%C3%A9");
        assert_eq!(sent(base), url, "{base}");
    }
}

#[test]
fn addresses_that_are_read_in_two_ways_are_refused() {
    for base in [
        "https:host",
        "https:/host",
        "https:///host",
        "https:\\\\host",
        "https://host\\@other",
        "https://ho\tst",
        "https://ho\nst/Cust1",
        "https://host/Cust 1",
        "https://user@host",
        "https://:secret@host",
        "https://host/?",
        "https://host#",
        "https://",
        "https:// host",
        "https://host:99999",
        "https://1.2.3.4.5",
        "file:///api",
        "wss://host",
        "//host/Cust1",
    ] {
        let error = build(base).unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{base}");
        assert!(!error.to_string().contains("secret") && !error.to_string().contains("other"), "{base}: {error}");
    }
}

#[test]
fn credentials_in_an_address_are_refused_with_a_next_step() {
    for base in ["https://user@host", "https://:secret@host", "https://user:secret@host/api"] {
        assert!(build(base).unwrap_err().to_string().contains("pass them to `auth`"), "{base}");
    }
}

#[test]
fn loopback_is_recognised_however_it_is_written() {
    for base in
        ["http://LOCALHOST", "http://127.1", "http://0x7f000001:80", "http://[::1]", "http://[::ffff:127.0.0.1]"]
    {
        build(base).unwrap();
    }
    for base in ["http://localhost.example", "http://128.0.0.1", "http://127.0.0.1.example", "http://[::2]", "http://0"]
    {
        assert!(build(base).unwrap_err().to_string().contains("call `allow_insecure`"), "{base}");
    }
}
