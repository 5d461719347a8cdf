//! The parts of an entity that are not in its fields.
//!
//! In: the properties that the reader found in JSON. Out: what the writer needs to write them back. This file must not
//! know the fields themselves: it refers to a property by its index in the entity's table.
//!
//! `PUT` replaces the whole entity on the server, so an entity must be written as it was read: properties that were
//! `null` as `null`, absent properties left out, undocumented properties unchanged.

use std::borrow::Cow;
use std::fmt;

use crate::json::masked::masked;
use crate::json::raw::{members, unquoted};
use crate::json::value::Json;
use crate::secrets::is_secret_name;

/// Undocumented properties of an entity, and which properties were present when it was read.
///
/// Its size is two machine words, because every entity has one. Two values are equal if their undocumented properties
/// are equal, in any order: whether an empty property was `null` or absent, or whether the entity is partial, does not
/// matter.
///
/// Undocumented properties are kept as their JSON text and written back byte for byte, in their order and with repeated
/// names. serde's `Serialize` writes the same values; only escapes in names may differ.
#[derive(Clone, Default)]
pub struct Extra {
    /// A bit for each of the first 62 properties that were present, [`PARTIAL`] and [`NULL`].
    seen: u64,
    /// Parts that only few entities need.
    more: Option<Box<More>>,
}

#[derive(Clone, Default)]
struct More {
    /// The bits of the properties from index 62 on.
    seen: Vec<u64>,
    /// The undocumented properties as an object; empty if there are none.
    members: String,
}

/// The number of properties that have their bit inline.
const INLINE: usize = 62;

/// Set if the entity itself was `null`, as an item of an array can be.
const NULL: u64 = 1 << 63;

/// Set if only some properties of the entity were requested.
const PARTIAL: u64 = 1 << 62;

impl Extra {
    /// Creates the value for a new entity: no property was present, and there are no undocumented ones.
    #[must_use]
    pub const fn new() -> Self {
        Self { seen: 0, more: None }
    }

    /// Returns the undocumented property with this name; the last of several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Json> {
        let members = self.members();
        members.iter().rev().find(|(known, _)| unquoted(known) == name).map(|(_, value)| Json::of_valid(value))
    }

    /// Sets an undocumented property, which is written with the others. Returns the previous value.
    ///
    /// A property that the type has a field for is written from the field only.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Json>) -> Option<Json> {
        let name = name.into();
        let previous = self.remove(&name);
        self.append(Json::from(name).as_str(), value.into().as_str());
        previous
    }

    /// Removes an undocumented property.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let previous = self.get(name)?;
        let more = self.more.as_mut()?;
        let all = std::mem::take(&mut more.members);
        for (known, value) in members(&all) {
            if unquoted(known) != name {
                self.append(known, value);
            }
        }
        Some(previous)
    }

    /// Returns the undocumented properties in their order.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Json)> {
        self.members().into_iter().map(|(name, value)| (unquoted(name), Json::of_valid(value)))
    }

    /// Returns the number of undocumented properties.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Returns whether there are no undocumented properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.more.as_ref().is_none_or(|more| more.members.is_empty())
    }

    /// Returns the texts of the names, quotation marks included, and of the values.
    pub(crate) fn members(&self) -> Vec<(&str, &str)> {
        self.more.as_ref().map(|more| members(&more.members)).unwrap_or_default()
    }

    /// Adds an undocumented property, whatever its name, as JSON text.
    pub(crate) fn append(&mut self, name: &str, value: &str) {
        let all = &mut self.more.get_or_insert_default().members;
        match all.pop() {
            None => all.push('{'),
            Some(_) => all.push(','),
        }
        all.push_str(name);
        all.push(':');
        all.push_str(value);
        all.push('}');
    }

    /// Removes all undocumented properties.
    pub(crate) fn clear(&mut self) {
        if let Some(more) = &mut self.more {
            more.members.clear();
        }
    }

    /// Returns whether the entity itself was `null`, as an item of an array can be. It is written as `null` again
    /// unless a property was set.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.seen & NULL != 0
    }

    pub(crate) fn set_null(&mut self) {
        self.seen |= NULL;
    }

    /// Returns whether the entity is partial: read with `select`. A call that would replace the whole entity with it
    /// fails with [`Error::Request`](crate::Error::Request).
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.seen & PARTIAL != 0
    }

    /// Sets whether the entity is partial, for example to `false` after all properties have been set.
    pub fn set_partial(&mut self, partial: bool) {
        if partial {
            self.seen |= PARTIAL;
        } else {
            self.seen &= !PARTIAL;
        }
    }

    /// Whether the property at this index was present.
    #[must_use]
    pub(crate) fn saw(&self, index: usize) -> bool {
        let (word, bit) = place(index);
        let word = match word {
            None => self.seen,
            Some(word) => self.more.as_ref().and_then(|more| more.seen.get(word)).copied().unwrap_or(0),
        };
        word & bit != 0
    }

    /// Whether the entity was created by the program, and not read.
    pub(crate) fn is_new(&self) -> bool {
        self.seen == 0 && self.more.is_none()
    }

    /// The bit of the property at this index, if it is inline.
    pub(crate) fn inline_bit(index: usize) -> Option<u64> {
        (index < INLINE).then(|| 1 << index)
    }

    /// Records that all properties of these inline bits were present.
    pub(crate) fn add_inline(&mut self, bits: u64) {
        self.seen |= bits;
    }

    /// Records whether the property at this index was present.
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

