//! Strings that are always the same word are words of an enumeration.
//!
//! The exporter fills strings with random words in lower case; an enumeration with one fixed member, everywhere.
//!
//! ```text
//! "Slevel": "External" in every sample of the property, three or more      ->  an open enumeration, `External` seen
//! a parameter `type` of `Enum: Unknown, Internal`, property `Type` shows `Unknown`  ->  these words, if no other list fits
//! ```
//!
//! The pages never list all words of an enumeration in a body, so every enumeration stays open.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Diagnostics;
use crate::model::{Api, Class, Enum, EnumId, Evidence, Known, Type, Word};
use crate::source::Span;

/// Fewer samples could agree by chance.
const SAMPLES: usize = 3;

/// Properties that show a list of words, places of samples, and whether the list is whole.
type Found = (Vec<(usize, usize)>, Vec<Span>, bool);

/// Turns such strings into enumerations.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let lists = parameter_lists(api);
    let mut found: BTreeMap<(String, Vec<String>), Found> = BTreeMap::new();
    // How often a property of this name shows a word, over all entities: a small entity borrows from its namesakes.
    let mut namesakes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entity in &api.entities {
        for property in &entity.properties {
            if let Some((word, samples)) = constant_word(property) {
                *namesakes.entry((property.name.as_str(), word)).or_default() += samples;
            }
        }
    }
    for (id, entity) in api.entities.iter().enumerate() {
        for (at, property) in entity.properties.iter().enumerate() {
            if *property.ty.value.innermost() != Type::String || property.ty.is_fixed() {
                continue;
            }
            let Some((word, _)) = constant_word(property) else { continue };
            if namesakes.get(&(property.name.as_str(), word)).is_none_or(|samples| *samples < SAMPLES) {
                continue;
            }
            let lent: Vec<&Vec<String>> = lists
                .get(&property.name.to_ascii_lowercase())
                .map(|lists| lists.iter().filter(|list| list.iter().any(|known| known == word)).collect())
                .unwrap_or_default();
            let (words, complete) = match lent.as_slice() {
                [list] => ((*list).clone(), true),
                _ => (vec![word.to_owned()], false),
            };
            let spans = property.samples.iter().map(|observed| observed.json.span).take(3);
            let entry = found.entry((property.name.clone(), words)).or_default();
            entry.0.push((id, at));
            entry.1.extend(spans);
            entry.2 = complete;
        }
    }
    for ((name, words), (places, mut said, complete)) in found {
        said.truncate(3);
        // A fixup may have made the same one.
        let known = api.enums.iter().position(|known| known.name == name && known.words == words);
        let id = known.unwrap_or_else(|| {
            api.enums.push(Enum { name, words, complete, said: said.clone() });
            api.enums.len() - 1
        });
        let ty = Type::Enum(EnumId(id));
        for (id, at) in places {
            api.count(if complete { "enum-lent" } else { "enum-words" });
            if let Some(property) = api.entities.get_mut(id).and_then(|entity| entity.properties.get_mut(at)) {
                let because = property
                    .samples
                    .iter()
                    .map(|observed| Evidence {
                        span: observed.json.span,
                        says: "the same word in every sample".to_owned(),
                    })
                    .collect();
                let rule = if complete { "enum-lent" } else { "enum-words" };
                property.ty = Known::new(property.ty.value.with_innermost(ty.clone()), Class::Agreed, rule, because);
            }
        }
    }
}

/// The word that all samples of a property show, and how many there are.
fn constant_word(property: &crate::model::Property) -> Option<(&str, usize)> {
    let mut values = property.samples.iter().flat_map(|observed| texts(&observed.json)).peekable();
    let word = *values.peek()?;
    if !is_word(word) {
        return None;
    }
    let mut places = BTreeSet::new();
    for (index, value) in values.enumerate() {
        if value != word {
            return None;
        }
        places.insert(index);
    }
    Some((word, places.len()))
}

/// A string, or each string of an array.
fn texts(json: &crate::model::Json) -> Vec<&str> {
    match json.as_str() {
        Some(text) => vec![text],
        None => json.elements().unwrap_or_default().iter().flat_map(texts).collect(),
    }
}

/// Members are identifiers that start with a capital letter; random strings are lower case or have spaces.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The `Enum:` lists of parameters by the last part of their name, in lower case.
fn parameter_lists(api: &Api) -> BTreeMap<String, BTreeSet<Vec<String>>> {
    let mut lists: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    for parameter in api.pages().flat_map(|operation| &operation.parameters) {
        if let Word::Words(words) = &parameter.word.value.word {
            let name = parameter.name.value.rsplit('.').next().unwrap_or(&parameter.name.value);
            lists.entry(name.trim_start_matches('$').to_ascii_lowercase()).or_default().insert(words.clone());
        }
    }
    lists
}
