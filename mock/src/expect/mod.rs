//! Expectations of tests, and answers that tests provide.
//!
//! In: calls of the client that are not sent, patterns of operations, and functions. Out: the reply to a request, and after
//! the test the differences from the expectations. A reply has the response type of the client's call. This module must not know
//! how requests are otherwise checked or answered.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::Response;
use serde::Serialize;
use serde_json::Value;
use superoffice_runtime::CallOptions;

use self::rule::Rule;
use crate::api::{Api, Operation, nearest_name};
use crate::fault::glob;
use crate::received::{Logged, Received};

pub use self::report::Unmet;
pub(crate) use self::rule::inside;

mod report;
mod rule;

/// A function that answers a request.
pub(crate) type Handler = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

/// The answer of a test to a request.
#[derive(Debug, Clone)]
pub struct Reply(pub(crate) Kind);

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Json(Value),
    Status(u16),
    Response(Response<Bytes>),
    Mocked,
}

impl Reply {
    /// Answers with the documented status and this body: an entity of the client, any other value that serde can serialize, or
    /// Base64 text for a file.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => Self(Kind::Json(value)),
            Err(_) => Self(Kind::Status(500)),
        }
    }

    /// Answers with a status. From 400 on, the response has an error body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self(Kind::Status(status))
    }

    /// Lets the mock answer, as if the test had provided no answer.
    #[must_use]
    pub fn mocked() -> Self {
        Self(Kind::Mocked)
    }
}

/// Answers with exactly this response.
impl From<Response<Bytes>> for Reply {
    fn from(response: Response<Bytes>) -> Self {
        Self(Kind::Response(response))
    }
}

/// One operation of the client's route table, or all operations that fit a pattern. A pattern is compared with the uid, the path,
/// and the method with the path (`GET /api/v1/Contact/{id}`). `*` matches any text, and case is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operations(String);

impl From<&superoffice_runtime::Operation> for Operations {
    fn from(operation: &superoffice_runtime::Operation) -> Self {
        Self(operation.uid.to_lowercase())
    }
}

impl From<&str> for Operations {
    fn from(pattern: &str) -> Self {
        Self(pattern.to_lowercase())
    }
}

impl Operations {
    fn fits(&self, operation: &Operation) -> bool {
        let names = [operation.uid.clone(), operation.path.clone(), format!("{} {}", operation.method, operation.path)];
        names.iter().any(|name| glob(self.0.as_bytes(), name.to_lowercase().as_bytes()))
    }
}

/// A sequence of calls that must be made in order. See [`Expectation::in_order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sequence(usize);

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    handlers: Vec<(Operations, Handler)>,
    sequences: usize,
    /// Calls that were not expected, and invalid expectations.
    problems: Vec<String>,
    only: bool,
    verified: bool,
}

/// The expectations of a server.
#[derive(Clone, Default)]
pub(crate) struct Expectations(Arc<Mutex<State>>);

impl fmt::Debug for Expectations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.state().rules.iter().map(Rule::describe)).finish()
    }
}

/// The answer that a test wants for a request.
pub(crate) enum Wanted {
    /// The mock answers.
    Nothing,
    Reply(Handler),
    /// The test does not expect this request. The text lists the requests that it expects.
    Refused(String),
}

impl Expectations {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn expect<C, T>(&self, mut call: C, api: &Api) -> Expectation<T>
    where
        C: CallOptions + IntoFuture<Output = superoffice_runtime::Result<T>>,
    {
        let draft = call.draft_mut();
        let operation = draft.operation();
        let mut state = self.state();
        let rule = match draft.request() {
            Ok(request) => Rule::new(operation, &request),
            Err(error) => {
                state.problems.push(format!("an expected call cannot be sent: {error}"));
                Rule::default()
            }
        };
        if !api.operations.iter().any(|known| known.uid == operation.uid) {
            state.problems.push(format!("the pages have no operation `{}`, which a call expects", operation.uid));
        }
        state.rules.push(rule);
        state.verified = false;
        Expectation { shared: self.clone(), at: state.rules.len() - 1, marker: PhantomData }
    }

