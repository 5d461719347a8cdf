//! The server side of the API: routers of axum for the operations of the generated crate.
//!
//! In: requests, and the methods that the user of the crate implements for the operations of a resource. Out: responses. This module
//! must not know any operation.
//!
//! The generated crate has a trait for each resource, whose methods take the parameters and the body of a request as typed
//! values. A request passes through three steps: [`Routes`] finds its operation, [`Input`] reads the arguments of its method, and
//! the [`Reply`] of the method becomes a response. A request that does not fit its operation is answered with a [`Problem`], and no
//! method is called.

mod changes;
mod context;
mod input;
mod macros;
mod media;
mod problem;
mod received;
mod reply;
mod routes;
mod shape;

#[doc(no_inline)]
pub use axum;

pub use self::changes::{Change, Changes};
pub use self::context::Context;
pub use self::input::{Input, Options};
pub use self::problem::Problem;
pub use self::received::{Received, Select};
pub use self::reply::{Answering, Replied, Reply, not_implemented, respond};
pub use self::routes::{BODY_LIMIT, Endpoint, Handler, Routes};

/// Returns the problem of an operation that is not in the table of a resource.
#[doc(hidden)]
#[must_use]
pub fn unknown(operation: &'static crate::Operation) -> Problem {
    reply::unimplemented(operation)
}
