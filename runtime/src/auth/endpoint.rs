//! Requests to the login server.
//!
//! In: a request with secrets in its body. Out: JSON, or an error without these secrets. This file must not know what the
//! request is for.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::http::{Http, HttpBuilder, Prepared, set_header};
use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::shown::excerpt;

/// The login server of an environment.
#[derive(Clone)]
pub(super) struct Endpoint(Http);

impl Endpoint {
    /// Creates a connection to the login server.
    pub(super) fn new(environment: &Environment, configure: impl FnOnce(HttpBuilder) -> HttpBuilder) -> Result<Self> {
        configure(Http::builder(environment.origin())).build().map(Self)
    }

    /// Sends a request, with a body of a certain type if it has one. The secrets are removed from errors.
    pub(super) async fn send(
        &self,
        operation: &'static Operation,
        body: Option<(&'static str, String)>,
        secrets: &Secrets,
    ) -> Result<Value> {
        let mut headers = HeaderMap::new();
        let body = match body {
            Some((content_type, body)) => {
                set_header(&mut headers, CONTENT_TYPE, content_type)?;
                Bytes::from(body)
            }
            None => Bytes::new(),
        };
        let target = operation.path.to_owned();
        let prepared =
            Prepared { operation, target, headers, body: body.into(), timeout: None, retry: None, body_limit: None };
        let (response, _) = self.0.exchange(prepared).await.map_err(|error| without(error, secrets))?;
        // The body is not part of the error: it may contain tokens in a form in which they are not recognized.
        serde_json::from_slice(&response.body).map_err(|_| {
            Error::credentials(format!("{}: the response (status {}) is not JSON", operation.uid, response.status))
        })
    }
}

/// Returns the error as a text without secrets. They are removed before the text is cut, so that no part of one is left.
fn without(error: Error, secrets: &Secrets) -> Error {
    Error::credentials(match error {
        Error::Status(error) => {
            let texts = [&error.error_type, &error.message].into_iter().flatten();
            let texts: Vec<String> = texts.map(|text| excerpt(&secrets.hide(text))).collect();
            format!("{}: status {}: {}", error.uid, error.status, texts.join(": "))
                .trim_end_matches([' ', ':'])
                .to_owned()
        }
        Error::Transport(error) | Error::Timeout(error) | Error::BodyTooLarge(error) => {
            format!("{}: {}", error.uid, error.cause.without(secrets))
        }
        error => secrets.hide(&error.to_string()),
    })
}
