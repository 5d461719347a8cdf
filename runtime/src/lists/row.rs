//! One row of a list.
//!
//! In: the JSON of a row in any of its forms. Out: the same row with access by column, or as the caller's type.
//!
//! ```text
//! slim     {"PrimaryKey": "17", "EntityName": "contact", "name": "Nord"}
//! full     {"PrimaryKey": 17, "Column": {"name": {"RawValue": "Nord", "DisplayValue": "Nord"}}}
//! agents   {"PrimaryKey": 17, "ColumnData": {"contactId": {"DisplayValue": "[I:17]"}}}
//! ```

use std::fmt;

use serde_core::de::{DeserializeOwned, DeserializeSeed as _};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::encoded::decoded;
use crate::json::DecodeError;
use crate::json::raw::RawText;
use crate::json::value::Json;

/// The property with the key of a row.
const PRIMARY_KEY: &str = "PrimaryKey";

/// The properties with the columns of a row, each of them an object.
const CELLS: [&str; 2] = ["Column", "ColumnData"];

/// A row with any columns.
///
/// ```
/// use superoffice_runtime::ArchiveRow;
///
/// let slim = r#"{"PrimaryKey": "17", "EntityName": "contact", "name": "Nord AS"}"#;
/// let row: ArchiveRow = superoffice_runtime::serde_json::from_str(slim)?;
/// assert_eq!(row.id(), Some(17));
/// assert_eq!(row.get::<String>("name")?, "Nord AS");
///
/// let agents = r#"{"PrimaryKey": 17, "ColumnData": {"contactId": {"DisplayValue": "[I:17]"}}}"#;
/// let row: ArchiveRow = superoffice_runtime::serde_json::from_str(agents)?;
/// assert_eq!(row.get::<i32>("contactId")?, 17);
/// assert_eq!(row.display("contactId").as_deref(), Some("[I:17]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ArchiveRow(Json);

impl ArchiveRow {
    /// Returns the row as it was received.
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.0
    }

    /// Returns `PrimaryKey` as a number. It can be a number or text in the response.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        integer(&self.member(PRIMARY_KEY)?)
    }

    /// Returns `PrimaryKey` as text.
    #[must_use]
    pub fn primary_key(&self) -> Option<String> {
        self.member(PRIMARY_KEY).and_then(|key| text(&key))
    }

    /// Returns `EntityName`, such as `contact`. A list can contain rows of different entities.
    #[must_use]
    pub fn entity_name(&self) -> Option<String> {
        self.member("EntityName").and_then(|name| text(&name))
    }

    /// Returns the names of the columns, in the order of the response. Slim rows contain `PrimaryKey` and `EntityName`
    /// too.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let cells = cells(&self.0);
        cells.as_ref().unwrap_or(&self.0).members().into_iter().map(|(name, _)| name.into_owned()).collect()
    }

    /// Returns the value of a column: `RawValue` where there is one. Encoded text such as `[I:17]` is converted to the
    /// value that it encodes. `None` if there is no such column.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<Json> {
        match cells(&self.0) {
            Some(cells) => member(&cells, column).map(|cell| value_of(&cell)),
            None => self.member(column),
        }
    }

    /// Reads the value of a column.
    ///
    /// # Errors
    /// Returns a [`DecodeError`] if there is no such column, or if the value does not fit the type.
    pub fn get<T: DeserializeOwned>(&self, column: &str) -> Result<T, DecodeError> {
        let value = self.value(column).ok_or_else(|| DecodeError::new("the row has no such column"));
        value.and_then(|value| value.parse()).map_err(|error| error.inside(column))
    }

    /// Returns the text of a column as the server displays it, without conversion: `DisplayValue` where there is one.
    #[must_use]
    pub fn display(&self, column: &str) -> Option<String> {
        match cells(&self.0) {
            Some(cells) => text(&member(&member(&cells, column)?, "DisplayValue")?),
            None => text(&self.member(column)?),
        }
    }

    fn member(&self, name: &str) -> Option<Json> {
        member(&self.0, name)
    }
}

impl fmt::Debug for ArchiveRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for ArchiveRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ArchiveRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = RawText.deserialize(deserializer)?;
        if !text.starts_with('{') {
            return Err(serde_core::de::Error::custom("expected an object"));
        }
        Ok(Self(Json::of_valid(&text)))
    }
}

