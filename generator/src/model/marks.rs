//! What a page says beside types: facts in sentences of its introduction, and what no rule needs.

use crate::account::Reason;
use crate::source::{Span, Spanned};

/// What a sentence says.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A fact said in prose, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it says.
    pub kind: MarkKind,
    /// Where.
    pub span: Span,
}

/// Something that no type, name or sentence of the output needs. It is put aside under the reason for that, so that two
/// models differ wherever their pages do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Why nothing needs it.
    pub reason: Reason,
    /// What it says.
    pub text: Spanned<String>,
}
