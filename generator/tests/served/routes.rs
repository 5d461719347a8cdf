//! The test of a crate that was generated from one page. `generator/tests/served.rs` passes the facts of the page to it.

use std::sync::{Arc, Mutex};

use superoffice::entities::TicketRelationEntity;
use superoffice::runtime::serde_json::{Map, Value, from_slice, json};
use superoffice::runtime::server::axum::body::{Body, to_bytes};
use superoffice::runtime::server::axum::http::{HeaderMap, HeaderName, Request};
use superoffice::runtime::server::{Context, Problem, Reply, Select};
use superoffice::server::ticket_relation::{TicketRelationService, router};
use tower_service::Service as _;

fn fact(name: &str) -> Vec<String> {
    std::env::var(name).unwrap().split(',').map(str::to_owned).collect()
}

/// Answers with the request body, and keeps what it was called with.
#[derive(Clone)]
struct Echo(Arc<Mutex<Vec<(HeaderMap, Vec<String>, Option<String>)>>>);

impl TicketRelationService for Echo {
    type Error = Problem;

    async fn create(
        &self,
        context: Context,
        body: TicketRelationEntity,
        select: Select,
    ) -> Result<Reply<TicketRelationEntity>, Problem> {
        let language = context.language().map(str::to_owned);
        self.0.lock().unwrap().push((context.headers().clone(), select.names().to_vec(), language));
        Ok(body.into())
    }
}

struct Nothing;

impl TicketRelationService for Nothing {
    type Error = Problem;
}

async fn call<S: TicketRelationService>(service: S, request: Request<Body>) -> (u16, String, Value) {
    let response = router(Arc::new(service)).call(request).await.unwrap();
    let status = response.status().as_u16();
    let media = response.headers().get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, media, from_slice(&bytes).unwrap())
}

/// A body with every property of the page.
fn body(fact_of: &str) -> Value {
    let value = |name: &String| if name.ends_with("Id") { json!(17) } else { json!("text") };
    let properties = fact(fact_of).into_iter().filter(|name| name != "TableRight" && name != "FieldProperties" && name != "_Links");
    Value::Object(properties.map(|name| (name.clone(), value(&name))).collect::<Map<_, _>>())
}

#[tokio::test]
async fn everything_on_the_page_arrives() {
    let route = std::env::var("PAGE_ROUTE").unwrap();
    let (method, path) = route.split_once(' ').unwrap();
    assert_eq!(fact("PAGE_QUERY"), ["$select"]);
    let statuses: Vec<u16> = fact("PAGE_STATUSES").iter().map(|status| status.parse().unwrap()).collect();

    let echo = Echo(Arc::default());
    let mut request = Request::builder().method(method).uri(format!("{path}?$select=SourceTicketId,Comment"));
    let headers = fact("PAGE_HEADERS");
    for (at, name) in headers.iter().enumerate() {
        let value = match name.as_str() {
            "Content-Type" | "Accept" => "application/json".to_owned(),
            _ => format!("value-{at}"),
        };
        request = request.header(name.as_str(), value);
    }
    let sent = body("PAGE_REQUEST");
    let (status, media, answer) = call(echo.clone(), request.body(Body::from(sent.to_string())).unwrap()).await;

    assert!(statuses.contains(&status), "{status}: {answer}");
    assert_eq!(media, "application/json; charset=utf-8");
    assert_eq!(answer, sent);
    let calls = echo.0.lock().unwrap();
    let [(received, select, language)] = calls.as_slice() else { panic!("{} calls", calls.len()) };
    assert_eq!(select, &["SourceTicketId", "Comment"]);
    for (at, name) in headers.iter().enumerate().filter(|(_, name)| !["Content-Type", "Accept"].contains(&name.as_str())) {
        let value = received.get(HeaderName::try_from(name.as_str()).unwrap()).unwrap();
        assert_eq!(value.to_str().unwrap(), format!("value-{at}"), "{name}");
    }
    let own = headers.iter().position(|name| name == "SO-Language").unwrap();
    assert_eq!(language.as_deref(), Some(format!("value-{own}").as_str()));
    drop(calls);

    // The properties of the response body are those of the type.
    let sent = body("PAGE_RESPONSE");
    let request = Request::builder().method(method).uri(path).body(Body::from(sent.to_string())).unwrap();
    let (status, _, answer) = call(echo, request).await;
    assert_eq!((status, answer), (statuses[0], sent));
}

#[tokio::test]
async fn requests_that_do_not_fit_never_reach_the_method() {
    let route = std::env::var("PAGE_ROUTE").unwrap();
    let (method, path) = route.split_once(' ').unwrap();
    let send = |name: &'static str, value: &'static str, body: &'static str| {
        let echo = Echo(Arc::default());
        let request = Request::builder().method(method).uri(path).header(name, value).body(Body::from(body)).unwrap();
        async move {
            let (status, media, answer) = call(echo.clone(), request).await;
            assert_eq!((media.as_str(), &answer["Error"]), ("application/json; charset=utf-8", &json!(true)), "{answer}");
            assert!(echo.0.lock().unwrap().is_empty());
            (status, answer["ErrorMessage"].as_str().unwrap().to_owned())
        }
    };
    assert_eq!(send("Content-Type", "application/xml", "<a/>").await.0, 415);
    assert_eq!(send("Accept", "application/xml", "{}").await.0, 406);
    assert_eq!(send("Accept", "*/*", "").await.0, 400);
    let (status, message) = send("Accept", "*/*", r#"{"SourceTicketId": "seven"}"#).await;
    assert!(status == 400 && message.contains("SourceTicketId"), "{message}");

    // A method that is not implemented answers with its uid.
    let request = Request::builder().method(method).uri(path).body(Body::from("{}")).unwrap();
    let (status, _, answer) = call(Nothing, request).await;
    assert_eq!(status, 501);
    let uid = "v1TicketRelationEntity_PostTicketRelationEntity";
    assert!(answer["ErrorMessage"].as_str().unwrap().contains(uid), "{answer}");
}
