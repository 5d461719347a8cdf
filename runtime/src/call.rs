//! A request on its way from a client method to the server.
//!
//! In: an [`Operation`], arguments, a body. Out: the value the answer holds. It must not know any operation.
//!
//! A client method is one expression on a [`Draft`], which has no type parameters, and ends in [`Draft::call`], which
//! only adds them; so three thousand methods cost little to compile, and what they share is compiled once. What
//! cannot be sent is noted in the draft and told when it is sent, so that no method needs to return a `Result`.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, RequestError};
use crate::field::Slot;
use crate::http::{SO_CULTURE, SO_LANGUAGE, SO_TIME_ZONE, set_header};
use crate::transport::Response;
use crate::{Argument, Field, Http, Operation, Patch, Result, Upload, json};

/// What stays as it is in a path's segment: RFC 3986's unreserved characters, and the colon in the names of custom
/// objects, which the server's own links do not encode.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// What stays as it is in a query.
const QUERY: &AsciiSet = &SEGMENT.remove(b'/').remove(b'$');

/// A request being made up: an operation, and what was said of it so far.
#[must_use = "a draft is not sent until a call made of it is awaited"]
pub struct Draft {
    http: Http,
    sent: Sent,
    path: Vec<(&'static str, String)>,
    query: String,
    select: Vec<String>,
    problem: Option<String>,
}

/// What a draft comes to.
pub(crate) struct Sent {
    pub(crate) operation: &'static Operation,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) timeout: Option<Option<Duration>>,
}

impl Draft {
    pub(crate) fn new(http: Http, operation: &'static Operation) -> Self {
        let sent =
            Sent { operation, target: String::new(), headers: HeaderMap::new(), body: Bytes::new(), timeout: None };
        Self { http, sent, path: Vec::new(), query: String::new(), select: Vec::new(), problem: None }
    }

    /// Puts a value in the path, as exactly one segment of it.
    pub fn path(mut self, name: &'static str, value: &dyn Argument) -> Self {
        let mut text = join(value, ",");
        // A dot that is encoded is a dot to the server, and with it `.../{id}/Image` is another operation.
        if text.is_empty() || text == "." || text == ".." {
            self.refuse(|| format!("`{text}` cannot be the `{name}` in a path"));
            text.clear();
        }
        self.path.push((name, text));
        self
    }

    /// Puts a value in the query; an array's items are joined by commas, and nothing is said of a missing value.
    pub fn query(mut self, name: &str, value: &dyn Argument) -> Self {
        self.set_query(name, value);
        self
    }

    /// As [`Draft::query`], in place.
    pub fn set_query(&mut self, name: &str, value: &dyn Argument) {
        let text = join(value, ",");
        let mut said = false;
        value.pieces(&mut |_| said = true);
        if said {
            self.query.push(if self.query.is_empty() { '?' } else { '&' });
            self.query.extend(utf8_percent_encode(name, QUERY));
            self.query.push('=');
            self.query.push_str(&text);
        }
    }

    /// Sets a header the documentation lists; nothing is said of a missing value.
    pub fn header(mut self, name: &str, value: &dyn Argument) -> Self {
        let mut text = None;
        value.pieces(&mut |piece| match &mut text {
            None => text = Some(piece.to_owned()),
            Some(text) => {
                text.push(',');
                text.push_str(piece);
            }
        });
        if let Some(text) = text {
            self.set_header(name, &text);
        }
        self
    }

    /// Sends an entity, a list, or any other value as JSON.
    pub fn json(mut self, value: &dyn Field) -> Self {
        match json::to_vec(value) {
            Ok(body) => self.set_body("application/json", body.into()),
            Err(error) => self.refuse(|| format!("the body cannot be written: {error}")),
        }
        self
    }

    /// Sends changes.
    pub fn patch(mut self, patch: &Patch) -> Self {
        if patch.is_mixed() {
            self.refuse(|| "a patch that merges an object cannot have operations too".to_owned());
        }
        self.json(patch.content())
    }

    /// Sends bytes.
    pub fn upload(mut self, upload: Upload) -> Self {
        self.set_body(&upload.content_type, upload.bytes);
        self
    }

    /// Says which properties or columns to answer with.
    pub fn set_select<I: IntoIterator<Item: AsRef<str>>>(&mut self, columns: I) {
        self.select.extend(columns.into_iter().map(|column| column.as_ref().to_owned()));
    }

    /// The call: from here on it is known what the answer holds.
    #[inline]
    pub fn call<T, S>(self) -> Call<T, S> {
        Call { draft: self, marker: PhantomData }
    }

