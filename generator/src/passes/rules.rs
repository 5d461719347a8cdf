//! Every rule with its sentence, for the report, for `explain`, for the docs of the generated crate and for readers of
//! the passes.
//!
//! In: nothing. Out: a static [`Rule`] for each. Its doc comment is its sentence. The fields after its name are those
//! in which it differs from [`Rule::new`]. A new rule is an entry here.

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
        /// A fixup in `fixups.toml` states it.
        FIXUP = "fixup", by_person: true;
    }
    LOST_NAMES {
        /// The type name above a 204 response without a body is a placeholder, which is not trusted elsewhere.
        LOST_NAMES = "lost-names", only_counted: true;
    }
    NO_CONTENT {
        /// No successful status has a body, so the type name in the heading is not used.
        NO_CONTENT = "no-content", only_counted: true;
    }
    BODIES {
        /// A table of `op`, `path` and `value` under PATCH is a JSON Patch.
        PATCH_BODY = "patch-body";
        /// A body is bytes if its heading says so, or if all its media types are those of files.
        BINARY_BODY = "binary-body";
        /// The heading or the sample shows an array.
        ARRAY_BODY = "array-body";
        /// The heading, sentence or sample shows a dictionary.
        DICTIONARY_BODY = "dictionary-body";
        /// A table of properties is an object.
        OBJECT_BODY = "object-body";
        /// There is no table, so the type is read from the sample.
        SAMPLED_BODY = "sampled-body";
        /// The heading states a scalar.
        SCALAR_BODY = "scalar-body";
        /// A body named `...Ids` without a table or sample is an array of integers.
        IDS_BODY = "ids-body";
        /// A body named `...Names` without a table or sample is an array of strings.
        NAMES_BODY = "names-body";
        /// A body with `text/plain` among its media types is a string.
        TEXT_BODY = "text-body";
        /// The page lists only errors.
        NO_SUCCESS = "no-success";
        /// The body has neither a table nor a sample.
        UNKNOWN_BODY = "unknown-body";
    }
    TABLES {
        /// Tables with the same type name are one entity.
        NAMED_TABLE = "named-table", only_counted: true;
        /// A table without a name has the rows of exactly one entity.
        TABLE_BY_ROWS = "table-by-rows", only_counted: true;
        /// A table without a name, with rows that no entity has, is a separate entity.
        TABLE_OF_ITS_OWN = "table-of-its-own", only_counted: true;
        /// A request body whose sentence lists the properties has a type without a name.
        CARRIER = "carrier", only_counted: true;
        /// A request table has the rows of an entity, except those that only the server sets.
        REQUEST_BY_ROWS = "request-by-rows", only_counted: true;
        /// A request table with rows that no entity has is a separate entity.
        REQUEST_OF_ITS_OWN = "request-of-its-own", only_counted: true;
    }
    CALLED_AFTER {
        /// The table of a call `GetFoo` describes `Foo`, if no page describes `Foo`.
        CALLED_AFTER = "called-after", note: Some("The type is assumed from the name of a call that returns it.");
    }
    NESTED_SHAPES {
        /// An object in a sample has the keys of one entity.
        SHAPE_BY_KEYS = "shape-by-keys", only_counted: true;
        /// An object in a sample, with keys that no entity has, is a separate entity.
        SHAPE_OF_ITS_OWN = "shape-of-its-own", only_counted: true;
    }
    PROPERTIES {
        /// The type word states it.
        STATED = "stated";
        /// A request table states only a JSON kind; the sample shows a date, bytes or a large integer.
        HIDDEN_SCALAR = "hidden-scalar";
        /// The row says `array`; the elements are read from the samples.
        ARRAY_ELEMENTS = "array-elements";
        /// An `object` in a row is a dictionary; its values are read from the samples.
        DICTIONARY = "dictionary";
        /// The sample shows no dictionary, or an empty one, so any value is allowed.
        FREE_FORM = "free-form";
        /// A type name refers to the entity of that name.
        REFERENCE = "reference";
        /// Samples show `null` wherever a row names a type; here they show a value, so the name is wrong.
        STOLEN_NAME = "stolen-name", note: Some("The type comes from the sample. The docs name another one.");
        /// The printed name is a placeholder; the type is read from the sample.
        LOST_BY_SAMPLE = "lost-by-sample";
        /// The printed name is a placeholder; an entity has the name of the property.
        LOST_BY_NAME = "lost-by-name", note: Some("The type was found by its name. The docs print another one.");
        /// The printed name is a placeholder, and nothing else shows the type.
        LOST = "lost";
        /// The form of the page does not name the types of objects; the entity is the one that samples show.
        UNNAMED = "unnamed";
        /// No row describes the property; samples show it.
        SAMPLE_ONLY = "sample-only";
        /// The type word is not one of the format; the sample decides.
        UNKNOWN_WORD = "unknown-word";
        /// Rows and samples disagree; at least three in four of them support the type.
        MAJORITY = "majority", reports: true;
        /// Tables disagree; a type that all of them allow is used.
        DISAGREEMENT = "disagreement", note: Some("The docs contradict themselves about the type."), reports: true;
    }
    SAME_PROPERTY {
        /// The type is open here; on every other entity, the property has the same entity as its type.
        SAME_PROPERTY = "same-property", note: Some("The type is that of the same property on other entities.");
        /// An array `Child...` whose elements no sample shows holds the entity that it belongs to.
        CHILD_OF_ITSELF = "child-of-itself", note: Some("The element type is assumed: no sample shows an element.");
    }
    COMPANION_TYPES {
        /// A type of the vendor's client states it.
        CLIENT_TYPE = "client-type";
        /// A signature of the operation in companion material states it.
        SIGNATURE = "signature";
    }
    COMPANION_VALUES {
        /// An enumeration of companion material has the same name and all values that pages show, or exactly these values.
        SAME_VALUES = "same-values";
    }
    ENUM_WORDS {
        /// The same capitalised word in every sample is an enum value, if a name, a description or a list supports it.
        ENUM_WORDS = "enum-words", note: Some("The values come from the samples. There may be others.");
        /// A parameter with the same name lists values that include those in the samples.
        ENUM_LENT = "enum-lent";
        /// The type cell of a row lists the values.
        ENUM_ROW = "enum-row";
        /// A flattened body lists the values of this property.
        ENUM_LISTED = "enum-listed";
    }
    PARAMETERS {
        /// The parameter's cell lists the values.
        ENUM_LIST = "enum-list";
        /// `array` in a query: integers for `...Ids`, otherwise strings, joined by commas.
        ARRAY_PARAMETER = "array-parameter";
        /// `object` in a URL is text.
        OBJECT_PARAMETER = "object-parameter";
        /// Everything in a URL is text.
        UNKNOWN_PARAMETER = "unknown-parameter";
        /// A placeholder that no row describes is a string.
        PATH_PART = "path-part";
        /// Dotted query parameters are the properties of one body.
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
