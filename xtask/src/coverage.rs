//! Keeps the table of features in the `README.md` of a repository that contains a generated crate.
//!
//! In: the folder of a crate that is up to date. Out: the table of its `README.md`, copied between the marks in the
//! `README.md` of the folder around it. A file without the marks is not changed.

use std::path::{Path, PathBuf};

use superoffice_codegen::output::{OutputError, filled, write_one};

const FILE: &str = "README.md";
const HEADING: &str = "## Coverage\n";
const BEGIN: &str =
    "<!-- @generated coverage begin: `cargo xtask codegen` copies this table from generated/README.md -->";
const END: &str = "<!-- @generated coverage end -->";

/// A file whose table differs, and its text with the right table.
pub(crate) struct Outdated {
    pub(crate) path: PathBuf,
    text: String,
}

impl Outdated {
    /// Compares the table around the crate in `out` with that of the crate. `None` if they are equal, or if the table
    /// has no marks.
    pub(crate) fn around(out: &Path) -> Option<Self> {
        let table = std::fs::read_to_string(out.join(FILE)).ok().and_then(|text| table(&text))?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let path = folder.join(FILE);
        let old = std::fs::read_to_string(&path).ok()?;
        let text = filled(&old, BEGIN, END, &table)?;
        (text != old).then_some(Self { path, text })
    }

    pub(crate) fn write(&self) -> Result<(), OutputError> {
        write_one(&self.path, &self.text).map(|_| ())
    }
}

/// The table in the section about the coverage.
fn table(readme: &str) -> Option<String> {
    let readme = readme.replace("\r\n", "\n");
    let (_, section) = readme.split_once(HEADING)?;
    let section = section.split("\n## ").next().unwrap_or(section);
    Some(format!("{}\n", section.trim()))
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn the_table_ends_at_the_next_heading() {
        assert_eq!(table("# a\n\n## Coverage\n\n| b |\n\n## c\n").as_deref(), Some("| b |\n"));
        assert_eq!(table("## Coverage\r\n\r\n| b |\r\n| c |\r\n").as_deref(), Some("| b |\n| c |\n"));
        assert_eq!(table("# a\n"), None);
    }
}
