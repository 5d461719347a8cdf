//! Tests routers of invented operations: odd paths, ambiguous routes, and every kind of argument and reply.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{HeaderName, HeaderValue, Request, StatusCode};
use superoffice_runtime::server::{
    Changes, Context, Endpoint, Problem, Received, Reply, Routes, Select, axum, not_implemented,
};
use superoffice_runtime::{Binary, Json, Method, Operation, Parameter, Place};
use tower_service::Service as _;

/// An operation that lives as long as the program.
fn operation(uid: &'static str, method: Method, path: &'static str) -> &'static Operation {
    Box::leak(Box::new(Operation::new(uid, method, path)))
}

fn endpoint(operation: &'static Operation, inputs: &[(&'static str, &'static str)]) -> Endpoint {
    Endpoint { operation, inputs: Box::leak(inputs.to_vec().into_boxed_slice()) }
}

async fn send(router: &mut Router, request: Request<Body>) -> (u16, String, Response) {
    let response = router.call(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    (parts.status.as_u16(), text, Response::from_parts(parts, Body::empty()))
}

fn get(path: &str) -> Request<Body> {
    Request::builder().uri(path).body(Body::empty()).unwrap()
}

/// The uid of the operation that answers.
async fn answering(router: &mut Router, path: &str) -> &'static str {
    let (_, _, response) = send(router, get(path)).await;
    response.extensions().get::<&'static Operation>().map_or("none", |operation| operation.uid)
}

#[tokio::test]
async fn unusual_routes_are_served_and_values_choose_between_similar_ones() {
    let of = |uid, path, inputs: &[(&'static str, &'static str)]| endpoint(operation(uid, Method::Get, path), inputs);
    let endpoints = [
        of("name", "/x/{name}", &[("path", "name")]),
        of("id", "/x/{id}", &[("integer", "id")]),
        of("again", "/x/{again}", &[("path", "again")]),
        of("file", "/x/{name}.{kind}", &[("path", "name"), ("path", "kind")]),
        of("literal", "/x/default", &[]),
        of("call", "/x/find(name)", &[]),
        of("call of", "/x/find({name})", &[("path", "name")]),
        of("two names", "/x/{a}/y/{b}", &[("path", "a"), ("path", "b")]),
        of("two numbers", "/x/{c}/y/{d}", &[("integer", "c"), ("integer", "d")]),
        of("first number", "/x/{c}/y/{d}", &[("integer", "c"), ("path", "d")]),
        of("second number", "/x/{c}/y/{d}", &[("path", "c"), ("integer", "d")]),
        of("colon", "/:x/*y", &[]),
        of("rest", "/rest/{*all}", &[("path", "*all")]),
        of("open", "/open{/x", &[]),
        of("closed", "/closed}/x", &[]),
        of("no slash", "bare", &[]),
        of("empty", "", &[]),
        of("twice", "/x//y/", &[]),
        of("accent", "/é", &[]),
    ];
    let mut router = Routes::new(&endpoints, None).router();
    for (path, uid) in [
        ("/x/17", "id"),
        ("/x/-17", "id"),
        ("/x/seventeen", "name"),
        ("/x/17a", "name"),
        ("/x/a.txt", "file"),
        ("/x/default", "literal"),
        ("/x/find(name)", "call"),
        ("/x/find(other)", "call of"),
        ("/x/1/y/2", "two numbers"),
        ("/x/1/y/b", "first number"),
        ("/x/a/y/2", "second number"),
        ("/x/a/y/b", "two names"),
        ("/:x/*y", "colon"),
        ("/rest/a", "rest"),
        ("/x/a.", "name"),
        ("/:y/*y", "none"),
        ("/closed}/x", "closed"),
        ("/bare", "no slash"),
        ("/%C3%A9", "accent"),
        ("/nothing", "none"),
    ] {
        assert_eq!(answering(&mut router, path).await, uid, "{path}");
    }
    let mut nested = Router::new().nest("/{tenant}", Routes::new(&endpoints, None).router());
    assert_eq!(answering(&mut nested, "/17/x/a").await, "name");
    assert_eq!(answering(&mut nested, "/a/x/17").await, "id");
}

pub(crate) static LIST: Operation = Operation {
    parameters: &[Parameter::new("ids", Place::Query, true), Parameter::new("$select", Place::Query, false)],
    statuses: &[200],
    ..Operation::new("list", Method::Get, "/api/Thing/{name}")
};
pub(crate) static CREATE: Operation =
    Operation { statuses: &[404, 201], ..Operation::new("create", Method::Post, "/api/Thing") };
