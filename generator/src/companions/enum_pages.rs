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
    for (at, line) in lines(text).skip_while(|(_, line)| !line.starts_with("# ")).skip(1) {
        let Some(row) = cells(file, at, line) else {
            if in_table && line.starts_with("## ") {
                break;
            }
            let sentence = line.trim();
            if !in_table && above.is_none() && !sentence.is_empty() && !sentence.starts_with('#') {
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
        let own = above.as_ref().is_some_and(|text| text.value == FLAGS);
        let flags = above.as_ref().is_some_and(|text| {
            let text = text.value.to_ascii_lowercase();
            super::says_flags(&text)
        });
        let text = above.filter(|_| !own);
        let name_at = Spanned::new(name.clone(), title.span);
        Facts::Type(name, CompanionType::Values(Values { name: name_at, text, flags, values }))
    })
}
