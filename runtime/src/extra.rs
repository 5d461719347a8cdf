//! What an entity remembers beside its fields.
//!
//! In: what the reader saw on the wire. Out: what the writer must put back. It must not know the fields themselves;
//! a property is a number here, its place in the entity's table.
//!
//! `PUT` replaces the whole entity on the server, so an entity that was read has to be written with everything it
//! came with: the properties that were `null` as `null`, those that were absent left out, those this version of the
//! client does not know unchanged.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// Which properties an entity came with, and those its type does not know.
///
/// Two words long, because every entity carries one. Comparing two of them compares the unknown members only:
/// whether an empty property was `null` or absent is about the wire, not about the value.
#[derive(Clone, Default)]
pub struct Extra {
    /// A bit for each of the first 63 properties that were seen, and [`NULL`].
    seen: u64,
    /// What few entities need.
    more: Option<Box<More>>,
}

#[derive(Clone, Default)]
struct More {
    /// The seen bits of property 63 and up.
    seen: Vec<u64>,
    members: BTreeMap<String, Value>,
}

/// How many properties have their bit inline.
const INLINE: usize = 63;

/// The bit that says the entity itself was `null`, as an item of an array can be.
const NULL: u64 = 1 << 63;

impl Extra {
    /// Nothing seen, nothing unknown: what a new entity starts with.
    #[must_use]
    pub const fn new() -> Self {
        Self { seen: 0, more: None }
    }

    /// The unknown member with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.more.as_ref()?.members.get(name)
    }

    /// Sets a member that the type has no field for; it is written with the others.
    ///
    /// A name the type does have a field for is ignored on writing: the field is the truth.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.more.get_or_insert_default().members.insert(name.into(), value.into())
    }

    /// Removes an unknown member.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.more.as_mut()?.members.remove(name)
    }

    /// The unknown members, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.more.iter().flat_map(|more| &more.members).map(|(name, value)| (name.as_str(), value))
    }

    /// How many unknown members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.more.as_ref().map_or(0, |more| more.members.len())
    }

    /// Whether there are no unknown members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the entity itself was `null`, as an item of an array can be. It is written as `null` again as long as
    /// nothing was set in it.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.seen & NULL != 0
    }

    pub(crate) fn set_null(&mut self) {
        self.seen |= NULL;
    }

    /// Whether the property with this place in the table was on the wire.
    #[must_use]
    pub(crate) fn saw(&self, index: usize) -> bool {
        let (word, bit) = place(index);
        let word = match word {
            None => self.seen,
            Some(word) => self.more.as_ref().and_then(|more| more.seen.get(word)).copied().unwrap_or(0),
        };
        word & bit != 0
    }

    /// The bit of a property that has it inline.
    pub(crate) fn inline_bit(index: usize) -> Option<u64> {
        (index < INLINE).then(|| 1 << index)
    }

    /// Notes all properties of these inline bits.
    pub(crate) fn add_inline(&mut self, bits: u64) {
        self.seen |= bits;
    }

    /// Notes that the property was on the wire, or forgets it.
    pub(crate) fn set_seen(&mut self, index: usize, seen: bool) {
        let (word, bit) = place(index);
        let word = match word {
            None => &mut self.seen,
            Some(word) => {
                let words = &mut self.more.get_or_insert_default().seen;
                if words.len() <= word {
                    words.resize(word + 1, 0);
                }
                match words.get_mut(word) {
                    Some(word) => word,
                    None => return,
                }
            }
        };
        if seen {
            *word |= bit;
        } else {
            *word &= !bit;
        }
    }
}

/// Where the bit of a property is: in the inline word, or in which of the words beyond it.
fn place(index: usize) -> (Option<usize>, u64) {
    match index.checked_sub(INLINE) {
        None => (None, 1 << index),
        Some(beyond) => (Some(beyond / 64), 1 << (beyond % 64)),
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
