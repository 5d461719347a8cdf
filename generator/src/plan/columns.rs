//! Archives whose columns the compiler checks, and the calls that list their rows.
//!
//! In: the archives of companion material, the marks of operations, and the methods of clients. Out: an [`ArchivesPlan`].
//! Printed by `emit/columns.rs` through `templates/archive.rs` and
//! `templates/column_set.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::column_sets::{ColumnSetPlan, SetId, Sets};
use super::docs::{self, DocLine, code};
use super::group::GroupPlan;
use super::owners;
use super::text::{Literal, RustText};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Api;
use crate::names::ident::{self, Ident, Taken};
use crate::names::reserved;
use crate::source::Span;
use crate::text::visible::visible_short;

/// The module of the sets that several archives have.
const SHARED: &str = "shared";

/// All archives whose rows a call lists.
#[derive(Debug, Clone, Default)]
pub struct ArchivesPlan {
    /// The archives, sorted by module.
    pub archives: Vec<ArchivePlan>,
    /// The module of the sets of several archives.
    pub shared_module: Option<Ident>,
    /// These sets, each with the attribute that compiles it only under the features that need it.
    pub shared: Vec<SharedSetPlan>,
}

/// A set of columns of several archives.
#[derive(Debug, Clone)]
pub struct SharedSetPlan {
    /// The set.
    pub set: ColumnSetPlan,
    /// The attribute that compiles it only under the features that need it.
    pub gate: Option<RustText>,
}

/// An archive.
#[derive(Debug, Clone)]
pub struct ArchivePlan {
    /// Its module.
    pub module: Ident,
    /// Its type.
    pub ident: Ident,
    /// Its name.
    pub name: Literal,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// The attribute that compiles it only under the features that need it.
    pub gate: Option<RustText>,
    /// The set of its columns.
    pub root: Ident,
    /// The sets that no other archive has.
    pub sets: Vec<ColumnSetPlan>,
    /// The sets of several archives to which these sets refer.
    pub imports: Vec<Ident>,
    /// The calls that list its rows.
    pub calls: Vec<ArchiveCallPlan>,
}

/// A call that lists the rows of an archive.
#[derive(Debug, Clone)]
pub struct ArchiveCallPlan {
    /// The module of the client.
    pub module: Ident,
    /// The attribute that compiles it only under the feature of its client.
    pub gate: Option<RustText>,
    /// The call.
    pub call: Ident,
    /// Whether columns can be selected.
    pub select: bool,
    /// The method that restricts the rows.
    pub filter: Option<Ident>,
    /// The method that orders them.
    pub order: Option<Ident>,
}

