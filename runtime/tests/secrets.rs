//! No text of this crate contains a secret that was sent; without a network.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::error::Error as _;
use std::fmt;
use std::fmt::Write as _;

use crate::support::Contact;
use http::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue, SET_COOKIE};
use serde_json::Value;
use superoffice_runtime::transport::{MemoryTransport, Response, TransportError, TransportErrorKind};
use superoffice_runtime::{Auth, Call, Error, Field, Http, Method, Operation};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact");

const SECRET: &str = "s3cr3t/t0k3n+\"with\"\\marks&<more>==";

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { future.await })
}

/// Every way to send the secret, each with the response given.
fn calls<T>(transport: &MemoryTransport) -> Vec<Call<T>> {
    let builder = || Http::builder("https://host").transport(transport.clone());
    let get = |http: Http| http.request(&GET).call::<T, ()>();
    let plain = builder().build().unwrap();
    let bearer = format!("Bearer {SECRET}");
    let cookie = format!("theme=dark; session={SECRET}");
    let mut calls = vec![
        get(plain.with_auth(Auth::bearer(SECRET)).unwrap()),
        get(plain.with_auth(Auth::ticket(SECRET, "app")).unwrap()),
        get(plain.with_auth(Auth::ticket("7T:x", SECRET)).unwrap()),
        get(plain.with_auth(Auth::basic("user", SECRET)).unwrap()),
        get(builder().header(AUTHORIZATION, &bearer).build().unwrap()),
        get(builder().header(COOKIE, &cookie).build().unwrap()),
    ];
    for name in ["Authorization", "authorization", "X-Auth"] {
        calls.push(get(plain.clone()).header(name, &bearer));
    }
    for name in ["Authorization", "Proxy-Authorization"] {
        calls.push(get(plain.clone()).header(name, &format!("Own-Scheme {SECRET}")));
    }
    for name in ["X-Api-Key", "x-custom", "Ocp-Apim-Subscription-Key", "Proxy-Authorization", "SO-AppToken"] {
        let known = HeaderName::try_from(name).unwrap();
        calls.push(get(builder().header(known, SECRET).build().unwrap()));
        calls.push(get(plain.clone()).header(name, SECRET));
        // A default header that the call replaces was not sent.
        calls.push(get(builder().header(COOKIE, "old").build().unwrap()).header("Cookie", &cookie));
    }
    calls
}

/// All texts of an error that is not the raw body.
fn texts(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{:?}\n{:?}\n", error.message(), error.error_type());
    write!(text, "{:?}\n{:?}\n", error.json_path(), error.headers()).unwrap();
    match error {
        Error::Decode(answer) => {
            let cause = &answer.cause;
            write!(text, "{cause} {cause:?} {} {} {:?}", cause.path(), cause.message(), cause.source()).unwrap();
        }
        Error::Transport(exchange) => write!(text, "{exchange:?} {:?} {}", exchange.cause, exchange.cause).unwrap(),
        _ => {}
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, "{error} {error:?}").unwrap();
        cause = error.source();
    }
    text
}

/// No four characters in a row of the secret are left, in whatever way they are written.
#[track_caller]
fn assert_hidden(text: &str) {
    let plain = text.replace("\\\\", "\\").replace("\\\"", "\"").replace("\\\"", "\"").replace("%2F", "/");
    for text in [text, &plain] {
        let parts: Vec<char> = SECRET.chars().collect();
        for part in parts.windows(5) {
            assert!(!text.contains(&part.iter().collect::<String>()), "{part:?} in {text}");
        }
    }
}

fn fails<T: Field + Default>(response: impl Fn() -> Result<Response, TransportError> + Send + 'static) -> Vec<Error> {
    let transport = MemoryTransport::new(move |_| response());
    let calls = calls::<T>(&transport);
    assert!(calls.len() > 20);
    calls.into_iter().map(|call| block_on(call).err().unwrap()).collect()
}

#[test]
fn a_secret_in_a_response_is_not_shown_in_whatever_way_it_is_written() {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let escaped: String = SECRET.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect();
    let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let html = SECRET.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('+', "&#43;");
    let bodies = [
        SECRET.to_owned(),
        format!("  {SECRET}  "),
        format!("<p>{html}</p>"),
        format!("/login?token={percent}&x"),
        format!("{{\"other\":{}}}", json(SECRET)),
        format!("{{\"other\":\"{escaped}\"}}"),
        format!("{{\"Message\":\"{escaped} is over\",\"ErrorType\":{}}}", json(SECRET)),
        format!("{{\"ErrorMessage\":{}}}", json(&format!("{}{SECRET}", "x".repeat(190)))),
    ];
    for body in bodies {
        for error in fails::<Contact>(move || Ok(Response::json(401, body.clone()))) {
            assert_hidden(&texts(&error));
        }
    }
}

