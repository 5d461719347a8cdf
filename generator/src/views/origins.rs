//! Finds the inputs that describe each generated file.
//!
//! In: the model, the plan made from it, and the fixups as they were read. Out: [`Origins`]. Files that depend on the whole
//! API, such as the front page, are not listed.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::diagnostics::origins::{Origin, Origins, TemplateFile};
use crate::emit::TEMPLATES;
use crate::model::{Api, Entity, EntityId, Evidence, Fixup, Known, Operation, Place, Target, Type};
use crate::names::ident::Ident;
use crate::plan::Plan;
use crate::plan::entity::Home;
use crate::source::FileId;

/// Returns the inputs of the files that a plan describes.
pub(crate) fn origins(api: &Api, plan: &Plan, fixups: &[Fixup]) -> Origins {
    let hash = |fixup: &Fixup| {
        let Fixup { target: _, name, expect, set, reason, link } = fixup;
        xxh3_64(format!("{:?}", (name, &expect.value, &set.value, reason, link)).as_bytes())
    };
    let templates = TEMPLATES.iter().map(|template| {
        let hash = xxh3_64(template.text.as_bytes());
        TemplateFile { name: template.name, hash, prints: template.prints }
    });
    let mut collector = Collector { api, fixups, seen: Vec::new(), list: 0 };
    let (files, lists) = collector.files(plan);
    let fixups = fixups.iter().map(|fixup| (fixup.name.clone(), hash(fixup))).collect();
    Origins { files, lists, fixups, templates: templates.collect() }
}

/// For the path of each file, the position of its list; and the lists.
type Files = (BTreeMap<String, usize>, Vec<Vec<Origin>>);

struct Collector<'a> {
    api: &'a Api,
    fixups: &'a [Fixup],
    /// For each file of the docs, the last list that it was added to. A set for each list would take ten times as long.
    seen: Vec<usize>,
    /// The number of the current list, starting at 1.
    list: usize,
}

impl Collector<'_> {
    fn files(&mut self, plan: &Plan) -> Files {
        let (mut files, mut lists) = (BTreeMap::new(), Vec::new());
        let mut add = |path: String, list: usize| files.insert(path, list);
        let mut requests: BTreeMap<&Ident, Vec<EntityId>> = BTreeMap::new();
        for entity in &plan.entities {
            if let Home::Requests(group) = &entity.home {
                requests.entry(group).or_default().push(entity.id);
                continue;
            }
            add(format!("src/entities/{}.rs", entity.module), lists.len());
            lists.push(self.list(|it, list| it.entity(entity.id, list)));
        }
        for group in &plan.groups {
            let requests = requests.remove(&group.module).unwrap_or_default();
            let folders: &[&str] = if requests.is_empty() { &[] } else { &["requests"] };
            for folder in ["client", "routes", "server"].iter().chain(folders) {
                add(format!("src/{folder}/{}.rs", group.module), lists.len());
            }
            lists.push(self.list(|it, list| {
                requests.iter().for_each(|id| it.entity(*id, list));
                let uids = group.client.methods.iter().map(|method| method.uid.as_str());
                let api = it.api;
                uids.filter_map(|uid| api.operation(uid)).for_each(|operation| it.operation(operation, list));
            }));
        }
        (files, lists)
    }

    /// Fills a new list.
    fn list(&mut self, fill: impl FnOnce(&mut Self, &mut Vec<Origin>)) -> Vec<Origin> {
        self.list += 1;
        let mut list = Vec::new();
        fill(self, &mut list);
        list
    }

    fn add(&mut self, file: FileId, list: &mut Vec<Origin>) {
        let at = file.0 as usize;
        if self.seen.len() <= at {
            self.seen.resize(at + 1, 0);
        }
        if let Some(seen) = self.seen.get_mut(at).filter(|seen| **seen != self.list) {
            *seen = self.list;
            list.push(Origin::File(file));
        }
    }

    fn entity(&mut self, id: EntityId, list: &mut Vec<Origin>) {
        let Some(entity) = self.api.entity(id) else { return };
        // These are the headings of all tables of the entity, so the rows need not be visited.
        entity.said.iter().for_each(|span| self.add(span.file, list));
        entity.description.iter().for_each(|text| self.add(text.span.file, list));
        for property in &entity.properties {
            property.samples.iter().for_each(|seen| self.add(seen.json.span.file, list));
            property.text.iter().for_each(|text| self.add(text.span.file, list));
            evidence(&property.ty).for_each(|seen| self.add(seen.span.file, list));
        }
        self.fixups(list, |target| match target {
            Target::Property { owner, name } => {
                owner.as_ref().is_none_or(|owner| is_called(entity, owner)) && entity.property(name).is_some()
            }
            _ => false,
        });
    }

    fn operation(&mut self, operation: &Operation, list: &mut Vec<Origin>) {
        for page in std::iter::once(operation).chain(&operation.superseded) {
            self.add(page.file, list);
            page.includes.iter().for_each(|file| self.add(*file, list));
        }
        let bodies = [&operation.request, &operation.response].into_iter().flatten().map(|body| &body.ty);
        // Only pages describe headers, and there are more headers than other parameters.
        let parameters = operation.parameters.iter().filter(|parameter| parameter.place != Place::Header);
        let types = parameters.map(|parameter| &parameter.ty).chain(bodies);
        types.flat_map(evidence).for_each(|seen| self.add(seen.span.file, list));
        self.fixups(list, |target| match target {
            Target::Parameter { uid, .. } | Target::Body { uid, .. } | Target::Status { uid, .. } => {
                *uid == operation.uid.value
            }
            Target::Property { .. } => false,
        });
    }

    fn fixups(&self, list: &mut Vec<Origin>, is_about: impl Fn(&Target) -> bool) {
        for (number, fixup) in self.fixups.iter().enumerate() {
            let origin = Origin::Fixup(number);
            if is_about(&fixup.target.value) && !list.contains(&origin) {
                list.push(origin);
            }
        }
    }
}

fn evidence(known: &Known<Type>) -> impl Iterator<Item = &Evidence> {
    known.because.iter().chain(&known.against)
}

fn is_called(entity: &Entity, name: &str) -> bool {
    entity.name == name || entity.twins.iter().any(|twin| twin == name)
}
