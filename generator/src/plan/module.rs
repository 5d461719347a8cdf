//! Arranges the plan as a tree of modules.
//!
//! In: a [`Plan`]. Out: its [`Module`]s, each with its imports, items and exports. The tree is printed either as the
//! files of a crate or as the single file of a build script; this file does not know how.

use super::Plan;
use super::client::ClientPlan;
use super::columns::{ArchivePlan, SharedSetPlan};
use super::docs::{self, DocLine};
use super::entity::{EntityPlan, Home};
use super::enumeration::EnumerationPlan;
use super::front_page::FrontPagePlan;
use super::group::GroupPlan;
use super::imports::Uses;
use super::mdo_lists::MdoListPlan;
use super::route::RoutePlan;
use super::text::RustText;
use crate::names::ident::Ident;
use crate::options::Layout;

/// A module and the modules inside it.
#[derive(Debug, Clone)]
pub struct Module<'a> {
    /// Its name.
    pub ident: Ident,
    /// Whether the module is public. If not, its parent re-exports its items.
    pub public: bool,
    /// Attributes of its declaration.
    pub attributes: Vec<RustText>,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// The front page, which replaces other rustdoc. Only the root of a crate has one.
    pub front_page: Option<&'a FrontPagePlan>,
    /// Inner attributes (`#![...]`).
    pub inner_attributes: Vec<RustText>,
    /// Imports, each without `use`.
    pub imports: Vec<RustText>,
    /// The modules inside it.
    pub modules: Vec<Module<'a>>,
    /// The modules inside it that are written by hand.
    pub handwritten: Vec<Ident>,
    /// Re-exports.
    pub exports: Vec<Export>,
    /// Deprecated aliases of modules inside it.
    pub renamed: Vec<RenamedModule>,
    /// Its items.
    pub items: Items<'a>,
}

/// A re-export.
#[derive(Debug, Clone)]
pub struct Export {
    /// Attributes.
    pub attributes: Vec<RustText>,
    /// The path after `pub use`.
    pub path: RustText,
}

/// A deprecated alias of a module.
#[derive(Debug, Clone)]
pub struct RenamedModule {
    /// The attribute that compiles it only under its feature.
    pub gate: Option<RustText>,
    /// The earlier name.
    pub old: Ident,
    /// The current name.
    pub now: Ident,
}

