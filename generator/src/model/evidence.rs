//! Facts with their evidence and their certainty.

use super::rule::{Rule, UNDECIDED};
use super::types::Type;
use crate::source::Span;

/// The certainty of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A type word states it and a sample agrees, several pages state it alike, or a fixup states it.
    Proved,
    /// Several independent observations support it.
    Agreed,
    /// One observation supports it.
    Single,
    /// The pages leave it open, and companion material states it.
    Companion,
    /// Observations disagree. The fact is what most of them or all of them allow, or what the newer page states.
    Contradicted,
    /// A convention suggests it; no observation does.
    Assumed,
    /// Nothing is known; the value is left open.
    Open,
}

impl Class {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Agreed => "agreed",
            Self::Single => "single",
            Self::Companion => "companion",
            Self::Contradicted => "contradicted",
            Self::Assumed => "assumed",
            Self::Open => "open",
        }
    }

    /// The meaning of the class, as a sentence for reports.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Proved => "A type word states it and a sample agrees, or several pages state it alike.",
            Self::Agreed => "Several independent observations support it.",
            Self::Single => "One observation supports it.",
            Self::Companion => "The pages leave it open, and companion material states it.",
            Self::Contradicted => {
                "Observations disagree; the fact is what most of them or all of them allow, or what the newer page states."
            }
            Self::Assumed => "A convention suggests it; no observation does.",
            Self::Open => "Nothing is known; any value is accepted and preserved.",
        }
    }
}

/// One observation: a place, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The place.
    pub span: Span,
    /// What the place shows, in the words of the docs.
    pub says: String,
}

/// A fact, with the evidence for it and against it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Known<T> {
    /// The fact.
    pub value: T,
    /// Its certainty.
    pub class: Class,
    /// The rule that decided it.
    pub rule: &'static Rule,
    /// The observations that support it; at most [`Known::KEPT`] are kept.
    pub because: Vec<Evidence>,
    /// The observations that contradict it.
    pub against: Vec<Evidence>,
}

impl<T> Known<T> {
    /// The maximum number of observations kept for a fact; further ones would be alike.
    pub const KEPT: usize = 3;

    /// Creates a fact decided by `rule`.
    pub fn new(value: T, class: Class, rule: &'static Rule, because: Vec<Evidence>) -> Self {
        let mut because = because;
        because.truncate(Self::KEPT);
        Self { value, class, rule, because, against: Vec::new() }
    }

    /// The observations that support it, for a list of both: without those that also contradict it.
    pub fn supporting(&self) -> impl Iterator<Item = &Evidence> {
        self.because.iter().filter(|one| self.against.iter().all(|against| against.span != one.span))
    }
}

impl Known<Type> {
    /// Whether a fixup decided it, so that no rule may change it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.rule.by_person
    }

    /// Creates a fact that is not decided yet.
    #[must_use]
    pub fn undecided() -> Self {
        Self {
            value: Type::Open(super::OpenReason::Undecided),
            class: Class::Open,
            rule: &UNDECIDED,
            because: Vec::new(),
            against: Vec::new(),
        }
    }
}
