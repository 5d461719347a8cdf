//! Counts what became of an element and reports it, in one call.
//!
//! In: elements of one page and the decisions about them. Out: the [`Account`], the asides and the diagnostics, which
//! therefore always agree: a reported element is counted under the code of its finding, and one that is put aside under
//! its reason.

use super::text::prose;
use crate::account::{Account, Elements, Reason};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::Aside;
use crate::source::{Sources, Spanned};

/// What became of the elements of one page.
pub(crate) struct Ledger<'a> {
    /// How many elements were seen, and what became of them.
    pub account: Account,
    /// Content that is read but not used.
    pub asides: Vec<Aside>,
    /// The findings.
    pub diagnostics: &'a mut Diagnostics,
}

impl Ledger<'_> {
    /// Counts elements that are used.
    pub(crate) fn used(&mut self, what: impl Elements, reason: Reason) {
        self.account.put(what, reason);
    }

    /// Counts elements that are not needed, and puts their text aside.
    pub(crate) fn ignored(&mut self, what: impl Elements, reason: Reason, text: Spanned<String>) {
        self.account.put(what, reason);
        self.aside(reason, text);
    }

    /// Counts elements that do not follow the format, and reports them.
    pub(crate) fn reported(&mut self, what: impl Elements, diagnostic: Diagnostic) {
        self.account.put(what, diagnostic.code);
        self.note(diagnostic);
    }

    /// Adds a finding about an element that is counted elsewhere, or about one that is missing.
    pub(crate) fn note(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Puts aside a cell or a heading as written, if it has marks that its reader does not see.
    pub(crate) fn marks(&mut self, sources: &Sources, text: &Spanned<String>) {
        let written = sources.slice(text.span);
        if written != text.value {
            self.aside(Reason::Marks, Spanned::new(prose(written), text.span));
        }
    }

    /// Puts aside a part of an element that is counted elsewhere.
    pub(crate) fn aside(&mut self, reason: impl Into<Reason>, text: Spanned<String>) {
        self.asides.push(Aside { reason: reason.into(), text });
    }
}
