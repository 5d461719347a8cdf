//! The forms in which the vendor has published the pages. Each is described in one file by its differences from another form.
//!
//! In: nothing. Out: [`FORMS`], from which `recognise` chooses for each page. This room does not know what a section means.

use super::format::{Format, Section};

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

impl Form {
    /// Returns the form of a year, or [`CURRENT`] if there is none.
    pub(crate) fn of(year: u16) -> &'static Self {
        FORMS.into_iter().find(|form| form.year == year).unwrap_or(CURRENT)
    }

    /// Returns the section of this form that has the same heading as a section of the newest form, or that section
    /// itself if there is none.
    pub(crate) fn section(&self, newest: &'static Section) -> &'static Section {
        self.format.sections().find(|section| section.words == newest.words).unwrap_or(newest)
    }
}

/// The form that `import` writes and that findings compare with if no other form fits better.
pub(crate) static CURRENT: &Form = &y2023::FORM;

/// All forms. If several of them fit a page equally well, the first one is used.
pub(super) static FORMS: [&Form; 4] = [&y2023::FORM, &y2025::FORM, &y2022::FORM, &y2021::FORM];
