//! Scripting events of one operation of an agent: the types of its parameters and of its result.
//!
//! ```text
//! # LampAgent.GetLamp
//!
//!     static void BeforeGetLamp(
//!        Int32  lampId,                   ->  a parameter
//!        ref object  eventState           ->  ignored
//!       );
//!     static void AfterGetLamp(
//!        Int32  lampId,
//!        ref Lamp  returnValue,           ->  the result
//!        ref object  eventState
//!       );
//! ```

use super::markdown::{lines, title};
use super::{Facts, Kind, dotnet};
use crate::model::{Member, Signature, Stated};
use crate::source::{FileId, Span, Spanned};

/// The kind of file that this module reads.
pub(super) const KIND: Kind = Kind { name: "scripting page", read };

fn read(file: FileId, text: &str) -> Option<Facts> {
    let title = title(file, text)?;
    let (agent, operation) = title.value.split_once('.')?;
    if !agent.ends_with("Agent") || !dotnet::is_word(agent) || !dotnet::is_word(operation) {
        return None;
    }
    let before = arguments(file, text, &format!("static void Before{operation}("));
    let after = arguments(file, text, &format!("static void After{operation}("));
    let (arguments, _) = before.as_ref().or(after.as_ref())?;
    let parameters = arguments
        .iter()
        .filter(|argument| !is_own(&argument.name))
        .map(|argument| Member { name: argument.name.clone(), ty: argument.ty.clone(), text: None })
        .collect();
    let result = after.as_ref().and_then(|(arguments, _)| {
        let result = arguments.iter().find(|argument| argument.name == RESULT)?;
        Some(result.ty.clone())
    });
    let signature = Signature { kind: KIND.name, span: title.span, parameters, result };
    Some(Facts::Calls(vec![((agent.to_owned(), operation.to_owned()), signature)]))
}

/// The argument that holds the result.
const RESULT: &str = "returnValue";

/// Whether an argument belongs to the event and not to the operation.
fn is_own(name: &str) -> bool {
    matches!(name, RESULT | "eventState")
}

struct Argument {
    name: String,
    ty: Spanned<Stated>,
}

/// The arguments of a function, and the place where it is declared.
fn arguments(file: FileId, text: &str, head: &str) -> Option<(Vec<Argument>, usize)> {
    let mut lines = lines(text).skip_while(|(_, line)| line.trim() != head);
    let (declared, _) = lines.next()?;
    let mut found = Vec::new();
    for (at, line) in lines {
        let argument = line.trim();
        if argument.starts_with(')') || argument.starts_with("```") {
            break;
        }
        let argument = argument.trim_end_matches(',');
        let argument = argument.strip_prefix("ref ").unwrap_or(argument).trim_start();
        let Some((ty, name)) = argument.rsplit_once(char::is_whitespace) else { continue };
        let ty = ty.trim_end();
        let from = at + line.find(ty).unwrap_or_default();
        if let Some(stated) = dotnet::read(ty) {
            let ty = Spanned::new(stated, Span::new(file, from..from + ty.len()));
            found.push(Argument { name: name.to_owned(), ty });
        }
    }
    Some((found, declared))
}