#[test]
fn a_secret_where_something_else_is_due_is_not_shown() {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    for body in [
        format!("{{\"ContactId\":{}}}", json(SECRET)),
        // The end of the secret is cut off where the error quotes the string.
        format!("{{\"ContactId\":{}}}", json(&format!("{}{SECRET}", "x".repeat(70)))),
        format!("{{\"Rights\":{{{}:7}}}}", json(SECRET)),
        format!("{{{}:[1,}}", json(SECRET)),
        SECRET.to_owned(),
    ] {
        for error in fails::<Contact>(move || Ok(Response::json(200, body.clone()))) {
            assert!(matches!(error, Error::Decode(_)), "{error}");
            assert_hidden(&texts(&error));
        }
    }
    // What is not a secret is still said, with its place.
    let transport = MemoryTransport::queue([Response::json(200, format!("{{\"Rights\":{{{}:7}}}}", json(SECRET)))]);
    let http = Http::builder("https://host").auth(Auth::bearer(SECRET)).transport(transport).build().unwrap();
    let error = block_on(http.request(&GET).call::<Contact, ()>()).unwrap_err();
    assert!(error.json_path().unwrap().starts_with("Rights[\"***\"]"), "{error}");
    let Error::Decode(answer) = error else { panic!("{error}") };
    assert!(answer.cause.message().contains("integer `7`") && answer.cause.column() > 50, "{:?}", answer.cause);
}

#[test]
fn a_secret_in_a_cause_is_not_shown() {
    for error in fails::<()>(|| {
        let cause = std::io::Error::other(format!("rejected {SECRET} of nobody"));
        Err(TransportError::with_source(TransportErrorKind::Other, cause))
    }) {
        let text = texts(&error);
        assert_hidden(&text);
        assert!(text.contains("rejected"), "{text}");
    }
}

/// A cause that shows one text to a user and another one to a programmer.
struct Cause(&'static str, &'static str);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}

impl std::error::Error for Cause {}

#[test]
fn a_secret_in_one_of_the_two_texts_of_a_cause_is_not_shown() {
    for (text, debug) in [(SECRET, "rejected"), ("rejected", SECRET)] {
        for error in
            fails::<()>(move || Err(TransportError::with_source(TransportErrorKind::Other, Cause(text, debug))))
        {
            assert_hidden(&texts(&error));
        }
    }
    // A cause without secrets is kept, with its type.
    for error in fails::<()>(|| Err(TransportError::with_source(TransportErrorKind::Other, Cause("a", "b")))) {
        let cause = error.source().unwrap().source().unwrap();
        assert_eq!(
            (cause.downcast_ref::<Cause>().unwrap().0, error.to_string().as_str()),
            ("a", "v1Contact_Get: the request failed: a")
        );
    }
}

#[test]
fn answers_requests_and_responses_do_not_show_secrets() {
    let respond = || {
        let echo = HeaderValue::from_str(&format!("was {SECRET}")).unwrap();
        let text = serde_json::to_string(SECRET).unwrap();
        Response::json(200, format!("{{\"Name\":{text},\"Value\":[{text}]}}"))
            .header(HeaderName::from_static("x-echo"), echo)
            .header(SET_COOKIE, HeaderValue::from_static("session=n3w-s3ss10n"))
    };
    let transport = MemoryTransport::new(move |_| Ok(respond()));
    for call in calls::<Contact>(&transport) {
        let answer = block_on(call.send_with_response()).unwrap();
        let text = format!("{answer:?} {answer:#?}");
        assert_hidden(&text);
        assert!(text.contains("Name") && text.contains("200") && !text.contains("n3w"), "{text}");
        assert!(answer.value.name.as_deref() == Some(SECRET) && answer.headers.contains_key("x-echo"));
    }
    for call in calls::<Value>(&transport) {
        let text = format!("{call:?} ");
        let response = block_on(call.raw()).unwrap();
        assert_hidden(&(text + &format!("{response:?}")));
    }
    let http = Http::builder("https://host").auth(Auth::bearer(SECRET)).transport(transport.clone()).build().unwrap();
    let call: Call<()> = http.request(&GET).query("token", &SECRET).json(&Value::from(SECRET)).call();
    block_on(call).unwrap();
    for request in transport.requests() {
        assert_hidden(&format!("{request:?}"));
        let unmarked = request
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_bytes(value.as_bytes()).unwrap()));
        let request = superoffice_runtime::transport::Request { headers: unmarked.collect(), ..request.clone() };
        assert_hidden(&format!("{request:?}"));
    }
}

