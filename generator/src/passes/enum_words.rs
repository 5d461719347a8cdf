//! Finds strings that have the same value in every sample: they are values of an enumeration.
//!
//! The exporter fills strings with random lower-case words, but an enumeration always with the same value.
//!
//! ```text
//! "Slevel": "External" in every sample of the property, three or more          ->  an open enumeration, `External` seen
//! one sample, but most properties called `...Level` show one fixed word          ->  the same
//! "Lastname": "Ross", and other `...Lastname`s show other capitalised words      ->  a string: a made-up name
//! "HomeCountry": "Atlantis", and all three properties called `...Country...` do  ->  a string: a made-up place
//! `Enum: Slim, Wide` in the type cell of a row                                   ->  these values
//! a parameter `body.owner.type` of `Enum: Unknown, Internal`                     ->  these values for `Type` of the owner
//! a parameter `type` of `Enum: Unknown, Internal` beside an entity whose `Type` shows `Unknown`  ->  these values
//! the same, and samples show `Unknown` and `Internal`                            ->  these values
//! ```
//!
//! A word may be the same in all samples by chance, so there must be other evidence for an enumeration: `speaks_for`
//! lists it. `"Acme"` as the `LegalName` of every sample stays a string.
//!
//! A list is used for a property of the same name only if the operation that prints the list sends or returns the
//! entity, or if the list has every word ever seen under that name. The pages never list all values of an enumeration
//! in a body, so every enumeration stays open.

use std::collections::{BTreeMap, BTreeSet};

use super::parameters::flattened_root;
use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Class, EntityId, Enum, EnumId, Evidence, Known, Operation, Property, Rule, Type, Word};
use crate::source::Span;

/// The minimum number of samples; fewer could agree by chance.
const SAMPLES: usize = 3;
/// If at least this many properties with different names show one and the same word, the exporter made it up.
const MADE_UP: usize = 3;

/// Nouns for a choice between a few values.
const CHOICES: [&str; 12] = [
    "behaviour",
    "direction",
    "encoding",
    "flags",
    "kind",
    "layout",
    "level",
    "mode",
    "priority",
    "status",
    "type",
    "unit",
];

/// The number of letters that related words have in common: `Lock` and `Locking`.
const STEM: usize = 4;

/// A habit of the exporter must show in more properties than this.
const MANY: usize = 10;

/// A property: its entity, and its position in it.
type PropertyAt = (EntityId, usize);

