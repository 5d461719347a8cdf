//! The table of routes and its router.
//!
//! In: operations with the functions that answer them. Out: a [`Router`]. This file must not know how arguments are read or how
//! responses are written.
//!
//! axum's router panics if two routes differ only in the names of their parameters, or if a segment has an unusual form. Therefore,
//! parameters are named by their position, a segment with a parameter and other text is treated as one parameter, and operations
//! that have the same method and path after this share a route. For each request, the [`Shape`]s decide which of these operations is
//! called.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::context::Context;
use super::input::Input;
use super::media::{self, Wanted};
use super::reply::{Answering, unimplemented};
use super::shape::Shape;
use crate::operation::{Method, Operation};

/// The largest JSON body that a router reads, unless another limit is set.
pub const BODY_LIMIT: usize = 16 << 20;

/// An operation and the inputs of its method. Each input is the function of [`Input`] that reads it, and its name.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    pub operation: &'static Operation,
    pub inputs: &'static [(&'static str, &'static str)],
}

/// Answers the requests of all operations of a resource.
#[doc(hidden)]
pub type Handler = Arc<dyn Fn(Context, Input) -> Answering<'static> + Send + Sync>;

/// Operations with the functions that answer them.
///
/// The functions `routes` of the generated crate create a value of this type for each resource. The values can be merged before a
/// router is created from them. Requests that do not fit any operation are answered by axum: with 404, or 405 and the header `Allow`.
#[derive(Clone)]
#[must_use]
pub struct Routes {
    routes: Vec<Route>,
    body_limit: usize,
}

#[derive(Clone)]
struct Route {
    endpoint: Endpoint,
    handler: Option<Handler>,
}

impl Routes {
    /// Creates the routes of one resource.
    #[doc(hidden)]
    pub fn new(endpoints: &[Endpoint], handler: Option<Handler>) -> Self {
        let routes = endpoints.iter().map(|endpoint| Route { endpoint: *endpoint, handler: handler.clone() });
        Self { routes: routes.collect(), body_limit: BODY_LIMIT }
    }

    /// Adds routes. They replace existing routes of the same operations.
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.retain(|route| {
            !other.routes.iter().any(|added| std::ptr::eq(added.endpoint.operation, route.endpoint.operation))
        });
        self.routes.extend(other.routes);
        self
    }

    /// The operations, each once.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> {
        self.routes.iter().map(|route| route.endpoint.operation)
    }

    /// Sets the maximum length of a JSON body in bytes. Requests with a longer body are answered with status 413. The limit does
    /// not apply to other bodies, which the method reads itself.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Creates the router.
    ///
    /// Every operation has a route. If several operations have the same method and differ only in the names or the types of
    /// their parameters, the values in the path decide: an integer takes precedence over a text, from the first segment to the
    /// last. This function never panics, and routers of different resources can be merged and nested.
    pub fn router(self) -> Router {
        let limit = self.body_limit;
        let mut shapes: BTreeMap<String, BTreeMap<Method, Vec<(Shape, Route)>>> = BTreeMap::new();
        for route in self.routes {
            let operation = route.endpoint.operation;
            let shape = Shape::of(operation, route.endpoint.inputs);
            let methods = shapes.entry(shape.pattern()).or_default();
            methods.entry(operation.method).or_default().push((shape, route));
        }
        let mut router = Router::new();
        for (pattern, methods) in shapes {
            let mut served = MethodRouter::new();
            for (method, mut routes) in methods {
                // The sort is stable, so that the first of two equal routes is served.
                routes.sort_by(|(a, _), (b, _)| a.cmp(b));
                let routes: Arc<[(Shape, Route)]> = routes.into();
                served = served
                    .merge(on(filter(method), move |request: Request| answer(Arc::clone(&routes), request, limit)));
            }
            router = router.route(&pattern, served);
        }
        router
    }
}

/// Answers a request with the first operation that fits its path. If a path fits except for a text in place of an integer, the
/// operation that expects the integer reports the error.
async fn answer(routes: Arc<[(Shape, Route)]>, request: Request, limit: usize) -> Response {
    let path = request.uri().path().to_owned();
    let first = |integers| routes.iter().find_map(|(shape, route)| Some((route, shape.values(&path, integers)?)));
    let Some((route, values)) = first(true).or_else(|| first(false)) else {
        return http::StatusCode::NOT_FOUND.into_response();
    };
    let Endpoint { operation, inputs } = route.endpoint;
    let mut response = match &route.handler {
        None => unimplemented(operation).into_response(),
        Some(handler) => {
            let (parts, body) = request.into_parts();
            let wanted = Wanted::of(inputs);
            match media::read(operation, wanted, &parts.headers, body, limit).await {
                Ok(body) => {
                    let input = Input::new(operation, values, parts.uri.query().unwrap_or_default(), body);
                    handler(Context::new(operation, parts), input).await
                }
                Err(problem) => problem.into_response(),
            }
        }
    };
    response.extensions_mut().insert(operation);
    response
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Head => MethodFilter::HEAD,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
        Method::Options => MethodFilter::OPTIONS,
    }
}
