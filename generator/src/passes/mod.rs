//! A better model from the model, one idea a file.
//!
//! In: an [`Api`] that believes its pages. Out: the same with types decided, each with the rule and the observations
//! that led to it. These rooms know neither Markdown nor Rust, and no name of an API type, property or page.
//!
//! The order below is the reading order and the running order; each line says what it needs from those above.

use crate::diagnostics::Diagnostics;
use crate::model::Api;

mod account;
mod bodies;
mod called_after;
mod enum_words;
mod fixups;
mod infer;
mod lost_names;
mod names;
mod nested_shapes;
mod no_content;
mod parameters;
mod properties;
pub mod rules;
mod same_property;
mod settle;
mod tables;

pub use infer::is_date_time;
pub(crate) use names::version;

/// One idea.
#[derive(Clone, Copy)]
pub struct Pass {
    /// Its name, as in the report and in `--without`.
    pub name: &'static str,
    /// What it does to the model.
    pub run: fn(&mut Api, &mut Diagnostics),
    /// Whether later passes cannot work at all without it, so that it cannot be switched off.
    pub essential: bool,
}

/// All passes, in order.
pub const ALL: &[Pass] = &[
    // Before all others: what a person says about statuses is as good as documented.
    Pass { name: "fixed-statuses", run: fixups::statuses, essential: false },
    // The statuses alone tell which names are worthless.
    Pass { name: "lost-names", run: lost_names::run, essential: false },
    // Needs lost-names only in that order: afterwards the headings of void operations are gone.
    Pass { name: "no-content", run: no_content::run, essential: false },
    // Arrays, dictionaries, patches and bytes: what a body is before its table is looked at.
    Pass { name: "bodies", run: bodies::run, essential: true },
    // Needs bodies: joins the tables of all pages into entities.
    Pass { name: "tables", run: tables::run, essential: true },
    // Needs tables: names what is described only under the name of a call.
    Pass { name: "called-after", run: called_after::run, essential: false },
    // Needs tables: finds the entity of every object inside a sample.
    Pass { name: "nested-shapes", run: nested_shapes::run, essential: false },
    // Needs nested-shapes: every entity exists. What a person says is decided before any rule decides.
    Pass { name: "fixups", run: fixups::run, essential: false },
    // Needs nested-shapes, and leaves alone what fixups set: decides each property from its own rows and samples.
    Pass { name: "properties", run: properties::run, essential: true },
    // Needs properties: what one place leaves open, other places of the same name may show.
    Pass { name: "same-property", run: same_property::run, essential: false },
    // Needs properties: strings that are always the same word.
    Pass { name: "enum-words", run: enum_words::run, essential: false },
    // Independent of the entities, but shares their enumerations.
    Pass { name: "parameters", run: parameters::run, essential: true },
    // Needs everything above: names for what the docs do not name.
    Pass { name: "names", run: names::run, essential: true },
    // Needs every type decided: says what stayed open and why.
    Pass { name: "settle", run: settle::run, essential: true },
    // Last: looks at what all others made of the pages.
    Pass { name: "account", run: account::run, essential: true },
];

/// Runs all passes but those named in `without`.
pub fn run(api: &mut Api, without: &[String], diagnostics: &mut Diagnostics) {
    some(ALL, api, without, diagnostics);
}

/// As [`run`], but stops after the pass `last`. Runs nothing, and says so, if there is none of that name.
pub fn run_to(api: &mut Api, last: &str, without: &[String], diagnostics: &mut Diagnostics) -> bool {
    let passes = ALL.iter().position(|pass| pass.name == last).and_then(|at| ALL.get(..=at));
    passes.map(|passes| some(passes, api, without, diagnostics)).is_some()
}

fn some(passes: &[Pass], api: &mut Api, without: &[String], diagnostics: &mut Diagnostics) {
    for pass in passes {
        if pass.essential || !without.iter().any(|name| name == pass.name) {
            (pass.run)(api, diagnostics);
            fixups::hold(api);
        }
    }
}

/// What the passes after `fixups` make of a model: what the rules alone decide.
fn after_fixups(api: &mut Api) {
    let rules = ALL.iter().skip_while(|pass| pass.name != "fixups").skip(1);
    let mut ignored = Diagnostics::default();
    for pass in rules {
        (pass.run)(api, &mut ignored);
    }
}
