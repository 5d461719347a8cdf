//! The reply to a call.
//!
//! In: a value, a response, an error, or a function that returns one of these. Out: a [`Reply`]. This file must not know
//! which call it answers.

use std::sync::Arc;

use serde_core::Serialize;

use super::call::MockCall;
use crate::json::value::Json;
use crate::transport::contract::Response;
use crate::transport::error::{TransportError, TransportErrorKind};

type Function = dyn Fn(&MockCall) -> Result<Response, TransportError> + Send + Sync;

/// The reply of a [`Mock`](super::Mock) to a call.
#[derive(Clone)]
pub struct Reply(Arc<Function>);

impl Reply {
    pub(super) fn response(&self, call: &MockCall) -> Result<Response, TransportError> {
        (self.0)(call)
    }

    fn fixed(response: Response) -> Self {
        Self(Arc::new(move |_| Ok(response.clone())))
    }
}

/// Types that a [`Mock`](super::Mock) accepts as a reply.
///
/// The parameter only distinguishes the implementations. The compiler infers it.
pub trait IntoReply<M> {
    /// Converts the value.
    fn into_reply(self) -> Reply;
}

/// Replies with status code 200 and the value as JSON.
impl<T: Serialize> IntoReply<Json> for T {
    fn into_reply(self) -> Reply {
        match serde_json::to_vec(&self) {
            Ok(body) => Reply::fixed(Response::json(200, body)),
            Err(error) => failure(TransportErrorKind::Other, format!("the reply cannot be written as JSON: {error}")),
        }
    }
}

/// Replies with the response.
impl IntoReply<Response> for Response {
    fn into_reply(self) -> Reply {
        Reply::fixed(self)
    }
}

/// Replies with an error of this kind. Only the text of its cause is kept, because the reply can be used for several
/// calls.
impl IntoReply<TransportError> for TransportError {
    fn into_reply(self) -> Reply {
        let (kind, unsent) = (self.kind(), self.is_unsent());
        let cause = std::error::Error::source(&self).map(ToString::to_string);
        Reply(Arc::new(move |_| {
            let error = match &cause {
                Some(cause) => TransportError::with_source(kind, cause.clone()),
                None => TransportError::new(kind),
            };
            Err(if unsent { error.unsent() } else { error })
        }))
    }
}

/// Replies with the value or the error.
impl<M, T: IntoReply<M>> IntoReply<Result<M, TransportError>> for Result<T, TransportError> {
    fn into_reply(self) -> Reply {
        match self {
            Ok(value) => value.into_reply(),
            Err(error) => error.into_reply(),
        }
    }
}

/// Replies with the result of the function, which is called for each call.
impl<M, T: IntoReply<M>, F: Fn(&MockCall) -> T + Send + Sync + 'static> IntoReply<fn(MockCall) -> M> for F {
    fn into_reply(self) -> Reply {
        Reply(Arc::new(move |call| self(call).into_reply().response(call)))
    }
}

fn failure(kind: TransportErrorKind, text: String) -> Reply {
    Reply(Arc::new(move |_| Err(TransportError::with_source(kind, text.clone()))))
}
