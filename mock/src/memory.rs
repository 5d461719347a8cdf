//! Answers a client in the same process, without sockets.
//!
//! In: a request of the runtime. Out: its response, or the error that a client gets from a broken connection.

use bytes::Bytes;
use superoffice_runtime::transport::{Request, Response, TransportError, TransportErrorKind};

use crate::mock::{Damage, Mock};

/// Answers a request. Its body must have been read into memory.
pub(crate) fn exchange(mock: &Mock, request: &Request) -> Result<Response, TransportError> {
    let broken = |message: String| TransportError::with_source(TransportErrorKind::Other, message);
    let mut sent = http::Request::builder().method(request.method.as_str()).uri(&request.url);
    if let Some(headers) = sent.headers_mut() {
        headers.clone_from(&request.headers);
    }
    let body = request.body.as_bytes().cloned().unwrap_or_default();
    let sent = sent.body(body).map_err(|error| broken(error.to_string()))?;
    let answer = mock.answer(sent);
    match answer.damage {
        Damage::Reset => return Err(broken("the connection was reset".to_owned())),
        Damage::Cut => return Err(broken("the connection was closed in the middle of the body".to_owned())),
        _ => {}
    }
    let (parts, body): (_, Bytes) = answer.response.into_parts();
    Ok(Response { status: parts.status.as_u16(), headers: parts.headers, body, stream: None })
}
