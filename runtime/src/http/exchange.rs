//! Sends a request until it succeeds or must not be sent again.
//!
//! In: a [`Prepared`] request. Out: its response if the status code is 2xx, otherwise an error. This file must not know
//! what a response means. That depends on the type of the [`Call`](crate::Call).

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderMap};

use super::address::Address;
use super::auth::Auth;
use super::connection::{Http, Shared};
use super::headers::merged;
use super::renewal::{Failure, Issued};
use super::retry::{Repeat, Retry, is_idempotent};
use super::tenant::Lost;
use super::trace::Span;
use crate::error::{Error, RequestError, Result};
use crate::operation::Operation;
use crate::random::random;
use crate::secrets::Secrets;
use crate::transport::{Body, Request, Response, Sleeping, TransportError, TransportErrorKind};

/// The age from which credentials count as expired if the status code is 403.
const OLD: Duration = Duration::from_mins(5);

/// The number of bytes that are read of the body of an error in response to a download.
const ERROR_BODY: usize = 64 << 10;

/// A request without the parts that the connection adds to every request.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) operation: &'static Operation,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// If set, it replaces the timeout of the connection.
    pub(crate) timeout: Option<Option<Duration>>,
    /// If set, it replaces the retry setting of the connection.
    pub(crate) retry: Option<Retry>,
    /// If set, it replaces that of the connection.
    pub(crate) body_limit: Option<usize>,
}

impl Http {
    /// Sends a prepared request. Every status code except 2xx is an error.
    /// The result contains the secrets that were sent, because an error about the body must not show them.
    pub(crate) async fn exchange(&self, prepared: Prepared) -> Result<(Response, Secrets)> {
        let span = Span::of(prepared.operation);
        let body_limit = prepared.body_limit.unwrap_or(self.shared.body_limit);
        let (response, secrets, _) = span.run(self.perform(prepared, &span, body_limit, false)).await?;
        Ok((response, secrets))
    }

    /// Sends a prepared request, and leaves the body of its response unread if the status code is 2xx. The body has no limit
    /// except its own. The result contains the number of attempts too.
    pub(crate) async fn open(&self, prepared: Prepared) -> Result<(Response, Secrets, u32)> {
        let span = Span::of(prepared.operation);
        let body_limit = prepared.body_limit.unwrap_or(usize::MAX);
        span.run(self.perform(prepared, &span, body_limit, true)).await
    }

    /// Returns the maximum length of a response body.
    pub(crate) fn body_limit(&self) -> usize {
        self.shared.body_limit
    }

    async fn perform(
        &self,
        prepared: Prepared,
        span: &Span,
        body_limit: usize,
        opens: bool,
    ) -> Result<(Response, Secrets, u32)> {
        let shared = &*self.shared;
        let start = shared.transport.now();
        let timeout = prepared.timeout.unwrap_or(shared.timeout);
        let mut exchange = Exchange {
            shared,
            span,
            operation: prepared.operation,
            own: prepared.headers,
            end: timeout.map(|timeout| start.saturating_add(timeout)),
            retry: prepared.retry.unwrap_or(shared.retry),
            body_limit,
            opens,
            sent: 0,
            reached: false,
            secrets: Secrets::default(),
        };
        let result = exchange.run(&prepared.target, prepared.body).await;
        let result = result.map_err(|error| error.after(exchange.sent));
        span.end(exchange.sent, shared.transport.now().saturating_sub(start), &result);
        result.map(|response| (response, exchange.secrets, exchange.sent))
    }
}

/// Returns the error of a call without an address.
pub(super) fn unlocated(operation: &Operation, failure: &Failure) -> Error {
    match failure.downcast_ref::<Lost>() {
        Some(lost) if lost.is_temporary => {
            let cause = TransportError::with_source(TransportErrorKind::Connect, lost.message.clone());
            Error::from_transport(operation, cause, 0, &Secrets::default())
        }
        _ => RequestError::new(failure.to_string()).at(operation).into(),
    }
}