pub(crate) static CHANGE: Operation = Operation::new("change", Method::Patch, "/api/Thing");
pub(crate) static UPLOAD: Operation =
    Operation { statuses: &[204], ..Operation::new("upload", Method::Put, "/api/Thing/File") };
pub(crate) static DOWNLOAD: Operation =
    Operation { produces: &["image/png"], ..Operation::new("download", Method::Get, "/api/Thing/File") };

mod routes {
    pub(crate) use super::{CHANGE, CREATE, DOWNLOAD, LIST, UPLOAD};
}

superoffice_runtime::server_options! {
    /// The optional parameters of `LIST`.
    pub struct ListOptions {
        /// The number of rows.
        top: i32 = "$top",
        /// Whether to count them.
        count: bool = "$count",
        /// A text.
        filter: String = "$filter",
    }
}

#[allow(unused_variables, reason = "no method uses its arguments")]
trait ThingService: Send + Sync + 'static {
    type Error: axum::response::IntoResponse + Send;

    fn change(
        &self,
        context: Context,
        changes: Changes,
    ) -> impl Future<Output = Result<Reply<Vec<String>>, Self::Error>> + Send {
        not_implemented()
    }

    fn create(
        &self,
        context: Context,
        names: Vec<String>,
    ) -> impl Future<Output = Result<Reply<Vec<String>>, Self::Error>> + Send {
        not_implemented()
    }

    fn download(&self, context: Context) -> impl Future<Output = Result<Reply<Binary>, Self::Error>> + Send {
        not_implemented()
    }

    fn list(
        &self,
        context: Context,
        name: String,
        ids: Vec<i32>,
        select: Select,
        options: ListOptions,
    ) -> impl Future<Output = Result<Reply<Json>, Self::Error>> + Send {
        not_implemented()
    }

    fn upload(&self, context: Context, body: Received) -> impl Future<Output = Result<Reply<()>, Self::Error>> + Send {
        not_implemented()
    }
}

mod things {
    use super::{ThingService, routes};

    superoffice_runtime::service! {
        ThingService;
        change = CHANGE(changes);
        create = CREATE(body);
        download = DOWNLOAD();
        list = LIST(path("name"), query("ids"), select, options);
        upload = UPLOAD(upload);
    }
}

struct Things;

impl ThingService for Things {
    type Error = (StatusCode, String);

    async fn create(&self, _: Context, names: Vec<String>) -> Result<Reply<Vec<String>>, Self::Error> {
        if names.is_empty() {
            return Err((StatusCode::CONFLICT, "no names".to_owned()));
        }
        Ok(names.into())
    }

    async fn change(&self, _: Context, changes: Changes) -> Result<Reply<Vec<String>>, Self::Error> {
        let texts = match changes {
            Changes::Operations(list) => {
                list.iter().map(|one| format!("{} {} {}", one.op, one.path, one.value)).collect()
            }
            Changes::Merge(object) => object.iter().map(|(name, value)| format!("{name}={value}")).collect(),
        };
        Ok(Reply::new(texts).with_status(StatusCode::ACCEPTED))
    }

    async fn download(&self, context: Context) -> Result<Reply<Binary>, Self::Error> {
        if context.header("If-None-Match").is_some() {
            return Ok(Reply::not_modified());
        }
        let png = HeaderValue::from_static("image/png");
        Ok(Reply::new(Binary::from(b"png".to_vec())).with_header(HeaderName::from_static("content-type"), png))
    }

    async fn list(
        &self,
        mut context: Context,
        name: String,
        ids: Vec<i32>,
        select: Select,
        options: ListOptions,
    ) -> Result<Reply<Json>, Self::Error> {
        let method: http::Method = context.extract().await.unwrap();
        let text = format!("{method} {name} {ids:?} {:?} {options:?}", select.names());
        Ok(Json::from(text.as_str()).into())
    }

    async fn upload(&self, _: Context, body: Received) -> Result<Reply<()>, Self::Error> {
        assert_eq!(body.content_type, "image/png");
        let bytes = body.bytes(3).await.map_err(|problem| (problem.status(), problem.message().to_owned()))?;
        assert_eq!(bytes, "png");
        Ok(().into())
    }
}

