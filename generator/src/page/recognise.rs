//! Recognises the form of a page.
//!
//! In: the blocks of a page. Out: the [`Form`] that fits it best. A tree may mix forms, so each page is recognised by its
//! own content.

use super::blocks::{Block, BlockKind};
use super::forms::{CURRENT, FORMS, Form};
use super::front_matter;
use crate::source::SourceFile;

/// The form that matches the largest number of keys and headings of a page exactly.
pub(super) fn form(file: &SourceFile, blocks: &[Block]) -> &'static Form {
    let mut best = (fit(CURRENT, file, blocks), CURRENT);
    for form in FORMS.into_iter().skip(1) {
        let fit = fit(form, file, blocks);
        if fit > best.0 {
            best = (fit, form);
        }
    }
    best.1
}

/// The number of keys and headings that are written as in this form.
fn fit(form: &Form, file: &SourceFile, blocks: &[Block]) -> usize {
    let fits = |block: &Block| match &block.kind {
        BlockKind::FrontMatter => {
            let keys = front_matter::keys(file, block.span);
            keys.filter(|key| *key == form.uid || form.keys.contains(key)).count()
        }
        BlockKind::Heading { level, text } => {
            usize::from(form.format.sections().any(|section| section.is_written(*level, &text.value)))
        }
        BlockKind::Text => usize::from(form.format.opened_by_line(file.slice(block.span).trim()).is_some()),
        BlockKind::Table(_) | BlockKind::Fence { .. } => 0,
    };
    blocks.iter().map(fits).sum()
}
