//! Types of the vendor's own client: classes, dictionaries and enumerations with all their values.
//!
//! ```text
//! `public class Lamp : Carrier` with properties             ->  a class
//! `public class LampMap : Dictionary<string, Lamp>`          ->  a dictionary of `Lamp`
//! `public sealed class Colour : Enum` with fields            ->  an enumeration
//! `3: 3: Not lit` above a field                              ->  the number 3, and `Not lit`
//! ```
//!
//! Fields that exist only in the client are ignored: `value__`, `UndefinedValue8`, and `X_String` beside an
//! enumeration `X`.

use super::managed::{self, Item};
use super::{Facts, Kind, dotnet};
use crate::model::{CompanionType, Member, Object, Value, Values};
use crate::source::{FileId, Spanned};

/// The kind of file that this module reads.
pub(super) const KIND: Kind = Kind { name: "client type", read };

fn read(file: FileId, text: &str) -> Option<Facts> {
    // Most other files are recognised by their first lines.
    text.get(..800.min(text.len())).is_none_or(|head| head.contains(dotnet::CLIENT_TYPES)).then_some(())?;
    let items = managed::items(file, text)?;
    let (first, members) = items.split_first()?;
    let name = first.uid.strip_prefix(dotnet::CLIENT_TYPES).filter(|name| dotnet::is_word(name))?;
    if !matches!(first.kind.as_str(), "Class" | "Enum" | "Struct") {
        return None;
    }
    let declared = Spanned::new(name.to_owned(), first.span?);
    let base = first.content.split_once(" : ").map(|(_, base)| base.split(", I").next().unwrap_or(base).trim());
    let ty = match base {
        _ if first.kind == "Enum" || base == Some("Enum") => {
            CompanionType::Values(enumeration(declared, first, members))
        }
        Some(base) if base.starts_with("Dictionary<") => {
            let stated = dotnet::read(base)?;
            match stated {
                crate::model::Stated::Map(of) => CompanionType::Dictionary(Spanned::new(*of, first.span?)),
                _ => return None,
            }
        }
        _ => CompanionType::Class(class(declared, first, members)),
    };
    Some(Facts::Type(name.to_owned(), ty))
}

fn class(name: Spanned<String>, first: &Item, members: &[Item]) -> Object {
    let base = first.inheritance.last().and_then(|base| base.strip_prefix(dotnet::CLIENT_TYPES)).map(str::to_owned);
    let all = || members.iter().filter(|member| member.kind == "Property" && dotnet::is_word(member.name()));
    let is_twin = |member: &Item| {
        let of = member.name().strip_suffix("_String");
        of.is_some_and(|of| all().any(|other| other.name() == of))
    };
    let properties = all().filter(|member| !is_twin(member)).filter_map(|member| {
        let returns = member.returns.as_ref()?;
        let ty = Spanned::new(dotnet::read(&returns.value)?, returns.span);
        Some(Member { name: member.name().to_owned(), ty, text: text(member) })
    });
    Object { name, base, text: text(first), properties: properties.collect() }
}

fn enumeration(name: Spanned<String>, first: &Item, members: &[Item]) -> Values {
    let says = first.summary.as_ref().map(|text| text.value.to_ascii_lowercase()).unwrap_or_default();
    let flags = first.content.contains("[Flags]") || (super::says_flags(&says));
    let fields = members.iter().filter(|member| is_value(member));
    let values = fields.filter_map(|member| {
        let word = Spanned::new(member.name().to_owned(), member.span?);
        let said = member.summary.clone().map(|said| Spanned::new(said.value.trim().to_owned(), said.span));
        let (number, rest) = said.as_ref().map(|said| numbered(&said.value)).unwrap_or_default();
        let text = said.as_ref().filter(|_| !rest.is_empty()).map(|said| Spanned::new(plain(rest), said.span));
        Some(Value { word, number, text })
    });
    Values { name, text: text(first), flags, values: values.collect() }
}

/// Whether a member is a value that can be on the wire.
fn is_value(member: &Item) -> bool {
    member.kind == "Field" && dotnet::is_word(member.name()) && !is_filler(member.name())
}

/// Whether a field is a placeholder that exists only in the client.
fn is_filler(name: &str) -> bool {
    let number = name.strip_prefix("UndefinedValue");
    name == "value__" || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Splits the number from the start of a summary. The number can be repeated.
fn numbered(text: &str) -> (Option<i64>, &str) {
    let number = |text: &str| -> Option<(i64, usize)> {
        let (number, _) = text.split_once(':')?;
        Some((number.trim().parse().ok()?, number.len() + 1))
    };
    let Some((found, end)) = number(text) else { return (None, text) };
    let rest = text.get(end..).unwrap_or_default().trim_start();
    match number(rest) {
        Some((again, end)) if again == found => (Some(found), rest.get(end..).unwrap_or_default().trim_start()),
        _ => (Some(found), rest),
    }
}

fn text(item: &Item) -> Option<Spanned<String>> {
    let said = item.summary.as_ref()?;
    let text = plain(&said.value);
    (!text.is_empty()).then(|| Spanned::new(text, said.span))
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_the_text() {
        assert_eq!(numbered("3: 3: Not lit"), (Some(3), "Not lit"));
        assert_eq!(numbered("-1: Not lit"), (Some(-1), "Not lit"));
        assert_eq!(numbered("3: 4: four"), (Some(3), "4: four"));
        assert_eq!(numbered("4:"), (Some(4), ""));
        assert_eq!(numbered("Note: lit"), (None, "Note: lit"));
        assert_eq!(numbered(""), (None, ""));
    }

    #[test]
    fn fillers() {
        assert!(is_filler("value__") && is_filler("UndefinedValue256"));
        assert!(!is_filler("Undefined") && !is_filler("UndefinedValue") && !is_filler("UndefinedValueX"));
    }
}