/// Decides the archives. `gated` says whether the layout has cargo features; without them, there are no archives, because
/// the columns would slow down every build.
pub(super) fn plan(api: &Api, groups: &[GroupPlan], gated: bool, diagnostics: &mut Diagnostics) -> ArchivesPlan {
    undescribed(api, diagnostics);
    let used = if gated { used(api, groups) } else { BTreeMap::new() };
    let mut sets = Sets::default();
    let described = used.keys().filter_map(|name| Some((*name, api.companions.archives.get(*name)?)));
    let roots: BTreeMap<&str, SetId> = described.map(|(name, archive)| (name, sets.add(archive))).collect();
    let mut types = Taken::with(reserved::TYPES);
    let types_of_archives: Vec<Ident> = roots.keys().map(|name| types.type_ident(ident::pascal(name))).collect();
    let planned = sets.plan(&mut types);
    let features: Vec<String> = groups.iter().map(|group| group.feature.clone()).collect();
    let gate = |archives: &BTreeSet<&str>| {
        let calls = archives.iter().filter_map(|name| used.get(name)).flatten();
        owners::gate(&calls.map(|call| call.group).collect(), &features)
    };
    let (mut shared, mut own) = (Vec::new(), BTreeMap::<&str, Vec<ColumnSetPlan>>::new());
    for (id, set) in &planned {
        let archives = sets.archives(*id);
        match archives.iter().next() {
            Some(only) if archives.len() == 1 => own.entry(only).or_default().push(set.clone()),
            _ => shared.push(SharedSetPlan { set: set.clone(), gate: gate(&archives) }),
        }
    }
    shared.sort_by(|a, b| a.set.ident.cmp(&b.set.ident));
    let is_shared: BTreeSet<&Ident> = shared.iter().map(|shared| &shared.set.ident).collect();
    let mut modules = Taken::with(&[SHARED]);
    let archives = roots.iter().zip(types_of_archives).filter_map(|((name, root), ident)| {
        let root = planned.get(root)?.ident.clone();
        let mut sets = own.remove(name).unwrap_or_default();
        sets.sort_by(|a, b| a.ident.cmp(&b.ident));
        let referred = sets.iter().flat_map(|set| &set.joins).map(|join| &join.set).chain([&root]);
        let imports: BTreeSet<Ident> = referred.filter(|ident| is_shared.contains(ident)).cloned().collect();
        Some(ArchivePlan {
            module: modules.ident(ident::module(name)),
            ident,
            name: Literal::of(name),
            docs: docs::ours(&format!("The archive `{}`.", code(name))),
            gate: gate(&BTreeSet::from([*name])),
            root,
            sets,
            imports: imports.into_iter().collect(),
            calls: used.get(name)?.iter().map(|call| call.plan.clone()).collect(),
        })
    });
    let mut archives: Vec<ArchivePlan> = archives.collect();
    archives.sort_by(|a, b| a.module.cmp(&b.module));
    let shared_module = (!shared.is_empty()).then(|| Ident::of(SHARED));
    ArchivesPlan { archives, shared_module, shared }
}

/// A call and the index of its group.
struct Call {
    group: usize,
    plan: ArchiveCallPlan,
}

/// The calls that list the rows of each archive.
fn used<'a>(api: &'a Api, groups: &[GroupPlan]) -> BTreeMap<&'a str, Vec<Call>> {
    let archives: BTreeMap<&str, &str> = marks(api).map(|(uid, name, _)| (uid, name)).collect();
    let mut used: BTreeMap<&str, Vec<Call>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for method in group.client.methods.iter().filter(|method| method.rows) {
            let archive = archives.get(method.uid.as_str()).copied();
            let described = archive.filter(|name| api.companions.archives.contains_key(*name));
            let (Some(name), Some(call)) = (described, &method.call) else { continue };
            let option = |into: &str| {
                let option =
                    call.options.iter().find(|option| option.into.as_ref().is_some_and(|ty| ty.as_str() == into));
                option.map(|option| option.ident.clone())
            };
            let plan = ArchiveCallPlan {
                module: group.module.clone(),
                gate: group.gate.clone(),
                call: call.ident.clone(),
                select: method.selectable,
                filter: option("Filter"),
                order: option("OrderBy"),
            };
            used.entry(name).or_default().push(Call { group: at, plan });
        }
    }
    used
}

/// The archives that pages name: uid, archive and place.
fn marks(api: &Api) -> impl Iterator<Item = (&str, &str, Span)> {
    api.operations.iter().flat_map(|operation| {
        let named = operation.marks.iter().filter_map(|mark| Some((mark.archive()?, mark.span)));
        named.map(|(name, span)| (operation.uid.value.as_str(), name, span))
    })
}

/// Reports archives that a page names and no companion file describes, if companion files describe others.
fn undescribed(api: &Api, diagnostics: &mut Diagnostics) {
    if api.companions.archives.is_empty() {
        return;
    }
    for (_, name, span) in marks(api).filter(|(_, name, _)| !api.companions.archives.contains_key(*name)) {
        let name = visible_short(name, 60);
        let message = format!("no companion file describes the archive `{name}`");
        diagnostics.push(
            Diagnostic::new(Code::UndescribedArchive, span, message)
                .label("the columns of this list are not checked by the compiler")
                .help("add the page of the archive to the companion files; until then, write columns as text"),
        );
    }
}
