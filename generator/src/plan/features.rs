//! Features that `codegen.toml` names and that do not exist: nobody would miss them before a build fails.
//!
//! In: the file, what was planned, and what was left out because only a part of the docs was asked for. Out: findings.

use super::group::{GroupPlan, bare};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Api;
use crate::names::ident;
use crate::names::lock::{Lock, Section};
use crate::options::config;
use crate::source::{FileId, Span};
use crate::text::alike;
use crate::text::visible::visible_short;

/// Features that are always on.
const ALWAYS: [&str; 2] = ["reqwest", "jiff"];

/// Reports entries of `default-features` that are not features.
pub(super) fn check(
    (id, text): (FileId, &str),
    api: &Api,
    groups: &[GroupPlan],
    lock: &Lock,
    diagnostics: &mut Diagnostics,
) {
    let made: Vec<String> = groups.iter().map(|group| group.feature.clone()).collect();
    let known: Vec<String> = made.into_iter().chain(left_out(api, lock)).collect();
    for (name, at) in config::read(text).unwrap_or_default().default_features {
        if known.contains(&name) || ALWAYS.contains(&name.as_str()) {
            continue;
        }
        let renamed = groups.iter().find(|group| group.features_were.contains(&name));
        let near =
            alike::nearest(known.iter().filter_map(|known| Some((alike::distance(known, &name)?, known.clone()))));
        let help = match (renamed, near.first()) {
            (Some(group), _) => format!("it is called `{}` now", group.feature),
            (None, _) if Section::Features.reserved().contains(&name.as_str()) => {
                "`default` is a list of resources and agents; who wants all of them asks for `full`".to_owned()
            }
            (None, Some(near)) => format!("`{near}` is a feature"),
            (None, None) => "each resource and agent has a feature of its name; `Cargo.toml` lists them".to_owned(),
        };
        diagnostics.push(
            Diagnostic::new(
                Code::UnknownFeature,
                Span::new(id, at),
                format!("no resource or agent has the feature `{}`", visible_short(&name, 60)),
            )
            .label("left out of `default`")
            .help(help),
        );
    }
}

/// The features of resources that nobody asked for in this run. What they would be called is not decided: names that
/// they could have are enough to say nothing.
fn left_out(api: &Api, lock: &Lock) -> impl Iterator<Item = String> {
    api.left_out.iter().map(|controller| match lock.get(Section::Features, controller) {
        Some(known) => known.name.clone(),
        None => ident::kebab(bare(controller)),
    })
}
