//! Names that generated code uses for something else.

/// Types, traits and enum variants of Rust's prelude, the standard library and the runtime that generated files mention.
pub(crate) const TYPES: &[&str] = &[
    "Base64",
    "BTreeMap",
    "Binary",
    "Box",
    "Call",
    "CallOptions",
    "Client",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Default",
    "Drop",
    "Entity",
    "Eq",
    "Err",
    "Extra",
    "Field",
    "Filter",
    "Fn",
    "From",
    "Http",
    "Into",
    "Iterator",
    "Json",
    "Listed",
    "Method",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Ord",
    "OrderBy",
    "Parameter",
    "PartialEq",
    "Patch",
    "Place",
    "Result",
    "Selectable",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Upload",
    "Value",
    "Vec",
    "Word",
];

/// Methods that every call has.
pub(crate) const CALL_METHODS: &[&str] = &[
    "accept",
    "call",
    "culture",
    "draft_mut",
    "filter_by",
    "header",
    "if_changed_since",
    "if_modified_since",
    "if_unmodified_since",
    "into_future",
    "into_inner",
    "language",
    "new",
    "no_timeout",
    "optional",
    "query",
    "raw",
    "retry",
    "rows",
    "select",
    "select_by",
    "send",
    "send_with_response",
    "sort_by",
    "time_zone",
    "timeout",
];

/// Cargo features of every generated crate, as in `templates/package_skeleton.toml`.
pub(crate) const FEATURES: &[&str] = &[
    "blocking",
    "chrono",
    "columns",
    "default",
    "full",
    "jiff",
    "oauth",
    "reqwest",
    "server",
    "system-user",
    "time",
    "tracing",
    "webhook-events",
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_feature_of_the_skeleton_is_reserved() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/package_skeleton.toml");
        let skeleton = std::fs::read_to_string(path).unwrap();
        let features = skeleton.split("[features]").nth(1).unwrap().split("# @generated").next().unwrap();
        let names = features.lines().filter_map(|line| line.split_once(" = ").map(|(name, _)| name));
        let mut names: Vec<&str> = names.chain(["default", "full"]).collect();
        names.sort_unstable();
        assert_eq!(names, super::FEATURES);
    }
}