#[test]
fn a_short_secret_does_not_destroy_the_text() {
    let shown = |password: &str, text: &str| {
        let transport =
            MemoryTransport::queue([Response::json(500, serde_json::json!({ "Message": text }).to_string())]);
        let auth = Auth::basic("user", password);
        let http = Http::builder("https://host").auth(auth).transport(transport).build().unwrap();
        block_on(http.request(&GET).call::<(), ()>()).unwrap_err().message().unwrap().to_owned()
    };
    let text = "the user was there, here and everywhere";
    for password in ["", "e", "s", "er", "the", " ", ",", "ere"] {
        assert_eq!(shown(password, text), text, "{password}");
    }
    assert_eq!(shown("pass", "passed (pass)"), "***ed (***)");
    // The start of a secret is hidden where a text was cut, not wherever it occurs.
    assert_eq!(shown("password-1", "the password is wrong: \"passwo\""), "the password is wrong: \"***\"");
}

#[test]
fn headers_that_are_no_secret_stay_readable() {
    let transport = MemoryTransport::new(|_| Ok(Response::new(500).body("no text in Norwegian, request r-12345678")));
    let http = Http::builder("https://host").language("Norwegian").transport(transport.clone()).build().unwrap();
    let call: Call<()> = http
        .request(&GET)
        .call()
        .header("X-Request-Id", "r-12345678")
        .header("X-Reason", "weekly text")
        .accept("text/plain");
    let error = block_on(call).unwrap_err();
    assert!(error.to_string().ends_with("no text in Norwegian, request r-12345678"), "{error}");
    let request = format!("{:?}", transport.requests());
    for text in ["https://host/api/v1/Contact", "Norwegian", "r-12345678", "text/plain"] {
        assert!(request.contains(text), "{request}");
    }
}

#[test]
fn hiding_takes_time_in_proportion_to_the_text() {
    for part in ["&", "\\u{", "%", "&#x", "s3cr3t/t0k", "\\"] {
        let text = serde_json::json!({ "Message": part.repeat((64 << 10) / part.len()) }).to_string();
        let transport = MemoryTransport::queue([Response::json(500, text)]);
        let http = Http::builder("https://host").auth(Auth::bearer(SECRET)).transport(transport).build().unwrap();
        assert_eq!(block_on(http.request(&GET).call::<(), ()>()).unwrap_err().status(), Some(500));
    }
}

#[test]
fn random_secrets_are_not_shown() {
    let alphabet: Vec<char> = "abcXYZ0189-._~+/=\"\\'%&;<>{}[]:,!$ ".chars().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut random = Random(7);
    for _ in 0..2_000 {
        let length = 8 + random.below(150);
        let secret: String = (0..length).map(|_| alphabet[random.below(alphabet.len())]).collect();
        let secret = secret.trim();
        let json = serde_json::to_string(&format!("{}{secret}", "x".repeat(random.below(90)))).unwrap();
        let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let (status, body) = match random.below(8) {
            0 => (500, secret.to_owned()),
            1 => (404, format!("{{\"Message\":{json}}}")),
            2 => (403, format!("{{\"Other\":{json},\"ErrorType\":{json}}}")),
            3 => (302, format!("see /login?{percent}")),
            4 => (200, format!("{{\"ContactId\":{json}}}")),
            5 => (200, format!("{{\"Rights\":{{{json}:{json}}}}}")),
            6 => (200, format!("{{\"Persons\":[{{{json}:[}}]}}")),
            _ => (200, format!("[{json}]")),
        };
        let transport = MemoryTransport::queue([Response::json(status, body.clone())]);
        let auth = match random.below(4) {
            0 => Auth::bearer(secret),
            1 => Auth::basic("user", secret),
            2 => Auth::ticket(secret, "app"),
            _ => Auth::ticket("7T:x", secret),
        };
        let http = Http::builder("https://host").auth(auth).transport(transport).build().unwrap();
        let error = runtime.block_on(http.request(&GET).call::<Contact, ()>().into_future()).unwrap_err();
        let text = texts(&error);
        let parts: Vec<char> = secret.chars().collect();
        for part in parts.windows(6) {
            assert!(!text.contains(&part.iter().collect::<String>()), "{part:?} of {secret} from {body} in {text}");
        }
    }
}

/// Enough randomness for a test, the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}
