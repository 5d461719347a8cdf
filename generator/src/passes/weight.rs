//! The weight of evidence about one property.
//!
//! In: the statements of its rows, and its values in samples. Out: the type that most of them state, if some contradict
//! it. Each row and each value counts once:
//!
//! ```text
//! 15 rows and 16 samples say `bool`, one row says `int32`     ->  `bool`, and the row is reported
//! 4 rows and 3 samples say `int32`, one sample shows `"5"`    ->  `int32`, and the sample is reported
//! 2 rows say `int32`, one says `string`                       ->  not settled
//! ```
//!
//! At least three times as many must support a type as contradict it, and more than half of the rows. A wrong type
//! makes decoding fail, so what is not settled is left open by the caller. A `null` supports only a reference, because
//! samples show every reference as `null`.

use std::collections::BTreeMap;

use super::infer::{fits, infer, join};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Api, Evidence, Json, OpenReason, Said, Side, Type, Word};
use crate::text::visible::counted;

/// How many times as many observations must support a type as contradict it.
const TIMES: usize = 3;

/// The statement of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    Scalar(Type),
    Array,
    Object,
    Named(String),
    Lost,
    Unnamed,
    Unknown(String),
}

/// The rows that make each statement.
pub(super) type Claims<'a> = BTreeMap<Claim, Vec<&'a Said>>;

/// A statement that most rows and values support, and what contradicts it.
pub(super) struct Weighed<'a> {
    /// The statement of the rows; `None` if there are only samples.
    pub(super) claim: Option<Claim>,
    pub(super) rows: Vec<&'a Said>,
    pub(super) values: Vec<&'a Json>,
    odd_rows: Vec<&'a Said>,
    odd_values: Vec<&'a Json>,
}

pub(super) fn says(row: &Said) -> Evidence {
    let side = if row.side == Side::Request { "request" } else { "response" };
    let says = match row.word.value.word {
        Word::Unnamed => format!("a {side} table does not name its type"),
        _ => format!("a {side} table says `{}`", row.word.value.printed()),
    };
    Evidence { span: row.word.span, says }
}

pub(super) fn shows(value: &Json) -> Evidence {
    Evidence { span: value.span, says: format!("a sample shows {}", value.kind_word()) }
}

