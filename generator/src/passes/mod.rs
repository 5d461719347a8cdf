//! Improves the model, one idea per file.
//!
//! In: an [`Api`] as its pages describe it. Out: the same with types decided, each with the rule and the observations
//! that support it. These rooms know neither Markdown nor Rust, and no name of an API type, property or page.
//!
//! The order below is the order of reading and of running. Each entry says what it needs from those above it.

use std::fmt;

use crate::diagnostics::Diagnostics;
use crate::model::Api;

mod account;
mod bodies;
mod by_names;
mod called_after;
mod companion_types;
mod companion_values;
mod enum_words;
mod fixups;
mod gathered;
mod groups;
mod infer;
pub(crate) mod lost_names;
mod names;
mod nested_shapes;
mod no_content;
mod observe;
mod odd_names;
mod odd_pages;
mod odd_rows;
mod odd_tables;
mod odd_titles;
mod odd_uids;
mod parameters;
mod properties;
pub mod rules;
mod same_property;
mod settle;
mod stated;
mod tables;
mod weight;

pub use infer::is_date_time;

/// One idea. Two passes are the same if they are the same static.
pub struct Pass {
    /// Its name, as in the report.
    pub name: &'static str,
    /// What it does to the model, as in ARCHITECTURE.md.
    pub idea: &'static str,
    /// Whether later passes cannot work at all without it, so that it cannot be switched off.
    pub essential: bool,
    run: fn(&mut Api, &mut Diagnostics),
}

impl Pass {
    /// Creates a pass that can be switched off.
    const fn new(name: &'static str, idea: &'static str, run: fn(&mut Api, &mut Diagnostics)) -> Self {
        Self { name, idea, essential: false, run }
    }
}

impl PartialEq for Pass {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Pass {}

/// Prints the name, which is the same in every run of the program.
impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! passes {
    ($($(#[doc = $doc:literal])+ $id:ident = $name:literal, $run:path $(, $field:ident: $value:expr)*;)+) => {
        $(
            $(#[doc = $doc])+
            pub static $id: Pass =
                Pass { $($field: $value,)* ..Pass::new($name, concat!($($doc),+).trim_ascii(), $run) };
        )+

        /// All passes, in order.
        pub static ALL: &[&Pass] = &[$(&$id,)+];
    };
}

passes! {
    // Before all others: a status that a fixup lists is as good as documented.
    /// corrections of statuses from `fixups.toml`, before all other passes
    FIXED_STATUSES = "fixed-statuses", fixups::statuses;

    // Needs only the statuses to find the names that mean nothing.
    /// the type name above a 204 response without a body is a placeholder of the exporter, and is not trusted elsewhere
    LOST_NAMES = "lost-names", lost_names::run;

    // Must follow lost-names: afterwards the headings of void operations are gone.
    /// a response with status 204 has no body, even if a heading names one
    NO_CONTENT = "no-content", no_content::run;

    // Decides what a body is before its table is looked at.
    /// whether a body is an object, array, dictionary, scalar, patch or bytes, before its table is read
    BODIES = "bodies", bodies::run, essential: true;

    // Needs bodies. Joins the tables of all pages into entities.
    /// the tables of one entity are merged; a request table joins the response table that has its properties
    TABLES = "tables", tables::run, essential: true;

    // Needs tables. Names the entities that are described only under the name of a call.
    /// an unnamed response of `GetFoo` describes `Foo`, if no page describes `Foo`
    CALLED_AFTER = "called-after", called_after::run;

    // Needs tables. Finds the entity of every object inside a sample.
    /// an object inside a sample is the entity with the same keys
    NESTED_SHAPES = "nested-shapes", nested_shapes::run;

    // Needs nested-shapes, so that every entity exists. Decides what fixups set before any rule decides.
    /// corrections of types from `fixups.toml`, before any rule decides a type; a correction that changes nothing is an error
    FIXUPS = "fixups", fixups::run;

    // Needs nested-shapes. Leaves alone what fixups set.
    /// a type from a property's own rows and samples
    PROPERTIES = "properties", properties::run, essential: true;

    // Needs properties. A type left open in one place may be shown by other places of the same name.
    /// a type left open in one place is taken from the same property elsewhere
    SAME_PROPERTY = "same-property", same_property::run;

    // Needs same-property: companion material decides only what the pages leave open.
    /// types that the pages leave open are taken from companion material, such as the types of the vendor's client
    COMPANION_TYPES = "companion-types", companion_types::run;

    // Needs properties. Handles strings that are always the same word.
    /// a string that has the same value in every sample is a value of an open enumeration
    ENUM_WORDS = "enum-words", enum_words::run;

    // Independent of the entities, but shares their enumerations.
    /// types of parameters; an entity flattened into query parameters is a body
    PARAMETERS = "parameters", parameters::run, essential: true;

    // Needs the enumerations of properties and parameters: it adds their names and their other values.
    /// enumerations get names, values and descriptions from companion material
    COMPANION_VALUES = "companion-values", companion_values::run;

    // Needs the values that samples show. Changes nothing.
    /// reports facts that one page states differently from all others like it; no type changes
    ODD_PAGES = "odd-pages", odd_pages::run;

    // Needs everything above.
    /// names for types that the docs do not name
    NAMES = "names", names::run, essential: true;

    // Needs every type decided.
    /// reports the types that stay open, with the reason
    SETTLE = "settle", settle::run, essential: true;

    // Last, because it looks at what all others made of the pages.
    /// counts how every key of every sample was treated
    ACCOUNT = "account", account::run, essential: true;
}

/// The pass with this name.
#[must_use]
pub fn called(name: &str) -> Option<&'static Pass> {
    ALL.iter().copied().find(|pass| pass.name == name)
}

/// Runs all passes except those in `without`.
pub fn run(api: &mut Api, without: &[&'static Pass], diagnostics: &mut Diagnostics) {
    some(ALL, api, without, diagnostics);
}

/// Like [`run`], but stops after the pass `last`, to see what it did.
pub fn run_to(api: &mut Api, last: &'static Pass, without: &[&'static Pass], diagnostics: &mut Diagnostics) {
    let passes = ALL.split_inclusive(|pass| *pass == last).next();
    some(passes.unwrap_or_default(), api, without, diagnostics);
}

fn some(passes: &[&'static Pass], api: &mut Api, without: &[&'static Pass], diagnostics: &mut Diagnostics) {
    for pass in passes {
        if pass.essential || !without.contains(pass) {
            (pass.run)(api, diagnostics);
        }
    }
}

/// Runs the passes after `fixups`, to see what the rules alone decide.
fn after_fixups(api: &mut Api) {
    let mut ignored = Diagnostics::default();
    for pass in ALL.iter().skip_while(|pass| **pass != &FIXUPS).skip(1) {
        (pass.run)(api, &mut ignored);
    }
}