/// The items of a module.
#[derive(Debug, Clone)]
pub enum Items<'a> {
    /// None: the module contains only other modules.
    None,
    /// Structs.
    Entities(Vec<&'a EntityPlan>),
    /// Enumerations.
    Enumerations(&'a [EnumerationPlan]),
    /// Statics.
    Routes(&'a [RoutePlan]),
    /// An archive with the sets of columns that only it has.
    Archive(&'a ArchivePlan),
    /// The sets of columns of several archives.
    SharedSets(&'a [SharedSetPlan]),
    /// The names of MDO lists.
    MdoLists(&'a [MdoListPlan]),
    /// The client of a resource or agent.
    Client(&'a ClientPlan),
    /// The client of the whole API.
    ClientRoot(&'a [GroupPlan]),
    /// The server routes of a resource or agent.
    Service(&'a GroupPlan),
    /// The server routes of the whole API.
    ServiceRoot(&'a [GroupPlan]),
}

impl<'a> Module<'a> {
    fn new(ident: Ident, docs: Vec<DocLine>, items: Items<'a>) -> Self {
        Self {
            ident,
            public: true,
            attributes: Vec::new(),
            docs,
            front_page: None,
            inner_attributes: Vec::new(),
            imports: Vec::new(),
            modules: Vec::new(),
            handwritten: Vec::new(),
            exports: Vec::new(),
            renamed: Vec::new(),
            items,
        }
    }

    /// A module with a submodule for each of these groups.
    fn of_groups(
        name: &str,
        about: &str,
        groups: impl Iterator<Item = &'a GroupPlan> + Clone,
        of: impl Fn(&'a GroupPlan) -> Module<'a>,
    ) -> Self {
        let modules =
            groups.clone().map(|group| Self { attributes: group.gate.iter().cloned().collect(), ..of(group) });
        let renamed = groups.flat_map(|group| {
            group.modules_were.iter().map(|old| RenamedModule {
                gate: group.gate.clone(),
                old: old.clone(),
                now: group.module.clone(),
            })
        });
        let renamed = renamed.collect();
        Self { modules: modules.collect(), renamed, ..Self::new(Ident::of(name), docs::ours(about), Items::None) }
    }
}

/// Returns the root module, which contains all others.
#[must_use]
pub fn library(plan: &Plan) -> Module<'_> {
    let too_many = "allow(clippy::too_many_arguments, reason = \"follows the API\")";
    let wrong_self = "allow(clippy::wrong_self_convention, reason = \"follows the API\")";
    // The tables of the front page link to modules that exist only if their features are enabled. Other links show their
    // brackets.
    let links = "cfg_attr(not(feature = \"full\"), allow(rustdoc::broken_intra_doc_links))";
    let brackets = "cfg_attr(not(feature = \"full\"), doc = \"\\nNames in brackets: the feature is off.\")";
    // docs.rs shows the features that an item needs.
    let needs = "cfg_attr(docsrs, feature(doc_cfg))";
    // The files of a crate are not laid out as rustfmt would do it. Users of a build script call few of the operations
    // and must not get warnings about the others.
    let (inner, of_modules, of_exports) = match plan.layout {
        Layout::Crate => (vec![needs, brackets, links, too_many, wrong_self], "rustfmt::skip", None),
        Layout::BuildScript => (Vec::new(), "allow(dead_code, unused_imports)", Some("allow(unused_imports)")),
    };
    // The layout of one file has none: it would become the rustdoc of the module that includes the file.
    let front_page = (plan.layout == Layout::Crate).then_some(&plan.front_page);
    let modules = [clients(plan), entities(plan), enumerations(plan), requests(plan), routes(plan)];
    let modules = modules.map(|module| Module { attributes: vec![RustText::fixed(of_modules)], ..module });
    let mut modules: Vec<Module<'_>> = modules.into();
    modules.extend([columns(plan), mdo_lists(plan)].into_iter().flatten().map(|module| Module {
        attributes: vec![RustText::fixed("cfg(feature = \"columns\")"), RustText::fixed(of_modules)],
        ..module
    }));
    if plan.layout == Layout::Crate {
        let attributes = vec![RustText::fixed("cfg(feature = \"server\")"), RustText::fixed(of_modules)];
        modules.push(Module { attributes, ..servers(plan) });
    }
    modules.sort_by(|a, b| a.ident.cmp(&b.ident));
    let exports = [
        "client::Client",
        "superoffice_runtime as runtime",
        "superoffice_runtime::crates",
        "superoffice_runtime::{ArchiveRow, Filter, OrderBy, asc, col, desc}",
        "superoffice_runtime::{Auth, CallOptions, DateTime, EntityExt, Error}",
        "superoffice_runtime::{Base64, Conditional, CustomFields, Encoded, EncodedValue}",
        "superoffice_runtime::{Environment, Http, Patch, Result, Upload}",
        "superoffice_runtime::{MultiLanguage, Presence, Retry, Rows}",
        "superoffice_runtime::{TimeSpan, TokenSource}",
    ];
    let exports = exports.map(|path| Export {
        attributes: of_exports.map(RustText::fixed).into_iter().collect(),
        path: RustText::fixed(path),
    });
    let mut exports: Vec<Export> = exports.into();
    if plan.layout == Layout::Crate {
        let attributes = vec![RustText::fixed("cfg(feature = \"blocking\")")];
        // Where rustfmt would sort it.
        exports.insert(2, Export { attributes, path: RustText::fixed("superoffice_runtime::Wait") });
    }
    Module {
        front_page,
        inner_attributes: inner.into_iter().map(RustText::fixed).collect(),
        modules,
        handwritten: plan.handwritten.clone(),
        exports,
        ..Module::new(Ident::of("lib"), Vec::new(), Items::None)
    }
}

fn entities(plan: &Plan) -> Module<'_> {
    let own = || plan.entities.iter().filter(|entity| entity.home == Home::Entities);
    let gate = |entity: &EntityPlan| entity.gate.iter().cloned().collect::<Vec<_>>();
    let modules = own().map(|entity| Module {
        public: false,
        attributes: gate(entity),
        imports: entity.uses.lines(&RustText::fixed("super"), &[&entity.ident]),
        ..Module::new(entity.module.clone(), Vec::new(), Items::Entities(vec![entity]))
    });
    let exports = own().flat_map(|entity| {
        let module = RustText::ident(&entity.module);
        let export = move |ident, more: Option<&'static str>| Export {
            attributes: gate(entity).into_iter().chain(more.map(RustText::fixed)).collect(),
            path: RustText::path(&module, &RustText::ident(ident)),
        };
        let old = export.clone();
        std::iter::once(export(&entity.ident, None))
            .chain(entity.was.iter().map(move |ident| old(ident, Some("allow(deprecated)"))))
    });
    let about = "The object types. Every property is optional. Undocumented properties are kept in `extra`.";
    Module {
        modules: modules.collect(),
        exports: exports.collect(),
        ..Module::new(Ident::of("entities"), docs::ours(about), Items::None)
    }
}

fn columns(plan: &Plan) -> Option<Module<'_>> {
    let plan = &plan.archives;
    let about = "Columns of archives, which the compiler checks: see `select_by`, `filter_by` and `sort_by` of a list.";
    let (mut modules, mut exports) = (Vec::new(), Vec::new());
    for archive in &plan.archives {
        let gate: Vec<RustText> = archive.gate.iter().cloned().collect();
        let idents = std::iter::once(&archive.ident).chain(archive.sets.iter().map(|set| &set.ident));
        let path = RustText::imports(&RustText::ident(&archive.module), idents);
        exports.extend(path.map(|path| Export { attributes: gate.clone(), path }));
        modules.push(Module {
            public: false,
            imports: RustText::imports(&RustText::fixed("super"), &archive.imports).into_iter().collect(),
            attributes: gate,
            ..Module::new(archive.module.clone(), Vec::new(), Items::Archive(archive))
        });
    }
    if let Some(module) = &plan.shared_module {
        exports.extend(plan.shared.iter().map(|shared| Export {
            attributes: shared.gate.iter().cloned().collect(),
            path: RustText::path(&RustText::ident(module), &RustText::ident(&shared.set.ident)),
        }));
        let items = Items::SharedSets(&plan.shared);
        modules.push(Module { public: false, ..Module::new(module.clone(), Vec::new(), items) });
    }
    let module = Module { modules, exports, ..Module::new(Ident::of("columns"), docs::ours(about), Items::None) };
    (!plan.archives.is_empty()).then_some(module)
}

fn mdo_lists(plan: &Plan) -> Option<Module<'_>> {
    let about = "The names of MDO lists.";
    let items = Items::MdoLists(&plan.mdo_lists);
    (!plan.mdo_lists.is_empty()).then(|| Module::new(Ident::of("mdo"), docs::ours(about), items))
}

fn enumerations(plan: &Plan) -> Module<'_> {
    let about = "Open enumerations: the documented values, and any other value that the server sends.";
    Module::new(Ident::of("enums"), docs::ours(about), Items::Enumerations(&plan.enumerations))
}

fn requests(plan: &Plan) -> Module<'_> {
    let groups = plan.groups.iter().filter(|group| plan.requests(group).next().is_some());
    let about = "Request bodies of agent operations: one module per agent, one type per operation.";
    Module::of_groups("requests", about, groups, |group| {
        let mut uses = Uses::default();
        plan.requests(group).for_each(|entity| uses.add(&entity.uses));
        let own: Vec<&Ident> = plan.requests(group).map(|entity| &entity.ident).collect();
        let about = format!("Request bodies of `{}`.", group.name.replace('`', ""));
        Module {
            imports: uses.lines(&RustText::fixed("super::super::entities"), &own),
            ..Module::new(group.module.clone(), docs::ours(&about), Items::Entities(plan.requests(group).collect()))
        }
    })
}

fn routes(plan: &Plan) -> Module<'_> {
    let about = "The operations as data: method, path, parameters and status codes.";
    Module::of_groups("routes", about, plan.groups.iter(), |group| {
        let imports = if group.routes.iter().any(|route| !route.parameters.is_empty()) {
            "superoffice_runtime::{Method, Operation, Parameter, Place}"
        } else {
            "superoffice_runtime::{Method, Operation}"
        };
        let about = format!("Routes of `{}`.", group.name.replace('`', ""));
        Module {
            imports: vec![RustText::fixed(imports)],
            ..Module::new(group.module.clone(), docs::ours(&about), Items::Routes(&group.routes))
        }
    })
}

fn clients(plan: &Plan) -> Module<'_> {
    let about = "The client, with one method per resource or agent, each behind its cargo feature.";
    let module = Module::of_groups("client", about, plan.groups.iter(), |group| Module {
        imports: client_imports(plan, group),
        ..Module::new(
            group.module.clone(),
            group.client.docs.iter().take(1).cloned().collect(),
            Items::Client(&group.client),
        )
    });
    Module {
        imports: vec![RustText::fixed("superoffice_runtime::Http")],
        items: Items::ClientRoot(&plan.groups),
        ..module
    }
}

fn client_imports(plan: &Plan, group: &GroupPlan) -> Vec<RustText> {
    let mut uses = group.client.uses.clone();
    uses.runtime.insert("Http");
    let plain = || group.client.methods.iter().filter(|method| method.call.is_none());
    if plain().next().is_some() {
        uses.runtime.insert("Call");
    }
    if plain().any(|method| method.rows) {
        uses.runtime.insert("Listed");
    }
    if plain().any(|method| method.selectable && !method.rows) {
        uses.runtime.insert("Selectable");
    }
    let carriers = plan.requests(group).map(|entity| &entity.ident).filter(|ident| uses.entities.remove(*ident));
    let carriers: Vec<&Ident> = carriers.collect();
    let module = RustText::ident(&group.module);
    let mut lines = uses.lines(&RustText::fixed("super::super::entities"), &[]);
    lines.extend(RustText::imports(&RustText::between("super::super::requests::", &module, ""), carriers));
    lines.push(RustText::between("super::super::routes::", &module, " as routes"));
    lines
}

fn servers(plan: &Plan) -> Module<'_> {
    let about = "Server routes: a trait per resource or agent, and the router of the whole API.";
    let module = Module::of_groups("server", about, plan.groups.iter(), |group| {
        let service = &group.service;
        let mut uses = service.uses.clone();
        let carriers = plan.requests(group).map(|entity| &entity.ident).filter(|ident| uses.entities.remove(*ident));
        let carriers: Vec<&Ident> = carriers.collect();
        let module = RustText::ident(&group.module);
        let mut imports = vec![RustText::fixed("superoffice_runtime::server")];
        imports.extend(uses.lines(&RustText::fixed("super::super::entities"), &[]));
        imports.extend(RustText::imports(&RustText::between("super::super::requests::", &module, ""), carriers));
        imports.push(RustText::between("super::super::routes::", &module, " as routes"));
        let about = format!("Server routes of `{}`.", group.name.replace('`', ""));
        Module { imports, ..Module::new(group.module.clone(), docs::ours(&about), Items::Service(group)) }
    });
    Module {
        imports: vec![RustText::fixed("std::sync::Arc"), RustText::fixed("superoffice_runtime::server::Routes")],
        items: Items::ServiceRoot(&plan.groups),
        ..module
    }
}
