//! The crate around the modules: `Cargo.toml`, and the table for the test of the samples.
//!
//! In: the resources and agents, and the options of the run. Out: a [`PackagePlan`]. Printed by `emit/package.rs` through
//! `templates/package.toml`, `templates/package_skeleton.toml` and `templates/samples_table.rs`.

use std::collections::BTreeSet;

use super::entity::{EntityPlan, Home};
use super::features::FeatureGroupPlan;
use super::group::GroupPlan;
use super::imports::Uses;
use super::only::selects;
use super::text::{Literal, RustText, Toml};
use super::types::{self, TypeNames};
use crate::model::{Api, Form};
use crate::names::ident::Ident;
use crate::options::Options;

/// What a crate has beside its modules.
#[derive(Debug, Clone)]
pub struct PackagePlan {
    /// A feature for each resource and agent, sorted.
    pub features: Vec<Toml>,
    /// Features that enable several others, sorted.
    pub feature_groups: Vec<FeatureGroupPlan>,
    /// Those of `default`.
    pub default_features: Vec<Toml>,
    /// Earlier names of features, and the names they have now.
    pub features_were: Vec<(Toml, Toml)>,
    /// The dependency on the runtime, as a line of a new `Cargo.toml`.
    pub runtime: Toml,
    /// The modules of request bodies, which the test of the samples imports.
    pub request_modules: Vec<Ident>,
    /// The types of all JSON bodies, for the test of the samples.
    pub bodies: Vec<BodyType>,
}

/// The type of a body of an operation.
#[derive(Debug, Clone)]
pub struct BodyType {
    /// The operation.
    pub uid: Literal,
    /// Whether it is the response.
    pub response: bool,
    /// The type, `null` allowed.
    pub ty: RustText,
}

/// Decides what surrounds the modules.
pub(super) fn plan(
    api: &Api,
    names: &TypeNames,
    (groups, feature_groups): (&[GroupPlan], Vec<FeatureGroupPlan>),
    entities: &[EntityPlan],
    options: &Options,
) -> PackagePlan {
    let mut features: Vec<&String> = groups.iter().map(|group| &group.feature).collect();
    features.sort_unstable();
    let default = features.iter().filter(|feature| options.default_features.contains(feature));
    let were = |group: &GroupPlan| {
        let now = Toml::feature(&group.feature);
        group.features_were.iter().map(move |old| (Toml::feature(old), now.clone())).collect::<Vec<_>>()
    };
    let mut features_were: Vec<(Toml, Toml)> = groups.iter().flat_map(were).collect();
    features_were.sort();
    PackagePlan {
        default_features: default.map(|feature| Toml::feature(feature)).collect(),
        features: features.iter().map(|feature| Toml::feature(feature)).collect(),
        feature_groups,
        features_were,
        runtime: Toml::line(&options.runtime),
        request_modules: request_modules(groups, entities),
        bodies: bodies(api, names, &options.only),
    }
}

fn request_modules(groups: &[GroupPlan], entities: &[EntityPlan]) -> Vec<Ident> {
    let homes: BTreeSet<&Home> = entities.iter().map(|entity| &entity.home).collect();
    let modules = groups.iter().map(|group| &group.module);
    modules.filter(|module| homes.contains(&Home::Requests((*module).clone()))).cloned().collect()
}

fn bodies(api: &Api, names: &TypeNames, only: &[String]) -> Vec<BodyType> {
    let mut found = Vec::new();
    for operation in api.operations.iter().filter(|operation| selects(only, operation)) {
        for (body, response) in [(&operation.request, false), (&operation.response, true)] {
            let Some(body) = body.as_ref().filter(|body| body.sample.is_some()) else { continue };
            let inner = match body.form {
                Form::Patch => RustText::fixed("Json"),
                _ => types::plain(names, &body.ty.value, &mut Uses::default()),
            };
            let uid = Literal::of(&operation.uid.value);
            found.push(BodyType { uid, response, ty: RustText::between("Option<", &inner, ">") });
        }
    }
    found
}