fn with(method: &str, path: &str, media: &str, body: &'static str) -> Request<Body> {
    Request::builder().method(method).uri(path).header("Content-Type", media).body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn arguments_and_replies() {
    let mut router = things::router(Arc::new(Things));
    let router = &mut router;

    // Parameters: encoded, in any case, repeated, absent and empty.
    let path = "/api/Thing/a%2Fb+c?IDS=1,2&ids=3&$select=Name,%20Id&$top=&$count=True&$filter=x+%2B,y";
    let (status, text, _) = send(router, get(path)).await;
    let options = r#"ListOptions { top: None, count: Some(true), filter: Some(\"x +,y\") }"#;
    assert_eq!((status, text), (200, format!(r#""GET a/b+c [1, 2, 3] [\"Name\", \"Id\"] {options}""#)));
    for (path, expected) in [
        ("/api/Thing/a", "the query parameter `ids` of `list` is required"),
        ("/api/Thing/a?ids=1,x", "the query parameter `ids` of `list` is not a 32-bit integer"),
        ("/api/Thing/a?ids=&$top=99999999999", "the query parameter `$top` of `list` is not a 32-bit integer"),
        ("/api/Thing/a?ids=&$count=maybe", "the query parameter `$count` of `list` is not `true` or `false`"),
    ] {
        let (status, text, response) = send(router, get(path)).await;
        assert!(status == 400 && text.contains(expected), "{text}");
        assert_eq!(response.extensions().get::<Problem>().unwrap().message(), expected);
    }

    // Bodies, and the error of the service.
    let json = "text/json; charset=utf-8";
    let (status, text, response) = send(router, with("POST", "/api/Thing", json, r#"["a"]"#)).await;
    assert_eq!((status, text.as_str()), (201, r#"["a"]"#));
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(send(router, with("POST", "/api/Thing", json, "[]")).await.0, 409);
    assert_eq!(send(router, with("POST", "/api/Thing", json, "{")).await.0, 400);
    assert_eq!(send(router, with("POST", "/api/Thing", "text/plain", "[]")).await.0, 415);

    // Both kinds of patches.
    let patch = r#"[{"op":"Test","path":"Name","value":1.50},{"op":"remove","path":"/Id"}]"#;
    let (status, text, _) = send(router, with("PATCH", "/api/Thing", "application/json-patch+json", patch)).await;
    assert_eq!((status, text.as_str()), (202, r#"["test /Name 1.50","remove /Id null"]"#));
    let (_, text, _) = send(router, with("PATCH", "/api/Thing", "application/json", r#"{"Name":null}"#)).await;
    assert_eq!(text, r#"["Name=null"]"#);
    for wrong in [r#"[{"op":"move","path":"/a"}]"#, r#"[{"op":"add"}]"#, "1", ""] {
        assert_eq!(send(router, with("PATCH", "/api/Thing", "application/json", wrong)).await.0, 400, "{wrong}");
    }

    // Files in both directions.
    let (status, text, _) = send(router, with("PUT", "/api/Thing/File", "image/png", "png")).await;
    assert_eq!((status, text.as_str()), (204, ""));
    assert_eq!(send(router, with("PUT", "/api/Thing/File", "image/png", "too long")).await.0, 413);
    let (status, text, response) = send(router, get("/api/Thing/File")).await;
    assert_eq!((status, text.as_str()), (200, "png"));
    assert_eq!(response.headers()["content-type"], "image/png");
    let request = Request::builder().uri("/api/Thing/File").header("If-None-Match", "1").body(Body::empty()).unwrap();
    assert_eq!(send(router, request).await.0, 304);

    let (status, _, response) = send(router, with("DELETE", "/api/Thing", json, "")).await;
    assert_eq!((status, response.headers()["allow"].to_str().unwrap()), (405, "POST,PATCH"));
}

#[tokio::test]
async fn long_bodies_are_rejected() {
    let mut router = things::routes(Arc::new(Things)).body_limit(10).router();
    let long = with("POST", "/api/Thing", "application/json", r#"["a long name"]"#);
    assert_eq!(send(&mut router, long).await.0, 413);
}

/// A later service replaces an earlier one of the same operations.
#[tokio::test]
async fn services_are_replaced() {
    let none = Routes::new(&[endpoint(&CREATE, &[("body", "")])], None);
    assert_eq!(none.operations().count(), 1);
    let request = || with("POST", "/api/Thing", "application/json", r#"["a"]"#);
    let (status, text, _) = send(&mut none.clone().router(), request()).await;
    assert!(status == 501 && text.contains("`create` is not implemented"), "{text}");
    let joined = none.merge(things::routes(Arc::new(Things)));
    assert_eq!(joined.operations().count(), 5);
    assert_eq!(send(&mut joined.router(), request()).await.0, 201);
}
