//! Information on a page that is not about types: facts in sentences of its introduction, and content that no rule
//! needs.

use crate::account::Reason;
use crate::source::{Span, Spanned};

/// The fact that a sentence states.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// `## Online Restricted: ## ...`: not available to every app online.
    Restricted(String),
    /// `## Experimental: ## ...`: may change.
    Experimental(String),
    /// `NsApiSlow threshold: 5000 ms.`
    Slow {
        /// Milliseconds after which the server logs the call as slow.
        milliseconds: u32,
    },
    /// `Calls the Ticket agent service SaveTicketEntity.`
    CallsAgent {
        /// The agent, as in `Ticket`.
        agent: String,
        /// The method, as in `SaveTicketEntity`.
        service: String,
    },
    /// `Calls the Archive service using the "SimpleContact" archive.`
    Archive(String),
    /// `Deprecated: Use ...`
    Deprecated(String),
}

/// A fact stated in prose, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The fact.
    pub kind: MarkKind,
    /// Its place.
    pub span: Span,
}

impl Mark {
    /// The archive that the mark names.
    #[must_use]
    pub fn archive(&self) -> Option<&str> {
        match &self.kind {
            MarkKind::Archive(name) => Some(name),
            _ => None,
        }
    }
}

/// Content that no type, name or sentence of the output needs. It is put aside with the reason, so that two models
/// differ whenever their pages do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aside {
    /// The reason why it is not needed.
    pub reason: Reason,
    /// The content.
    pub text: Spanned<String>,
}
