//! Resources and agents. Each has a cargo feature, a module of routes and a client.
//!
//! In: the operations of a controller. Out: a [`GroupPlan`] with the routes and the client of the controller.

use std::collections::BTreeMap;

use super::client::{self, ClientPlan};
use super::docs::{self, DocLine, code};
use super::imports::Uses;
use super::listed;
use super::methods;
use super::naming::{Named, Naming};
use super::only::selects;
use super::route::{self, RoutePlan};
use super::server::{self, ServicePlan};
use super::text::RustText;
use super::types::TypeNames;
use crate::model::{Api, Operation};
use crate::names::ident::{self, Ident, Taken};
use crate::names::lock::{Section, operation_key};
use crate::options::{Layout, Options};
use crate::text::visible::counted;

/// A resource or an agent.
#[derive(Debug, Clone)]
pub struct GroupPlan {
    /// Name in the docs.
    pub name: String,
    /// Cargo feature.
    pub feature: String,
    /// Earlier names of the feature.
    pub features_were: Vec<String>,
    /// Name of its modules of routes and client, and of its method in `Client`.
    pub module: Ident,
    /// Earlier names of the module.
    pub modules_were: Vec<Ident>,
    /// Whether it is an agent.
    pub agent: bool,
    /// One line about it.
    pub docs: Vec<DocLine>,
    /// The attribute that compiles it only under its feature.
    pub gate: Option<RustText>,
    /// Its routes in the order of its methods.
    pub routes: Vec<RoutePlan>,
    /// Its client.
    pub client: ClientPlan,
    /// Its server routes.
    pub service: ServicePlan,
}

/// Returns the controllers of the docs with their operations, sorted by name.
pub(super) fn controllers(api: &Api) -> Vec<(String, Vec<&Operation>)> {
    let mut found: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        found.entry(operation.controller.as_str()).or_default().push(operation);
    }
    found.into_iter().map(|(name, operations)| (name.to_owned(), operations)).collect()
}

/// Returns the name of a controller without the suffix `Entity`.
pub(super) fn bare(controller: &str) -> &str {
    controller.strip_suffix("Entity").filter(|rest| !rest.is_empty()).unwrap_or(controller)
}

/// Decides all groups, in the order of the controllers. A group without a selected operation has no routes.
pub(super) fn plan(
    api: &Api,
    names: &TypeNames,
    controllers: &[(String, Vec<&Operation>)],
    naming: &mut Naming,
    options: &Options,
) -> Vec<GroupPlan> {
    let mut named = |section, rule: fn(&str) -> String| {
        let items: Vec<(String, Vec<String>)> =
            controllers.iter().map(|(controller, _)| (controller.clone(), vec![rule(bare(controller))])).collect();
        naming.controllers(section, &items)
    };
    let modules = named(Section::Modules, ident::module);
    let clients = named(Section::Clients, |bare| format!("{}Client", ident::pascal(bare)));
    let features = named(Section::Features, ident::kebab);
    controllers
        .iter()
        .zip(modules.into_iter().zip(clients).zip(features))
        .map(|((controller, operations), ((module, client), feature))| {
            group(api, names, naming, (controller, operations), (module, client, feature), options)
        })
        .collect()
}

fn group(
    api: &Api,
    names: &TypeNames,
    naming: &mut Naming,
    (controller, operations): (&str, &[&Operation]),
    (module, client, feature): (Named, Named, Named),
    options: &Options,
) -> GroupPlan {
    let bare = bare(controller);
    let (mut order, mut items) = (Vec::new(), Vec::new());
    for (at, wishes) in methods::wishes(api, operations) {
        if let Some(operation) = operations.get(at) {
            order.push(*operation);
            let key = operation_key(&operation.uid.value, operation.method.as_str(), &operation.path.value);
            items.push((key, wishes));
        }
    }
    let owner = ident::pascal(bare);
    let mut uses = Uses::default();
    let mut calls = Taken::with(&[client.ident.as_str()]);
    client.was.iter().for_each(|old| calls.reserve(old.as_str()));
    let methods = naming.methods(&items);
    let mut planned: Vec<_> = order
        .iter()
        .zip(methods)
        .filter(|(operation, _)| selects(&options.only, operation))
        .map(|(operation, named)| {
            let route = route::plan(operation, &named.ident, &named.was);
            let method = client::method(names, naming, operation, named, (&owner, &mut calls), &mut uses);
            // A call without a type of its own has `select` too.
            let rows = (method.call.is_some() || method.selectable) && listed::has_rows(api, operation);
            (*operation, route, client::MethodPlan { rows, ..method })
        })
        .collect();
    planned.sort_by(|(_, _, a), (_, _, b)| a.ident.cmp(&b.ident));
    let (mut served, mut routes, mut methods) = (Vec::new(), Vec::new(), Vec::new());
    for (operation, route, method) in planned {
        served.push(operation);
        routes.push(route);
        methods.push(method);
    }
    let agent = controller.ends_with("Agent");
    let what = if agent { "agent" } else { "resource" };
    let lines = docs::ours(&format!("The {what} `{}`: {}.", code(bare), counted(methods.len(), "operation")));
    let client = ClientPlan { ident: client.ident, was: client.was, docs: lines.clone(), methods, uses };
    GroupPlan {
        name: bare.to_owned(),
        gate: (options.layout == Layout::Crate).then(|| RustText::cfg(std::slice::from_ref(&feature.name))),
        feature: feature.name,
        features_were: feature.were,
        module: module.ident,
        modules_were: module.was,
        agent,
        docs: lines,
        routes,
        service: server::plan(names, &client, &served),
        client,
    }
}
