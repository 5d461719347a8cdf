//! The error of a token source.
//!
//! In: the error of the source. Out: an error for each call that waited. This file must not know how credentials are
//! obtained.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::shown::excerpt;

/// No credentials could be obtained.
#[non_exhaustive]
pub struct CredentialsError {
    /// The identifier of the operation's page, if the operation is known.
    pub uid: Option<&'static str>,
    /// The number of times that the request was sent: 1 if the server rejected earlier credentials.
    pub attempts: u32,
    cause: Arc<dyn StdError + Send + Sync>,
    /// Whether the cause contains a secret of the request.
    is_secret: bool,
    shown: String,
}

impl CredentialsError {
    pub(super) fn new(cause: Arc<dyn StdError + Send + Sync>) -> Self {
        Self { uid: None, attempts: 0, shown: excerpt(&cause.to_string()), is_secret: false, cause }
    }

    pub(super) fn at(mut self, operation: &Operation, attempts: u32, secrets: &Secrets) -> Self {
        let causes = std::iter::successors(Some(&*self.cause as &(dyn StdError + 'static)), |&cause| cause.source());
        let texts: Vec<String> = causes.map(|cause| format!("{cause} {cause:?}")).collect();
        self.is_secret = secrets.are_in(&texts.join(" "));
        self.shown = excerpt(&secrets.hide(&self.cause.to_string()));
        self.uid = Some(operation.uid);
        self.attempts = attempts;
        self
    }

    pub(super) fn into_cause(self) -> Arc<dyn StdError + Send + Sync> {
        self.cause
    }

    /// The error of the source, unless its text contains a secret.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        (!self.is_secret).then_some(&*self.cause as _)
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(uid) = self.uid {
            write!(f, "{uid}: ")?;
        }
        write!(f, "no credentials could be obtained: {}", self.shown)
    }
}

impl fmt::Debug for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsError").field("uid", &self.uid).field("cause", &self.shown).finish_non_exhaustive()
    }
}
