//! Every rule with what it says, for the report, for `explain`, for the docs of the generated crate and for readers of
//! the passes.
//!
//! In: nothing. Out: a static [`Rule`] each. Its doc comment is its sentence; what follows the name is what other rooms
//! ask of it, where it differs from [`Rule::new`]. A new rule is an entry here.

use crate::model::Rule;

macro_rules! rules {
    ($($pass:ident {
        $($(#[doc = $doc:literal])+ $id:ident = $name:literal $(, $field:ident: $value:expr)*;)+
    })+) => {
        $($(
            $(#[doc = $doc])+
            pub static $id: Rule = Rule {
                $($field: $value,)*
                ..Rule::new($name, super::$pass.name, concat!($($doc),+).trim_ascii())
            };
        )+)+

        /// All rules, by pass.
        pub static ALL: &[&Rule] = &[$($(&$id,)+)+];
    };
}

rules! {
    FIXUPS {
        /// A person says so in `fixups.toml`.
        FIXUP = "fixup", by_person: true;
    }
    LOST_NAMES {
        /// The type above a bodiless 204 is the exporter's fallback; the name is not believed elsewhere.
        LOST_NAMES = "lost-names", only_counted: true;
    }
    NO_CONTENT {
        /// No success has a body, so the heading of a body names nothing.
        NO_CONTENT = "no-content", only_counted: true;
    }
    BODIES {
        /// `op`, `path`, `value` under PATCH is a JSON Patch.
        PATCH_BODY = "patch-body";
        /// A binary kind, or only media types of files, is bytes.
        BINARY_BODY = "binary-body";
        /// The heading or the sample shows an array.
        ARRAY_BODY = "array-body";
        /// The heading, sentence or sample shows a dictionary.
        DICTIONARY_BODY = "dictionary-body";
        /// A table of properties is an object.
        OBJECT_BODY = "object-body";
        /// There is no table; the sample is all that tells.
        SAMPLED_BODY = "sampled-body";
        /// The heading says a scalar.
        SCALAR_BODY = "scalar-body";
        /// A body without table and sample called `...Ids` is an array of integers.
        IDS_BODY = "ids-body";
        /// A body without table and sample called `...Names` is an array of strings.
        NAMES_BODY = "names-body";
        /// `text/plain` among the media types is a string.
        TEXT_BODY = "text-body";
        /// The page lists errors only.
        NO_SUCCESS = "no-success";
        /// Neither table nor sample.
        UNKNOWN_BODY = "unknown-body";
    }
    TABLES {
        /// Tables under one type name are one entity.
        NAMED_TABLE = "named-table", only_counted: true;
        /// A table without a name has the rows of one entity only.
        TABLE_BY_ROWS = "table-by-rows", only_counted: true;
        /// A table without a name whose rows no entity has is an entity of its own.
        TABLE_OF_ITS_OWN = "table-of-its-own", only_counted: true;
        /// A request whose sentence lists its rows is an anonymous carrier.
        CARRIER = "carrier", only_counted: true;
        /// A request has the rows of an entity, less what only the server sets.
        REQUEST_BY_ROWS = "request-by-rows", only_counted: true;
        /// A request whose rows no entity has is an entity of its own.
        REQUEST_OF_ITS_OWN = "request-of-its-own", only_counted: true;
    }
    CALLED_AFTER {
        /// The table of a call `GetFoo` describes the `Foo` that no page describes.
        CALLED_AFTER = "called-after", note: Some("The type is assumed: the response of a call with this name has it.");
    }
    NESTED_SHAPES {
        /// An object in a sample has the keys of one entity.
        SHAPE_BY_KEYS = "shape-by-keys", only_counted: true;
        /// An object in a sample whose keys no entity has is an entity of its own.
        SHAPE_OF_ITS_OWN = "shape-of-its-own", only_counted: true;
    }
    PROPERTIES {
        /// The type word says it.
        STATED = "stated";
        /// A request table says a JSON kind only; the sample shows a date, bytes or a large integer.
        HIDDEN_SCALAR = "hidden-scalar";
        /// `array`; the elements are read off the samples.
        ARRAY_ELEMENTS = "array-elements";
        /// `object` in a row is a dictionary; its values are read off the samples.
        DICTIONARY = "dictionary";
        /// The sample shows no dictionary, or an empty one: any value may stand here.
        FREE_FORM = "free-form";
        /// A type name refers to the entity of that name.
        REFERENCE = "reference";
        /// A reference is never shown in a sample; what is shown is not of the named type.
        STOLEN_NAME = "stolen-name", note: Some("The type comes from the sample. The docs name another one.");
        /// The printed name is the fallback; the sample shows the value.
        LOST_BY_SAMPLE = "lost-by-sample";
        /// The printed name is the fallback; an entity is called like the property.
        LOST_BY_NAME = "lost-by-name", note: Some("The type was found by its name. The docs print another one.");
        /// The printed name is the fallback and nothing else tells.
        LOST = "lost";
        /// No row describes the property; samples show it.
        SAMPLE_ONLY = "sample-only";
        /// The type word is not one of the format; the sample tells.
        UNKNOWN_WORD = "unknown-word";
        /// Tables disagree; what all of them allow is taken.
        DISAGREEMENT = "disagreement", note: Some("The docs contradict themselves about the type."), reports: true;
    }
    SAME_PROPERTY {
        /// Left open here; every other entity with this property shows one entity.
        SAME_PROPERTY = "same-property", note: Some("The type is that of the same property on other entities.");
        /// An array `Child...` that samples never enter holds what it stands in.
        CHILD_OF_ITSELF = "child-of-itself", note: Some("The element type is assumed: the samples do not reach it.");
    }
    ENUM_WORDS {
        /// The same capitalised word in every sample is a word of an enumeration.
        ENUM_WORDS = "enum-words", note: Some("The values come from the samples. There are others.");
        /// The list of a parameter of the same name fits what samples show.
        ENUM_LENT = "enum-lent";
        /// A flattened body lists the words of this very property.
        ENUM_LISTED = "enum-listed";
    }
    PARAMETERS {
        /// The parameter's cell lists the words.
        ENUM_LIST = "enum-list";
        /// `array` in a query: integers for `...Ids`, else strings, joined by commas.
        ARRAY_PARAMETER = "array-parameter";
        /// `object` in a URL is text.
        OBJECT_PARAMETER = "object-parameter";
        /// Everything in a URL is text.
        UNKNOWN_PARAMETER = "unknown-parameter";
        /// A placeholder that no row describes is a string.
        PATH_PART = "path-part";
        /// Dotted query parameters are one body.
        FLATTENED_BODY = "flattened-body";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ALL;

    #[test]
    fn every_rule_is_named_once() {
        let names: BTreeSet<_> = ALL.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), ALL.len());
    }
}