/// Properties of one name that hold the values of one list, samples of them, and whether the list is complete.
#[derive(Default)]
struct Found {
    properties: Vec<(PropertyAt, &'static Rule)>,
    said: Vec<Span>,
    complete: bool,
}

/// Turns such strings into enumerations.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let lists = Lists::new(api);
    let mut decided: BTreeMap<PropertyAt, (EnumId, &'static Rule)> = BTreeMap::new();
    for ((name, words), Found { properties, mut said, complete }) in found(api, &lists) {
        said.truncate(3);
        // A fixup may have created the same enumeration.
        let known = api.enums.find(|known| known.name == name && known.words == words);
        let id = known.unwrap_or_else(|| api.enums.push(Enum::new(name, words, complete, said)));
        decided.extend(properties.into_iter().map(|(property, rule)| (property, (id, rule))));
    }
    for (id, entity) in api.entities.ids().zip(&mut api.entities) {
        for (at, property) in entity.properties.iter_mut().enumerate() {
            if let Some((words, rule)) = decided.get(&(id, at)) {
                api.tally.add(rule, 1);
                let listed = lists.of_property.get(&(id, at)).map(|(_, span, _)| *span);
                property.ty = known(property, *words, rule, listed);
            }
        }
    }
}

/// The strings that are enum values, by their name and the values.
fn found(api: &Api, lists: &Lists) -> BTreeMap<(String, Vec<String>), Found> {
    let shown = Shown::new(api);
    let mut found: BTreeMap<(String, Vec<String>), Found> = BTreeMap::new();
    for (id, entity) in api.entities.with_ids() {
        for (at, property) in entity.properties.iter().enumerate() {
            if *property.ty.value.innermost() != Type::String || property.ty.is_fixed() {
                continue;
            }
            let listed = lists.of_property.get(&(id, at));
            let decided = match listed {
                Some((list, _, rule)) => Some((list.clone(), *rule)),
                None => lists.words_of(&shown, id, property),
            };
            if let Some((words, rule)) = decided {
                let entry = found.entry((property.name.clone(), words)).or_default();
                entry.properties.push(((id, at), rule));
                entry.said.extend(listed.map(|(_, span, _)| *span));
                entry.said.extend(property.samples.iter().map(|observed| observed.json.span).take(3));
                entry.complete = *rule != rules::ENUM_WORDS;
            }
        }
    }
    found
}

/// The type of a property whose values are known. `listed` is the cell that lists them, if there is one.
fn known(property: &Property, words: EnumId, rule: &'static Rule, listed: Option<Span>) -> Known<Type> {
    let class = if listed.is_some() { Class::Proved } else { Class::Agreed };
    let listed = listed.map(|span| Evidence { span, says: "the values are listed for this property".to_owned() });
    let says = match constant_word(property) {
        Some(_) => "the same word in every sample",
        None => "a sample shows a listed value",
    };
    let shown = property.samples.iter().map(|observed| Evidence { span: observed.json.span, says: says.to_owned() });
    let because = listed.into_iter().chain(shown).collect();
    Known::new(property.ty.value.with_innermost(Type::Enum(words)), class, rule, because)
}

/// The words that samples show under names and parts of names, over all entities.
#[derive(Default)]
struct Shown {
    /// How often a name shows one word and no other, and whether a description speaks for an enumeration.
    namesakes: BTreeMap<(String, String), (usize, bool)>,
    /// All words that a name shows, in lower case.
    words: BTreeMap<String, BTreeSet<String>>,
    parts: BTreeMap<String, Part>,
    /// The names that show a word.
    names: BTreeMap<String, BTreeSet<String>>,
    /// The words that names of properties, types and operations consist of, in lower case.
    vocabulary: BTreeSet<String>,
}

/// What properties show whose names have a part in common, as in `...Status`.
#[derive(Default)]
struct Part {
    /// The number of strings.
    strings: usize,
    /// The number of those that show only one word.
    constant: usize,
    /// The number of those that show several capitalised words.
    varied: usize,
    /// The names of those that show only one word.
    names: BTreeSet<String>,
    /// The words that these show.
    words: BTreeSet<String>,
    /// Whether some show anything other than one word.
    other: bool,
}

impl Shown {
    fn new(api: &Api) -> Self {
        let mut shown = Self { vocabulary: vocabulary(api), ..Self::default() };
        for property in api.entities.iter().flat_map(|entity| &entity.properties) {
            if *property.ty.value.innermost() != Type::String {
                continue;
            }
            let values: BTreeSet<&str> = property.samples.iter().flat_map(|observed| texts(&observed.json)).collect();
            if values.is_empty() {
                continue;
            }
            let constant = constant_word(property);
            if let Some((word, samples)) = constant {
                let known = shown.namesakes.entry((property.name.clone(), word.to_owned())).or_default();
                *known = (known.0 + samples, known.1 || is_described(property, word));
                shown.words.entry(property.name.to_ascii_lowercase()).or_default().insert(word.to_owned());
                shown.names.entry(word.to_owned()).or_default().insert(property.name.clone());
            }
            let varied = values.iter().filter(|value| is_word(value)).count() > 1;
            for part in parts(&property.name) {
                let known = shown.parts.entry(part).or_default();
                known.strings += 1;
                known.constant += usize::from(constant.is_some());
                known.varied += usize::from(varied);
                known.other |= constant.is_none();
                if let Some((word, _)) = constant {
                    known.names.insert(property.name.clone());
                    known.words.insert(word.to_owned());
                }
            }
        }
        shown
    }