    /// Sends it. Any answer but 2xx is an error; what a 2xx holds is not looked at.
    pub fn send(self) -> Pin<Box<dyn Future<Output = Result<Response>> + Send>> {
        Box::pin(async move {
            let (http, sent) = self.finish()?;
            http.exchange(sent).await
        })
    }

    fn finish(mut self) -> Result<(Http, Sent)> {
        self.fill_path();
        if !self.select.is_empty() {
            let select = std::mem::take(&mut self.select);
            self.set_query("$select", &select);
        }
        if let Some(problem) = self.problem {
            return Err(RequestError::new(problem).at(self.sent.operation).into());
        }
        self.sent.target.push_str(&self.query);
        Ok((self.http, self.sent))
    }

    /// Writes the operation's path with its parameters' values.
    fn fill_path(&mut self) {
        let mut rest = self.sent.operation.path;
        let mut used = 0;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            self.sent.target.push_str(before);
            match self.path.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => self.sent.target.push_str(value),
                None => return self.refuse(|| format!("the path's `{name}` is not given")),
            }
            used += 1;
            rest = after;
        }
        self.sent.target.push_str(rest);
        if used < self.path.len() {
            self.refuse(|| "a value is given that the path has no place for".to_owned());
        }
    }

    fn set_header(&mut self, name: &str, value: &str) {
        match HeaderName::try_from(name) {
            Ok(name) => self.set_known_header(name, value),
            Err(_) => self.refuse(|| "a header's name has characters it cannot have".to_owned()),
        }
    }

    fn set_known_header(&mut self, name: HeaderName, value: &str) {
        if let Err(error) = set_header(&mut self.sent.headers, name, value) {
            self.refuse(|| error.to_string());
        }
    }

    fn set_body(&mut self, content_type: &str, body: Bytes) {
        self.set_known_header(CONTENT_TYPE, content_type);
        self.sent.body = body;
    }

    /// Notes what makes sending impossible; the first reason is told.
    fn refuse(&mut self, why: impl FnOnce() -> String) {
        self.problem.get_or_insert_with(why);
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("operation", &self.sent.operation.uid).finish_non_exhaustive()
    }
}

/// The encoded pieces. What is joined in a path stays one segment too.
fn join(value: &dyn Argument, separator: &str) -> String {
    let mut text = String::new();
    let mut first = true;
    value.pieces(&mut |piece| {
        if !std::mem::take(&mut first) {
            text.push_str(separator);
        }
        text.extend(utf8_percent_encode(piece, SEGMENT));
    });
    text
}

/// The mark of calls that can be asked for some properties only.
#[derive(Debug, Clone, Copy)]
pub enum Selectable {}

/// A call of an operation that answers with a `T`. Awaiting it sends it.
#[must_use = "a call is not sent until it is awaited"]
pub struct Call<T, S = ()> {
    draft: Draft,
    marker: PhantomData<fn() -> (T, S)>,
}

/// What can be said of any call.
///
/// [`Call`] and the builders of [`call_builder!`](crate::call_builder) have it.
pub trait CallOptions: Sized {
    /// The draft behind the call.
    fn draft_mut(&mut self) -> &mut Draft;

    /// Has texts in a language, as `en`; `*` has them with all their languages.
    #[must_use]
    fn language(mut self, language: &str) -> Self {
        self.draft_mut().set_known_header(SO_LANGUAGE, language);
        self
    }

    /// Has numbers and dates inside texts written as in a culture, as `en-US`. Needs a language too.
    #[must_use]
    fn culture(mut self, culture: &str) -> Self {
        self.draft_mut().set_known_header(SO_CULTURE, culture);
        self
    }

    /// Has dates in a time zone, by the server's name for it, as `NO`.
    #[must_use]
    fn time_zone(mut self, zone: &str) -> Self {
        self.draft_mut().set_known_header(SO_TIME_ZONE, zone);
        self
    }

    /// Sends a header.
    #[must_use]
    fn header(mut self, name: &str, value: &str) -> Self {
        self.draft_mut().set_header(name, value);
        self
    }

    /// Has the answer in a media type.
    #[must_use]
    fn accept(mut self, media_type: &str) -> Self {
        self.draft_mut().set_known_header(ACCEPT, media_type);
        self
    }

    /// Sets a parameter the documentation does not list.
    #[must_use]
    fn query(mut self, name: &str, value: &dyn Argument) -> Self {
        self.draft_mut().set_query(name, value);
        self
    }

    /// How long the whole exchange may take.
    #[must_use]
    fn timeout(mut self, timeout: Duration) -> Self {
        self.draft_mut().sent.timeout = Some(Some(timeout));
        self
    }

