//! Says what stayed open and why, one finding for each open property and body.

use super::nested_shapes::is_odata;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, OpenReason, Type};

/// Reports open values.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    for entity in &api.entities {
        for property in &entity.properties {
            let Type::Open(reason) = property.ty.value.innermost() else { continue };
            let span = property
                .rows
                .first()
                .map(|row| row.word.span)
                .or_else(|| property.samples.first().map(|observed| observed.json.span));
            let Some(span) = span else { continue };
            let what = match property.ty.value {
                Type::Array(_) => "the elements are",
                Type::Map(_) => "the values are",
                _ => "the value is",
            };
            let (code, message) = match (reason, &property.ty.value) {
                // Tables that differ, and words, were reported where they were met.
                (OpenReason::Contradiction, _) if property.ty.rule == "disagreement" => continue,
                (OpenReason::UnknownWord(_), _) => continue,
                (OpenReason::Contradiction, _) => (
                    Code::Contradiction,
                    format!("the table and the samples do not agree on `{}.{}`", entity.name, property.name),
                ),
                (OpenReason::FreeForm, _) => continue,
                (OpenReason::NullElements, _) => {
                    (Code::ElementUnknown, format!("`{}` holds `null` beside other values", property.name))
                }
                (OpenReason::Undescribed(name), _) => (Code::UndescribedType, format!("no page describes `{name}`")),
                (OpenReason::Lost, _) => {
                    let printed = property.rows.first().map(|row| row.word.value.printed()).unwrap_or_default();
                    (Code::LostTypeName, format!("`{printed}` is what pages print where they lost the name of a type"))
                }
                // Its samples show rows, but with columns that the caller selects.
                (OpenReason::Cut, Type::Array(_)) if is_odata(entity) => continue,
                (_, Type::Array(_)) => {
                    (Code::ElementUnknown, format!("`{}` is an array of something the docs do not show", property.name))
                }
                _ => (Code::ValueUnknown, format!("the docs do not show a value of `{}`", property.name)),
            };
            let why = reason.words();
            let said = message == why;
            let mut finding = Diagnostic::new(code, span, message)
                .label(format!("{what} left open in `{}.{}`", entity.name, property.name))
                .help("describe the type on a page, or show a value in a sample");
            if !said {
                finding = finding.note(why);
            }
            if let Some(other) = property.ty.against.first() {
                finding = finding.other(other.span, other.says.clone());
            }
            diagnostics.push(finding);
        }
    }
    for operation in &api.operations {
        for (side, body) in [("request", &operation.request), ("response", &operation.response)] {
            let Some(body) = body else { continue };
            let Type::Open(reason) = body.ty.value.innermost() else { continue };
            if *reason == OpenReason::FreeForm {
                continue;
            }
            let what = match body.name.value.as_str() {
                "" => format!("the {side}"),
                name => format!("the {side} `{name}`"),
            };
            if let (OpenReason::Contradiction, Some(other)) = (reason, body.ty.against.first()) {
                let message = format!("{what} cannot be both what its heading says and what its sample shows");
                let mut finding = Diagnostic::new(Code::Contradiction, body.name.span, message)
                    .other(other.span, other.says.clone())
                    .note(format!("left open for `{}`", operation.uid.value))
                    .help("correct the heading or the sample");
                if let Some(heading) = body.ty.because.first() {
                    finding = finding.label(heading.says.clone());
                }
                diagnostics.push(finding);
                continue;
            }
            diagnostics.push(
                Diagnostic::new(Code::BodyUnknown, body.name.span, format!("nothing tells what {what} carries"))
                    .label(format!("left open for `{}`", operation.uid.value))
                    .note(reason.words())
                    .help("add a table of properties or a sample"),
            );
        }
    }
}
