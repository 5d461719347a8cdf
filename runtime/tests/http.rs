//! Tests what is sent and how responses are handled, without a network.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::time::{Duration, UNIX_EPOCH};

use crate::support::{Contact, Person, RelationType};
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::json;
use superoffice_runtime::transport::{MemoryTransport, Request, Response, TransportError, TransportErrorKind};
use superoffice_runtime::{
    Argument, Auth, Base64, Binary, Call, DateTime, Error, Field, Http, HttpDate, Json, Method, Operation, Patch,
    Selectable, Upload, call_builder,
};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact/{id}");
static LIST: Operation = Operation::new("v1Contact_List", Method::Get, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Contact_Post", Method::Post, "/api/v1/Contact");
static IMAGE: Operation = Operation::new("v1Contact_Image", Method::Delete, "/api/v1/Contact/{id}/Image/{name}");

const SECRET: &str = "s3cr3t-t0k3n";

call_builder! {
    /// A call in the form that the generator prints.
    pub struct ListCall -> Vec<Contact>, select {
        /// Rows.
        filter: &str = "$filter",
        /// How many.
        top: i32 = "$top",
        /// Which.
        ids: &[i32] = "ids",
    }
}

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { future.await })
}

fn http(transport: &MemoryTransport) -> Http {
    Http::builder("https://host/Cust1").auth(Auth::bearer(SECRET)).transport(transport.clone()).build().unwrap()
}

fn answers(answer: Response) -> Http {
    http(&MemoryTransport::new(move |_| Ok(answer.clone())))
}

fn get<T: Field + Default>(http: &Http) -> Call<T, Selectable> {
    http.request(&GET).path("id", &5).call()
}

fn result<T: Field + Default>(answer: Response) -> Result<T, Error> {
    block_on(get(&answers(answer)))
}

fn sent(call: impl FnOnce(&Http) -> Call<()>) -> Request {
    let transport = MemoryTransport::queue([Response::new(204)]);
    block_on(call(&http(&transport))).unwrap();
    transport.requests().pop().unwrap()
}

fn refused(call: impl FnOnce(&Http) -> Call<()>) -> Error {
    let transport = MemoryTransport::queue([]);
    let error = block_on(call(&http(&transport))).unwrap_err();
    assert!(transport.requests().is_empty() && error.is_unsent(), "{error}");
    error
}

#[test]
fn a_call_is_sent_with_its_arguments_and_options() {
    let request = sent(|http| {
        http.request(&IMAGE)
            .path("id", &-5)
            .path("name", &"CustomObject:y_æ/ø?#%")
            .query("flag", &true)
            .query("ids", &vec![1, 2])
            .query("none", &None::<i32>)
            .query("empty", &Vec::<String>::new())
            .query("kind", &RelationType::EXTERNAL)
            .query("$text", &"a b&c=d,e+")
            .call()
            .language("en")
            .culture("en-US")
            .time_zone("NO, includeTZOffset")
            .header("X-Own", "1")
            .accept("application/pdf")
            .timeout(Duration::from_secs(3))
            .if_modified_since(UNIX_EPOCH)
            .if_unmodified_since("as it is")
    });
    assert_eq!(request.method, Method::Delete);
    assert_eq!(
        request.url,
        "https://host/Cust1/api/v1/Contact/-5/Image/CustomObject:y_%C3%A6%2F%C3%B8%3F%23%25\
         ?flag=true&ids=1,2&kind=External&$text=a%20b%26c%3Dd%2Ce%2B"
    );
    for (name, value) in [
        ("authorization", "Bearer s3cr3t-t0k3n"),
        ("accept", "application/pdf"),
        ("so-language", "en"),
        ("so-culture", "en-US"),
        ("so-timezone", "NO, includeTZOffset"),
        ("x-own", "1"),
        ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("if-unmodified-since", "as it is"),
    ] {
        assert_eq!(request.headers.get(name).unwrap(), value);
    }
    assert_eq!(request.timeout, Some(Duration::from_secs(3)));
    assert!(request.body.is_empty());
}