/// A call that is being performed.
struct Exchange<'a> {
    shared: &'a Shared,
    span: &'a Span,
    operation: &'static Operation,
    /// The headers of the call, which replace those of the connection.
    own: HeaderMap,
    /// The end of its timeout, on the clock of the transport.
    end: Option<Duration>,
    retry: Retry,
    body_limit: usize,
    /// Whether the body of the response is left unread.
    opens: bool,
    /// The number of times that the transport was asked to send the request.
    sent: u32,
    /// Whether the server may have received an attempt.
    reached: bool,
    /// The secrets of all attempts.
    secrets: Secrets,
}

type Credentials = Option<Arc<Issued<Auth>>>;

impl<'a> Exchange<'a> {
    async fn run(&mut self, target: &str, body: Body) -> Result<Response> {
        let mut credentials = self.credentials(None).await?;
        let mut address = self.address(None).await?;
        let mut request = self.request(&address.value, target, body, credentials.as_deref())?;
        let (mut failed, mut renewed, mut moved) = (0, false, false);
        loop {
            let copy = request.clone();
            let idempotent = is_idempotent(&request);
            let result = self.attempt(request).await;
            // A stream that can be read only once is not sent again, unless no part of it was read.
            let copy = copy.try_clone();
            if let Some(copy) = &copy
                && !moved
                && self.is_unreachable(&result)
            {
                moved = true;
                let next = self.address(Some(&address)).await?;
                if next.value.as_str() != address.value.as_str() {
                    request = Request { url: next.value.join(target).into(), ..copy.clone() };
                    address = next;
                    continue;
                }
            }
            match self.rejection(&result, credentials.as_deref()) {
                Some(status) if !renewed => {
                    renewed = true;
                    self.span.refresh(status);
                    let obtained = self.credentials(credentials.as_deref()).await;
                    // Without another attempt, the next call has the new credentials.
                    let Some(copy) = copy else { return self.outcome(result) };
                    credentials = obtained?;
                    request = Request { headers: self.headers(credentials.as_deref())?, ..copy };
                }
                _ => {
                    let Some(copy) = copy else { return self.outcome(result) };
                    failed += 1;
                    let repeat = Repeat::of(&result, idempotent);
                    let Some((wait, sleep)) = self.pause(failed, repeat) else { return self.outcome(result) };
                    self.span.retry(self.sent, wait, &result);
                    sleep.await;
                    request = copy;
                }
            }
        }
    }

    /// Returns credentials from the source, other than the rejected ones. `None` if there is no source, or if the call
    /// sets its own credentials.
    async fn credentials(&self, rejected: Option<&Issued<Auth>>) -> Result<Credentials> {
        let Auth::Source(source) = &self.shared.auth else { return Ok(None) };
        if self.own.contains_key(AUTHORIZATION) {
            return Ok(None);
        }
        match self.in_time(source.get(rejected, self.shared.transport.now())).await {
            Ok(Ok(credentials)) => Ok(Some(credentials)),
            Ok(Err(cause)) => Err(Error::from_source(self.operation, cause, self.sent, &self.secrets)),
            Err(error) => Err(self.failure(error)),
        }
    }

    /// Returns the address of the tenant, which differs from the one that failed if possible.
    async fn address(&self, failed: Option<&Issued<Address>>) -> Result<Arc<Issued<Address>>> {
        match self.in_time(self.shared.tenant.get(failed, self.shared.transport.now())).await {
            Ok(Ok(address)) => Ok(address),
            Ok(Err(failure)) => Err(unlocated(self.operation, &failure)),
            Err(error) => Err(self.failure(error)),
        }
    }

    /// Whether there was no connection, although there is time left: the address may have changed.
    fn is_unreachable(&self, result: &Result<Response, TransportError>) -> bool {
        result.as_ref().is_err_and(TransportError::is_unsent) && self.left() != Some(Duration::ZERO)
    }

    /// Returns the headers of the request, and remembers their secrets.
    fn headers(&mut self, credentials: Option<&Issued<Auth>>) -> Result<HeaderMap> {
        let mut defaults = self.shared.headers.clone();
        let headers = match credentials {
            Some(credentials) => credentials.value.apply(&mut defaults),
            None => Ok(()),
        };
        let headers = headers.and_then(|()| merged(defaults, self.own.clone()));
        let headers = headers.map_err(|error| error.at(self.operation))?;
        self.secrets.learn(&headers);
        Ok(headers)
    }

