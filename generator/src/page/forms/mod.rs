//! The forms in which the vendor has published the pages, each in one file that says how it differs.
//!
//! In: the blocks of a page. Out: the [`Form`] that fits it best. A tree may mix forms, so each page is recognised by its
//! content. This room does not know what a section means.

use super::blocks::{Block, BlockKind};
use super::format::Format;
use super::front_matter;
use crate::source::SourceFile;

mod y2021;
mod y2022;
mod y2023;
mod y2025;

/// A form of the pages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// The year in which the vendor first published it.
    pub year: u16,
    /// The key of the front matter with the uid.
    pub uid: &'static str,
    /// Keys of the front matter that only this form has.
    pub keys: &'static [&'static str],
    /// The sections, in their order.
    pub format: Format,
    /// Whether the heading of the response body repeats its kind. Otherwise, it names the type.
    pub body_kind: bool,
    /// Whether the type cell of an object is empty. Otherwise, it names the type.
    pub unnamed_objects: bool,
}

/// The form that `import` writes and that findings compare with if no other form fits better.
pub(crate) static CURRENT: &Form = &y2023::FORM;

/// All forms. Of several that fit a page equally, the first one is meant.
static FORMS: [&Form; 4] = [&y2023::FORM, &y2025::FORM, &y2022::FORM, &y2021::FORM];

impl Form {
    /// The form that has most of the keys and headings of a page exactly as they are written there.
    pub(super) fn of(file: &SourceFile, blocks: &[Block]) -> &'static Self {
        let mut best = (CURRENT.fit(file, blocks), CURRENT);
        for form in FORMS.into_iter().skip(1) {
            let fit = form.fit(file, blocks);
            if fit > best.0 {
                best = (fit, form);
            }
        }
        best.1
    }

    /// The number of keys and headings that are written as in this form.
    fn fit(&self, file: &SourceFile, blocks: &[Block]) -> usize {
        let fits = |block: &Block| match &block.kind {
            BlockKind::FrontMatter => {
                let keys = front_matter::keys(file, block.span);
                keys.filter(|key| *key == self.uid || self.keys.contains(key)).count()
            }
            BlockKind::Heading { level, text } => {
                usize::from(self.format.sections().any(|section| section.is_written(*level, &text.value)))
            }
            BlockKind::Text => usize::from(self.format.opened_by_line(file.slice(block.span).trim()).is_some()),
            BlockKind::Table(_) | BlockKind::Fence { .. } => 0,
        };
        blocks.iter().map(fits).sum()
    }
}