#[test]
fn values_of_all_types_can_be_arguments() {
    let text = |value: &dyn Argument| {
        let request = sent(|http| http.request(&LIST).query("q", value).header("X-Value", value).call());
        let header = request.headers.get("x-value").map(|value| value.to_str().unwrap().to_owned());
        (request.url.split_once("?q=").map(|(_, query)| query.to_owned()), header)
    };
    let both = |text: &str| (Some(text.to_owned()), Some(text.to_owned()));
    assert_eq!(text(&Some(17)), both("17"));
    assert_eq!(text(&None::<i32>), (None, None));
    assert_eq!(text(&[1, 2]), both("1,2"));
    assert_eq!(text(&vec![Some("a"), None, Some("b")]), both("a,b"));
    assert_eq!(text(&[0_i32; 0]), (None, None));
    assert_eq!((text(&true), text(&false)), (both("true"), both("false")));
    assert_eq!((text(&-0.5), text(&u64::MAX)), (both("-0.5"), both("18446744073709551615")));
    assert_eq!((text(&String::from("x")), text(&"")), (both("x"), both("")));
    assert_eq!(text(&Base64::from_bytes(b"a")), (Some("YQ%3D%3D".to_owned()), Some("YQ==".to_owned())));
    assert_eq!(text(&DateTime::from_wire("2002-03-31")), both("2002-03-31"));
}

#[test]
fn methods_are_displayed_as_they_are_sent() {
    use Method::{Delete, Get, Head, Options, Patch, Post, Put};
    let texts = [Get, Head, Post, Put, Patch, Delete, Options].map(|method| format!("{method:>7}"));
    assert_eq!(texts, ["    GET", "   HEAD", "   POST", "    PUT", "  PATCH", " DELETE", "OPTIONS"]);
}

#[test]
fn builders_and_select() {
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "null")));
    let http = http(&transport);
    let call = ListCall::new(http.request(&LIST)).filter("name begins 'x'").ids(&[3, 4]).top(2);
    assert!(block_on(call.select(["Name", "Contact/Id"]).language("no")).unwrap().is_empty());
    let call: Call<Option<Contact>, Selectable> = http.request(&LIST).call();
    assert!(block_on(call.select(["Name"])).unwrap().is_none());
    let urls: Vec<_> = transport.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(
        urls,
        [
            "https://host/Cust1/api/v1/Contact?$filter=name%20begins%20%27x%27&ids=3,4&$top=2&$select=Name,Contact%2FId",
            "https://host/Cust1/api/v1/Contact?$select=Name",
        ]
    );
}

