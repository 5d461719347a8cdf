//! Writes archives and the names of MDO lists as companion files.
//!
//! In: [`Companions`]. Out: files of the same kinds with the same facts: names of columns, restriction types, whether rows can
//! be ordered, and labels if they are wanted. Without labels, a cell with several words is not written, because it is a
//! sentence and not a name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::archives::{COLUMNS, ENTITIES, NONE};
use super::written::free;
use crate::model::{Archive, Companions};

/// The files with their paths, sorted. Archives are large, so only those in `archives` are written.
pub(crate) fn files(companions: &Companions, archives: &BTreeSet<&str>, texts: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (name, archive) in companions.archives.iter().filter(|(name, _)| archives.contains(name.as_str())) {
        files.insert(free(&mut taken, "archives", &file_name(name), "md"), page(archive, texts));
    }
    for name in companions.mdo_lists.keys() {
        files.insert(free(&mut taken, "mdo-lists", &file_name(name), "md"), format!("# \"{name}\" MDO List\n"));
    }
    files
}

fn page(archive: &Archive, texts: bool) -> String {
    let mut out = format!("# \"{}\"\n", archive.name.value);
    if !archive.entities.is_empty() {
        let _ = write!(out, "\n{ENTITIES}\n\n| Name |\n|---|\n");
        for entity in archive.entities.iter().filter(|entity| texts || is_name(&entity.value)) {
            let _ = writeln!(out, "| \"{}\" |", escaped(&entity.value));
        }
    }
    let _ = write!(out, "\n{COLUMNS}\n\n| Name | Restriction | Description | OrderBy |\n|---|---|---|---|\n");
    for column in archive.columns.iter().filter(|column| texts || is_name(&column.name.value)) {
        let restriction = column.restriction.as_deref().filter(|text| texts || is_name(text));
        // A restriction that is not a type allows everything, as an unknown type does.
        let restriction = match (restriction, &column.restriction) {
            (Some(restriction), _) => escaped(restriction),
            (None, Some(_)) => "unknown".to_owned(),
            (None, None) => NONE.to_owned(),
        };
        let sortable = if column.sortable { "x" } else { "" };
        let label = column.label.as_ref().filter(|_| texts).map(|label| escaped(&label.value)).unwrap_or_default();
        let _ = writeln!(out, "| {} | {restriction} | {label} | {sortable} |", escaped(&column.name.value));
    }
    out
}

/// Whether a text can be a name.
fn is_name(text: &str) -> bool {
    !text.contains(char::is_whitespace)
}

/// Escapes what Markdown would read as a mark.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('_', "\\_").replace('|', "\\|")
}

/// A name as the name of a file. The name inside the file decides, so signs that some systems do not allow become hyphens.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::{SourceFile, Sources};

    fn read(files: &[(&str, &str)]) -> Companions {
        let files = files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() });
        let sources = Sources::new(Vec::new(), Vec::new()).with_companions(files.collect());
        super::super::read(&sources, 1, &mut Diagnostics::default())
    }

    /// The facts without their places and sentences.
    fn facts(companions: &Companions) -> Vec<String> {
        let mut facts: Vec<String> = companions.mdo_lists.keys().cloned().collect();
        for (name, archive) in &companions.archives {
            let entities = archive.entities.iter().map(|entity| &entity.value);
            facts.push(format!("{name} {:?}", entities.collect::<Vec<_>>()));
            let columns = archive.columns.iter();
            facts.extend(columns.map(|one| format!("{} {:?} {}", one.name.value, one.restriction, one.sortable)));
        }
        facts
    }

    #[test]
    fn facts_survive_writing_and_reading() {
        let lamps = "# \"Lamps\"\n\n## Supported Entities\n|\"lamp\"|Lamp|\n\n## Supported Columns\n\
                     |lampId|int|Key: The number| x |\n|is\\_lit| *None* |Shines|  |\n";
        let rooms = "# \"Rooms\"\n\n## Supported Columns\n|roomId|int|Key|x|\n";
        let colour = "# \"colour\" MDO List\nA sentence.\n";
        let first = read(&[("a.md", lamps), ("b.md", rooms), ("c.md", colour)]);
        let all = BTreeSet::from(["Lamps", "Rooms"]);
        let written = files(&first, &all, false);
        let paths: Vec<&str> = written.keys().map(String::as_str).collect();
        assert_eq!(paths, ["archives/Lamps.md", "archives/Rooms.md", "mdo-lists/colour.md"]);
        let again: Vec<(&str, &str)> = written.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let second = read(&again);
        assert_eq!(facts(&second), facts(&first));
        assert_eq!(facts(&second).len(), 6);
        assert_eq!(files(&second, &all, false), written, "an import of an import changes nothing");
        assert!(written.values().all(|text| !text.contains("Shines") && !text.contains("sentence")));
    }

    #[test]
    fn names_that_differ_in_signs_or_case_have_files_of_their_own() {
        let list = |name: &str| format!("# \"{name}\" MDO List\n");
        let (long, names) = ("x".repeat(300), ["a/b", "a:b", "a-b", "A-B"]);
        let pages: Vec<(String, String)> =
            names.iter().chain([&long.as_str()]).map(|name| (format!("{}.md", name.len()), list(name))).collect();
        let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let first = read(&pages);
        let written = files(&first, &BTreeSet::new(), false);
        let again: Vec<(&str, &str)> = written.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(facts(&read(&again)), facts(&first));
        assert_eq!(files(&read(&again), &BTreeSet::new(), false), written);
        assert!(written.keys().all(|path| path.len() < 200), "{written:?}");
    }

    #[test]
    fn signs_of_markdown_survive() {
        let page = "# \"Lamps\"\n\n## Supported Columns\n|lampId|int\\|string|a \\\\\\| b| x |\n";
        let all = BTreeSet::from(["Lamps"]);
        let first = read(&[("a.md", page)]);
        let written = files(&first, &all, true);
        let second = read(&[("a.md", &written["archives/Lamps.md"])]);
        assert_eq!(facts(&second), facts(&first));
        assert_eq!(files(&second, &all, true), written);
    }

    #[test]
    fn sentences_in_cells_of_names_stay_behind() {
        let page = "# \"Lamps\"\n\n## Supported Entities\n|\"A whole sentence\"|Lamp|\n|\"lamp\"|Lamp|\n\n\
                    ## Supported Columns\n|a|Only they may see it|Key|x|\n|b c|int|Key|x|\n|d|int|Key|x|\n";
        let first = read(&[("a.md", page)]);
        let all = BTreeSet::from(["Lamps"]);
        let written = files(&first, &all, false);
        let second = read(&[("a.md", &written["archives/Lamps.md"])]);
        assert_eq!(facts(&second), ["Lamps [\"lamp\"]", "a Some(\"unknown\") true", "d Some(\"int\") true"]);
        assert!(files(&first, &all, true)["archives/Lamps.md"].contains("Only they may see it"));
    }

    #[test]
    fn only_the_named_archives_are_written() {
        let page = |name: &str| format!("# \"{name}\"\n\n## Supported Columns\n|a|int|Key|x|\n");
        let found = read(&[("a.md", &page("Lamps")), ("b.md", &page("Rooms"))]);
        let files = files(&found, &BTreeSet::from(["Rooms"]), true);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["archives/Rooms.md"]);
        assert!(files.values().all(|text| text.ends_with("\n| a | int | Key | x |\n")), "{files:?}");
    }
}
