//! Writes companion facts as companion files.
//!
//! In: [`Companions`]. Out: small files of the same kinds, with the same facts: names, types, numbers, and sentences if
//! requested. Reading them gives the same facts. A scripting page is written only if it states more than the agents of
//! the client.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::dotnet::CLIENT_TYPES;
use super::{client_agents, enum_pages, scripting};
use crate::model::{CompanionType, Companions, Member, Signature, Stated, Type, Values};
use crate::source::Spanned;

/// The files with their paths, sorted.
pub(crate) fn files(companions: &Companions, texts: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (name, ty) in &companions.types {
        match ty {
            CompanionType::Class(class) => {
                let base = class.base.as_deref().unwrap_or("Object");
                let text = class.text.as_ref().filter(|_| texts);
                let mut out = head(&format!("{CLIENT_TYPES}{name}"), &format!("public class {name} : {base}"), text);
                if let Some(base) = &class.base {
                    let _ = writeln!(out, "  inheritance:\n  - {CLIENT_TYPES}{base}");
                }
                for member in &class.properties {
                    property(&mut out, name, member, texts);
                }
                files.insert(free(&mut taken, "client-types", name, "yml"), out);
            }
            CompanionType::Dictionary(of) => {
                let content = format!("public class {name} : Dictionary<string, {}>", notation(&of.value, ""));
                let out = head(&format!("{CLIENT_TYPES}{name}"), &content, None);
                files.insert(free(&mut taken, "client-types", name, "yml"), out);
            }
            CompanionType::Values(values) => {
                files.insert(free(&mut taken, "enumerations", name, "md"), enumeration(name, values, texts));
            }
        }
    }
    files.extend(agents(companions));
    for ((agent, operation), calls) in &companions.calls {
        let client = calls.iter().find(|call| call.kind == client_agents::KIND.name);
        let script = calls.iter().find(|call| call.kind == scripting::KIND.name);
        if let Some(script) = script.filter(|script| client.is_none_or(|client| says_more(client, script))) {
            let path = free(&mut taken, "scripting", &format!("{agent}.{operation}"), "md");
            files.insert(path, scripting_page(agent, operation, script));
        }
    }
    files
}

/// A path that no other file has, even on a file system that ignores case. The name inside the file decides, so it can
/// be shortened and numbered.
pub(super) fn free(taken: &mut BTreeSet<String>, folder: &str, name: &str, extension: &str) -> String {
    const LONGEST: usize = 150;
    let name: String = name.chars().take(LONGEST).collect();
    let mut path = format!("{folder}/{name}.{extension}");
    let mut number = 1;
    while !taken.insert(path.to_lowercase()) {
        number += 1;
        path = format!("{folder}/{name}-{number}.{extension}");
    }
    path
}

fn head(uid: &str, content: &str, text: Option<&Spanned<String>>) -> String {
    let summary = summary(text);
    format!(
        "### YamlMime:ManagedReference\nitems:\n- uid: {uid}\n  type: Class\n{summary}  syntax:\n    content: '{content}'\n"
    )
}

/// A sentence as a scalar in single quotes, in which only the quote is escaped.
fn summary(text: Option<&Spanned<String>>) -> String {
    let plain =
        |text: &Spanned<String>| text.value.split_whitespace().collect::<Vec<_>>().join(" ").replace('\'', "''");
    text.map(|text| format!("  summary: '{}'\n", plain(text))).unwrap_or_default()
}

fn property(out: &mut String, class: &str, member: &Member, texts: bool) {
    let (name, ty) = (&member.name, notation(&member.ty.value, CLIENT_TYPES));
    let summary = summary(member.text.as_ref().filter(|_| texts));
    let _ = writeln!(
        out,
        "- uid: {CLIENT_TYPES}{class}.{name}\n  type: Property\n{summary}  syntax:\n    return:\n      type: {ty}"
    );
}

fn enumeration(name: &str, values: &Values, texts: bool) -> String {
    let mut out = format!("# {name} Enum\n\n");
    let text = values.text.as_ref().filter(|_| texts);
    if let Some(text) = text {
        let _ = writeln!(out, "{}\n", text.value);
    }
    // The sentence of the source need not say it.
    if values.flags && !text.is_some_and(|text| super::says_flags(&text.value.to_ascii_lowercase())) {
        let _ = writeln!(out, "{}\n", enum_pages::FLAGS);
    }
    out.push_str(if texts {
        "| Name | Value | Description |\n|---|---|---|\n"
    } else {
        "| Name | Value |\n|---|---|\n"
    });
    for value in &values.values {
        let number = value.number.map(|number| number.to_string()).unwrap_or_default();
        let _ = write!(out, "| {} | {number} |", value.word.value);
        if texts {
            let text = value.text.as_ref().map(|text| text.value.replace('\\', "\\\\").replace('|', "\\|"));
            let _ = write!(out, " {} |", text.unwrap_or_default());
        }
        out.push('\n');
    }
    out
}

