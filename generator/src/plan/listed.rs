//! Operations that list rows, and the parameters that restrict and order them.
//!
//! In: an operation. Out: whether the runtime can read all of its pages, and the runtime's types of its parameters. This
//! file knows the API's conventions for lists, but no operation.

use crate::model::{Api, Operation, Parameter, Place, Type};

/// The properties of a request body that numbers pages.
const NUMBERED: [&str; 3] = ["ProviderName", "Page", "PageSize"];

/// Whether the response is a page of rows:
///
/// - an object with `value` and a link to the next page,
/// - an array, if the rows to skip and their number can be set,
/// - the page with the number that the request body contains: an array, or an object with `Rows`.
pub(super) fn has_rows(api: &Api, operation: &Operation) -> bool {
    let Some(response) = operation.response.as_ref().map(|body| &body.ty.value) else { return false };
    let has = |ty: &Type, names: &[&str]| {
        let Type::Entity(id) = ty else { return false };
        let properties = api.entity(*id).map(|entity| entity.properties.as_slice()).unwrap_or_default();
        names.iter().all(|name| properties.iter().any(|property| property.name == *name))
    };
    let queried = |name: &str| {
        let mut query = operation.parameters.iter().filter(|parameter| parameter.place == Place::Query);
        query.any(|parameter| parameter.name.value.eq_ignore_ascii_case(name))
    };
    let array = matches!(response, Type::Array(_));
    let numbered = operation.request.as_ref().is_some_and(|body| has(&body.ty.value, &NUMBERED));
    has(response, &["odata.nextLink", "value"])
        || array && queried("$skip") && queried("$top")
        || numbered && (array || has(response, &["Rows"]))
}

/// Returns the runtime's type for a parameter that restricts or orders rows.
pub(super) fn converted(parameter: &Parameter) -> Option<&'static str> {
    if parameter.ty.value != Type::String {
        return None;
    }
    match parameter.name.value.to_ascii_lowercase().as_str() {
        "$filter" => Some("Filter"),
        "$orderby" => Some("OrderBy"),
        _ => None,
    }
}
