//! Groups of cargo features, and the features that `codegen.toml` names.
//!
//! In: the options, `codegen.toml`, and the resources and agents of the docs. Out: the groups of the crate, and
//! findings about features that do not exist, which would otherwise go unnoticed until a build fails.

use std::collections::BTreeSet;

use super::docs::{self, DocLine};
use super::group::GroupPlan;
use super::text::Toml;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::names::lock::Section;
use crate::options::{Options, config};
use crate::source::{FileId, Span};
use crate::text::alike;
use crate::text::visible::visible_short;

/// Features that are always in `default`.
const ALWAYS: [&str; 2] = ["reqwest", "jiff"];

/// A cargo feature that enables the features of several resources and agents.
#[derive(Debug, Clone)]
pub struct FeatureGroupPlan {
    /// The feature.
    pub feature: Toml,
    /// A sentence about its purpose, for `Cargo.toml`.
    pub comment: Toml,
    /// The same sentence, for the front page.
    pub about: DocLine,
    /// The features that it enables, sorted.
    pub features: Vec<Toml>,
    /// Number of resources.
    pub resources: usize,
    /// Number of agents.
    pub agents: usize,
    /// Number of their operations.
    pub operations: usize,
}

/// Decides the groups, in the order of their names. A group whose name is taken is left out, and so are features that
/// the crate does not have.
pub(super) fn plan(groups: &[GroupPlan], options: &Options) -> Vec<FeatureGroupPlan> {
    let mut wanted: Vec<_> =
        options.feature_groups.iter().filter(|wanted| taken(&wanted.name, groups).is_none()).collect();
    wanted.sort_by(|a, b| a.name.cmp(&b.name));
    wanted.dedup_by(|a, b| a.name == b.name);
    let made = wanted.into_iter().map(|wanted| {
        let listed: BTreeSet<&String> = wanted.features.iter().collect();
        let members: Vec<&GroupPlan> = groups.iter().filter(|group| listed.contains(&group.feature)).collect();
        let about = docs::line(&docs::inline(&wanted.about));
        of(&wanted.name, Toml::comment(&wanted.about), about, &members)
    });
    made.collect()
}

/// The feature that enables everything, in the form of a group.
pub(super) fn full(groups: &[GroupPlan]) -> FeatureGroupPlan {
    let about = "All resources and agents. Slow to build.";
    of("full", Toml::comment(about), docs::line(about), &groups.iter().collect::<Vec<_>>())
}

fn of(name: &str, comment: Toml, about: DocLine, members: &[&GroupPlan]) -> FeatureGroupPlan {
    let mut features: Vec<Toml> = members.iter().map(|group| Toml::feature(&group.feature)).collect();
    features.sort();
    let agents = members.iter().filter(|group| group.agent).count();
    FeatureGroupPlan {
        feature: Toml::feature(name),
        comment,
        about,
        features,
        resources: members.len() - agents,
        agents,
        operations: members.iter().map(|group| group.client.methods.len()).sum(),
    }
}

/// The owner of this feature, if the name is taken.
fn taken(name: &str, groups: &[GroupPlan]) -> Option<&'static str> {
    if Section::Features.reserved().contains(&name) {
        return Some("every generated crate");
    }
    let mut names = groups.iter().flat_map(|group| std::iter::once(&group.feature).chain(&group.features_were));
    names.any(|known| known == name).then_some("a resource or agent")
}

/// Reports entries of `default-features` and `feature-groups` that are not features of `groups`, which are all groups
/// of the docs, selected or not. Also reports groups whose name is taken.
pub(super) fn check((id, text): (FileId, &str), groups: &[GroupPlan], diagnostics: &mut Diagnostics) {
    let config = config::read(text).unwrap_or_default();
    let known: Vec<&str> = groups.iter().map(|group| group.feature.as_str()).collect();
    for (name, at) in config.default_features {
        if known.contains(&name.as_str()) || ALWAYS.contains(&name.as_str()) {
            continue;
        }
        let grouped = config.feature_groups.iter().any(|entry| entry.group.name == name);
        let help = if grouped || Section::Features.reserved().contains(&name.as_str()) {
            "list resources and agents here; users enable groups and `full` where they depend on the crate".to_owned()
        } else {
            help(&name, groups)
        };
        let found = unknown(Code::UnknownFeature, Span::new(id, at), &name);
        diagnostics.push(found.label("not added to `default`").help(help));
    }
    for entry in config.feature_groups {
        let name = &entry.group.name;
        if let Some(owner) = taken(name, groups) {
            let at = Span::new(id, entry.at);
            diagnostics.push(
                Diagnostic::new(Code::FeatureGroup, at, format!("`{name}` is already a feature of {owner}"))
                    .label("this group needs another name")
                    .help("rename the group"),
            );
        }
        for (feature, at) in entry.group.features.iter().zip(entry.features_at) {
            if !known.contains(&feature.as_str()) {
                let found = unknown(Code::FeatureGroup, Span::new(id, at), feature);
                diagnostics.push(found.label(format!("not in the group `{name}`")).help(help(feature, groups)));
            }
        }
    }
}

fn unknown(code: Code, at: Span, name: &str) -> Diagnostic {
    Diagnostic::new(code, at, format!("no resource or agent has the feature `{}`", visible_short(name, 60)))
}

/// The help for a feature that does not exist.
fn help(name: &str, groups: &[GroupPlan]) -> String {
    if let Some(group) = groups.iter().find(|group| group.features_were.iter().any(|old| old == name)) {
        return format!("the feature is now named `{}`", group.feature);
    }
    let known = groups.iter().map(|group| &group.feature);
    let near = alike::nearest(known.filter_map(|known| Some((alike::distance(known, name)?, known.clone()))));
    match near.first() {
        Some(near) => format!("a similar feature is `{near}`"),
        None => "use the name of a resource or agent; the generated `Cargo.toml` lists them".to_owned(),
    }
}