    /// Whether a word that is always the same is an enum value, and not a name that the exporter makes up for such
    /// properties.
    fn is_enumeration(&self, name: &str, word: &str, lists: &Lists) -> bool {
        let own = parts(name);
        let parts: Vec<(&String, &Part)> = own.iter().filter_map(|part| self.parts.get_key_value(part)).collect();
        let made_up = parts.iter().any(|(name, part)| {
            let names = part.varied > 1 && part.varied * 3 > part.constant;
            let places = !part.other && part.words.len() == 1 && part.names.len() >= MADE_UP;
            // An enum value also occurs under names without the part; a word that was made up for the part does not.
            let only_here =
                self.names.get(word).is_some_and(|names| names.iter().all(|other| self::parts(other).contains(*name)));
            only_here && (names || (places && !lists.all.contains(word)))
        });
        let namesakes = self.namesakes.get(&(name.to_owned(), word.to_owned()));
        let often = namesakes.is_some_and(|(samples, described)| {
            *samples >= SAMPLES && (*described || self.speaks_for(name, word, lists))
        });
        // Most of the other properties with such a part, and not too few of them: a handful changes with every page.
        let usual = parts.iter().any(|(_, part)| part.constant > MANY && part.constant * 5 > part.strings * 3);
        !made_up && (often || usual)
    }
}

impl Shown {
    /// Whether something other than the samples speaks for an enumeration. A name is never one.
    fn speaks_for(&self, name: &str, word: &str, lists: &Lists) -> bool {
        let (own, of_word) = (parts(name), parts(word));
        if own.iter().any(|part| part.ends_with("name")) {
            return false;
        }
        let stem = |part: &str| part.get(..STEM).map(str::to_owned);
        // A parameter lists the word.
        lists.all.contains(word)
            // Properties of other names show it, too.
            || self.names.get(word).is_some_and(|names| names.len() > 1)
            // It consists of several words, as in `CanCancel`.
            || of_word.len() > 1
            // The property is named after a choice, or after the word: `LockSemantics` is `Locking`.
            || own.iter().any(|part| CHOICES.contains(&part.as_str()))
            || own.iter().filter_map(|part| stem(part)).any(|part| of_word.iter().any(|word| stem(word) == Some(part.clone())))
            // It is a word of the API.
            || of_word.iter().all(|part| self.vocabulary.contains(part))
    }
}

/// Whether the description mentions a word, or says that the property is a choice.
fn is_described(property: &Property, word: &str) -> bool {
    property.rows.iter().any(|row| {
        let text = row.description.value.to_ascii_lowercase();
        text.contains(&word.to_ascii_lowercase())
            || text.split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "enum" | "kind" | "type"))
    })
}

/// The words that the names of properties, types and operations consist of.
fn vocabulary(api: &Api) -> BTreeSet<String> {
    let properties = api.entities.iter().flat_map(|entity| &entity.properties).map(|property| &property.name);
    let types = api.entities.iter().map(|entity| &entity.name);
    let names: BTreeSet<&String> = properties.chain(types).chain(api.operations.iter().map(|one| &one.name)).collect();
    names.into_iter().flat_map(|name| parts(name)).collect()
}

/// Splits a name: `MsgClosingStatus` is `msg`, `closing`, `status`; `ISOCountry` is `iso`, `country`.
fn parts(name: &str) -> BTreeSet<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut found = BTreeSet::new();
    let mut part = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(at + 1);
        let hump = before.is_some_and(|before| before.is_lowercase())
            || (before.is_some_and(|before| before.is_uppercase()) && after.is_some_and(|after| after.is_lowercase()));
        if !c.is_alphabetic() || (c.is_uppercase() && hump) {
            found.insert(std::mem::take(&mut part));
        }
        if c.is_alphabetic() {
            part.extend(c.to_lowercase());
        }
    }
    found.insert(part);
    found.remove("");
    found
}

/// The `Enum:` lists of parameters.
struct Lists {
    /// The lists of rows and of a flattened body, by the property that they describe.
    of_property: BTreeMap<PropertyAt, (Vec<String>, Span, &'static Rule)>,
    /// All lists by name in lower case, with the entities that they describe or that their operations send or return.
    by_name: BTreeMap<String, BTreeMap<Vec<String>, BTreeSet<EntityId>>>,
    /// Every value of every list.
    all: BTreeSet<String>,
}

impl Lists {
    fn new(api: &Api) -> Self {
        let mut lists = Self { of_property: BTreeMap::new(), by_name: BTreeMap::new(), all: BTreeSet::new() };
        lists.of_rows(api);
        for operation in api.pages() {
            let body = flattened_root(api, operation);
            let mut near: Option<BTreeSet<EntityId>> = None;
            for parameter in &operation.parameters {
                let Word::Words(words) = &parameter.word.value.word else { continue };
                lists.all.extend(words.iter().cloned());
                let name = parameter.name.value.trim_start_matches('$');
                if let Some((_, rest)) = name.split_once('.') {
                    let place = body.and_then(|id| walk(api, id, rest));
                    if let Some(place) = place {
                        lists
                            .of_property
                            .entry(place)
                            .or_insert_with(|| (words.clone(), parameter.word.span, &rules::ENUM_LISTED));
                    }
                    let name = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
                    let near = lists.by_name.entry(name).or_default().entry(words.clone()).or_default();
                    near.extend(place.map(|(id, _)| id));
                } else {
                    let near = near.get_or_insert_with(|| entities_of(operation));
                    let known = lists.by_name.entry(name.to_ascii_lowercase()).or_default();
                    known.entry(words.clone()).or_default().extend(near.iter().copied());
                }
            }
        }
        lists
    }

