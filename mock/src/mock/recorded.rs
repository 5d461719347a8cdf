//! Requests that a real service answers, now or in a recording.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::{Answer, Damage, Mock};
use crate::api::Routed;
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

    /// The recorded response to a request; `None` if the mock answers.
    pub(super) fn replayed(&self, given: &Given) -> Option<Response<Bytes>> {
        self.recording.as_ref()?.answer(&self.api, given)
    }
}