/// Reads a row into the caller's type.
///
/// The columns of full rows and of agents become properties of the row, and `PrimaryKey` is read as text or as a number.
pub(super) fn read<T: DeserializeOwned>(row: &Json) -> Result<T, DecodeError> {
    let flat = flat(row)?;
    let row = flat.as_ref().unwrap_or(row);
    row.parse().or_else(|error| match other_key(row).map(|row| row.parse()) {
        Some(Ok(value)) => Ok(value),
        _ => {
            let place = culprit(row, &error);
            Err(error.inside(&place))
        }
    })
}

/// Returns the row with its columns as properties, after its other properties. `None` if they already are properties.
fn flat(row: &Json) -> Result<Option<Json>, DecodeError> {
    let text = row.as_str();
    if !text.starts_with('{') {
        let found = if row.is_null() { "null" } else { "another value" };
        return Err(DecodeError::new(format!("expected a row, which is an object, found {found}")));
    }
    let Some(cells) = cells(row) else { return Ok(None) };
    let known = row.members();
    let mut flat = text.strip_suffix('}').unwrap_or(text).to_owned();
    for (name, cell) in cells.members() {
        if !known.iter().any(|(known, _)| *known == name) {
            let value = value_of(&Json::of_valid(cell));
            flat.push_str(&format!(",{}:{value}", Json::from(name.into_owned())));
        }
    }
    flat.push('}');
    Ok(Some(Json::of_valid(&flat)))
}

/// Returns the object with the columns of a row that is not slim.
fn cells(row: &Json) -> Option<Json> {
    CELLS.iter().filter_map(|name| member(row, name)).find(|cells| cells.as_str().starts_with('{'))
}

/// Returns the value in a cell.
fn value_of(cell: &Json) -> Json {
    if !cell.as_str().starts_with('{') {
        return cell.clone();
    }
    let value = member(cell, "RawValue").or_else(|| member(cell, "DisplayValue")).unwrap_or_default();
    let encoded = value.as_str().starts_with('"').then(|| text(&value)).flatten();
    encoded.and_then(|text| decoded(&text)).unwrap_or(value)
}

/// Returns the row with its key as a number in place of text, or as text in place of a number.
fn other_key(row: &Json) -> Option<Json> {
    let members = row.members();
    let (_, key) = members.iter().find(|(name, _)| name == PRIMARY_KEY)?;
    let key = Json::of_valid(key);
    let other =
        if key.as_str().starts_with('"') { integer(&key)?.to_string() } else { format!("\"{}\"", integer(&key)?) };
    let replaced = members.iter().map(|(name, value)| {
        let value = if name == PRIMARY_KEY { &other } else { *value };
        format!("{}:{value}", Json::from(name.clone().into_owned()))
    });
    Some(Json::of_valid(&format!("{{{}}}", replaced.collect::<Vec<_>>().join(","))))
}

/// Returns the name of the property at which reading a row stopped; empty if it was not inside a property.
fn culprit(row: &Json, error: &DecodeError) -> String {
    let text = row.as_str();
    let stopped = text.as_ptr() as usize + error.column();
    let members = row.members();
    let inside = |value: &&str| (value.as_ptr() as usize..=value.as_ptr() as usize + value.len()).contains(&stopped);
    let found = members.iter().find(|(_, value)| error.line() == 1 && inside(value));
    found.map(|(name, _)| name.clone().into_owned()).unwrap_or_default()
}

/// Returns the member of an object; the last of several.
fn member(object: &Json, name: &str) -> Option<Json> {
    let members = object.members();
    members.iter().rev().find(|(known, _)| known == name).map(|(_, value)| Json::of_valid(value))
}

/// Returns the value of a column as an integer.
pub(super) fn integer(value: &Json) -> Option<i64> {
    value.parse().ok().or_else(|| value.parse::<String>().ok()?.trim().parse().ok())
}

/// Returns a scalar as text; `None` for `null`.
fn text(value: &Json) -> Option<String> {
    match value.as_str() {
        "null" => None,
        quoted if quoted.starts_with('"') => value.parse().ok(),
        plain => Some(plain.to_owned()),
    }
}
