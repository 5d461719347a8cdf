//! Types in the notation of .NET.
//!
//! ```text
//! System.Int32, Int32, int, System.Int16, System.UInt32     ->  int32
//! System.Byte[]                                             ->  bytes
//! SuperOffice.WebApi.Data.Contact[]                         ->  array of `Contact`
//! System.Nullable{SuperOffice.WebApi.Data.SaleStatus}       ->  the enumeration `SaleStatus`: only enumerations are
//!                                                               nullable types in the vendor's client
//! System.Threading.Tasks.Task{X}                            ->  X
//! Dictionary<string, X>                                     ->  dictionary of X
//! ```
//!
//! A type that is nested too deeply is opaque.
//!
//! In: the text of a type. Out: [`Stated`]. This file knows type names of the platform, but no names of the API.

use crate::model::{Stated, Type};

/// The namespace of the types of the vendor's client.
pub(super) const CLIENT_TYPES: &str = "SuperOffice.WebApi.Data.";

/// The number of arrays, dictionaries and tasks inside each other that a type can have. No real type has more than three.
const DEEPEST: usize = 16;

/// Reads a type. Returns `None` for `void` and for a task without a result.
pub(super) fn read(text: &str) -> Option<Stated> {
    result(text, 0)
}

fn result(text: &str, depth: usize) -> Option<Stated> {
    let text = text.trim();
    match generic(text) {
        Some(("System.Threading.Tasks.Task" | "Task", inner)) if depth < DEEPEST => result(inner, depth + 1),
        _ if matches!(text, "System.Threading.Tasks.Task" | "Task" | "void" | "System.Void") => None,
        _ => Some(value(text, depth)),
    }
}

fn value(text: &str, depth: usize) -> Stated {
    let text = text.trim();
    if depth == DEEPEST {
        return Stated::Opaque(text.to_owned());
    }
    let value = |inner: &str| value(inner, depth + 1);
    if matches!(text, "System.Byte[]" | "Byte[]" | "byte[]") {
        return Stated::Scalar(Type::Bytes);
    }
    if let Some(element) = text.strip_suffix("[]") {
        return Stated::Array(Box::new(value(element)));
    }
    if let Some((name, argument)) = generic(text) {
        let short = name.rsplit('.').next().unwrap_or(name);
        return match short {
            "Nullable" => match value(argument) {
                Stated::Named { name, .. } => Stated::Named { name, is_enum: true },
                scalar => scalar,
            },
            "Dictionary" | "IDictionary" => match argument.split_once(',') {
                Some((_, of)) => Stated::Map(Box::new(value(of))),
                None => Stated::Opaque(text.to_owned()),
            },
            "List" | "IList" | "IEnumerable" | "ICollection" => Stated::Array(Box::new(value(argument))),
            _ => Stated::Opaque(text.to_owned()),
        };
    }
    if let Some(scalar) = scalar(text.strip_prefix("System.").unwrap_or(text)) {
        return scalar;
    }
    let name = text.strip_prefix(CLIENT_TYPES).unwrap_or(text);
    match is_word(name) {
        true => Stated::Named { name: name.to_owned(), is_enum: false },
        false => Stated::Opaque(text.to_owned()),
    }
}

fn scalar(name: &str) -> Option<Stated> {
    let ty = match name {
        // The wire has no narrower integers.
        "Int32" | "int" | "Int16" | "short" | "UInt32" | "uint" | "UInt16" | "ushort" | "Byte" | "byte" => Type::Int32,
        "Int64" | "long" | "UInt64" | "ulong" => Type::Int64,
        "Double" | "double" | "Single" | "float" | "Decimal" | "decimal" => Type::Double,
        "Boolean" | "bool" => Type::Bool,
        "String" | "string" | "TimeSpan" | "Guid" | "Char" | "char" => Type::String,
        "DateTime" | "DateTimeOffset" => Type::DateTime,
        "Object" | "object" => return Some(Stated::Anything),
        _ => return None,
    };
    Some(Stated::Scalar(ty))
}

/// Splits `Name{argument}` and `Name<argument>`.
fn generic(text: &str) -> Option<(&str, &str)> {
    let open = text.find(['{', '<'])?;
    let argument = text.get(open + 1..)?.strip_suffix(['}', '>'])?;
    Some((text.get(..open)?, argument))
}

/// Whether a text is a plain name. Nested types have a dot in their names.
pub(super) fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Stated {
        Stated::Named { name: name.to_owned(), is_enum: false }
    }

    #[test]
    fn types() {
        for (text, expected) in [
            ("System.Int16", Stated::Scalar(Type::Int32)),
            ("long", Stated::Scalar(Type::Int64)),
            ("System.TimeSpan", Stated::Scalar(Type::String)),
            ("System.Byte[]", Stated::Scalar(Type::Bytes)),
            ("System.Byte[][]", Stated::Array(Box::new(Stated::Scalar(Type::Bytes)))),
            ("object", Stated::Anything),
            ("SuperOffice.WebApi.Data.Lamp", named("Lamp")),
            ("Lamp[][]", Stated::Array(Box::new(Stated::Array(Box::new(named("Lamp")))))),
            (
                "System.Nullable{SuperOffice.WebApi.Data.Colour}",
                Stated::Named { name: "Colour".to_owned(), is_enum: true },
            ),
            ("System.Nullable{System.Int32}", Stated::Scalar(Type::Int32)),
            ("Dictionary<string, Lamp>", Stated::Map(Box::new(named("Lamp")))),
            ("System.Collections.Generic.List{System.String}", Stated::Array(Box::new(Stated::Scalar(Type::String)))),
            ("SuperOffice.Other.Lamp", Stated::Opaque("SuperOffice.Other.Lamp".to_owned())),
            ("SuperOffice.WebApi.Data.Outer.Inner", Stated::Opaque("SuperOffice.WebApi.Data.Outer.Inner".to_owned())),
            ("Func{A}", Stated::Opaque("Func{A}".to_owned())),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for (open, close) in
            [("", "[]"), ("List{", "}"), ("Task{", "}"), ("Nullable{", "}"), ("Dictionary<string,", ">")]
        {
            let deep = format!("{}int{}", open.repeat(100_000), close.repeat(100_000));
            assert!(read(&deep).is_some_and(|stated| matches!(stated.innermost(), Stated::Opaque(_))), "{open}{close}");
        }
        assert_eq!(read("System.Threading.Tasks.Task{System.Boolean}"), Some(Stated::Scalar(Type::Bool)));
        assert_eq!(read("System.Threading.Tasks.Task"), None);
        assert_eq!(read("void"), None);
    }
}
