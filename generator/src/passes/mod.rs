//! A better model from the model, one idea a file.
//!
//! In: an [`Api`] that believes its pages. Out: the same with types decided, each with the rule and the observations
//! that led to it. These rooms know neither Markdown nor Rust, and no name of an API type, property or page.
//!
//! The order below is the reading order and the running order; each line says what it needs from those above.

use std::fmt;

use crate::diagnostics::Diagnostics;
use crate::model::Api;

mod account;
mod bodies;
mod by_names;
mod called_after;
mod enum_words;
mod fixups;
mod infer;
mod lost_names;
mod names;
mod nested_shapes;
mod no_content;
mod observe;
mod parameters;
mod properties;
pub mod rules;
mod same_property;
mod settle;
mod tables;

pub use infer::is_date_time;

/// One idea. Two passes are the same if they are the same static.
pub struct Pass {
    /// Its name, as in the report.
    pub name: &'static str,
    /// What it does to the model, as ARCHITECTURE.md has it.
    pub idea: &'static str,
    /// Whether later passes cannot work at all without it, so that it cannot be switched off.
    pub essential: bool,
    run: fn(&mut Api, &mut Diagnostics),
}

impl Pass {
    /// A pass that can be switched off.
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

/// The name, so that it is the same in every run of the program.
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
    // Before all others: what a person says about statuses is as good as documented.
    /// corrections of statuses from `fixups.toml`, before all other passes
    FIXED_STATUSES = "fixed-statuses", fixups::statuses;

    // The statuses alone tell which names are worthless.
    /// the type name above a 204 without a body is a fallback of the exporter and is not trusted elsewhere
    LOST_NAMES = "lost-names", lost_names::run;

    // Needs lost-names only in that order: afterwards the headings of void operations are gone.
    /// a success without content has no body, even if the heading names one
    NO_CONTENT = "no-content", no_content::run;

    // What a body is before its table is looked at.
    /// object, array, dictionary, scalar, patch or bytes, before the table is looked at
    BODIES = "bodies", bodies::run, essential: true;

    // Needs bodies: joins the tables of all pages into entities.
    /// the tables of one entity are merged; a request table joins the response table that has its properties
    TABLES = "tables", tables::run, essential: true;

    // Needs tables: names what is described only under the name of a call.
    /// an unnamed response of `GetFoo` describes `Foo`, if no page describes `Foo`
    CALLED_AFTER = "called-after", called_after::run;

    // Needs tables: finds the entity of every object inside a sample.
    /// an object inside a sample is the entity that has its keys
    NESTED_SHAPES = "nested-shapes", nested_shapes::run;

    // Needs nested-shapes: every entity exists. What a person says is decided before any rule decides.
    /// corrections of types from `fixups.toml`, before any rule decides; a correction that changes nothing is an error
    FIXUPS = "fixups", fixups::run;

    // Needs nested-shapes, and leaves alone what fixups set.
    /// a type from a property's own rows and samples
    PROPERTIES = "properties", properties::run, essential: true;

    // Needs properties: what one place leaves open, other places of the same name may show.
    /// a type left open in one place is taken from the same property elsewhere
    SAME_PROPERTY = "same-property", same_property::run;

    // Needs properties: strings that are always the same word.
    /// a string that has the same value in every sample is a value of an open enumeration
    ENUM_WORDS = "enum-words", enum_words::run;

    // Independent of the entities, but shares their enumerations.
    /// types of parameters; a flattened entity among them is a body
    PARAMETERS = "parameters", parameters::run, essential: true;

    // Needs everything above.
    /// names for types that the docs do not name
    NAMES = "names", names::run, essential: true;

    // Needs every type decided.
    /// reports the types that stay open, with the reason
    SETTLE = "settle", settle::run, essential: true;

    // Last: looks at what all others made of the pages.
    /// counts what became of every key of every sample
    ACCOUNT = "account", account::run, essential: true;
}

/// The pass of a name.
#[must_use]
pub fn called(name: &str) -> Option<&'static Pass> {
    ALL.iter().copied().find(|pass| pass.name == name)
}

/// Runs all passes but those to leave out.
pub fn run(api: &mut Api, without: &[&'static Pass], diagnostics: &mut Diagnostics) {
    some(ALL, api, without, diagnostics);
}

/// As [`run`], but stops after a pass, to see what it did.
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

/// What the passes after `fixups` make of a model: what the rules alone decide.
fn after_fixups(api: &mut Api) {
    let mut ignored = Diagnostics::default();
    for pass in ALL.iter().skip_while(|pass| **pass != &FIXUPS).skip(1) {
        (pass.run)(api, &mut ignored);
    }
}