    /// Lets the exchange take forever.
    #[must_use]
    fn no_timeout(mut self) -> Self {
        self.draft_mut().sent.timeout = Some(None);
        self
    }

    /// Asks for an answer only if something changed since; otherwise the call fails with
    /// [`Error::is_not_modified`](crate::Error::is_not_modified).
    #[must_use]
    fn if_modified_since(mut self, date: impl Into<HttpDate>) -> Self {
        self.draft_mut().set_known_header(IF_MODIFIED_SINCE, &date.into().0);
        self
    }

    /// Has it done only if nothing changed since; otherwise the call fails with
    /// [`Error::is_conflict`](crate::Error::is_conflict).
    #[must_use]
    fn if_unmodified_since(mut self, date: impl Into<HttpDate>) -> Self {
        self.draft_mut().set_known_header(IF_UNMODIFIED_SINCE, &date.into().0);
        self
    }
}

impl<T, S> CallOptions for Call<T, S> {
    fn draft_mut(&mut self) -> &mut Draft {
        &mut self.draft
    }
}

/// Saves the users of the commonest type an import.
macro_rules! as_call_options {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        impl<T, S> Call<T, S> {$(
            #[doc = concat!("See [`CallOptions::", stringify!($name), "`].")]
            pub fn $name(self, $($argument: $type),*) -> Self {
                CallOptions::$name(self, $($argument),*)
            }
        )*}
    };
}

as_call_options! {
    language(language: &str);
    culture(culture: &str);
    time_zone(zone: &str);
    header(name: &str, value: &str);
    accept(media_type: &str);
    query(name: &str, value: &dyn Argument);
    timeout(timeout: Duration);
    no_timeout();
    if_modified_since(date: impl Into<HttpDate>);
    if_unmodified_since(date: impl Into<HttpDate>);
}

impl<T> Call<T, Selectable> {
    /// Asks for these properties only, as in `["Name", "Contact/ContactId"]`; the others are absent or `null`.
    ///
    /// What came this way is a part: never send it back with PUT, which replaces the whole entity. Send a
    /// [`Patch`] instead.
    pub fn select<I: IntoIterator<Item: AsRef<str>>>(mut self, columns: I) -> Self {
        self.draft.set_select(columns);
        self
    }
}

impl<T, S> Call<T, S> {
    /// The draft without the type of its answer.
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// Sends it and gives the answer as it is, if it is a 2xx.
    ///
    /// # Errors
    /// If there is no answer, or it is another than 2xx.
    pub async fn raw(self) -> Result<Response> {
        self.draft.send().await
    }
}

impl<T: Field + Default, S> Call<T, S> {
    /// Sends it. The same as awaiting the call.
    pub fn send(self) -> Pending<T> {
        Pending { inner: self.draft.receive(), marker: PhantomData }
    }

    /// Sends it and gives status and headers beside the value.
    ///
    /// # Errors
    /// As any call.
    pub async fn send_with_response(self) -> Result<Answer<T>> {
        let received = self.draft.receive().await?;
        let (status, headers) = (received.response.status, received.response.headers.clone());
        Ok(Answer { status, headers, value: received.value()? })
    }
}

impl<T: Field + Default, S> IntoFuture for Call<T, S> {
    type Output = Result<T>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        self.send()
    }
}

impl<T, S> fmt::Debug for Call<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.draft).finish()
    }
}

/// A value with the status and the headers it came with.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The value.
    pub value: T,
}

/// An answer, and whom to ask about it if it does not fit.
struct Received {
    operation: &'static Operation,
    http: Http,
    response: Response,
}

type Receiving = Pin<Box<dyn Future<Output = Result<Received>> + Send>>;

impl Draft {
    fn receive(self) -> Receiving {
        Box::pin(async move {
            let operation = self.sent.operation;
            let (http, sent) = self.finish()?;
            let response = http.exchange(sent).await?;
            Ok(Received { operation, http, response })
        })
    }
}

impl Received {
    fn value<T: Field + Default>(self) -> Result<T> {
        let mut value = T::default();
        self.fill(value.slot())?;
        Ok(value)
    }

