//! Who said it.

use super::rule::{Rule, UNDECIDED};
use super::types::Type;
use crate::source::Span;

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A type word says it and a sample agrees, or several pages say it alike, or a person says it in a fixup.
    Proved,
    /// Several independent observations lead to it.
    Agreed,
    /// One observation leads to it.
    Single,
    /// Observations disagree; what all of them allow was taken, or what the newer page says.
    Contradicted,
    /// A convention leads to it, no observation.
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
            Self::Contradicted => "contradicted",
            Self::Assumed => "assumed",
            Self::Open => "open",
        }
    }

    /// What the word means, as a sentence for reports.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Proved => "A type word says it and a sample agrees, or several pages say it alike.",
            Self::Agreed => "Several independent observations lead to it.",
            Self::Single => "One observation leads to it.",
            Self::Contradicted => {
                "Observations disagree; what all of them allow was taken, or what the newer page says."
            }
            Self::Assumed => "A convention leads to it, no observation.",
            Self::Open => "Nothing is known; any value is kept as it comes.",
        }
    }
}

/// One observation: a place, and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where.
    pub span: Span,
    /// What it says, in the docs' words.
    pub says: String,
}

/// A fact, why it is believed, and what spoke against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<T> {
    /// The fact.
    pub value: T,
    /// How sure it is.
    pub class: Class,
    /// The rule that decided.
    pub rule: &'static Rule,
    /// The observations that led to it; at most [`Known::KEPT`] are kept.
    pub because: Vec<Evidence>,
    /// Observations that lost.
    pub against: Vec<Evidence>,
}

impl<T> Known<T> {
    /// How many observations a fact keeps; the rest are like them.
    pub const KEPT: usize = 3;

    /// A fact decided by `rule`.
    pub fn new(value: T, class: Class, rule: &'static Rule, because: Vec<Evidence>) -> Self {
        let mut because = because;
        because.truncate(Self::KEPT);
        Self { value, class, rule, because, against: Vec::new() }
    }
}

impl Known<Type> {
    /// Whether a person decided it, so that no rule may change it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.rule.by_person
    }

    /// Nothing was decided yet.
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
