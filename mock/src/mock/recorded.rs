//! Requests that a real service answers, now or in a recording.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::{Answer, Damage, Mock};
use crate::api::{Operation, Routed};
use crate::received::{Logged, Received};
use crate::request::Given;

impl Mock {
    /// Answers a request, or forwards it if the exchanges are recorded.
    pub(crate) async fn answer_or_forward(&self, request: Request<Bytes>) -> Answer {
        let Some(proxy) = self.proxy.as_ref().filter(|_| !request.uri().path().starts_with("/_mock")) else {
            return self.answer(request);
        };
        let given = Given::new(request.clone());
        let response = proxy.forward(&self.api, request).await;
        let operation = match self.api.route(&given.method, &given.segments) {
            Routed::Operation(at) => self.api.operations.get(at),
            Routed::OtherMethods(_) | Routed::Unknown => None,
        };
        self.state().log.push(Logged::new(Received::new(&given, operation), response.status().as_u16()));
        Answer { response, delay: Duration::ZERO, damage: Damage::None }
    }

    /// The recorded response to a request; `None` if a test or the mock answers.
    pub(super) fn replayed(&self, operation: Option<&Operation>, given: &Given) -> Option<Response<Bytes>> {
        let recording = self.recording.as_ref()?;
        if let Some(operation) = operation.filter(|_| !self.expected.are_none())
            && self.expected.concern(operation, &Received::new(given, Some(operation)))
        {
            return None;
        }
        recording.answer(&self.api, given)
    }
}
