//! Rules as values: a decided fact refers to its rule.
//!
//! The rules are defined in `passes/rules.rs`, each as a separate static. Everything that another room asks of a rule
//! is a field here. No code depends on a rule's name, so that renaming one changes a text and nothing else.

use std::fmt;
use std::hash::{Hash, Hasher};

/// A rule. Two rules are the same if they are the same static.
pub struct Rule {
    /// The name, as in `array-elements`.
    pub name: &'static str,
    /// The name of the pass it belongs to.
    pub pass: &'static str,
    /// What it does and why, as a sentence.
    pub sentence: &'static str,
    /// A note for readers of the generated field, if no type word states its type.
    pub note: Option<&'static str>,
    /// Whether it decides no types but merges, names or omits something, and is only counted.
    pub only_counted: bool,
    /// Whether it reports the contradictions it finds; `settle` reports those of the other rules.
    pub reports: bool,
    /// Whether it applies a decision of the user, which no other rule may change.
    pub by_person: bool,
}

/// The rule of a fact that no rule has looked at yet.
pub(super) static UNDECIDED: Rule = Rule::new("none", "", "No rule has looked at it yet.");

impl Rule {
    /// Creates a rule that decides types, reports nothing itself and needs no note.
    #[must_use]
    pub const fn new(name: &'static str, pass: &'static str, sentence: &'static str) -> Self {
        Self { name, pass, sentence, note: None, only_counted: false, reports: false, by_person: false }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Rule {}

impl Hash for Rule {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self, state);
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The number of decisions of each rule.
#[derive(Debug, Clone, Default)]
pub struct Tally(Vec<(&'static Rule, usize)>);

impl Tally {
    /// Counts decisions of a rule.
    pub fn add(&mut self, rule: &'static Rule, decisions: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, count)) => *count += decisions,
            None => self.0.push((rule, decisions)),
        }
    }

    /// The number of decisions of a rule.
    #[must_use]
    pub fn of(&self, rule: &'static Rule) -> usize {
        self.0.iter().find(|(known, _)| *known == rule).map_or(0, |(_, count)| *count)
    }
}
