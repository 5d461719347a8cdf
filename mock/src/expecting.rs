//! The methods of [`MockServer`] with which tests state what they expect.
//!
//! In: calls of the client, operations, and functions of a test. Out: [`Unmet`], if the requests differ from the expected ones.

use std::sync::Arc;

use superoffice_runtime::CallOptions;

use crate::expect::{Expectation, Operations, Reply, Sequence, Unmet};
use crate::received::Received;
use crate::server::MockServer;

impl MockServer {
    /// Expects a call of the client with these parameters and a body that contains these properties. The call itself is not sent.
    /// A body that is a stream is not compared. Unless [`Expectation::respond`] sets the response, the mock answers.
    ///
    /// Calls with other values are answered by the mock. The expectations are checked by [`MockServer::verify`], or else when the
    /// server is dropped.
    ///
    /// ```
    /// use superoffice::entities::ContactEntity;
    /// use superoffice::{Auth, Client, Patch};
    /// use superoffice_mock::MockServer;
    ///
    /// # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
    /// let server = MockServer::start().await?;
    /// let client = Client::onsite(server.url()).auth(Auth::bearer("any")).build()?;
    ///
    /// server.expect(client.contact().get(5)).times(1).respond(ContactEntity::new().with_name("Nordlys AS"));
    /// server.expect(client.contact().patch(5, &Patch::new().replace("Department", "Sales")));
    ///
    /// // The code that is tested.
    /// let company = client.contact().get(5).await?;
    /// assert_eq!(company.name.as_deref(), Some("Nordlys AS"));
    /// client.contact().patch(5, &Patch::new().replace("Department", "Sales")).await?;
    ///
    /// server.verify()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn expect<C, T>(&self, call: C) -> Expectation<T>
    where
        C: CallOptions + IntoFuture<Output = superoffice_runtime::Result<T>>,
    {
        self.mock.expected.expect(call, self.mock.api())
    }

    /// Answers requests to these operations with a function. The mock answers other requests, and those for which the function
    /// returns [`Reply::mocked`]. Requests are checked before the function is called. If an operation has several functions, the
    /// one that was added last answers. Expectations take precedence over functions.
    ///
    /// ```
    /// # use superoffice::{Auth, Client, entities::ContactEntity, routes::contact as routes};
    /// # use superoffice_mock::{MockServer, Reply};
    /// # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
    /// # let server = MockServer::start().await?;
    /// # let client = Client::onsite(server.url()).auth(Auth::bearer("any")).build()?;
    /// server.on(&routes::GET, |request| match request.path("id").as_deref() {
    ///     Some("13") => Reply::status(403),
    ///     Some(id) if id.len() > 3 => Reply::json(&ContactEntity::new().with_name(id)),
    ///     _ => Reply::mocked(),
    /// });
    /// assert_eq!(client.contact().get(13).await.unwrap_err().status(), Some(403));
    /// assert_eq!(client.contact().get(1000).await?.name.as_deref(), Some("1000"));
    /// assert_eq!(client.contact().get(1).await?.contact_id, Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn on(&self, operations: impl Into<Operations>, answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) {
        self.mock.expected.on(operations.into(), Arc::new(answer), self.mock.api());
    }

    /// Starts a sequence of calls. [`Expectation::in_order`] adds calls to it.
    #[must_use]
    pub fn sequence(&self) -> Sequence {
        self.mock.expected.sequence()
    }

    /// Answers requests that fit no expectation and no function with status 501, and reports them as not expected.
    pub fn only_expected(&self) {
        self.mock.expected.only();
    }

    /// Compares the calls so far with the expectations. If this is not called, the calls are compared when the server is dropped,
    /// which panics if they differ.
    ///
    /// # Errors
    /// Returns a list of the expectations that were not met, each with the nearest requests and the differences.
    pub fn verify(&self) -> Result<(), Unmet> {
        self.mock.expected.verify(&self.mock.log())
    }

    /// Compares the calls with the expectations when the server is dropped, unless [`MockServer::verify`] was called.
    pub(crate) fn check_expectations(&self) {
        let expected = &self.mock.expected;
        if expected.are_none() || expected.is_verified() || std::thread::panicking() {
            return;
        }
        #[expect(clippy::panic, reason = "a test whose expectations are not met fails")]
        if let Err(unmet) = self.verify() {
            panic!("{unmet}");
        }
    }
}