/// Returns the place of a property's bit: the index of the integer (`None` for the inline one), and the bit.
fn place(index: usize) -> (Option<usize>, u64) {
    match index.checked_sub(INLINE) {
        None => (None, 1 << index),
        Some(beyond) => (Some(beyond / 64), 1 << (beyond % 64)),
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |extra: &Self| {
            let mut members: Vec<_> = extra.iter().collect();
            members.sort_by(|(left, _), (right, _)| left.cmp(right));
            members.into_iter().map(|(name, value)| (name.into_owned(), value)).collect::<Vec<_>>()
        };
        (self.is_empty() && other.is_empty()) || sorted(self) == sorted(other)
    }
}

/// The undocumented properties, without secrets.
impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut members = f.debug_map();
        for (name, value) in self.iter() {
            members.entry(&name, &format_args!("{}", masked(value.as_str(), is_secret_name(&name))));
        }
        members.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Extra;

    #[test]
    fn each_property_has_a_bit_that_is_set_and_cleared_alone() {
        for index in 0..200 {
            let seen = |extra: &Extra| (0..200).filter(|index| extra.saw(*index)).collect::<Vec<_>>();
            let mut extra = Extra::new();
            extra.set_seen(index, true);
            assert_eq!((seen(&extra), extra.is_null()), (vec![index], false));
            let mut others: Vec<_> = (0..200).collect();
            others.iter().for_each(|index| extra.set_seen(*index, true));
            assert_eq!((seen(&extra), extra.is_null()), (others.clone(), false));
            others.remove(index);
            extra.set_seen(index, false);
            assert_eq!(seen(&extra), others);
        }
    }

    #[test]
    fn only_properties_from_the_63rd_on_take_memory() {
        let mut extra = Extra::new();
        extra.set_seen(61, true);
        assert!(extra.more.is_none());
        for (index, words) in [(62, 1), (125, 1), (126, 2), (62 + 64 * 3, 4)] {
            extra.set_seen(index, true);
            assert_eq!(extra.more.as_ref().unwrap().seen.len(), words, "{index}");
        }
    }

    #[test]
    fn the_first_62_properties_are_recorded_together() {
        let mut extra = Extra::new();
        extra.add_inline(Extra::inline_bit(0).unwrap() | Extra::inline_bit(61).unwrap());
        extra.add_inline(Extra::inline_bit(7).unwrap());
        assert_eq!((0..200).filter(|index| extra.saw(*index)).collect::<Vec<_>>(), [0, 7, 61]);
        assert_eq!((Extra::inline_bit(62), Extra::inline_bit(63)), (None, None));
    }
}
