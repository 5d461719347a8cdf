//! Translates the model into Rust terms: names, types, modules and features.
//!
//! In: a [`Checked`] model. Out: a [`Plan`], in which everything that a template prints is decided. `plan`, `emit` and
//! `templates` have the same structure: a file each for entities, enumerations, routes, clients, the front page and the
//! package. This module knows neither the layout of the text nor the disk.

use std::collections::BTreeSet;

use crate::check::Checked;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Origin};
use crate::names::ident::{self, Ident, Taken};
use crate::names::lock::Lock;
use crate::names::reserved;
use crate::options::{Layout, Options};
use crate::source::{FileId, SourceFile};

pub mod client;
pub mod column_sets;
pub mod columns;
pub mod docs;
pub mod entity;
pub mod enumeration;
pub mod features;
pub mod front_page;
pub mod group;
pub mod imports;
mod leads;
mod listed;
pub mod mdo_lists;
pub mod methods;
pub mod module;
mod naming;
mod only;
mod owners;
pub mod package;
pub mod request;
pub mod route;
pub mod server;
pub mod text;
pub mod types;

use columns::ArchivesPlan;
use entity::{EntityPlan, Home, Placed};
use enumeration::EnumerationPlan;
use front_page::FrontPagePlan;
use group::GroupPlan;
use mdo_lists::MdoListPlan;
use naming::Naming;
use owners::{Owned, Owners};
use package::PackagePlan;
use types::TypeNames;

/// The complete contents of the generated code.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The layout: a crate, or one file.
    pub layout: Layout,
    /// The modules of a crate that are written by hand.
    pub handwritten: Vec<Ident>,
    /// Entities, sorted by name.
    pub entities: Vec<EntityPlan>,
    /// Enumerations, sorted by name.
    pub enumerations: Vec<EnumerationPlan>,
    /// Resources and agents, sorted by module.
    pub groups: Vec<GroupPlan>,
    /// The archives of a crate whose columns are known.
    pub archives: ArchivesPlan,
    /// The names of MDO lists, for a crate.
    pub mdo_lists: Vec<MdoListPlan>,
    /// The front page of a crate.
    pub front_page: FrontPagePlan,
    /// The files of a crate that are not modules.
    pub package: PackagePlan,
    /// All names, for the next run.
    pub lock: Lock,
}

impl Plan {
    /// The request bodies of a group's operations that have a separate type.
    pub fn requests(&self, group: &GroupPlan) -> impl Iterator<Item = &EntityPlan> {
        let module = group.module.clone();
        self.entities.iter().filter(move |entity| matches!(&entity.home, Home::Requests(home) if *home == module))
    }
}

/// Decides everything that is generated.
///
/// Items that the lock in the options lists keep their names. `config` is the `codegen.toml` of the docs, whose default
/// features are checked.
#[must_use]
pub fn plan(
    api: &Checked,
    options: &Options,
    config: Option<(FileId, &SourceFile)>,
    diagnostics: &mut Diagnostics,
) -> Plan {
    let gated = options.layout == Layout::Crate;
    let mut naming = Naming::new(&options.names, &api.operations);
    let naming::Types { names, entities_were, enums_were } = naming.types(api);
    unusable_names(api, &names, diagnostics);
    let controllers = group::controllers(api);
    let owners = Owners::of(api, &controllers, &options.only);
    let mut groups = group::plan(api, &names, &controllers, &mut naming, options);
    let features: Vec<String> = groups.iter().map(|group| group.feature.clone()).collect();
    let modules: Vec<Ident> = groups.iter().map(|group| group.module.clone()).collect();
    let gate = |owned: &Owned| if gated { owners::gate(owned, &features) } else { None };

    let entities = entities(api, &names, &mut naming, entities_were, &owners, &modules, &gate);
    let mut enumerations = Vec::new();
    for ((id, known), was) in api.enums.with_ids().zip(enums_were) {
        if let Some(owned) = owners.enums.get(&id) {
            enumerations.push(enumeration::plan(&mut naming, known, &names[id], was, gate(owned)));
        }
    }
    enumerations.sort_by(|a, b| a.ident.cmp(&b.ident));
    if let Some((id, file)) = config {
        features::check((id, &file.text), &groups, diagnostics);
    }
    request::spread(api, &names, &entities, &mut groups);
    groups.retain(|group| !group.routes.is_empty());
    groups.sort_by(|a, b| a.module.cmp(&b.module));
    let feature_groups = features::plan(&groups, options);
    let archives = columns::plan(api, &groups, gated, diagnostics);
    let mdo_lists = mdo_lists::plan(api, gated);
    let mut front_page = front_page::plan(api, &names, (&groups, &feature_groups), &entities, &enumerations, options);
    front_page.columns = !archives.archives.is_empty() || !mdo_lists.is_empty();
    let package = package::plan(api, &names, (&groups, feature_groups), &entities, options);
    let handwritten = match options.layout {
        Layout::Crate => options.modules.iter().map(|name| Ident::of(name)).collect(),
        Layout::BuildScript => Vec::new(),
    };
    let lock = naming.finish();
    let layout = options.layout;
    Plan { layout, handwritten, entities, enumerations, groups, archives, mdo_lists, front_page, package, lock }
}

/// Decides the entities that at least one operation uses. The others would only slow down every build.
fn entities(
    api: &Checked,
    names: &TypeNames,
    naming: &mut Naming,
    were: Vec<Vec<Ident>>,
    owners: &Owners,
    modules: &[Ident],
    gate: &dyn Fn(&Owned) -> Option<text::RustText>,
) -> Vec<EntityPlan> {
    let mut module_names = Taken::default();
    let mut order: Vec<_> = api.entities.with_ids().zip(were).collect();
    order.sort_by(|((a, _), _), ((b, _), _)| names[*a].cmp(&names[*b]));
    let mut planned = Vec::new();
    for ((id, entity), was) in order {
        let Some(owned) = owners.entities.get(&id) else { continue };
        let only = owned.first().and_then(|only| modules.get(*only)).filter(|_| owned.len() == 1);
        let (module, home) = match only.filter(|_| entity.origin == Origin::Carrier) {
            Some(group) => (group.clone(), Home::Requests(group.clone())),
            None => (module_names.ident(ident::module(names[id].as_str())), Home::Entities),
        };
        let placed = Placed { id, entity, was, module, home, gate: gate(owned) };
        planned.push(entity::plan(names, naming, placed));
    }
    planned
}

/// Reports types whose name in the docs cannot be their name in Rust.
fn unusable_names(api: &Api, names: &TypeNames, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for (entity, ident) in api.entities.iter().zip(&names.entities) {
        if entity.origin != Origin::Docs {
            continue;
        }
        let pascal = ident::pascal(leads::label(entity));
        let usable =
            seen.insert(pascal.clone()) && ident::is_ident(&pascal) && !reserved::TYPES.contains(&pascal.as_str());
        if let Some(span) = entity.said.first().filter(|_| !usable) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusableName,
                    *span,
                    format!("`{}` cannot be the name of a generated Rust type", entity.name),
                )
                .label(format!("the type is named `{ident}`"))
                .note(
                    "the name is a keyword, is in Rust's prelude, belongs to another type, or has letters outside ASCII",
                )
                .help("no action is needed: only the Rust name differs, not the JSON"),
            );
        }
    }
}
