//! Pages of archives: the columns that a list can select, restrict and order.
//!
//! ```text
//! # "Lamps"
//!
//! ## Supported Entities
//! | Name | Description |
//! | ---- | ----- |
//! |"lamp"|Lamp|
//!
//! ## Supported Columns
//! | Name | Restriction | Description | OrderBy
//! | ---- | ----- | ------- | ------ |
//! |lampId|int|Key: Number of the lamp| x |
//! |room/name| *None* |Room| |
//! ```
//!
//! A long table is cut into pieces, each below a heading such as `## Supported Columns (cont.)`. Columns that the
//! administrator of one tenant has added are examples, and are left out.

use super::markdown::{cells, lines, title};
use super::{Facts, Kind};
use crate::model::{Archive, ArchiveColumn};
use crate::source::{FileId, Spanned};

/// The heading above entities.
pub(super) const ENTITIES: &str = "## Supported Entities";

/// The heading above columns.
pub(super) const COLUMNS: &str = "## Supported Columns";

/// The restriction type of a column that cannot be restricted.
pub(super) const NONE: &str = "*None*";

/// This kind.
pub(super) const KIND: Kind = Kind { name: "archive page", read };

fn read(file: FileId, text: &str) -> Option<Facts> {
    let title = title(file, text)?;
    let name = unquoted(&title.value).filter(|name| !name.is_empty() && !name.contains('"'))?.to_owned();
    let mut archive = Archive { name: Spanned::new(name, title.span), entities: Vec::new(), columns: Vec::new() };
    let mut seen = std::collections::BTreeSet::new();
    let mut heading = "";
    for (at, line) in lines(text) {
        if line.starts_with("## ") {
            heading = line;
        }
        let (entities, columns) = (heading.starts_with(ENTITIES), heading.starts_with(COLUMNS));
        if !entities && !columns {
            continue;
        }
        let Some(row) = cells(file, at, line) else { continue };
        if entities {
            let name = row.into_iter().next().filter(|cell| unquoted(&cell.value).is_some());
            archive.entities.extend(name.map(|cell| Spanned::new(cell.value.trim_matches('"').to_owned(), cell.span)));
        } else if let Some(column) = column(row)
            && seen.insert(column.name.value.clone())
        {
            archive.columns.push(column);
        }
    }
    (!archive.columns.is_empty()).then_some(Facts::Archive(archive))
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// The column in a row; `None` for the header, the line below it, and examples.
fn column(row: Vec<Spanned<String>>) -> Option<ArchiveColumn> {
    let mut row = row.into_iter();
    let (name, restriction, label) = (row.next()?, row.next()?, row.next()?);
    let sortable = row.next().is_some_and(|cell| cell.value.eq_ignore_ascii_case("x"));
    let restriction = Some(restriction.value).filter(|restriction| restriction != NONE);
    let header = name.value == "Name" && restriction.as_deref() == Some("Restriction");
    if header || !is_name(&name.value) || is_example(&name.value, restriction.as_deref()) {
        return None;
    }
    let label = Some(label).filter(|label| !label.value.is_empty());
    Some(ArchiveColumn { name, restriction, sortable, label })
}

/// Whether a text is the name of a column: segments of letters, digits and a few signs.
fn is_name(text: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let segment = |segment: &str| segment.chars().all(sign) && segment.contains(|c: char| c.is_ascii_alphanumeric());
    text.split('/').all(segment)
}

/// Whether a column exists only in tenants where somebody has added it: a user-defined field (`Owner:1`), a field or a table
/// of the administrator (`x_`, `y_`), or a status monitor.
fn is_example(name: &str, restriction: Option<&str>) -> bool {
    let added = |segment: &str| segment.contains(':') || segment.starts_with("x_") || segment.starts_with("y_");
    restriction == Some("saintStatus") || name.split('/').any(added)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"---
title: Lamps
---

# "Lamps"

This provider is a class. | x |

## Supported Entities
| Name | Description |
| ---- | ----- |
|"lamp"|Lamp|
|"room"|Room|

## Supported Columns
| Name | Restriction | Description | OrderBy
| ---- | ----- | ------- | ------ |
|lampId|int|Key: Number of the lamp| x |
|room/name| *None* |Room|  |
|Owner:1|string|Mine| x |
|room/x\_paint|string|Mine| x |

## Supported Columns (cont.)
| Name | Restriction | Description | OrderBy |
| ---- | ----- | ------- | ------ |
|is\_lit|bool| | x
|lampId|string|Again| x |

## Sample
| other | int | x | x |
"#;

    fn archive(text: &str) -> Option<Archive> {
        match read(FileId(0), text)? {
            Facts::Archive(archive) => Some(archive),
            _ => None,
        }
    }

    #[test]
    fn pages() {
        let found = archive(PAGE).unwrap();
        assert_eq!(found.name.value, "Lamps");
        let entities: Vec<&str> = found.entities.iter().map(|one| one.value.as_str()).collect();
        assert_eq!(entities, ["lamp", "room"]);
        let columns: Vec<_> = found
            .columns
            .iter()
            .map(|one| {
                let label = one.label.as_ref().map(|label| label.value.as_str());
                (one.name.value.as_str(), one.restriction.as_deref(), one.sortable, label)
            })
            .collect();
        assert_eq!(
            columns,
            [
                ("lampId", Some("int"), true, Some("Key: Number of the lamp")),
                ("room/name", None, false, Some("Room")),
                ("is_lit", Some("bool"), true, None),
            ]
        );
        assert_eq!(PAGE.get(found.columns[2].name.span.range()), Some(r"is\_lit"));
    }

    #[test]
    fn pages_without_columns_are_not_archives() {
        assert!(
            archive("# \"Lamps\"\n\n## Supported Columns\n| Name | Restriction | Description | OrderBy |\n").is_none()
        );
        assert!(archive("# Lamps\n\n## Supported Columns\n|a|int|b|x|\n").is_none());
        assert!(archive("# \"\"\n\n## Supported Columns\n|a|int|b|x|\n").is_none());
    }

    #[test]
    fn examples() {
        for (name, restriction) in [
            ("a:1", "string"),
            ("a/x_b", "int"),
            ("y_b/a", "int"),
            ("Status1", "saintStatus"),
            ("a/Status2", "saintStatus"),
        ] {
            assert!(is_example(name, Some(restriction)), "{name}");
        }
        assert!(!is_example("box_a/by_b", Some("int")) && !is_example("a", None));
        assert!(is_name("a/b_c-d.e") && !is_name("a//b") && !is_name("a b") && !is_name("----") && !is_name(""));
    }
}
