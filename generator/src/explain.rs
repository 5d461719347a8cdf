//! Why the model says what it says: a type, a property or an operation with its evidence, quoted as a compiler would.
//!
//! In: a checked model and a name. Out: text. It decides nothing and knows no Rust.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Checked;
use crate::diagnostics::render::{Mark, quote};
use crate::diagnostics::text::{visible, visible_lines};
use crate::model::{Body, Entity, Evidence, Known, Operation, Property, Type};
use crate::passes::rules::rule_of;
use crate::show::type_text;
use crate::source::{Sources, Span};

/// Explains a type, `Type.Property` or the uid of an operation; letters match without case.
///
/// # Errors
///
/// Names that look alike, if nothing is called so.
pub fn explain(api: &Checked, sources: &Sources, what: &str, color: bool) -> Result<String, Vec<String>> {
    let view = View { api, sources, color };
    if let Some(operation) = api.operations.iter().find(|one| one.uid.value.eq_ignore_ascii_case(what)) {
        return Ok(view.operation(operation));
    }
    if let Some(entity) = view.entity_called(what) {
        return Ok(view.entity(entity));
    }
    // A property may have dots of its own, a type has none.
    if let Some((ty, name)) = what.split_once('.')
        && let Some(entity) = view.entity_called(ty)
        && let Some(property) = entity.properties.iter().find(|property| property.name.eq_ignore_ascii_case(name))
    {
        return Ok(view.property(entity, property));
    }
    Err(view.alike(what))
}

struct View<'a> {
    api: &'a Checked,
    sources: &'a Sources,
    color: bool,
}

impl View<'_> {
    fn entity_called(&self, name: &str) -> Option<&Entity> {
        let called = |entity: &&Entity| {
            entity.name.eq_ignore_ascii_case(name) || entity.twins.iter().any(|twin| twin.eq_ignore_ascii_case(name))
        };
        self.api.entities.iter().find(called)
    }

    fn alike(&self, what: &str) -> Vec<String> {
        let wanted = what.to_ascii_lowercase();
        let (ty, property) = wanted.split_once('.').unwrap_or((&wanted, ""));
        let mut found = Vec::new();
        for entity in &self.api.entities {
            let name = entity.name.to_ascii_lowercase();
            if !property.is_empty() && name == ty {
                let names = entity.properties.iter().map(|property| format!("{}.{}", entity.name, property.name));
                found.extend(names.filter(|name| near(&name.to_ascii_lowercase(), &wanted)));
            } else if near(&name, ty) {
                found.push(entity.name.clone());
            }
        }
        let uids = self.api.operations.iter().map(|operation| operation.uid.value.clone());
        found.extend(uids.filter(|uid| near(&uid.to_ascii_lowercase(), &wanted)));
        found.sort_by_key(|name| (name.len(), name.clone()));
        found.truncate(8);
        found.iter().map(|name| visible(name).into_owned()).collect()
    }

    fn place(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        format!("{}:{}", file.path, file.line_column(span.start as usize))
    }

    fn ty(&self, ty: &Type) -> String {
        type_text(self.api, ty)
    }

    /// `TYPE, CLASS by RULE: what the rule says`.
    fn verdict(&self, known: &Known<Type>) -> String {
        let mut text = format!("{}, {} by `{}`", self.ty(&known.value), known.class.as_str(), known.rule);
        if let Some(rule) = rule_of(known.rule) {
            let _ = write!(text, ": {}", rule.sentence);
        }
        if let Type::Open(reason) = known.value.innermost() {
            let _ = write!(text, " Open because {}.", reason.words());
        }
        text
    }

    fn evidence(&self, title: &str, known: &Known<Type>, notes: &[String]) -> String {
        let marks: Vec<Mark> = known
            .because
            .iter()
            .map(|one: &Evidence| Mark { span: one.span, label: one.says.clone(), against: false })
            .chain(known.against.iter().map(|one| Mark { span: one.span, label: one.says.clone(), against: true }))
            .collect();
        quote(title, &marks, notes, self.sources, self.color)
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
            notes.push(format!("{} rows are about it: {}", property.rows.len(), words.join(", ")));
        }
        notes.push(format!("{} values in samples", property.samples.len()));
        if let Some(twin) = &property.only_in {
            notes.push(format!("only `{twin}` has it"));
        }
        if let Type::Enum(id) = property.ty.value.innermost()
            && let Some(known) = self.api.enums.get(id.0)
        {
            notes.push(format!("words: {}", known.words.join(", ")));
        }
        self.evidence(&title, &property.ty, &notes)
    }

    fn entity(&self, entity: &Entity) -> String {
        let mut out = format!("{}: {} properties\n", entity.name, entity.properties.len());
        if !entity.twins.is_empty() {
            let _ = writeln!(out, "also printed as {}", entity.twins.join(", "));
        }
        if !entity.place.is_empty() {
            let _ = writeln!(out, "not named by the docs; found at `{}`", entity.place.trim_start_matches('.'));
        }
        let _ = writeln!(out, "described by {} tables or samples", entity.said.len());
        for span in entity.said.iter().take(3) {
            let _ = writeln!(out, "  {}", self.place(*span));
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
        for (what, media) in [("takes", &operation.consumes), ("gives", &operation.produces)] {
            if !media.is_empty() {
                let _ = writeln!(out, "  {what}: {}", media.join(", "));
            }
        }
        out.push('\n');
        // What follows may be in colour.
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

/// Whether a name is meant: one holds the other, or they begin alike.
fn near(name: &str, wanted: &str) -> bool {
    let alike = name.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    wanted.len() > 2 && (name.contains(wanted) || wanted.contains(name) || alike * 4 > wanted.len() * 3)
}
