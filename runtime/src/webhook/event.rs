//! An event.
//!
//! In: the body of a request that the server sent. Out: its properties. This file must not know events by name, except
//! `test`, because custom tables and scripts have their own.

use std::collections::BTreeMap;

use super::error::VerifyError;
use super::field_value::FieldValue;
use super::headers::SIGNATURE;
use super::signature;
use crate::extra::Extra;
use crate::json::{self, DecodeError};
use crate::values::DateTime;

/// An event that a webhook delivers.
///
/// Every property except the name can be absent. For instance, events about the state of a webhook have no entity.
/// Undocumented properties are in `extra`, and are written back with the others.
#[derive(Clone)]
#[non_exhaustive]
pub struct Event {
    /// The identifier of the event, the same for all attempts to deliver it.
    pub event_id: Option<String>,
    /// The time of the event, in UTC.
    pub timestamp: Option<DateTime>,
    /// The names of the changed columns. Empty for some entities, even if there were changes.
    pub changes: Option<Vec<String>>,
    /// The name of the event, such as `contact.changed`; see [`Event::name`].
    pub event: Option<String>,
    /// The identifier of the entity or the row.
    pub primary_key: Option<i64>,
    /// The name of the entity or the table.
    pub entity: Option<String>,
    /// The identifier of the tenant, or `Default` for an installation on site.
    pub context_identifier: Option<String>,
    /// The associate that caused the event.
    pub changed_by_associate_id: Option<i32>,
    /// The name of the webhook.
    pub webhook_name: Option<String>,
    /// The new values of columns, for the events of newer servers.
    pub field_values: Option<BTreeMap<String, FieldValue>>,
    /// The last values of a deleted row.
    pub values: Option<BTreeMap<String, FieldValue>>,
    /// The undocumented properties.
    pub extra: Extra,
}

crate::entity! {
    Event, "Event" {
        event_id, with_event_id(impl Into<String>) = "EventId";
        timestamp, with_timestamp(impl Into<DateTime>) = "Timestamp";
        changes, with_changes([impl Into<String>]) = "Changes";
        event, with_event(impl Into<String>) = "Event";
        primary_key, with_primary_key(i64) = "PrimaryKey";
        entity, with_entity(impl Into<String>) = "Entity";
        context_identifier, with_context_identifier(impl Into<String>) = "ContextIdentifier";
        changed_by_associate_id, with_changed_by_associate_id(i32) = "ChangedByAssociateId";
        webhook_name, with_webhook_name(impl Into<String>) = "WebhookName";
        field_values, with_field_values(BTreeMap<String, FieldValue>) = "FieldValues";
        values, with_values(BTreeMap<String, FieldValue>) = "Values";
    }
}

impl Event {
    /// Checks the signature of a body and reads the event in it.
    ///
    /// `signature` is the value of the header [`SIGNATURE`]. `body` must be the bytes of the request as they were
    /// received: JSON that was read and written again has another signature.
    ///
    /// # Errors
    /// Returns an error if the signature is missing, malformed or wrong, or if the body is not an event.
    pub fn verify(
        secret: impl AsRef<[u8]>,
        signature: impl AsRef<[u8]>,
        body: impl AsRef<[u8]>,
    ) -> Result<Self, VerifyError> {
        signature::verify(secret.as_ref(), signature.as_ref(), body.as_ref())?;
        Self::parse_unverified(body)
    }

    /// Finds the signature in the headers of a request, whatever the case of their names, and verifies the body.
    ///
    /// The headers can be a `&HeaderMap`, or any other pairs of names and values.
    ///
    /// # Errors
    /// Returns the errors of [`Event::verify`], and an error if there is more than one signature.
    pub fn verify_request<N: AsRef<str>, V: AsRef<[u8]>>(
        secret: impl AsRef<[u8]>,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl AsRef<[u8]>,
    ) -> Result<Self, VerifyError> {
        let is_signature = |name: &str| name.eq_ignore_ascii_case(SIGNATURE.as_str());
        let mut signatures = headers.into_iter().filter(|(name, _)| is_signature(name.as_ref()));
        match (signatures.next(), signatures.next()) {
            (None, _) => Self::verify(secret, "", body),
            (Some((_, signature)), None) => Self::verify(secret, signature, body),
            (Some(_), Some(_)) => Err(VerifyError::RepeatedSignature),
        }
    }

    /// Reads an event without checking a signature. Anybody can send such an event to a public address.
    ///
    /// # Errors
    /// Returns an error if the body is not an event.
    pub fn parse_unverified(body: impl AsRef<[u8]>) -> Result<Self, VerifyError> {
        let event: Self = json::from_slice(body.as_ref()).map_err(VerifyError::Payload)?;
        if event.name().is_empty() {
            return Err(VerifyError::Payload(DecodeError::new("expected an object with the name of an `Event`")));
        }
        Ok(event)
    }

    /// Returns the name of the event, such as `contact.changed`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.event.as_deref().unwrap_or_default()
    }

    /// Returns the part of the name before the last dot, such as `list.category` in `list.category.changed`.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(subject, _)| subject)
    }

    /// Returns the part of the name after the last dot, such as `changed`; empty if there is no dot.
    #[must_use]
    pub fn action(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, action)| action)
    }

    /// Returns whether the event only tests the receiver. The server sends one when a webhook is registered, and
    /// expects the status code 200.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.name().eq_ignore_ascii_case("test")
    }

    /// Returns whether a column is among the changed ones, whatever the case of its name.
    #[must_use]
    pub fn changed(&self, column: &str) -> bool {
        self.changes.iter().flatten().any(|changed| changed.eq_ignore_ascii_case(column))
    }

    /// Returns the value of a column, from the new values or from those of a deleted row.
    #[must_use]
    pub fn value<'a>(&'a self, column: &str) -> Option<&'a FieldValue> {
        let of = |values: &'a Option<BTreeMap<String, FieldValue>>| values.as_ref()?.get(column);
        of(&self.field_values).or_else(|| of(&self.values))
    }
}
