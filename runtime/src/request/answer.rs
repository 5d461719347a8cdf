//! Receives a response.
//!
//! In: a [`Draft`] to send. Out: the value in the response body, read as JSON, text or bytes. This file must not know any
//! operation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use http::header::HeaderMap;

use super::draft::Draft;
use crate::error::{Error, Result};
use crate::json;
use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::slot::{Field, Slot};
use crate::transport::Response;

/// A value with the status code and the headers of its response.
#[derive(Clone)]
pub struct Answer<T> {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The value.
    pub value: T,
    secrets: Secrets,
}

/// The value is displayed without the secrets that were sent.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if f.alternate() { format!("{:#?}", self.value) } else { format!("{:?}", self.value) };
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("value", &format_args!("{}", self.secrets.hide(&value)))
            .finish_non_exhaustive()
    }
}

/// A response whose body is not decoded yet, and the context that errors need.
pub(super) struct Received {
    operation: &'static Operation,
    response: Response,
    secrets: Secrets,
}

pub(super) type Receiving = Pin<Box<dyn Future<Output = Result<Received>> + Send>>;

/// Sends a draft.
pub(super) fn receive(draft: Draft) -> Receiving {
    Box::pin(async move {
        let (http, prepared) = draft.finish()?;
        let operation = prepared.operation;
        let (response, secrets) = http.exchange(prepared).await?;
        Ok(Received { operation, response, secrets })
    })
}

impl Received {
    /// Returns the value together with status code and headers.
    pub(super) fn answer<T: Field + Default>(self) -> Result<Answer<T>> {
        let (status, headers, secrets) = (self.response.status, self.response.headers.clone(), self.secrets.clone());
        Ok(Answer { status, headers, value: self.value()?, secrets })
    }

    /// Returns the value.
    pub(super) fn value<T: Field + Default>(self) -> Result<T> {
        let mut value = T::default();
        self.fill(value.slot())?;
        Ok(value)
    }

    fn fill(self, slot: Slot<'_>) -> Result<()> {
        let body = &self.response.body;
        let result = match slot {
            // If no result is documented, the body is ignored.
            Slot::Unit => Ok(()),
            Slot::Bytes(bytes) if !self.response.is_json() => {
                *bytes = body.to_vec();
                Ok(())
            }
            Slot::String(string) if !self.response.is_json() => {
                *string = String::from_utf8_lossy(body).into_owned();
                Ok(())
            }
            // A 204, or a 200 with an empty body, if the type can be empty.
            Slot::Nullable(_) | Slot::List(_) | Slot::Map(_) | Slot::Json(_) | Slot::Bytes(_) if body.is_empty() => {
                json::read(b"null", slot)
            }
            slot => json::read(body, slot),
        };
        result.map_err(|cause| Error::from_decode(self.operation, self.response, cause, &self.secrets))
    }
}