    fn fill(self, slot: Slot<'_>) -> Result<()> {
        let body = &self.response.body;
        let result = match slot {
            // Whatever a procedure without a result says, it is not looked at.
            Slot::Unit => Ok(()),
            Slot::Bytes(bytes) if !self.response.is_json() => {
                *bytes = body.to_vec();
                Ok(())
            }
            Slot::String(string) if !self.response.is_json() => {
                *string = String::from_utf8_lossy(body).into_owned();
                Ok(())
            }
            // 204, and 200 with nothing, where there can be nothing.
            Slot::Nullable(_) | Slot::List(_) | Slot::Map(_) | Slot::Json(_) | Slot::Bytes(_) if body.is_empty() => {
                json::read(b"null", slot)
            }
            slot => json::read(body, slot),
        };
        result.map_err(|cause| Error::from_decode(self.operation, self.response, cause, &self.http.secrets()))
    }
}

/// A call that was sent.
#[must_use = "a future does nothing until it is awaited"]
pub struct Pending<T> {
    inner: Receiving,
    marker: PhantomData<fn() -> T>,
}

impl<T: Field + Default> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.inner.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(received) => Poll::Ready(received.and_then(Received::value)),
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

/// A date as HTTP writes it in headers: `Sun, 06 Nov 1994 08:49:37 GMT`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HttpDate(String);

impl HttpDate {
    /// The date in the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From seconds since 1970.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        // Howard Hinnant's civil_from_days: years begin in March, so that the leap day is the last.
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"];
        // The years a four-digit year can write.
        let seconds = seconds.clamp(-62_135_596_800, 253_402_300_799);
        let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let from_march = days + 719_468;
        let (era, day_of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let year = era * 400 + year_of_era + i64::from(month >= 10);
        let name = |names: &[&'static str], index: i64| {
            usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
        };
        Self(format!(
            "{}, {:02} {} {year:04} {:02}:{:02}:{:02} GMT",
            name(&DAYS, days.rem_euclid(7)),
            day_of_year - (153 * month + 2) / 5 + 1,
            name(&MONTHS, month),
            time / 3600,
            time / 60 % 60,
            time % 60,
        ))
    }
}

/// As it is, for instance out of a `Last-Modified` header.
impl From<&str> for HttpDate {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<SystemTime> for HttpDate {
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
        };
        Self::from_unix_seconds(seconds)
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for HttpDate {
    fn from(instant: jiff::Timestamp) -> Self {
        Self::from_unix_seconds(instant.as_second())
    }
}

/// Prints the call of an operation with optional parameters: a setter for each.
///
/// ```
/// superoffice_runtime::call_builder! {
///     /// The call of `GET /api/v1/Contact`.
///     pub struct ContactListCall -> Vec<String>, select {
///         /// Restricts the rows.
///         filter: &str = "$filter",
///         /// How many rows.
///         top: i32 = "$top",
///     }
/// }
/// ```
///
/// A client method makes one of a [`Draft`]: `ContactListCall::new(self.http.request(&CONTACT_LIST))`. The word
/// `select` gives it [`Call::select`] too. What can be said of any call needs [`CallOptions`] in scope.
#[macro_export]
macro_rules! call_builder {
    (
        $(#[$type_meta:meta])*
        pub struct $name:ident -> $answer:ty $(, $select:ident)? {
            $($(#[$meta:meta])* $setter:ident: $type:ty = $wire:literal),* $(,)?
        }
    ) => {
        $(#[$type_meta])*
        #[must_use = "a call is not sent until it is awaited"]
        #[derive(Debug)]
        pub struct $name($crate::Draft);

        impl $name {
            /// The call, nothing optional said yet.
            #[inline]
            pub fn new(draft: $crate::Draft) -> Self {
                Self(draft)
            }

            $(
                $(#[$meta])*
                #[inline]
                pub fn $setter(mut self, value: $type) -> Self {
                    self.0.set_query($wire, &value);
                    self
                }
            )*

            $($crate::call_builder!(@$select);)?

            /// The call with everything optional said.
            #[inline]
            pub fn call(self) -> $crate::Call<$answer> {
                self.0.call()
            }

            /// Sends it. The same as awaiting the call.
            #[inline]
            pub fn send(self) -> $crate::Pending<$answer> {
                self.call().send()
            }
        }

        impl $crate::CallOptions for $name {
            #[inline]
            fn draft_mut(&mut self) -> &mut $crate::Draft {
                &mut self.0
            }
        }

        impl IntoFuture for $name {
            type Output = $crate::Result<$answer>;
            type IntoFuture = $crate::Pending<$answer>;

            #[inline]
            fn into_future(self) -> $crate::Pending<$answer> {
                self.send()
            }
        }
    };
    (@select) => {
        /// Asks for these columns only. Never send back with PUT what came this way: it is a part, and PUT
        /// replaces the whole.
        #[inline]
        pub fn select<I: IntoIterator<Item: AsRef<str>>>(mut self, columns: I) -> Self {
            self.0.set_select(columns);
            self
        }
    };
}