    fn request(
        &mut self,
        address: &Address,
        target: &str,
        body: Body,
        credentials: Option<&Issued<Auth>>,
    ) -> Result<Request> {
        Ok(Request {
            operation: self.operation,
            method: self.operation.method,
            url: address.join(target).into(),
            headers: self.headers(credentials)?,
            body,
            timeout: None,
            body_limit: self.body_limit,
        })
    }

    /// Sends the request once, as soon as the limits of the client allow it.
    async fn attempt(&mut self, mut request: Request) -> Result<Response, TransportError> {
        let transport = &*self.shared.transport;
        let _place = self.in_time(self.shared.limits.enter(transport)).await??;
        request.timeout = self.left();
        self.sent += 1;
        let result = if self.opens { self.open(request).await } else { transport.send(request).await };
        self.reached |= !result.as_ref().is_err_and(TransportError::is_unsent);
        result
    }

    /// Sends the request and leaves the body of its response unread, unless it is that of an error.
    async fn open(&self, request: Request) -> Result<Response, TransportError> {
        let mut response = self.shared.transport.open(request).await?;
        if !(200..300).contains(&response.status)
            && let Some(stream) = response.stream.take()
        {
            response.body = self.in_time(stream.start(ERROR_BODY)).await.unwrap_or_default();
        }
        Ok(response)
    }

    /// Returns the status code if it rejects the credentials. 403 normally means that the user lacks a right, but can
    /// also mean that a token has expired. New credentials cannot have expired.
    fn rejection(&self, result: &Result<Response, TransportError>, used: Option<&Issued<Auth>>) -> Option<u16> {
        let (used, status) = (used?, result.as_ref().ok()?.status);
        let is_old = || self.shared.transport.now().saturating_sub(used.at) >= OLD;
        (status == 401 || status == 403 && is_old()).then_some(status)
    }

    /// Returns the wait before the next attempt, or `None` if there must not be another attempt.
    fn pause(&self, failed: u32, repeat: Repeat) -> Option<(Duration, Sleeping<'a>)> {
        let wait = self.retry.wait(failed, repeat, random())?;
        if self.left().is_some_and(|left| wait >= left) {
            return None;
        }
        let sleep = self.shared.transport.sleep(wait)?;
        self.shared.budget.take().then_some((wait, sleep))
    }

    fn outcome(&self, result: Result<Response, TransportError>) -> Result<Response> {
        let mut response = result.map_err(|error| self.failure(error))?;
        self.secrets.mark(&mut response.headers);
        if (200..300).contains(&response.status) {
            self.shared.budget.add();
            Ok(response)
        } else {
            Err(Error::from_status(self.operation, response, &self.secrets))
        }
    }

    fn failure(&self, error: TransportError) -> Error {
        // The error of the last attempt must not say that nothing was sent if an earlier attempt was.
        let error = if self.reached { error.after_sending() } else { error };
        Error::from_transport(self.operation, error, self.body_limit, &self.secrets)
    }

    /// The time that is left of the timeout.
    fn left(&self) -> Option<Duration> {
        self.end.map(|end| end.saturating_sub(self.shared.transport.now()))
    }

    /// Waits for a future until the end of the timeout.
    async fn in_time<T>(&self, future: impl Future<Output = T>) -> Result<T, TransportError> {
        let mut future = pin!(future);
        let mut limit = None;
        poll_fn(|context| {
            if let Poll::Ready(result) = future.as_mut().poll(context) {
                return Poll::Ready(Ok(result));
            }
            // A timer is needed only if there is something to wait for.
            let limit = limit.get_or_insert_with(|| self.left().and_then(|left| self.shared.transport.deadline(left)));
            match limit.as_mut().map(|limit| limit.as_mut().poll(context)) {
                Some(Poll::Ready(())) => Poll::Ready(Err(TransportError::new(TransportErrorKind::Timeout).unsent())),
                _ => Poll::Pending,
            }
        })
        .await
    }
}
