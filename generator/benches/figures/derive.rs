//! Writes the same API in the usual form, for comparison: structs with serde's derives, and one async fn per operation.
//!
//! In: the plan of the generated crate, so that names and types are the same. Out: a crate that compiles. Where the two
//! forms differ, the comparison favours this one: it has no rustdoc and no setters, dates and base64 are strings,
//! enumerations are closed, unknown members are lost, and calls end in one function that is not generic.

use std::fmt::Write as _;
use std::path::Path;

use superoffice_codegen::names::ident::pascal;
use superoffice_codegen::plan::Plan;
use superoffice_codegen::plan::client::{ArgumentPlace, MethodPlan};
use superoffice_codegen::plan::entity::{EntityPlan, Home};
use superoffice_codegen::plan::group::GroupPlan;
use superoffice_codegen::plan::route::RoutePlan;

use crate::Result;

const MANIFEST: &str = "[package]\nname = \"superoffice\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
    [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n\n[workspace]\n";

const SUPPORT: &str = r#"#![allow(non_camel_case_types, unused_imports, clippy::all)]
pub mod support {
    pub use serde::{Deserialize, Serialize};
    pub use serde_json::Value as Json;
    pub use std::collections::BTreeMap;
    pub type DateTime = String;
    pub type Base64 = String;
    pub type Binary = Vec<u8>;
    pub type Patch = Json;
    pub type Upload = Vec<u8>;
    #[derive(Debug)]
    pub enum Error { Json(serde_json::Error), Transport(String) }
    pub struct Request { pub method: &'static str, pub path: String, pub query: Vec<(&'static str, String)>, pub body: Vec<u8> }
    impl Request {
        pub fn new(method: &'static str, path: &'static str) -> Self {
            Self { method, path: path.to_owned(), query: Vec::new(), body: Vec::new() }
        }
        pub fn path(&mut self, name: &'static str, value: &dyn std::fmt::Debug) {
            self.path = self.path.replace(&format!("{{{name}}}"), &format!("{value:?}"));
        }
        pub fn query(&mut self, name: &'static str, value: &dyn std::fmt::Debug) {
            self.query.push((name, format!("{value:?}")));
        }
        pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
            self.body = serde_json::to_vec(value).map_err(Error::Json)?;
            Ok(())
        }
    }
    pub struct Response(pub Vec<u8>);
    impl Response {
        pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
            serde_json::from_slice(&self.0).map_err(Error::Json)
        }
    }
    #[derive(Debug)]
    pub struct Http(pub fn(Request) -> Result<Vec<u8>, String>);
    impl Http {
        pub async fn send(&self, request: Request) -> Result<Response, Error> {
            (self.0)(request).map(Response).map_err(Error::Transport)
        }
    }
}
"#;

/// Writes the crate into a folder.
pub(crate) fn write(plan: &Plan, dir: &Path) -> Result<()> {
    let mut out = String::from(SUPPORT);
    out.push_str("pub mod enums {\nuse super::support::*;\n");
    for plan in &plan.enumerations {
        writeln!(
            out,
            "#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\npub enum {} {{",
            plan.ident.as_str()
        )?;
        for (index, word) in plan.words.iter().enumerate() {
            let default = if index == 0 { "#[default] " } else { "" };
            writeln!(out, "{default}#[serde(rename = {})] {},", word.text.as_str(), pascal(word.ident.as_str()))?;
        }
        if plan.words.is_empty() {
            out.push_str("#[default] None,\n");
        }
        out.push_str("}\n");
    }
    out.push_str("}\npub mod entities {\nuse super::support::*;\nuse super::enums::*;\n");
    for plan in plan.entities.iter().filter(|entity| entity.home == Home::Entities) {
        entity(plan, &mut out)?;
    }
    out.push_str("}\npub mod requests {\n");
    for group in &plan.groups {
        writeln!(
            out,
            "pub mod {} {{\nuse super::super::support::*;\nuse super::super::entities::*;",
            group.module.as_str()
        )?;
        out.push_str("use super::super::enums::*;\n");
        let home = Home::Requests(group.module.clone());
        for plan in plan.entities.iter().filter(|entity| entity.home == home) {
            entity(plan, &mut out)?;
        }
        out.push_str("}\n");
    }
    out.push_str("}\npub mod client {\n");
    for group in &plan.groups {
        client(group, plan, &mut out)?;
    }
    out.push_str("}\n");
    std::fs::create_dir_all(dir.join("src"))?;
    std::fs::write(dir.join("src/lib.rs"), out)?;
    std::fs::write(dir.join("Cargo.toml"), MANIFEST)?;
    Ok(())
}