    /// Adds the lists in the type cells of rows. If tables differ, the list of most of them is used.
    fn of_rows(&mut self, api: &Api) {
        for (id, entity) in api.entities.with_ids() {
            for (at, property) in entity.properties.iter().enumerate() {
                let mut known: Vec<(&Vec<String>, Span, usize)> = Vec::new();
                for row in &property.rows {
                    let Word::Words(words) = &row.word.value.word else { continue };
                    match known.iter_mut().find(|(list, ..)| *list == words) {
                        Some((.., count)) => *count += 1,
                        None => known.push((words, row.word.span, 1)),
                    }
                }
                let most = known.iter().map(|(.., count)| *count).max().unwrap_or_default();
                if let Some((words, span, _)) = known.into_iter().find(|(words, _, n)| *n == most && !words.is_empty())
                {
                    self.all.extend(words.iter().cloned());
                    self.of_property.insert((id, at), (words.clone(), span, &rules::ENUM_ROW));
                }
            }
        }
    }

    /// The values of a property that always shows the same one: those of a list, or the one that is shown. If it shows
    /// several, a list must have all of them.
    fn words_of(&self, shown: &Shown, id: EntityId, property: &Property) -> Option<(Vec<String>, &'static Rule)> {
        if let Some(list) = self.lent(shown, id, &property.name, &words(property)?) {
            return Some((list.clone(), &rules::ENUM_LENT));
        }
        let (word, _) = constant_word(property)?;
        let known = shown.is_enumeration(&property.name, word, self);
        known.then(|| (vec![word.to_owned()], &rules::ENUM_WORDS))
    }

    /// The list that applies to a property with this name and these values, if there is exactly one.
    fn lent(&self, shown: &Shown, entity: EntityId, name: &str, values: &BTreeSet<&str>) -> Option<&Vec<String>> {
        let name = name.to_ascii_lowercase();
        let has_all = |words: &[String]| values.iter().all(|value| words.iter().any(|known| known == value));
        let lists: Vec<_> = self.by_name.get(&name)?.iter().filter(|(words, _)| has_all(words)).collect();
        let [(words, near)] = lists.as_slice() else { return None };
        let all_fit = shown.words.get(&name).is_some_and(|seen| seen.iter().all(|seen| words.contains(seen)));
        (near.contains(&entity) || all_fit).then_some(*words)
    }
}

/// The values in the samples of a property, if there are any and all of them can be enum values.
pub(super) fn words(property: &Property) -> Option<BTreeSet<&str>> {
    let values: BTreeSet<&str> = property.samples.iter().flat_map(|observed| texts(&observed.json)).collect();
    (!values.is_empty() && values.iter().all(|value| is_word(value))).then_some(values)
}

/// The property that dotted names lead to, as in `owner.type`.
fn walk(api: &Api, id: EntityId, path: &str) -> Option<PropertyAt> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let entity = &api.entities[id];
    let at = entity.properties.iter().position(|property| property.name.eq_ignore_ascii_case(first))?;
    match rest {
        None => Some((id, at)),
        Some(rest) => match entity.properties.get(at)?.ty.value {
            Type::Entity(inner) => walk(api, inner, rest),
            _ => None,
        },
    }
}

/// The entities that an operation sends and returns.
fn entities_of(operation: &Operation) -> BTreeSet<EntityId> {
    let bodies = [&operation.request, &operation.response];
    let types = bodies.into_iter().flatten().map(|body| body.ty.value.innermost());
    types.filter_map(|ty| if let Type::Entity(id) = ty { Some(*id) } else { None }).collect()
}

/// The word that all samples of a property show, and the number of samples.
fn constant_word(property: &Property) -> Option<(&str, usize)> {
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

/// A string, or the strings of an array.
fn texts(json: &crate::model::Json) -> Vec<&str> {
    match json.as_str() {
        Some(text) => vec![text],
        None => json.elements().unwrap_or_default().iter().flat_map(texts).collect(),
    }
}

/// Whether a text can be an enum value: an identifier that starts with a capital letter. Random strings are in lower
/// case or have spaces.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[track_caller]
    fn check(name: &str, expected: &[&str]) {
        assert_eq!(parts(name).iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn names_in_parts() {
        check("MsgClosingStatus", &["closing", "msg", "status"]);
        check("TwoLetterISOCountry", &["country", "iso", "letter", "two"]);
        check("_Links", &["links"]);
        check("Number1", &["number"]);
        check("EMail", &["e", "mail"]);
    }
}
