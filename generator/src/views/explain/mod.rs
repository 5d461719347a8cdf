//! Explains a type, a property or an operation: what was decided, and the evidence, quoted as a compiler quotes code.
//!
//! In: a checked model and a name. Out: text. This module decides nothing; only `rust` knows names in Rust.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Checked;
use crate::diagnostics::Code;
use crate::diagnostics::render::{Mark, joined, quote};
use crate::model::{Body, Entity, Evidence, Known, Operation, Property, Type};
use crate::plan::Plan;
use crate::source::{Sources, Span};
use crate::text::alike;
use crate::text::visible::{counted, visible, visible_lines};

mod changed;
mod enumeration;
mod other;
mod rust;

/// Explains the item with this name, in the docs or in Rust. The names in Rust are planned only if no name in the docs
/// fits.
pub(crate) fn explain(view: &View<'_>, plan: &dyn Fn() -> Plan, what: &str) -> Result<String, Vec<String>> {
    if let Some(text) = view.called(what).or_else(|| view.route(what)).or_else(|| view.target(what)) {
        return Ok(text);
    }
    let plan = plan();
    let name = rust::in_docs(view.api, &plan, what);
    // A value is often a word that names something else, too.
    name.and_then(|name| view.called(&name)).or_else(|| view.value(what)).ok_or_else(|| view.alike(&plan, what))
}

/// A model to explain, and how to print it.
pub(crate) struct View<'a> {
    pub(crate) api: &'a Checked,
    pub(crate) sources: &'a Sources,
    /// The docs folder as the reader opens it.
    pub(crate) root: &'a str,
    pub(crate) color: bool,
}

