//! Pages of enumerations: the values with their numbers and descriptions.
//!
//! ```text
//! # Colour Enum
//!
//! | Name | Value | Description |
//! |------|-------|-------------|
//! |Red|1|Like a rose|
//! ```

use super::markdown::{cells, lines, title};
use super::{Facts, Kind, dotnet};
use crate::model::{CompanionType, Value, Values};
use crate::source::{FileId, Spanned};

/// The sentence that an import writes above the values of an enumeration of flags.
pub(super) const FLAGS: &str = "Its values are flags that can be combined.";

/// The kind of file that this module reads.
pub(super) const KIND: Kind = Kind { name: "enumeration page", read };

fn read(file: FileId, text: &str) -> Option<Facts> {
    let title = title(file, text)?;
    let name = title.value.strip_suffix(" Enum").map(str::trim).filter(|name| dotnet::is_word(name))?.to_owned();
    let mut in_table = false;
    let mut values: Vec<Value> = Vec::new();
    let mut above: Option<Spanned<String>> = None;
    let mut own = false;
    for (at, line) in lines(text).skip_while(|(_, line)| !line.starts_with("# ")).skip(1) {
        let Some(row) = cells(file, at, line) else {
            if in_table && line.starts_with("## ") {
                break;
            }
            let sentence = line.trim();
            if !in_table && sentence == FLAGS {
                own = true;
            } else if !in_table && above.is_none() && !sentence.is_empty() && !sentence.starts_with('#') {
                let from = at + line.len() - line.trim_start().len();
                let span = crate::source::Span::new(file, from..from + sentence.len());
                above = Some(Spanned::new(sentence.to_owned(), span));
            }
            continue;
        };
        let cell = |column: usize| row.get(column).map(|cell| cell.value.as_str()).unwrap_or_default();
        if cell(0).eq_ignore_ascii_case("name") && cell(1).eq_ignore_ascii_case("value") {
            in_table = true;
            continue;
        }
        // The line below the header, values that cannot be on the wire, and repeated values are skipped.
        let word = cell(0);
        if !in_table || !dotnet::is_word(word) || values.iter().any(|known| known.word.value == word) {
            continue;
        }
        let number = cell(1).parse().ok();
        let text = row.get(2).filter(|text| !text.value.is_empty()).cloned();
        let word = row.into_iter().next()?;
        values.push(Value { word, number, text });
    }
    in_table.then(|| {
        let says = above.as_ref().is_some_and(|text| super::says_flags(&text.value.to_ascii_lowercase()));
        let name_at = Spanned::new(name.clone(), title.span);
        let flags = own || says;
        Facts::Type(name, CompanionType::Values(Values { name: name_at, text: above, flags, values }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Option<(String, Values)> {
        match read(FileId(0), text)? {
            Facts::Type(name, CompanionType::Values(values)) => Some((name, values)),
            _ => None,
        }
    }

    const PAGE: &str = "---
title: colour
---

Before the title.

# Colour Enum

## Colours

  What it looks like.
Another sentence.

| Other | Column |
|---|---|
|Early|9|
| Name | Value | Description |
|------|-------|-------------|
|Red|1|Like a rose|
|Not a word|2|x|
|Red|3|again|
|Blue|many||

### Below

|Green|-5|

## Usage

|Late|7|x|
";

    #[test]
    fn values_with_numbers_and_places() {
        let (name, found) = values(PAGE).unwrap();
        assert_eq!((name.as_str(), PAGE.get(found.name.span.range())), ("Colour", Some("Colour Enum")));
        let text = found.text.unwrap();
        assert_eq!(
            (text.value.as_str(), PAGE.get(text.span.range())),
            ("What it looks like.", Some("What it looks like."))
        );
        assert!(!found.flags);
        let values: Vec<_> = found
            .values
            .iter()
            .map(|one| (one.word.value.as_str(), one.number, one.text.as_ref().map(|text| text.value.as_str())))
            .collect();
        assert_eq!(values, [("Red", Some(1), Some("Like a rose")), ("Blue", None, None), ("Green", Some(-5), None)]);
    }

    #[test]
    fn flags() {
        let with = |sentence: &str| values(&PAGE.replace("  What it looks like.", sentence)).unwrap().1;
        assert!(with("Flags that can be combined.").flags && with("Flags that can be combined.").text.is_some());
        // The sentence of an import is not one about the enumeration.
        assert!(with(FLAGS).flags && with(FLAGS).text.is_none_or(|text| text.value != FLAGS));
        assert!(!with("Flags.").flags && !with("Colours are combined.").flags);
    }

    #[test]
    fn other_pages() {
        assert!(values(&PAGE.replace("# Colour Enum", "# Colour")).is_none());
        assert!(values(&PAGE.replace("# Colour Enum", "# Colour of it Enum")).is_none());
        assert!(values(&PAGE.replace("| Name | Value |", "| Name | Number |")).is_none());
        assert!(values(&PAGE.replace("| Name | Value |", "| Word | Value |")).is_none());
        assert!(values(&PAGE.replace("| Name | Value |", "| NAME | value |")).is_some());
    }
}
