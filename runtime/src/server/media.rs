//! Media types and bodies of requests.
//!
//! In: the headers and the body of a request. Out: the body in the form that a method takes, or the problem. This file must not know how
//! the body is read into a type.

use axum::body::Body;
use http::StatusCode;
use http::header::{ACCEPT, HeaderMap};

use super::input::Payload;
use super::problem::Problem;
use super::received::collected;
use crate::media::MediaType;
use crate::operation::Operation;

/// The form of the body that a method takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Nothing,
    Json,
    Any,
}

impl Wanted {
    /// The form that these functions of `Input` read.
    pub(super) fn of(inputs: &[(&str, &str)]) -> Self {
        let reads = |name: &str| inputs.iter().any(|(function, _)| *function == name);
        match () {
            () if reads("upload") => Self::Any,
            () if reads("body") || reads("changes") => Self::Json,
            () => Self::Nothing,
        }
    }
}

/// Checks the media types and reads the body.
pub(super) async fn read(
    operation: &Operation,
    wanted: Wanted,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<(String, Payload), Problem> {
    acceptable(operation, headers)?;
    let media = MediaType::of(headers);
    let payload = match wanted {
        Wanted::Nothing => Payload::None,
        Wanted::Any => Payload::Stream(body),
        Wanted::Json if media.is_json() || media.is_unknown() => Payload::Whole(collected(body, limit).await?),
        Wanted::Json => {
            let message = format!("`{}` reads JSON and not `{media}`", operation.uid);
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
    };
    Ok((media.to_string(), payload))
}

/// Checks that the caller accepts JSON, if the response is always JSON.
fn acceptable(operation: &Operation, headers: &HeaderMap) -> Result<(), Problem> {
    let no_body = operation.statuses.first() == Some(&204);
    let mut accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    if no_body || !operation.produces.is_empty() || accepted.peek().is_none() {
        return Ok(());
    }
    let fits = |kind: &str| kind.ends_with("json") || matches!(kind, "*/*" | "application/*" | "text/*");
    let mut kinds = accepted.flat_map(|value| value.split(','));
    if kinds.any(|kind| fits(kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str())) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, format!("the response of `{}` is JSON", operation.uid)))
}
