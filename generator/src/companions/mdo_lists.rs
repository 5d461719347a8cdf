//! Pages of MDO lists: the name of each.
//!
//! ```text
//! # "colour" MDO List
//! ```

use super::markdown::title;
use super::{Facts, Kind};
use crate::source::{FileId, Spanned};

/// This kind.
pub(super) const KIND: Kind = Kind { name: "MDO list page", read };

fn read(file: FileId, text: &str) -> Option<Facts> {
    let title = title(file, text)?;
    let name = title.value.strip_prefix('"')?.strip_suffix("\" MDO List")?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '`');
    is_name.then(|| Facts::MdoList(Spanned::new(name.to_owned(), title.span)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let name = |text: &str| match read(FileId(0), text)? {
            Facts::MdoList(name) => Some(name.value),
            _ => None,
        };
        assert_eq!(name("---\ntitle: a\n---\n\n# \"colour\" MDO List\nReads it.\n").as_deref(), Some("colour"));
        for other in ["# MDO List\n", "# \"\" MDO List\n", "# \"a b\" MDO List\n", "# \"colour\"\n"] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