/// The statement that outweighs the others; `None` if nothing contradicts it, or if there is none.
pub(super) fn weigh<'a>(api: &Api, claims: &Claims<'a>, values: &[&'a Json]) -> Option<Weighed<'a>> {
    // Only the newer docs version counts, if it says anything.
    let is_newer = |row: &&&Said| row.newer;
    let has_newer = claims.len() > 1 && claims.values().flatten().any(|row| row.newer);
    let (claim, rows) = match claims.iter().max_by_key(|(_, rows)| rows.len()) {
        None => (None, Vec::new()),
        Some((claim, _)) if !has_newer => (Some(claim), claims.get(claim)?.clone()),
        Some(_) => {
            let newer = |(_, rows): &(&Claim, &Vec<&Said>)| rows.iter().filter(is_newer).count();
            let (claim, rows) = claims.iter().max_by_key(newer)?;
            (Some(claim), rows.iter().copied().filter(|row| row.newer).collect())
        }
    };
    let counts = |row: &&&'a Said| row.newer || !has_newer;
    let odd_rows: Vec<&Said> = claims
        .iter()
        .filter(|(other, _)| Some(*other) != claim)
        .flat_map(|(_, rows)| rows.iter().filter(counts).copied())
        .collect();
    let (kept, mut odd_values): (Vec<&Json>, Vec<&Json>) =
        values.iter().partition(|value| claim.is_none_or(|claim| allows(api, claim, &rows, value)));
    let (values, others) = agreeing(api, kept);
    odd_values.extend(others);
    let is_named = matches!(claim, Some(Claim::Named(_)));
    let support = rows.len() + values.iter().filter(|value| is_named || !value.is_null()).count();
    let against = odd_rows.len() + odd_values.len();
    let settled = against > 0
        && support >= TIMES * against
        && (claim.is_none() || rows.len() > odd_rows.len())
        && !matches!(claim, Some(Claim::Lost | Claim::Unnamed | Claim::Unknown(_)));
    settled.then(|| Weighed { claim: claim.cloned(), rows, values, odd_rows, odd_values })
}

/// Whether a value can be what a row states. A `null` can be anything.
fn allows(api: &Api, claim: &Claim, rows: &[&Said], value: &Json) -> bool {
    if value.is_null() {
        return true;
    }
    match claim {
        Claim::Scalar(ty) => {
            let shown = infer(api, &[value]);
            // `Integer` and `Number` of a request table stand for large integers, too.
            let loose = rows.iter().all(|row| row.word.value.loose);
            fits(ty, &shown) || (loose && *ty == Type::Int32 && shown == Type::Int64)
        }
        Claim::Array => value.elements().is_some(),
        Claim::Object => value.members().is_some(),
        Claim::Named(_) => false,
        Claim::Lost | Claim::Unnamed | Claim::Unknown(_) => true,
    }
}

/// Whether the statement of a request table, which is only a JSON kind, can be about a type.
pub(super) fn agrees(claim: &Claim, ty: &Type) -> bool {
    match (claim, ty) {
        (_, Type::Open(_)) | (Claim::Lost | Claim::Unnamed | Claim::Unknown(_), _) => true,
        (Claim::Scalar(stated), ty) => !clashes(&join(stated.clone(), ty.clone())),
        (Claim::Array, ty) => matches!(ty, Type::Array(_)),
        (Claim::Object | Claim::Named(_), ty) => matches!(ty, Type::Map(_) | Type::Entity(_)),
    }
}

/// The largest part of the values that can have one type, and the rest. Nothing is the rest if all can have one.
fn agreeing<'a>(api: &Api, values: Vec<&'a Json>) -> (Vec<&'a Json>, Vec<&'a Json>) {
    if !clashes(&infer(api, &values)) {
        return (values, Vec::new());
    }
    let types: Vec<Type> = values.iter().map(|value| infer(api, &[value])).collect();
    let fitting = |ty: &Type| types.iter().filter(|other| !clashes(&join(ty.clone(), (*other).clone()))).count();
    let Some(most) = types.iter().filter(|ty| !ty.is_open()).max_by_key(|ty| fitting(ty)) else {
        return (values, Vec::new());
    };
    let (kept, odd): (Vec<_>, Vec<_>) =
        values.iter().copied().zip(&types).partition(|(_, ty)| !clashes(&join(most.clone(), (*ty).clone())));
    let kept: Vec<&Json> = kept.into_iter().map(|(value, _)| value).collect();
    if clashes(&infer(api, &kept)) {
        return (values, Vec::new());
    }
    (kept, odd.into_iter().map(|(value, _)| value).collect())
}

fn clashes(ty: &Type) -> bool {
    *ty.innermost() == Type::Open(OpenReason::Contradiction)
}

impl<'a> Weighed<'a> {
    /// What contradicts the statement.
    pub(super) fn against(&self) -> Vec<Evidence> {
        let rows = self.odd_rows.iter().map(|row| says(row));
        rows.chain(self.odd_values.iter().map(|value| shows(value))).take(TIMES).collect()
    }

    /// A finding for each row and value that contradicts the statement.
    pub(super) fn findings(&self, owner: &str) -> Vec<Diagnostic> {
        let row = self.odd_rows.iter().map(|row| {
            let message = format!("the type of `{owner}` differs between tables");
            let finding = Diagnostic::new(Code::Contradiction, row.word.span, message).label(says(row).says);
            self.evidence(finding).help("correct this cell, or state the correct type in a fixup")
        });
        let value = self.odd_values.iter().map(|value| {
            let message = format!("this sample of `{owner}` has a different type from the others");
            let finding = Diagnostic::new(Code::Contradiction, value.span, message).label(shows(value).says);
            self.evidence(finding).help("correct the sample, or state the correct type in a fixup")
        });
        row.chain(value).collect()
    }

    /// Adds a place that supports the statement, and how many there are.
    fn evidence(&self, finding: Diagnostic) -> Diagnostic {
        let shown = self.values.iter().filter(|value| !value.is_null());
        let finding = match (self.rows.first(), shown.clone().next()) {
            (Some(row), _) => finding.other(row.word.span, says(row).says),
            (None, Some(value)) => finding.other(value.span, shows(value).says),
            (None, None) => finding,
        };
        let counts = [(self.rows.len(), "row"), (shown.count(), "sample")];
        let counts: Vec<String> =
            counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what)).collect();
        finding.note(format!("the type of {} is used", counts.join(" and ")))
    }
}