    pub(crate) fn on(&self, operations: Operations, handler: Handler, api: &Api) {
        let mut state = self.state();
        if !api.operations.iter().any(|operation| operations.fits(operation)) {
            let near = nearest_name(&operations.0, api.operations.iter().map(|operation| operation.uid.as_str()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            state.problems.push(format!("no operation fits `{}`{near}", operations.0));
        }
        state.handlers.push((operations, handler));
        state.verified = false;
    }

    pub(crate) fn sequence(&self) -> Sequence {
        let mut state = self.state();
        state.sequences += 1;
        Sequence(state.sequences)
    }

    pub(crate) fn only(&self) {
        self.state().only = true;
    }

    /// Whether requests need not be compared.
    pub(crate) fn are_none(&self) -> bool {
        let state = self.state();
        state.rules.is_empty() && state.handlers.is_empty() && !state.only
    }

    /// Whether a test has an answer to a request, or counts it.
    pub(crate) fn concern(&self, operation: &Operation, request: &Received) -> bool {
        let state = self.state();
        state.rules.iter().any(|rule| rule.fits(request))
            || state.handlers.iter().any(|(operations, _)| operations.fits(operation))
    }

    /// Counts a request, and returns the answer that the test wants for it.
    pub(crate) fn wanted(&self, operation: &Operation, request: &Received) -> Wanted {
        let mut state = self.state();
        let fitting: Vec<usize> =
            (0..state.rules.len()).filter(|at| state.rules.get(*at).is_some_and(|rule| rule.fits(request))).collect();
        let usable = |at: &&usize| state.rules.get(**at).is_some_and(|rule| !rule.is_used_up());
        let in_turn = |at: &&usize| usable(at) && earlier(&state.rules, **at).is_none();
        let chosen = fitting.iter().find(in_turn).or_else(|| fitting.iter().find(usable)).or(fitting.last()).copied();
        if let Some(at) = chosen {
            if let Some(first) = earlier(&state.rules, at) {
                let problem = format!("{} came before {first}", request.line());
                state.problems.push(problem);
            }
            if let Some(rule) = state.rules.get_mut(at) {
                let used = usize::try_from(rule.used).unwrap_or(usize::MAX);
                rule.used += 1;
                if let Some(reply) = rule.replies.get(used).or(rule.replies.last()) {
                    return Wanted::Reply(Arc::clone(reply));
                }
                return Wanted::Nothing;
            }
        }
        if let Some((_, handler)) = state.handlers.iter().rev().find(|(operations, _)| operations.fits(operation)) {
            return Wanted::Reply(Arc::clone(handler));
        }
        if state.only {
            let text = unexpected(&state.rules, request);
            state.problems.push(text.clone());
            return Wanted::Refused(text);
        }
        Wanted::Nothing
    }

    /// Compares the calls with the expectations.
    pub(crate) fn verify(&self, log: &[Logged]) -> Result<(), Unmet> {
        let mut state = self.state();
        state.verified = true;
        let unmet = state.rules.iter().filter_map(|rule| Some(report::unmet(rule, &rule.unmet()?, log)));
        Unmet::of(state.problems.iter().cloned().chain(unmet).collect())
    }

    pub(crate) fn is_verified(&self) -> bool {
        self.state().verified
    }

    pub(crate) fn clear(&self) {
        *self.state() = State::default();
    }
}

/// The first expectation of the same sequence that must be met before another one.
fn earlier(rules: &[Rule], at: usize) -> Option<String> {
    let sequence = rules.get(at)?.sequence?;
    let before = rules.iter().take(at).find(|rule| rule.sequence == Some(sequence) && rule.used < rule.least);
    before.map(Rule::describe)
}

/// Describes the differences between a request and the expectations.
fn unexpected(rules: &[Rule], request: &Received) -> String {
    let mut text = format!("no expectation fits {} ({})", request.line(), request.operation);
    let same = rules.iter().filter(|rule| rule.operation == request.operation);
    let nearest = same.map(|rule| (rule.differences(request), rule)).min_by_key(|(lines, _)| lines.len());
    match nearest {
        Some((lines, rule)) => text.push_str(&format!("; the nearest is {}:\n{}", rule.describe(), lines.join("\n"))),
        None => {
            let expected: Vec<String> = rules.iter().map(|rule| format!("\n  {}", rule.describe())).collect();
            text.push_str(if expected.is_empty() { "; no calls are expected" } else { "; expected are:" });
            text.push_str(&expected.concat());
        }
    }
    text
}

/// A call that a test expects. `T` is the type of the response.
///
/// [`MockServer::expect`](crate::MockServer::expect) creates the expectation, and the methods change it. By default, the call must
/// be made at least once, and the mock answers it.
pub struct Expectation<T> {
    shared: Expectations,
    at: usize,
    marker: PhantomData<fn(T)>,
}

impl<T> Expectation<T> {
    fn change(self, change: impl FnOnce(&mut Rule)) -> Self {
        if let Some(rule) = self.shared.state().rules.get_mut(self.at) {
            change(rule);
        }
        self
    }

    fn answer(self, handler: Handler) -> Self {
        self.change(|rule| rule.replies.push(handler))
    }

    /// Answers with this value, which has the response type of the call. If this method is used several times, each call gets the
    /// next value, and the last value is repeated.
    ///
    /// The compiler rejects a value of another type:
    ///
    /// ```compile_fail,E0277
    /// use superoffice::entities::PersonEntity;
    ///
    /// fn expect(server: &superoffice_mock::MockServer, client: &superoffice::Client) {
    ///     server.expect(client.contact().get(5)).respond(PersonEntity::new());
    /// }
    /// ```
    pub fn respond(self, value: impl Borrow<T>) -> Self
    where
        T: Serialize,
    {
        let reply = Reply::json(value.borrow());
        self.answer(Arc::new(move |_| reply.clone()))
    }

    /// Answers with the value that a function returns for the request.
    pub fn respond_with(self, answer: impl Fn(&Received) -> T + Send + Sync + 'static) -> Self
    where
        T: Serialize,
    {
        self.answer(Arc::new(move |request| Reply::json(&answer(request))))
    }

    /// Answers with a status. From 400 on, the response has an error body.
    pub fn respond_status(self, status: u16) -> Self {
        self.answer(Arc::new(move |_| Reply::status(status)))
    }

    /// Expects exactly this number of calls.
    pub fn times(self, count: u64) -> Self {
        self.change(|rule| (rule.least, rule.most) = (count, Some(count)))
    }

    /// Expects at least this number of calls.
    pub fn at_least(self, count: u64) -> Self {
        self.change(|rule| rule.least = count)
    }

    /// Expects at most this number of calls. Unless [`at_least`](Self::at_least) is called afterwards, there may be none.
    pub fn at_most(self, count: u64) -> Self {
        self.change(|rule| (rule.least, rule.most) = (0, Some(count)))
    }

    /// Accepts any value of a parameter in the path or the query.
    pub fn any(self, parameter: &str) -> Self {
        self.change(|rule| {
            rule.path.retain(|(name, _)| !name.eq_ignore_ascii_case(parameter));
            rule.query.retain(|(name, _)| !name.eq_ignore_ascii_case(parameter));
        })
    }

    /// Accepts any request body.
    pub fn any_body(self) -> Self {
        self.change(|rule| rule.body = None)
    }

    /// Expects only requests for which a function returns `true`.
    pub fn when(self, condition: impl Fn(&Received) -> bool + Send + Sync + 'static) -> Self {
        self.change(|rule| rule.conditions.push(Arc::new(condition)))
    }

    /// Expects the call after all calls that were added to the same sequence earlier.
    pub fn in_order(self, sequence: Sequence) -> Self {
        self.change(|rule| rule.sequence = Some(sequence.0))
    }
}

impl<T> fmt::Debug for Expectation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        f.write_str(&state.rules.get(self.at).map(Rule::describe).unwrap_or_default())
    }
}
