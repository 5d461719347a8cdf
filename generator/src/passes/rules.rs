//! What each rule says, in a sentence: for the report, for `explain`, and for readers of the passes.

/// A rule by its name, as evidence carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The name, as in `array-elements`.
    pub name: &'static str,
    /// The pass it belongs to.
    pub pass: &'static str,
    /// What it does and why, as a sentence.
    pub sentence: &'static str,
}

const fn rule(name: &'static str, pass: &'static str, sentence: &'static str) -> Rule {
    Rule { name, pass, sentence }
}

/// All rules, by pass.
pub const RULES: &[Rule] = &[
    rule("fixup", "fixups", "A person says so in `fixups.toml`."),
    rule(
        "lost-names",
        "lost-names",
        "The type above a bodiless 204 is the exporter's fallback; the name is not believed elsewhere.",
    ),
    rule("no-content", "no-content", "No success has a body, so the heading of a body names nothing."),
    rule("patch-body", "bodies", "`op`, `path`, `value` under PATCH is a JSON Patch."),
    rule("binary-body", "bodies", "A binary kind, or only media types of files, is bytes."),
    rule("array-body", "bodies", "The heading or the sample shows an array."),
    rule("dictionary-body", "bodies", "The heading, sentence or sample shows a dictionary."),
    rule("object-body", "bodies", "A table of properties is an object."),
    rule("sampled-body", "bodies", "There is no table; the sample is all that tells."),
    rule("scalar-body", "bodies", "The heading says a scalar."),
    rule("ids-body", "bodies", "A body without table and sample called `...Ids` is an array of integers."),
    rule("names-body", "bodies", "A body without table and sample called `...Names` is an array of strings."),
    rule("text-body", "bodies", "`text/plain` among the media types is a string."),
    rule("no-success", "bodies", "The page lists errors only."),
    rule("unknown-body", "bodies", "Neither table nor sample."),
    rule("named-table", "tables", "Tables under one type name are one entity."),
    rule("table-by-rows", "tables", "A table without a name has the rows of one entity only."),
    rule("table-of-its-own", "tables", "A table without a name whose rows no entity has is an entity of its own."),
    rule("carrier", "tables", "A request whose sentence lists its rows is an anonymous carrier."),
    rule("request-by-rows", "tables", "A request has the rows of an entity, less what only the server sets."),
    rule("request-of-its-own", "tables", "A request whose rows no entity has is an entity of its own."),
    rule("called-after", "called-after", "The table of a call `GetFoo` describes the `Foo` that no page describes."),
    rule("shape-by-keys", "nested-shapes", "An object in a sample has the keys of one entity."),
    rule(
        "shape-of-its-own",
        "nested-shapes",
        "An object in a sample whose keys no entity has is an entity of its own.",
    ),
    rule("stated", "properties", "The type word says it."),
    rule(
        "hidden-scalar",
        "properties",
        "A request table says a JSON kind only; the sample shows a date, bytes or a large integer.",
    ),
    rule("array-elements", "properties", "`array`; the elements are read off the samples."),
    rule("dictionary", "properties", "`object` in a row is a dictionary; its values are read off the samples."),
    rule("free-form", "properties", "The sample shows no dictionary, or an empty one: any value may stand here."),
    rule("reference", "properties", "A type name refers to the entity of that name."),
    rule(
        "stolen-name",
        "properties",
        "A reference is never shown in a sample; what is shown is not of the named type.",
    ),
    rule("lost-by-sample", "properties", "The printed name is the fallback; the sample shows the value."),
    rule("lost-by-name", "properties", "The printed name is the fallback; an entity is called like the property."),
    rule("lost", "properties", "The printed name is the fallback and nothing else tells."),
    rule("sample-only", "properties", "No row describes the property; samples show it."),
    rule("unknown-word", "properties", "The type word is not one of the format; the sample tells."),
    rule("disagreement", "properties", "Tables disagree; what all of them allow is taken."),
    rule("none", "properties", "Nothing describes the property."),
    rule("same-property", "same-property", "Left open here; every other entity with this property shows one entity."),
    rule("child-of-itself", "same-property", "An array `Child...` that samples never enter holds what it stands in."),
    rule("enum-words", "enum-words", "The same capitalised word in every sample is a word of an enumeration."),
    rule("enum-lent", "enum-words", "The list of a parameter of the same name fits what samples show."),
    rule("enum-listed", "enum-words", "A flattened body lists the words of this very property."),
    rule("enum-list", "parameters", "The parameter's cell lists the words."),
    rule("array-parameter", "parameters", "`array` in a query: integers for `...Ids`, else strings, joined by commas."),
    rule("object-parameter", "parameters", "`object` in a URL is text."),
    rule("unknown-parameter", "parameters", "Everything in a URL is text."),
    rule("path-part", "parameters", "A placeholder that no row describes is a string."),
    rule("flattened-body", "parameters", "Dotted query parameters are one body."),
];

/// The rule of a name.
#[must_use]
pub fn rule_of(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::RULES;
    use crate::passes::ALL;

    #[test]
    fn every_rule_is_of_a_pass_and_named_once() {
        let names: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        for rule in RULES {
            assert!(ALL.iter().any(|pass| pass.name == rule.pass), "{} is of no pass", rule.name);
        }
    }
}