/// A file for each agent of the client.
fn agents(companions: &Companions) -> BTreeMap<String, String> {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for ((agent, operation), calls) in &companions.calls {
        let Some(call) = calls.iter().find(|call| call.kind == client_agents::KIND.name) else { continue };
        let uid = format!("{}{agent}", client_agents::AGENTS);
        let out = files.entry(agent).or_insert_with(|| head(&uid, &format!("public class {agent} : AgentBase"), None));
        let _ = writeln!(out, "- uid: {uid}.{operation}Async\n  type: Method\n  syntax:");
        if !call.parameters.is_empty() {
            out.push_str("    parameters:\n");
        }
        for member in &call.parameters {
            let _ =
                writeln!(out, "    - id: {}\n      type: {}", member.name, notation(&member.ty.value, CLIENT_TYPES));
        }
        let result = call.result.as_ref().map(|ty| notation(&ty.value, CLIENT_TYPES));
        let task = result.map_or_else(|| "Task".to_owned(), |ty| format!("Task{{{ty}}}"));
        let _ = writeln!(out, "    return:\n      type: {task}");
    }
    let mut taken = BTreeSet::new();
    files.into_iter().map(|(agent, out)| (free(&mut taken, "client-agents", agent, "yml"), out)).collect()
}

/// Whether a scripting page states something that the client does not.
fn says_more(client: &Signature, script: &Signature) -> bool {
    let known = |member: &Member| client.parameters.iter().any(|one| one.name.eq_ignore_ascii_case(&member.name));
    !script.parameters.iter().all(known) || (script.result.is_some() && client.result.is_none())
}

fn scripting_page(agent: &str, operation: &str, call: &Signature) -> String {
    let mut out = format!("# {agent}.{operation}\n");
    for (moment, result) in [("Before", None), ("After", call.result.as_ref())] {
        let _ = writeln!(out, "\n```cs\nstatic void {moment}{operation}(");
        for member in &call.parameters {
            let _ = writeln!(out, "   {} {},", notation(&member.ty.value, ""), member.name);
        }
        if let Some(result) = result {
            let _ = writeln!(out, "   ref {} returnValue,", notation(&result.value, ""));
        }
        out.push_str("   ref object eventState\n);\n```\n");
    }
    out
}

/// A type in the notation of .NET. `space` is the namespace of the types of the API.
fn notation(stated: &Stated, space: &str) -> String {
    match stated {
        Stated::Scalar(ty) => match ty {
            Type::Bool => "System.Boolean",
            Type::Int32 => "System.Int32",
            Type::Int64 => "System.Int64",
            Type::Double => "System.Double",
            Type::DateTime => "System.DateTime",
            Type::Bytes => "System.Byte[]",
            _ => "System.String",
        }
        .to_owned(),
        Stated::Anything => "System.Object".to_owned(),
        Stated::Array(of) => format!("{}[]", notation(of, space)),
        Stated::Map(of) => format!("Dictionary{{System.String,{}}}", notation(of, space)),
        Stated::Named { name, is_enum: false } => format!("{space}{name}"),
        Stated::Named { name, is_enum: true } => format!("System.Nullable{{{space}{name}}}"),
        Stated::Opaque(name) => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::{SourceFile, Sources};

    fn read(files: &[(&str, &str)]) -> Companions {
        let files = files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() });
        let sources = Sources::new(Vec::new(), Vec::new()).with_companions(files.collect());
        super::super::read(&sources, 1, &mut Diagnostics::default())
    }

    const LAMP: &str = "### YamlMime:ManagedReference
items:
- uid: SuperOffice.WebApi.Data.Lamp
  type: Class
  summary: A lamp.
  syntax:
    content: 'public class Lamp : Carrier'
  inheritance:
  - System.Object
  - SuperOffice.WebApi.Data.Carrier
- uid: SuperOffice.WebApi.Data.Lamp.Colour
  type: Property
  syntax:
    return:
      type: System.Nullable{SuperOffice.WebApi.Data.Colour}[]
";
    const MAP: &str = "### YamlMime:ManagedReference
items:
- uid: SuperOffice.WebApi.Data.LampMap
  type: Class
  syntax:
    content: 'public class LampMap : Dictionary<string, Lamp>'
";
    const AGENT: &str = "### YamlMime:ManagedReference
items:
- uid: SuperOffice.WebApi.Agents.LampAgent
  type: Class
- uid: SuperOffice.WebApi.Agents.LampAgent.TurnAsync
  type: Method
  syntax:
    parameters:
    - id: by
      type: System.Int32
    return:
      type: System.Threading.Tasks.Task{System.Byte[]}
