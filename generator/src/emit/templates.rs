//! The templates, and the files that each of them prints.

/// A template.
pub(crate) struct TemplateText {
    /// Its file name.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
    /// The prefixes of the paths of the files that it prints.
    pub(crate) prints: &'static [&'static str],
}

macro_rules! templates {
    ($($name:literal => $prints:expr,)*) => {
        /// Every template.
        pub(crate) const TEMPLATES: &[TemplateText] = &[$(TemplateText {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name)),
            prints: &$prints,
        }),*];
    };
}

templates! {
    "archive.rs" => ["src/columns/"],
    "client.rs" => ["src/client/"],
    "client_method.rs" => ["src/client/"],
    "client_returns.rs" => ["src/client/"],
    "client_root.rs" => ["src/client/mod.rs"],
    "column_set.rs" => ["src/columns/"],
    "entity.rs" => ["src/entities/", "src/requests/"],
    "enumeration.rs" => ["src/enums.rs"],
    "front_page.md" => ["README.md", "src/lib.rs"],
    "mdo_list.rs" => ["src/mdo.rs"],
    "module.rs" => ["src/"],
    "package.toml" => ["Cargo.toml"],
    "package_skeleton.toml" => ["Cargo.toml"],
    "route.rs" => ["src/routes/"],
    "samples_support.rs" => ["tests/support/samples.rs"],
    "samples_table.rs" => ["tests/support/table.rs"],
    "samples_test.rs" => ["tests/samples.rs"],
    "server.rs" => ["src/server/"],
    "server_root.rs" => ["src/server/mod.rs"],
}

#[cfg(test)]
mod tests {
    use super::TEMPLATES;

    #[test]
    fn every_template_is_listed() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")).unwrap();
        let mut files: Vec<String> =
            folder.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        files.sort();
        let listed: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        assert_eq!(listed, files);
    }
}
