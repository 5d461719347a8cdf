//! Reports unknown features in `codegen.toml`, which would otherwise go unnoticed until a build fails.
//!
//! In: the file, and all groups of the docs, selected or not. Out: findings.

use super::group::GroupPlan;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::names::lock::Section;
use crate::options::config;
use crate::source::{FileId, Span};
use crate::text::alike;
use crate::text::visible::visible_short;

/// Features that are always in `default`.
const ALWAYS: [&str; 2] = ["reqwest", "jiff"];

/// Reports entries of `default-features` that are not features.
pub(super) fn check((id, text): (FileId, &str), groups: &[GroupPlan], diagnostics: &mut Diagnostics) {
    let known: Vec<String> = groups.iter().map(|group| group.feature.clone()).collect();
    for (name, at) in config::read(text).unwrap_or_default().default_features {
        if known.contains(&name) || ALWAYS.contains(&name.as_str()) {
            continue;
        }
        let renamed = groups.iter().find(|group| group.features_were.contains(&name));
        let near =
            alike::nearest(known.iter().filter_map(|known| Some((alike::distance(known, &name)?, known.clone()))));
        let help = match (renamed, near.first()) {
            (Some(group), _) => format!("the feature is now named `{}`", group.feature),
            (None, _) if Section::Features.reserved().contains(&name.as_str()) => {
                "list resources and agents here; to use all, enable `full` where you depend on the crate".to_owned()
            }
            (None, Some(near)) => format!("a similar feature is `{near}`"),
            (None, None) => "use the name of a resource or agent; the generated `Cargo.toml` lists them".to_owned(),
        };
        diagnostics.push(
            Diagnostic::new(
                Code::UnknownFeature,
                Span::new(id, at),
                format!("no resource or agent has the feature `{}`", visible_short(&name, 60)),
            )
            .label("not added to `default`")
            .help(help),
        );
    }
}
