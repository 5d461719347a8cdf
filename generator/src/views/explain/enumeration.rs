//! Explains an enumeration: its values, where each occurs, and the properties and parameters that use it.
//!
//! In: a checked model and the name of an enumeration. Out: text, as for a type or a property.

use std::fmt::Write as _;

use super::View;
use crate::diagnostics::render::{Mark, quote};
use crate::model::{Enum, EnumId, Evidence, Json, Known, Place, Property, Type, Word};
use crate::source::Span;
use crate::text::visible::{counted, visible_lines};

/// Maximum number of properties and parameters listed.
const USERS: usize = 8;
/// Maximum number of places quoted for a value.
const PLACES: usize = 2;

/// The uses of an enumeration.
struct Uses<'a> {
    /// Properties, then parameters, each with its type and with its name as a fixup would write it.
    users: Vec<(String, &'a Known<Type>)>,
    /// How many of them are properties.
    properties: usize,
    /// Lists of its values, and other evidence except samples.
    lists: Vec<Evidence>,
    /// Values in samples, in the order of the pages.
    shown: Vec<(&'a str, Span)>,
}

impl View<'_> {
    /// Explains all enumerations with a name. There can be several, because properties with the same name may list
    /// different values.
    pub(super) fn enumerations_called(&self, name: &str) -> Vec<String> {
        let found = self.api.enums.with_ids().filter(|(_, known)| known.name.eq_ignore_ascii_case(name));
        found.map(|(id, known)| self.enumeration(id, known)).collect()
    }

    fn users(&self, id: EnumId) -> impl Iterator<Item = (&str, &Property)> {
        let all = self
            .api
            .entities
            .iter()
            .flat_map(|entity| entity.properties.iter().map(|property| (entity.name.as_str(), property)));
        all.filter(move |(_, property)| *property.ty.value.innermost() == Type::Enum(id))
    }

    fn uses(&self, id: EnumId, known: &Enum) -> Uses<'_> {
        let mut uses = Uses { users: Vec::new(), properties: 0, lists: Vec::new(), shown: Vec::new() };
        for (entity, property) in self.users(id) {
            uses.users.push((format!("{entity}.{}", property.name), &property.ty));
            let samples = property.samples.iter().map(|observed| &observed.json);
            samples.clone().for_each(|json| texts(json, &mut uses.shown));
            let said = property.ty.because.iter().filter(|one| !samples.clone().any(|json| json.span == one.span));
            uses.lists.extend(said.cloned());
        }
        uses.properties = uses.users.len();
        for operation in self.api.pages() {
            let uid = &operation.uid.value;
            for parameter in &operation.parameters {
                let name = &parameter.name.value;
                let listed = matches!(&parameter.word.value.word, Word::Words(words) if *words == known.words)
                    && name.trim_start_matches('$').eq_ignore_ascii_case(&known.name);
                if *parameter.ty.value.innermost() == Type::Enum(id) {
                    let name = match parameter.place {
                        Place::Path => format!("{uid} {{{name}}}"),
                        Place::Query => format!("{uid} ?{name}"),
                        Place::Header => format!("{uid} {name}"),
                    };
                    uses.users.push((name, &parameter.ty));
                } else if !listed {
                    continue;
                }
                let says = if listed { "lists the values for a parameter" } else { "a parameter of this type" };
                uses.lists.push(Evidence { span: parameter.word.span, says: says.to_owned() });
            }
        }
        uses.lists.sort_by_key(|one| one.span);
        uses.lists.dedup_by_key(|one| one.span);
        uses.shown.sort_by_key(|(_, span)| *span);
        uses.shown.dedup();
        uses
    }

    pub(super) fn enumeration(&self, id: EnumId, known: &Enum) -> String {
        let uses = self.uses(id, known);
        let whole = if known.complete { "the docs list all of them" } else { "there may be others" };
        let mut out = format!("{}: enumeration of {}; {whole}\n", known.name, counted(known.words.len(), "value"));
        let parameters = uses.users.len() - uses.properties;
        let users = [(uses.properties, "property"), (parameters, "parameter")];
        let users = users.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun));
        let users: Vec<String> = users.collect();
        let users = if users.is_empty() { "nothing".to_owned() } else { users.join(" and ") };
        let _ = writeln!(out, "used by {users}");
        for (name, ty) in uses.users.iter().take(USERS) {
            let _ = writeln!(out, "  {name}  {}  {} by `{}`", self.ty(&ty.value), ty.class.as_str(), ty.rule);
        }
        if let Some(more) = uses.users.len().checked_sub(USERS).filter(|more| *more > 0) {
            let _ = writeln!(out, "  and {more} more");
        }
        // The rest may contain escape sequences for colours.
        let mut out = visible_lines(&out);
        if !uses.lists.is_empty() {
            let title = format!("the values {}, from {}", known.words.join(", "), counted(uses.lists.len(), "place"));
            out.push('\n');
            out.push_str(&self.places(&title, &uses.lists, &[]));
        }
        let mut unseen: Vec<&str> = Vec::new();
        let mut words: Vec<&str> = known.words.iter().map(String::as_str).collect();
        for (word, _) in &uses.shown {
            if !words.contains(word) {
                words.push(word);
            }
        }
        for word in words {
            let places: Vec<Evidence> = uses
                .shown
                .iter()
                .filter(|(shown, _)| *shown == word)
                .map(|(_, span)| Evidence { span: *span, says: "in a sample".to_owned() })
                .collect();
            if places.is_empty() {
                unseen.push(word);
                continue;
            }
            let title = format!("`{word}` in {}", counted(places.len(), "sample"));
            let other = (!known.words.iter().any(|known| known == word)).then(|| "not a known value".to_owned());
            out.push('\n');
            out.push_str(&self.places(&title, &places, other.as_slice()));
        }
        if !unseen.is_empty() {
            let _ = writeln!(out, "\nnot in any sample: {}", visible_lines(&unseen.join(", ")));
        }
        out
    }

    /// Quotes the first of the places. The title has the total number.
    fn places(&self, title: &str, places: &[Evidence], notes: &[String]) -> String {
        let mark = |one: &Evidence| Mark { span: one.span, label: one.says.clone(), against: false };
        let marks: Vec<Mark> = places.iter().take(PLACES).map(mark).collect();
        quote(title, &marks, notes, self.sources, self.root, self.color)
    }
}

/// Collects the strings in a sample value, at any depth, with their places.
fn texts<'a>(json: &'a Json, found: &mut Vec<(&'a str, Span)>) {
    found.extend(json.as_str().map(|text| (text, json.span)));
    json.elements().unwrap_or_default().iter().for_each(|element| texts(element, found));
    json.members().unwrap_or_default().iter().for_each(|(_, value)| texts(value, found));
}
