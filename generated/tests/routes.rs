//! Tests the router of all enabled features: every operation is reached, and no request reaches the method of another one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use superoffice::runtime::server::Problem;
use superoffice::runtime::server::axum::Router;
use superoffice::runtime::server::axum::body::{Body, to_bytes};
use superoffice::runtime::server::axum::routing::get;
use superoffice::runtime::{Operation, Place};
use superoffice::server::Api;
use superoffice::{crates::http, server};
use tower_service::Service as _;

/// Implements no operation.
struct Nothing;

macro_rules! nothing {
    ($($feature:literal: $module:ident::$service:ident,)*) => {
        $(
            #[cfg(feature = $feature)]
            impl server::$module::$service for Nothing {
                type Error = Problem;
            }
        )*

        /// Adds a service for each of these resources and agents that is enabled.
        fn with_services(mut api: Api, services: &mut BTreeSet<&str>) -> Api {
            $(
                #[cfg(feature = $feature)]
                {
                    let before = Api::new().operations().count();
                    api = api.$module(Arc::new(Nothing));
                    assert_eq!(api.operations().count(), before);
                    services.insert($feature);
                }
            )*
            api
        }
    };
}

nothing! {
    "archive": archive::ArchiveService,
    "batch": batch::BatchService,
    "contact": contact::ContactService,
    "document": document::DocumentService,
    "list-item": list_item::ListItemService,
    "person": person::PersonService,
    "preference-description": preference_description::PreferenceDescriptionService,
    "project": project::ProjectService,
    "ticket-agent": ticket_agent::TicketAgentService,
    "ticket-relation": ticket_relation::TicketRelationService,
    "user": user::UserService,
}

/// Returns the paths of an operation with every combination of integers and texts as parameters.
fn paths(operation: &Operation) -> Vec<String> {
    let mut paths = vec![String::new()];
    for segment in operation.path.split('/').skip(1) {
        let values: &[&str] = if segment.starts_with('{') { &["17", "some%20text"] } else { &[segment] };
        paths = paths.iter().flat_map(|path| values.iter().map(move |value| format!("{path}/{value}"))).collect();
    }
    let required = operation.parameters.iter().filter(|known| known.place == Place::Query && known.required);
    let query: Vec<String> = required.map(|known| format!("{}=1", known.name)).collect();
    paths.into_iter().map(|path| format!("{path}?{}", query.join("&"))).collect()
}

/// Request bodies. Every operation with a body can read one of them.
const BODIES: [&str; 5] = ["{}", "[]", "\"\"", "1", "true"];

/// Sends a request and returns the status, the uid of the operation that answered, and the message.
async fn call(router: &mut Router, operation: &Operation, path: &str) -> (u16, &'static str, String) {
    let mut last = (0, "", String::new());
    for body in BODIES {
        let request = http::Request::builder().method(operation.method.as_str()).uri(path);
        let request = request.header("Content-Type", "application/json").body(Body::from(body)).unwrap();
        let response = router.call(request).await.unwrap();
        let status = response.status().as_u16();
        let uid = response.extensions().get::<&'static Operation>().map_or("", |operation| operation.uid);
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        last = (status, uid, String::from_utf8(bytes.to_vec()).unwrap());
        if status != 400 {
            break;
        }
    }
    last
}

/// The method and the path without the names of parameters.
fn shape(operation: &Operation) -> (&'static str, String) {
    let segments = operation.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    (operation.method.as_str(), segments.collect::<Vec<_>>().join("/"))
}

async fn check(mut router: Router, operations: &[&'static Operation]) {
    let by_uid: BTreeMap<&str, &Operation> = operations.iter().map(|operation| (operation.uid, *operation)).collect();
    assert_eq!(by_uid.len(), operations.len());
    let (mut reached, mut requests, mut chosen) = (BTreeSet::new(), 0, BTreeMap::<_, BTreeSet<_>>::new());
    for operation in operations {
        for path in paths(operation) {
            let (status, uid, message) = call(&mut router, operation, &path).await;
            requests += 1;
            let answered = by_uid.get(uid).unwrap_or_else(|| panic!("{} {path}: {status}", operation.method));
            assert_eq!(shape(answered), shape(operation), "{} {path}", operation.method);
            // Text in place of an integer is rejected, unless another operation takes it.
            if status != 501 {
                assert_eq!(status, 400, "{} {path}: {message}", operation.method);
                assert!(path.contains("some%20text") && message.contains("is not a"), "{path}: {message}");
                continue;
            }
            assert!(message.contains(&format!("`{uid}` is not implemented")), "{message}");
            reached.insert(uid);
            chosen.entry(shape(operation)).or_default().insert(uid);
        }
    }
    let missing: Vec<_> = by_uid.keys().filter(|uid| !reached.contains(*uid)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
    let by_type = chosen.values().filter(|uids| uids.len() > 1).count();
    println!("{} operations, {requests} requests, {by_type} routes dispatched by type", reached.len());
}

#[tokio::test]
async fn every_route_is_reached() {
    let operations: Vec<&'static Operation> = Api::new().operations().collect();
    check(Api::new().router(), &operations).await;
}

#[tokio::test]
async fn every_method_is_reached() {
    let mut services = BTreeSet::new();
    let api = with_services(Api::new(), &mut services);
    let operations: Vec<&'static Operation> = api.operations().collect();
    println!("services: {services:?}");
    check(api.router(), &operations).await;
}

#[tokio::test]
async fn a_router_is_nested_and_merged() {
    let Some(operation) = Api::new().operations().find(|operation| !operation.path.contains('{')) else { return };
    let own = Router::new().route("/health", get(async || "ok"));
    let mut router = Router::new().nest("/{tenant}", Api::new().router()).merge(own);
    let path = format!("/Cust12345{}", paths(operation)[0]);
    assert_eq!(call(&mut router, operation, &path).await.0, 501);
}
