//! The headers of a delivery.
//!
//! In: nothing. Out: the names of the headers. This file must not know their values.

use http::header::HeaderName;

/// The header with the signature. It is sent only if the webhook has a secret.
pub const SIGNATURE: HeaderName = HeaderName::from_static("x-superoffice-signature");

/// The header with the name of the event.
pub const EVENT: HeaderName = HeaderName::from_static("x-superoffice-event");

/// The header with the identifier of the delivery. It can differ from the `EventId` in the body.
pub const EVENT_ID: HeaderName = HeaderName::from_static("x-superoffice-eventid");

/// The header with the number of earlier attempts to deliver the event.
pub const RETRY: HeaderName = HeaderName::from_static("x-superoffice-retry");
