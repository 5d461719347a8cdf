//! The explanation of a code, for people who encounter it.

use super::{Code, Level};

/// The explanation of a code, found by its number (`DOC0001`, in any case) or its name (`missing-route`).
#[must_use]
pub fn explain(code_or_name: &str) -> Option<String> {
    let wanted = code_or_name.trim();
    let code = Code::ALL
        .iter()
        .find(|code| code.number().eq_ignore_ascii_case(wanted) || code.name().eq_ignore_ascii_case(wanted))?;
    // Removes the space that follows the slashes of a doc comment. A fence inside it needs its other spaces.
    let lines = code.explanation().lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    let paragraph = lines.collect::<Vec<_>>().join("\n");
    Some(format!("{} {} ({})\n\n{}\n", code.number(), code.name(), level_name(code.level()), paragraph.trim()))
}

/// The name of a level, in every format.
#[must_use]
pub fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_found_by_number_and_by_name() {
        for code in Code::ALL {
            let text = explain(code.number()).unwrap();
            assert_eq!(Some(&text), explain(&code.number().to_lowercase()).as_ref());
            assert_eq!(Some(&text), explain(code.name()).as_ref());
            let (head, paragraph) = text.split_once("\n\n").unwrap();
            assert!(head.starts_with(code.number()) && paragraph.trim().ends_with(['.', '`']), "{text}");
        }
        assert_eq!(explain("DOC"), None);
        assert_eq!(explain(""), None);
    }

    #[test]
    fn numbers_and_names_are_unique_and_in_order() {
        let numbers: Vec<_> = Code::ALL.iter().map(|code| code.number()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
        assert_eq!(Code::ALL.iter().map(|code| code.name()).collect::<BTreeSet<_>>().len(), numbers.len());
        assert!(numbers.iter().all(|number| number.len() == 7 && number.starts_with("DOC")));
    }
}