impl View<'_> {
    /// Explains the item with this name in the docs.
    fn called(&self, what: &str) -> Option<String> {
        if let Some(operation) = self.api.operations.iter().find(|one| one.uid.value.eq_ignore_ascii_case(what)) {
            return Some(self.operation(operation));
        }
        let entity = self.entity_called(what).map(|entity| self.entity(entity));
        let found: Vec<String> = entity.into_iter().chain(self.enumerations_called(what)).collect();
        if !found.is_empty() {
            return Some(found.join("\n"));
        }
        // The name of a property may contain dots, that of a type does not.
        let (ty, name) = what.split_once('.')?;
        let entity = self.entity_called(ty)?;
        let property = entity.properties.iter().find(|property| property.name.eq_ignore_ascii_case(name))?;
        Some(self.property(entity, property))
    }

    fn entity_called(&self, name: &str) -> Option<&Entity> {
        let called = |entity: &&Entity| {
            entity.name.eq_ignore_ascii_case(name) || entity.twins.iter().any(|twin| twin.eq_ignore_ascii_case(name))
        };
        self.api.entities.iter().find(called)
    }

    /// Returns similar names of types and enumerations, of properties of the type before a dot, of methods of the client
    /// before a dot, of operations and of codes.
    fn alike(&self, plan: &Plan, what: &str) -> Vec<String> {
        let mut found = Vec::new();
        rust::alike_methods(plan, what, &mut found);
        match what.split_once('.') {
            Some((ty, property)) => self.alike_properties(ty, property, &mut found),
            None => self.alike_names(what, &mut found),
        }
        alike::nearest(found).iter().map(|name| visible(name).into_owned()).collect()
    }

    fn alike_names(&self, what: &str, found: &mut Vec<(usize, String)>) {
        let names =
            |entity: &Entity| -> Vec<String> { std::iter::once(&entity.name).chain(&entity.twins).cloned().collect() };
        let types = self.api.entities.iter().flat_map(names);
        let enums = self.api.enums.iter().map(|known| known.name.clone());
        let codes = Code::ALL.iter().flat_map(|code| [code.number().to_owned(), code.name().to_owned()]);
        for name in types.chain(enums).chain(codes) {
            found.extend(alike::distance(&name, what).map(|far| (far, name)));
        }
        for operation in &self.api.operations {
            let uid = &operation.uid.value;
            // The name of the operation, without the controller, is easier to remember than the uid.
            let call = alike::distance(&operation.name, what).map(|far| far + 1);
            found.extend(alike::distance(uid, what).into_iter().chain(call).min().map(|far| (far, uid.clone())));
        }
        for entity in &self.api.entities {
            let same = entity.properties.iter().filter(|property| alike::distance(&property.name, what) == Some(0));
            found.extend(same.map(|property| (2, format!("{}.{}", entity.name, property.name))));
        }
    }

    fn alike_properties(&self, ty: &str, name: &str, found: &mut Vec<(usize, String)>) {
        if let Some(entity) = self.entity_called(ty) {
            let before = found.len();
            for property in &entity.properties {
                let far = alike::distance(&property.name, name);
                found.extend(far.map(|far| (far, format!("{}.{}", entity.name, property.name))));
            }
            if found.len() > before {
                return;
            }
        }
        for entity in &self.api.entities {
            let names = std::iter::once(&entity.name).chain(&entity.twins);
            let Some(far) = names.filter_map(|name| alike::distance(name, ty)).min() else { continue };
            // The type alone comes after all types that have a similar property.
            found.push((far + 100, entity.name.clone()));
            for property in &entity.properties {
                let both = alike::distance(&property.name, name).map(|more| far + more);
                found.extend(both.map(|far| (far, format!("{}.{}", entity.name, property.name))));
            }
        }
    }

    fn place(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        format!("{}:{}", joined(self.root, &file.path), file.line_column(span.start as usize))
    }

    fn ty(&self, ty: &Type) -> String {
        ty.text(self.api)
    }

    /// Returns `TYPE, CLASS by RULE: SENTENCE`.
    fn verdict(&self, known: &Known<Type>) -> String {
        let (ty, class, rule) = (self.ty(&known.value), known.class.as_str(), known.rule);
        let mut text = format!("{ty}, {class} by `{rule}`: {}", rule.sentence);
        if let Type::Open(reason) = known.value.innermost() {
            let _ = write!(text, " Open because {}.", reason.words());
        }
        text
    }

    fn evidence(&self, title: &str, known: &Known<Type>, notes: &[String]) -> String {
        let marks: Vec<Mark> = known
            .supporting()
            .map(|one: &Evidence| Mark { span: one.span, label: one.says.clone(), against: false })
            .chain(known.against.iter().map(|one| Mark { span: one.span, label: one.says.clone(), against: true }))
            .collect();
        quote(title, &marks, notes, self.sources, self.root, self.color)
    }

    fn property(&self, entity: &Entity, property: &Property) -> String {
        let title = format!("{}.{} is {}", entity.name, property.name, self.ty(&property.ty.value));
        let mut notes = vec![self.verdict(&property.ty)];
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for row in &property.rows {
            *words.entry(row.word.value.printed()).or_default() += 1;
        }
        if !words.is_empty() {
            let words: Vec<String> = words.into_iter().map(|(word, count)| format!("`{word}` in {count}")).collect();
            let rows = counted(property.rows.len(), "row");
            let verb = if property.rows.len() == 1 { "describes" } else { "describe" };
            notes.push(format!("{rows} {verb} it: {}", words.join(", ")));
        }
        notes.push(format!("{} in samples", counted(property.samples.len(), "value")));
        if let Some(twin) = &property.only_in {
            notes.push(format!("present only in `{twin}`"));
        }
        if let Type::Enum(id) = property.ty.value.innermost() {
            notes.push(format!("values: {}", self.api.enums[*id].words.join(", ")));
        }
        self.evidence(&title, &property.ty, &notes)
    }

    fn entity(&self, entity: &Entity) -> String {
        let mut out = format!("{}: {}\n", entity.name, counted(entity.properties.len(), "property"));
        if !entity.twins.is_empty() {
            let _ = writeln!(out, "also called {}", entity.twins.join(", "));
        }
        let _ = writeln!(out, "{}", self.origin(entity));
        let _ = writeln!(out, "described in {}", counted(entity.said.len(), "place"));
        for span in entity.said.iter().take(3) {
            let _ = writeln!(out, "  {}", self.place(*span));
        }
        if let Some((id, _)) = self.api.entities.with_ids().find(|(_, known)| known.name == entity.name) {
            out.push_str(&self.users_of(id));
        }
        out.push('\n');
        let width = entity.properties.iter().map(|property| property.name.chars().count()).max().unwrap_or_default();
        for property in &entity.properties {
            let at = property.ty.because.first().map(|because| self.place(because.span)).unwrap_or_default();
            let _ = writeln!(
                out,
                "  {:width$}  {}  {} by `{}`  {at}",
                property.name,
                self.ty(&property.ty.value),
                property.ty.class.as_str(),
                property.ty.rule
            );
        }
        visible_lines(&out)
    }

    fn operation(&self, operation: &Operation) -> String {
        let mut out = format!("{}: {} {}\n", operation.uid.value, operation.method.as_str(), operation.path.value);
        let _ = writeln!(out, "  {}\n", self.place(operation.path.span));
        for parameter in &operation.parameters {
            let _ = writeln!(
                out,
                "  {} {}: {}{}  {} by `{}`  {}",
                format!("{:?}", parameter.place).to_lowercase(),
                parameter.name.value,
                self.ty(&parameter.ty.value),
                if parameter.required { ", required" } else { "" },
                parameter.ty.class.as_str(),
                parameter.ty.rule,
                self.place(parameter.word.span)
            );
        }
        let statuses: Vec<String> = operation.statuses.iter().map(|status| status.code.to_string()).collect();
        let _ = writeln!(out, "  statuses: {}", statuses.join(", "));
        for (what, media) in [("accepts", &operation.consumes), ("produces", &operation.produces)] {
            if !media.is_empty() {
                let _ = writeln!(out, "  {what}: {}", media.join(", "));
            }
        }
        out.push('\n');
        // The rest may contain escape sequences for colours.
        out = visible_lines(&out);
        for (what, body) in [("request", &operation.request), ("response", &operation.response)] {
            match body {
                Some(body) => out.push_str(&self.body(what, body)),
                None if what == "response" => out.push_str("no response body\n"),
                None => {}
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    fn body(&self, what: &str, body: &Body) -> String {
        let title = format!("the {what} is {}", self.ty(&body.ty.value));
        self.evidence(&title, &body.ty, &[self.verdict(&body.ty)])
    }
}
