//! A transport that replies by operation, for tests.
//!
//! In: operations and the replies to them. Out: these replies, the calls that were made, and a report of calls that
//! were not expected or never made. This module must not know any operation.

mod call;
mod reply;
mod report;
mod rule;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use self::call::MockCall;
pub use self::reply::{IntoReply, Reply};
pub use self::report::MockError;
use self::rule::{Expected, Rule};
use super::contract::{Request, Response, Sending, Sleeping, Transport};
use super::error::{TransportError, TransportErrorKind};
use super::waits::Waits;
use crate::argument::Argument;
use crate::json::value::Json;
use crate::operation::Operation;

/// A transport that replies by operation and records the calls.
///
/// ```
/// use superoffice_runtime::serde_json::{Value, json};
/// use superoffice_runtime::transport::{Mock, Response};
/// use superoffice_runtime::{Http, Json, Method, Operation};
///
/// static GET: Operation = Operation::new("v1Thing_Get", Method::Get, "/api/v1/Thing/{id}");
/// static DELETE: Operation = Operation::new("v1Thing_Delete", Method::Delete, "/api/v1/Thing/{id}");
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let mock = Mock::new()
///     .on(&GET, json!({"Name": "first"}))
///     .then(json!({"Name": "second"}))
///     .on(&DELETE, Response::new(204))
///     .path("id", &5)
///     .times(1);
///
/// let http = Http::builder("https://host/Cust1").transport(mock.clone()).build()?;
/// let thing: Json = http.request(&GET).path("id", &5).call::<Json, ()>().await?;
/// assert_eq!(thing.parse::<Value>()?["Name"], "first");
/// http.request(&DELETE).path("id", &5).call::<(), ()>().await?;
///
/// assert_eq!(mock.count(&GET), 1);
/// assert_eq!(mock.calls(&DELETE)[0].path("id").as_deref(), Some("5"));
/// mock.verify()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
///
/// The replies are set with [`Mock::on`]. The other methods that return a `Mock` change the rule that was added last.
/// If several rules fit a call, the first one that has not been used up provides the reply.
///
/// A call that no rule fits fails, and the error says why. [`Mock::verify`] reports it too, in case the program hides the
/// error.
///
/// A clone is another handle to the same rules and calls.
#[derive(Clone, Default)]
#[must_use]
pub struct Mock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    calls: Vec<MockCall>,
    /// The problems so far, except for rules that have not been used often enough.
    problems: Vec<String>,
    waits: Waits,
}

impl Mock {
    /// Creates a mock that expects no calls.
    pub fn new() -> Self {
        Self::default()
    }

    /// Expects calls to an operation, at least one, and replies to them.
    ///
    /// The reply can be an entity or any other value that serde can write as JSON, a [`Response`], a [`TransportError`], a
    /// `Result` of these, or a function of the [`MockCall`] that returns one of these.
    pub fn on<M>(self, operation: &'static Operation, reply: impl IntoReply<M>) -> Self {
        self.state().rules.push(Rule::new(operation, reply.into_reply()));
        self
    }

    /// Adds the reply to the next call. The last reply is repeated.
    pub fn then<M>(self, reply: impl IntoReply<M>) -> Self {
        self.change("then", |rule| rule.replies.push(reply.into_reply()))
    }

    /// Expects exactly this number of calls.
    pub fn times(self, count: usize) -> Self {
        self.change("times", |rule| rule.expected = Expected::Exactly(count))
    }

    /// Accepts any number of calls, including none.
    pub fn optional(self) -> Self {
        self.change("optional", |rule| rule.expected = Expected::Any)
    }

    /// Restricts the rule to calls with this value in the path.
    pub fn path(self, name: &'static str, value: &dyn Argument) -> Self {
        let value = text(value);
        self.change("path", |rule| rule.path.push((name.to_owned(), value)))
    }

    /// Restricts the rule to calls with this query parameter. Other parameters do not matter.
    pub fn query(self, name: &str, value: &dyn Argument) -> Self {
        let value = text(value);
        self.change("query", |rule| rule.query.push((name.to_owned(), value)))
    }

    /// Restricts the rule to calls with this body. The order of the properties does not matter.
    pub fn body(self, json: impl Into<Json>) -> Self {
        let json = json.into();
        self.change("body", |rule| rule.body = json.parse().ok())
    }

    /// Returns the number of calls to an operation, expected or not.
    #[must_use]
    pub fn count(&self, operation: &Operation) -> usize {
        self.state().calls.iter().filter(|call| call.operation() == operation).count()
    }

    /// Returns the calls to an operation in order, expected or not.
    #[must_use]
    pub fn calls(&self, operation: &Operation) -> Vec<MockCall> {
        self.state().calls.iter().filter(|call| call.operation() == operation).cloned().collect()
    }

    /// Returns all calls in order, expected or not.
    #[must_use]
    pub fn all_calls(&self) -> Vec<MockCall> {
        self.state().calls.clone()
    }

    /// Checks that there were no unexpected calls, and that every expected call was made.
    ///
    /// # Errors
    /// Returns an error that lists them.
    pub fn verify(&self) -> Result<(), MockError> {
        let state = self.state();
        let missing = state.rules.iter().filter_map(Rule::missing);
        MockError::of(state.problems.iter().cloned().chain(missing).collect())
    }

    /// Changes the rule that was added last.
    fn change(self, method: &str, change: impl FnOnce(&mut Rule)) -> Self {
        let mut state = self.state();
        match state.rules.last_mut() {
            Some(rule) => change(rule),
            None => state.problems.push(format!("`{method}` was called before `on`, so it has no effect")),
        }
        drop(state);
        self
    }

    /// Returns the waits recorded so far, such as those before retries. They end at once.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.list()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a call and chooses the reply to it.
    fn choose(&self, call: &MockCall) -> Result<Reply, TransportError> {
        let mut state = self.state();
        state.calls.push(call.clone());
        if let Some(reply) = state.rules.iter_mut().find_map(|rule| rule.reply(call)) {
            return Ok(reply);
        }
        let text = report::unexpected(call, &state.rules);
        state.problems.push(text.clone());
        Err(TransportError::with_source(TransportErrorKind::Other, text))
    }

    async fn answer(&self, request: Request) -> Result<Response, TransportError> {
        let call = MockCall::new(request.collect().await?);
        // The state is not locked while the user's function runs, so that the function may use the mock.
        self.choose(&call).and_then(|reply| reply.response(&call))
    }
}

impl Transport for Mock {
    fn send(&self, request: Request) -> Sending<'_> {
        let limit = request.body_limit;
        Box::pin(async move { self.answer(request).await?.collect(limit).await })
    }

    fn open(&self, request: Request) -> Sending<'_> {
        Box::pin(self.answer(request))
    }

    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        Some(Box::pin(async move { self.state().waits.add(duration) }))
    }

    fn deadline(&self, _: Duration) -> Option<Sleeping<'_>> {
        None
    }

    fn now(&self) -> Duration {
        self.state().waits.now()
    }
}

/// Returns a value as it is sent, without encoding.
fn text(value: &dyn Argument) -> String {
    let mut pieces = Vec::new();
    value.pieces(&mut |piece| pieces.push(piece.to_owned()));
    pieces.join(",")
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let rules: Vec<String> = state.rules.iter().map(Rule::describe).collect();
        f.debug_struct("Mock").field("rules", &rules).field("calls", &state.calls.len()).finish_non_exhaustive()
    }
}