fn entity(plan: &EntityPlan, out: &mut String) -> Result<()> {
    out.push_str("#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\n#[serde(default)]\n");
    writeln!(out, "pub struct {} {{", plan.ident.as_str())?;
    for field in &plan.fields {
        writeln!(out, "#[serde(rename = {}, skip_serializing_if = \"Option::is_none\")]", field.key.as_str())?;
        writeln!(out, "pub {}: {},", field.ident.as_str(), field.ty.as_str())?;
    }
    out.push_str("}\n");
    Ok(())
}

fn client(group: &GroupPlan, plan: &Plan, out: &mut String) -> Result<()> {
    let (module, client) = (group.module.as_str(), group.client.ident.as_str());
    writeln!(out, "pub mod {module} {{\nuse super::super::support::*;\nuse super::super::enums::*;")?;
    // The type of a request shadows an entity of the same name, as in the generated crate.
    let home = Home::Requests(group.module.clone());
    out.push_str("use super::super::entities::*;\n");
    for entity in plan.entities.iter().filter(|entity| entity.home == home) {
        writeln!(out, "use super::super::requests::{module}::{};", entity.ident.as_str())?;
    }
    writeln!(out, "#[derive(Debug)]\npub struct {client}<'a> {{ http: &'a Http }}\nimpl<'a> {client}<'a> {{")?;
    writeln!(out, "pub fn new(http: &'a Http) -> Self {{ Self {{ http }} }}")?;
    for (route, plan) in group.routes.iter().zip(&group.client.methods) {
        method(route, plan, out)?;
    }
    out.push_str("}\n}\n");
    Ok(())
}

fn method(route: &RoutePlan, method: &MethodPlan, out: &mut String) -> Result<()> {
    let options = method.call.as_ref().map_or(&[][..], |call| &call.options);
    write!(out, "pub async fn {}(&self", method.ident.as_str())?;
    for argument in &method.arguments {
        write!(out, ", {}: {}", argument.ident.as_str(), argument.ty.as_str())?;
    }
    if method.selectable {
        out.push_str(", fields_wanted: &[&str]");
    }
    for (index, option) in options.iter().enumerate() {
        // The usual form passes the text of a filter.
        let ty = option.ty.as_str();
        let ty = if ty.starts_with("impl Into<") { "&str" } else { ty };
        write!(out, ", option{index}: Option<{ty}>")?;
    }
    writeln!(out, ") -> Result<{}, Error> {{", method.output.as_str())?;
    let verb = route.verb.as_str();
    writeln!(out, "let mut wire_request = Request::new({verb:?}, {});", route.path.as_str())?;
    for argument in &method.arguments {
        let (name, ident) = (argument.name.as_str(), argument.ident.as_str());
        match argument.place {
            ArgumentPlace::Path => writeln!(out, "wire_request.path({name}, &{ident});")?,
            ArgumentPlace::Query => writeln!(out, "wire_request.query({name}, &{ident});")?,
            ArgumentPlace::Body => {}
        }
    }
    for (index, option) in options.iter().enumerate() {
        let name = option.name.as_str();
        writeln!(out, "if let Some(value) = option{index} {{ wire_request.query({name}, &value); }}")?;
    }
    if method.selectable {
        out.push_str("if !fields_wanted.is_empty() { wire_request.query(\"$select\", &fields_wanted); }\n");
    }
    for body in method.arguments.iter().filter(|argument| argument.place == ArgumentPlace::Body) {
        writeln!(out, "wire_request.json(&{})?;", body.ident.as_str())?;
    }
    out.push_str("self.http.send(wire_request).await?.json()\n}\n");
    Ok(())
}