- uid: SuperOffice.WebApi.Agents.LampAgent.StopAsync
  type: Method
  syntax:
    return:
      type: System.Threading.Tasks.Task
";
    const COLOUR: &str = "# Colour Enum

A colour. Flags that can be combined.

| Name | Value | Description |
|---|---|---|
|Red|1|Like a rose|
|Blue||Like the sea|
";

    /// The facts without their places and sentences.
    fn facts(companions: &Companions) -> String {
        let text = format!("{:#?}", (&companions.types, &companions.calls, &companions.enums));
        let mut kept = String::new();
        let mut depth = None;
        for line in text.lines() {
            let indent = line.len() - line.trim_start().len();
            let field = line.trim_start();
            if depth.is_none()
                && (field.starts_with("span:") || field.starts_with("text:") || field.starts_with("kind:"))
            {
                depth = line.ends_with(['{', '(', '[']).then_some(indent);
            } else if depth.is_some_and(|depth| indent <= depth) {
                depth = None;
            } else if depth.is_none() {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        kept
    }

    #[test]
    fn facts_survive_writing_and_reading() {
        let script =
            "# LampAgent.Turn\n\nstatic void BeforeTurn(\n   Int32 by,\n   String how,\n   ref object eventState\n);\n";
        let first = read(&[("a.yml", LAMP), ("b.yml", MAP), ("c.yml", AGENT), ("d.md", COLOUR), ("e.md", script)]);
        let files = files(&first, false);
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            [
                "client-agents/LampAgent.yml",
                "client-types/Lamp.yml",
                "client-types/LampMap.yml",
                "enumerations/Colour.md",
                "scripting/LampAgent.Turn.md"
            ]
        );
        let again: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let second = read(&again);
        assert_eq!(facts(&second), facts(&first));
        assert_eq!(super::files(&second, false), files, "an import of an import changes nothing");
        assert!(files.values().all(|text| !text.contains("rose") && !text.contains("A lamp")), "sentences stay behind");
    }

    #[test]
    fn sentences_are_written_if_they_are_wanted() {
        let first = read(&[("a.yml", LAMP), ("d.md", COLOUR)]);
        let written = files(&first, true);
        let again: Vec<(&str, &str)> = written.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let second = read(&again);
        assert_eq!(files(&second, true), written);
        let (lamp, colour) = (second.class("Lamp").unwrap(), second.values("Colour").unwrap());
        assert_eq!(lamp.text.as_ref().unwrap().value, "A lamp.");
        assert_eq!(colour.text.as_ref().unwrap().value, "A colour. Flags that can be combined.");
        assert_eq!(colour.values[0].text.as_ref().unwrap().value, "Like a rose");
    }

    #[test]
    fn flags_survive_beside_a_sentence_that_does_not_say_it() {
        let flags = "### YamlMime:ManagedReference
items:
- uid: SuperOffice.WebApi.Data.Colour
  type: Enum
  summary: A colour.
  syntax:
    content: '[Flags] public enum Colour'
- uid: SuperOffice.WebApi.Data.Colour.Red
  type: Field
- uid: \"SuperOffice.WebApi.Data.Colour.Not a word\"
  type: Field
";
        let first = read(&[("a.yml", flags)]);
        for texts in [true, false] {
            let written = files(&first, texts);
            let second = read(&[("a.md", &written["enumerations/Colour.md"])]);
            let colour = second.values("Colour").unwrap();
            assert!(colour.flags);
            assert_eq!(colour.text.as_ref().map(|text| text.value.as_str()), texts.then_some("A colour."));
            assert_eq!(colour.values.len(), 1);
            assert_eq!(files(&second, texts), written);
        }
    }

    #[test]
    fn names_stay_on_their_lines() {
        let evil = "### YamlMime:ManagedReference
items:
- uid: SuperOffice.WebApi.Data.Lamp
  type: Class
- uid: \"SuperOffice.WebApi.Data.Lamp.A\\n- uid: B\"
  type: Property
  syntax:
    return:
      type: System.Int32
- uid: SuperOffice.WebApi.Data.Lamp.Colour
  type: Property
  syntax:
    return:
      type: \"Func{A}\\n- uid: C\"
";
        let written = files(&read(&[("a.yml", evil)]), true);
        assert_eq!(files(&read(&[("a.yml", &written["client-types/Lamp.yml"])]), true), written);
        let lines = || written["client-types/Lamp.yml"].lines().filter(|line| line.starts_with("- uid:"));
        assert_eq!(lines().count(), 2, "{written:?}");
    }

    #[test]
    fn scripting_pages_that_say_nothing_new_are_left_out() {
        let script = "# LampAgent.Turn\n\nstatic void BeforeTurn(\n   Int32 By,\n   ref object eventState\n);\n";
        let files = files(&read(&[("c.yml", AGENT), ("e.md", script)]), false);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["client-agents/LampAgent.yml"]);
    }
}
