//! Agents of the vendor's own client: the parameters and the result of each operation.
//!
//! ```text
//! class `LampAgent`, `Task<Lamp> GetLampAsync(int lampId, RequestOptions options = null)`
//!     ->  `LampAgent`, `GetLamp`: `lampId` is int32, the result is `Lamp`
//! ```
//!
//! The class and its interface have the same methods, so either is enough. Parameters whose types are not types of the
//! API, such as options of the client, are ignored, and so are methods with several signatures.

use super::managed::{self, Item};
use super::{Facts, Kind, dotnet};
use crate::model::{Member, Signature, Stated};
use crate::source::{FileId, Spanned};

/// The kind of file that this module reads.
pub(super) const KIND: Kind = Kind { name: "client agent", read };

/// The namespace of agents.
pub(super) const AGENTS: &str = "SuperOffice.WebApi.Agents.";

fn read(file: FileId, text: &str) -> Option<Facts> {
    let items = managed::items(file, text)?;
    let (first, members) = items.split_first()?;
    let name = first.uid.strip_prefix(AGENTS).filter(|name| dotnet::is_word(name) && name.ends_with("Agent"))?;
    let agent = if first.kind == "Interface" { name.strip_prefix('I')? } else { name };
    let methods = || members.iter().filter(|member| member.kind == "Method");
    let overloaded = |name: &str| methods().filter(|other| other.name() == name).count() > 1;
    let calls = methods().filter(|method| !overloaded(method.name())).filter_map(|method| {
        let operation = method.name().strip_suffix("Async")?;
        Some(((agent.to_owned(), operation.to_owned()), signature(method)?))
    });
    Some(Facts::Calls(calls.collect()))
}

fn signature(method: &Item) -> Option<Signature> {
    let parameters = method.parameters.iter().filter_map(|(name, ty)| {
        let stated = dotnet::read(&ty.value).filter(|stated| !matches!(stated, Stated::Opaque(_)))?;
        Some(Member { name: name.clone(), ty: Spanned::new(stated, ty.span), text: None })
    });
    let result = method.returns.as_ref();
    let result = result.and_then(|ty| Some(Spanned::new(dotnet::read(&ty.value)?, ty.span)));
    Some(Signature { kind: KIND.name, span: method.span?, parameters: parameters.collect(), result })
}