#[test]
fn bodies() {
    let contact = Contact { name: Some("x".into()), ..Contact::default() };
    let request = sent(|http| http.request(&POST).json(&contact).call());
    assert_eq!(request.body, r#"{"Name":"x"}"#);
    assert_eq!(request.headers.get(CONTENT_TYPE).unwrap(), "application/json");

    let patch = Patch::new().test("Name", "x").replace("/Category/Id", 2).add("Phones/-", json!({})).remove("Note");
    let request = sent(|http| http.request(&POST).patch(&patch).call());
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(request.body.as_bytes().unwrap()).unwrap(),
        json!([
            {"op": "test", "path": "/Name", "value": "x"}, {"op": "replace", "path": "/Category/Id", "value": 2},
            {"op": "add", "path": "/Phones/-", "value": {}}, {"op": "remove", "path": "/Note"},
        ])
    );
    let merge = Patch::merge(serde_json::to_value(&contact).unwrap());
    assert_eq!(sent(|http| http.request(&POST).patch(&merge).call()).body, r#"{"Name":"x"}"#);
    refused(|http| http.request(&POST).patch(&merge.remove("x")).call());

    let request = sent(|http| http.request(&POST).upload(Upload::new("image/png", vec![1, 2])).call());
    assert_eq!(request.headers.get(CONTENT_TYPE).unwrap(), "image/png");
    assert_eq!(request.body.as_bytes().unwrap(), &[1, 2][..]);
    let error = refused(|http| http.request(&POST).json(&f64::INFINITY).call());
    assert!(
        error.to_string().ends_with("the body cannot be written: inf cannot be written as a JSON number"),
        "{error}"
    );
}

#[test]
fn a_path_value_is_one_segment_or_rejected() {
    for value in ["", ".", ".."] {
        refused(|http| http.request(&GET).path("id", &value).call());
    }
    refused(|http| http.request(&GET).call());
    refused(|http| http.request(&POST).path("id", &1).call());

    let transport = MemoryTransport::new(|_| Ok(Response::new(204)));
    let http = http(&transport);
    let mut random = Random(42);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let alphabet: Vec<char> = "./\\%2eE?#&;:@ \0\n\r\tæ😀\u{202e}a{}".chars().collect();
    for _ in 0..100_000 {
        let value: String = (0..random.below(6)).map(|_| alphabet[random.below(alphabet.len())]).collect();
        let call: Call<()> = http.request(&IMAGE).path("id", &value).path("name", &"n").call();
        match runtime.block_on(call.into_future()) {
            Ok(()) => {}
            Err(Error::Request(_)) => assert!(matches!(value.as_str(), "" | "." | "..")),
            Err(error) => panic!("{error}"),
        }
    }
    for request in transport.requests() {
        let path = request.url.strip_prefix("https://host/Cust1/api/v1/Contact/").unwrap();
        let segments: Vec<_> = path.split('/').collect();
        assert_eq!((segments.len(), segments[1]), (3, "Image"), "{path}");
        assert!(segments[0].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:%".contains(&byte)), "{path}");
        let dots = segments[0].to_ascii_lowercase().replace("%2e", ".");
        assert!(!matches!(dots.as_str(), "" | "." | ".."), "{path}");
    }
}

#[test]
fn header_values_are_checked() {
    for value in ["a\nb", "a\r\nX: y", "\0", "\u{7f}"] {
        refused(|http| http.request(&POST).call().language(value));
        refused(|http| http.request(&POST).call().header("X", value));
        refused(|http| http.request(&POST).header("X", &value).call());
        refused(|http| http.request(&POST).upload(Upload::new(value, vec![])).call());
        let built = Http::builder("https://h").auth(Auth::bearer(value)).transport(MemoryTransport::queue([])).build();
        assert!(matches!(built, Err(Error::Request(_))));
    }
    refused(|http| http.request(&POST).call().header("not a name", "x"));
}

#[test]
fn base_addresses() {
    let build = |base: &str| Http::builder(base).transport(MemoryTransport::queue([])).build();
    for base in [
        "https://host/Cust1",
        "https://host/Cust1/",
        "https://host/Cust1/api",
        "https://host/Cust1/api/",
        "https://host/Cust1/api/v1",
        "https://host/Cust1/API/V1//",
    ] {
        assert_eq!(build(base).unwrap().base(), "https://host/Cust1");
    }
    for base in ["http://localhost:1/x", "http://127.0.0.1", "http://[::1]:80/api"] {
        build(base).unwrap();
    }
    for base in
        ["", "host", "/api", "ftp://host", "http://host", "https://u:p@host", "https://host?x", "https://host/#x"]
    {
        assert!(matches!(build(base), Err(Error::Request(_))), "{base}");
    }
    Http::builder("http://host").allow_insecure().transport(MemoryTransport::queue([])).build().unwrap();
}

#[test]
fn credentials() {
    let headers = |auth: Auth| {
        let transport = MemoryTransport::queue([Response::new(204)]);
        let http = http(&transport).with_auth(auth).unwrap();
        block_on(get::<()>(&http)).unwrap();
        transport.requests().pop().unwrap().headers
    };
    let ticket = headers(Auth::ticket("7T:x", "app"));
    assert_eq!(ticket.get("authorization").unwrap(), "SOTicket 7T:x");
    assert_eq!(ticket.get("so-apptoken").unwrap(), "app");
    assert_eq!(headers(Auth::basic("u", "p")).get("authorization").unwrap(), "Basic dTpw");
    assert!(headers(Auth::None).get("authorization").is_none());
}

#[test]
fn responses_are_read_by_type() {
    assert_eq!(result::<Contact>(Response::json(200, r#"{"Name":"x"}"#)).unwrap().name.as_deref(), Some("x"));
    assert!(result::<Option<Contact>>(Response::json(200, "null")).unwrap().is_none());
    assert!(result::<Option<Contact>>(Response::new(204)).unwrap().is_none());
    assert!(result::<Vec<Person>>(Response::json(200, "null")).unwrap().is_empty());
    assert_eq!(result::<i32>(Response::json(200, "42")).unwrap(), 42);
    assert_eq!(result::<String>(Response::json(200, r#""x""#)).unwrap(), "x");
    assert_eq!(result::<Json>(Response::json(200, "[1]")).unwrap(), json!([1]).into());
    for ignored in [Response::new(204), Response::json(200, "nonsense"), Response::new(200).body("x")] {
        result::<()>(ignored).unwrap();
    }
    let png = HeaderValue::from_static("image/png");
    let raw = Response::new(200).header(CONTENT_TYPE, png).body(vec![0, 255]);
    assert_eq!(&*result::<Binary>(raw).unwrap(), [0, 255]);
    assert_eq!(&*result::<Binary>(Response::json(200, r#""AP8=""#)).unwrap(), [0, 255]);
    assert!(matches!(result::<Contact>(Response::new(200)), Err(Error::Decode(_))));

    let http = answers(Response::json(200, "7").header(http::header::ETAG, HeaderValue::from_static("e")));
    let answer = block_on(get::<i32>(&http).send_with_response()).unwrap();
    assert_eq!((answer.status, answer.value, answer.headers.get("etag").unwrap().as_bytes()), (200, 7, &b"e"[..]));
    assert_eq!(block_on(get::<i32>(&http).raw()).unwrap().body, "7");
}

#[test]
fn a_decode_error_names_operation_place_and_cause() {
    let text = r#"{"Persons":[{},{"Rank":"high"}]}"#;
    let error = result::<Contact>(Response::json(200, text)).unwrap_err();
    assert_eq!((error.status(), error.uid(), error.json_path()), (Some(200), Some(GET.uid), Some("Persons[1].Rank")));
    assert_eq!(error.body(), Some(text.as_bytes()));
    assert!(error.headers().unwrap().contains_key(CONTENT_TYPE));
    let Error::Decode(answer) = &error else { panic!("{error}") };
    assert_eq!((answer.cause.line(), answer.cause.column()), (1, 29));
    assert_eq!(
        error.to_string(),
        "v1Contact_Get: the response (status 200) does not fit its type: Persons[1].Rank: invalid type: string \"high\", \
         expected a 32-bit integer at line 1 column 29"
    );
    let long = format!("[{}", "1,".repeat(100_000));
    assert_eq!(result::<Vec<i32>>(Response::json(200, long)).unwrap_err().body().unwrap().len(), 64 << 10);
    assert!(size_of::<Error>() <= 16);
}

#[test]
fn other_statuses_are_errors() {
    let text = r#"{"Error":true,"ErrorType":"SoNotFoundException","ErrorMessage":"no such\u001b[31m thing"}"#;
    let error = result::<Contact>(Response::json(404, text)).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.error_type(), Some("SoNotFoundException"));
    assert_eq!(error.message(), Some("no such\u{1b}[31m thing"));
    assert_eq!(error.to_string(), "v1Contact_Get: status 404, SoNotFoundException: no such [31m thing");
    let error = result::<()>(Response::json(500, r#"{"Message":"m","MessageDetail":"d"}"#)).unwrap_err();
    assert_eq!(error.message(), Some("m"));
    assert!(result::<()>(Response::new(302)).is_err());
    let html = result::<()>(Response::new(502).body(format!("<html>\n{}", "x".repeat(9000)))).unwrap_err();
    assert!(html.to_string().len() < 300 && !html.to_string().contains('\n'));
    assert!(html.message().is_none() && html.body().unwrap().len() > 9000);
}

#[test]
fn an_error_has_the_questions_for_its_status_and_no_others() {
    for status in [199, 300, 304, 401, 403, 404, 409, 412, 500] {
        let error = result::<()>(Response::new(status).header(http::header::ETAG, HeaderValue::from_static("e")));
        let error = error.unwrap_err();
        assert_eq!((error.status(), error.uid()), (Some(status), Some(GET.uid)));
        assert_eq!(error.headers().unwrap().get("etag").unwrap(), "e");
        assert_eq!((error.message(), error.error_type(), error.json_path()), (None, None, None));
        assert_eq!(error.to_string(), format!("v1Contact_Get: status {status}"));
        let questions: [(bool, &[u16]); 8] = [
            (error.is_not_found(), &[404]),
            (error.is_not_modified(), &[304]),
            (error.is_unauthorized(), &[401]),
            (error.is_forbidden(), &[403]),
            (error.is_conflict(), &[409]),
            (error.is_precondition_failed(), &[412]),
            (error.is_timeout(), &[]),
            (error.is_unsent(), &[]),
        ];
        for (answer, statuses) in questions {
            assert_eq!(answer, statuses.contains(&status), "{status} {statuses:?}");
        }
    }
    for status in [200, 299] {
        result::<()>(Response::new(status)).unwrap();
    }
}

#[test]
fn an_error_without_a_response_has_neither_status_nor_body() {
    let error = block_on(get::<()>(&http(&MemoryTransport::queue([])))).unwrap_err();
    assert_eq!(error.to_string(), "v1Contact_Get: the request failed: the script has no more responses");
    assert_eq!((error.uid(), error.status(), error.body(), error.message()), (Some(GET.uid), None, None, None));
    assert!(error.headers().is_none() && error.error_type().is_none() && error.json_path().is_none());
    assert!(!error.is_timeout() && !error.is_not_found());
    let error = refused(|http| http.request(&GET).call());
    assert_eq!(error.to_string(), "v1Contact_Get: the path parameter `id` has no value");
    assert_eq!(error.uid(), Some(GET.uid));
    let error = Http::builder("host").build().unwrap_err();
    assert_eq!((error.uid(), error.is_unsent()), (None, true));
}

#[test]
fn failures_by_kind() {
    let fails = |kind: TransportErrorKind| {
        let http = http(&MemoryTransport::new(move |_| Err(TransportError::new(kind))));
        block_on(get::<()>(&http)).unwrap_err()
    };
    assert!(fails(TransportErrorKind::Timeout).is_timeout());
    assert!(fails(TransportErrorKind::Connect).is_unsent());
    assert!(!fails(TransportErrorKind::Other).is_unsent());
    let transport = MemoryTransport::new(|_| Ok(Response::new(200).body(vec![b' '; 101])));
    let http = Http::builder("https://h").body_limit(100).transport(transport).build().unwrap();
    let error = block_on(get::<()>(&http)).unwrap_err();
    assert!(matches!(error, Error::BodyTooLarge(_)) && !error.is_unsent());
    assert_eq!(error.to_string(), "v1Contact_Get: the response has more than 100 bytes");
    let transport = MemoryTransport::new(|_| Ok(Response::new(200).body(vec![b' '; 100])));
    let http = Http::builder("https://h").body_limit(100).transport(transport).build().unwrap();
    block_on(get::<()>(&http)).unwrap();
}

#[test]
fn a_failure_says_its_kind_and_its_first_cause() {
    let text = |error: TransportError| error.to_string();
    let new = TransportError::new;
    assert_eq!(text(new(TransportErrorKind::Timeout)), "the request timed out");
    assert_eq!(text(new(TransportErrorKind::Timeout).unsent()), "connecting timed out");
    assert_eq!(text(new(TransportErrorKind::Connect)), "no connection could be opened");
    assert_eq!(text(new(TransportErrorKind::BodyTooLarge)), "the response body is too large");
    assert_eq!(text(new(TransportErrorKind::Other)), "the request failed");
    let with = |cause: &str| TransportError::with_source(TransportErrorKind::Other, cause);
    assert_eq!(text(with("no\nroute")), "the request failed: no route");
    assert_eq!(text(with(" ")), "the request failed");
}

#[test]
fn secrets_are_not_shown() {
    let http = answers(Response::json(401, format!(r#"{{"Message":"{SECRET} is over","ErrorType":"{SECRET}"}}"#)));
    let other = answers(Response::new(500).body(SECRET));
    let fits_not = answers(Response::json(200, format!("\"{SECRET}\"")));
    let mut texts = vec![format!("{http:?} {:?}", Http::builder("https://h").auth(Auth::bearer(SECRET)))];
    for http in [&http, &other, &fits_not] {
        let error = block_on(get::<i32>(http)).unwrap_err();
        texts.push(format!("{error} {error:?} {error:#?} {:?} {:?}", error.message(), error.error_type()));
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            texts.push(format!("{error} {error:?}"));
            cause = error.source();
        }
    }
    for auth in [Auth::ticket(SECRET, SECRET), Auth::basic("u", SECRET), Auth::bearer(SECRET)] {
        let transport = MemoryTransport::queue([Response::new(204)]);
        let http = http.with_auth(auth.clone()).unwrap();
        texts.push(format!("{auth:?} {http:?}"));
        let logged = Http::builder("https://h").auth(auth).transport(transport.clone()).build().unwrap();
        let call = get::<()>(&logged).header("Cookie", SECRET);
        texts.push(format!("{call:?}"));
        block_on(call).unwrap();
        texts.push(format!("{:?}", transport.requests()));
    }
    for text in texts {
        assert!(!text.contains(SECRET) && !text.contains("dTpz"), "{text}");
    }
}

#[test]
fn http_dates() {
    let check = |date: HttpDate, text: &str| assert_eq!(date.as_str(), text);
    check(HttpDate::from(UNIX_EPOCH + Duration::from_millis(784_111_777_900)), "Sun, 06 Nov 1994 08:49:37 GMT");
    check(HttpDate::from(UNIX_EPOCH + Duration::from_secs(951_782_400)), "Tue, 29 Feb 2000 00:00:00 GMT");
    check(HttpDate::from(UNIX_EPOCH - Duration::from_secs(1)), "Thu, 01 Jan 1970 00:00:00 GMT");
    check(HttpDate::from(UNIX_EPOCH + Duration::from_secs(1 << 40)), "Thu, 30 Dec 9999 22:00:00 GMT");
    check(HttpDate::from(UNIX_EPOCH - Duration::from_secs(1 << 40)), "Thu, 01 Jan 1970 00:00:00 GMT");
    check(HttpDate::from(jiff::Timestamp::MIN), "Thu, 01 Jan 1970 00:00:00 GMT");
    check(HttpDate::from("as it is"), "as it is");
}

/// A random number generator for tests, with a fixed seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}
