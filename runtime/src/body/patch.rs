//! Changes to an entity.
//!
//! In: operations on properties, or an object to merge. Out: the JSON that a [`Draft`](crate::Draft) sends, or the first
//! problem. This file must not know any operation of the API.

use std::fmt;

use serde_core::Serialize;

use super::model;
use crate::json;
use crate::json::masked::masked;
use crate::json::raw;
use crate::json::value::Json;
use crate::secrets::is_secret_name;
use crate::slot::{Entity, Slot};
use crate::values::Encoded;

/// The request body of a `PATCH`: changes to an entity.
///
/// A patch is either a list of operations or an object to merge ([`Patch::of`], [`Patch::merge`]). If an operation is
/// added to an object to merge, the call fails with [`Error::Request`](crate::Error::Request), and nothing is sent.
///
/// ```
/// use superoffice_runtime::Patch;
///
/// let patch = Patch::new()
///     .test("Status", "Open")
///     .replace("Status", "Sold")
///     .field("SuperOffice:3", 42)
///     .field("x_vip", true);
/// assert_eq!(
///     patch.content().as_str(),
///     concat!(
///         r#"[{"op":"test","path":"/Status","value":"Open"},{"op":"replace","path":"/Status","value":"Sold"},"#,
///         r#"{"op":"replace","path":"/CustomFields","value":{"SuperOffice:3":"[I:42]","x_vip":"[I:1]"}}]"#,
///     )
/// );
/// ```
///
/// # Paths
///
/// A path is a property name, or several joined by `/`, such as `Category/Id`. Case and a leading slash do not matter.
/// `Phones/-` is the end of a list. A `/` inside a key is written `~1`, and a `~` is written `~0`.
///
/// The method `patch` of a client knows the type of its entity: a path or a name that the type does not have is an
/// [`Error::Request`](crate::Error::Request) that lists similar names, and nothing is sent. [`Patch::unchecked`] allows
/// properties that are not in the documentation.
///
/// # Values
///
/// A value can have any type that serde can serialize. If JSON cannot represent it, for instance because a double is
/// not finite, the call fails with [`Error::Request`](crate::Error::Request), and nothing is sent.
#[derive(Clone, PartialEq)]
pub struct Patch {
    changes: Vec<Change>,
    /// The object to merge, in place of operations.
    merged: Option<Json>,
    /// The name of the type of the object to merge, if it is an entity.
    entity: Option<&'static str>,
    unchecked: bool,
    /// The first reason why the patch cannot be sent.
    problem: Option<String>,
}

/// An operation on a property.
#[derive(Clone, PartialEq)]
struct Change {
    verb: &'static str,
    /// With a leading slash.
    path: String,
    value: Content,
}

#[derive(Clone, PartialEq)]
enum Content {
    None,
    Json(Json),
    /// Custom fields and their texts.
    Fields(Vec<(String, Json)>),
}

/// The property with the custom fields. Replacing it with an object replaces only the fields in the object.
const CUSTOM_FIELDS: &str = "CustomFields";

impl Patch {
    /// Creates a patch without changes.
    #[must_use]
    pub const fn new() -> Self {
        Self { changes: Vec::new(), merged: None, entity: None, unchecked: false, problem: None }
    }

    /// Merges the properties of an entity: those with a value replace the values on the server, those that are `null`
    /// are cleared, and absent ones are left unchanged.
    ///
    /// Create an entity with `new()`, set only the properties to change, and clear others with
    /// [`EntityExt::set_null`](crate::EntityExt::set_null). An entity that was read from a response replaces all the
    /// properties that it contains. A list in the entity replaces the list on the server. Dictionaries are merged,
    /// without their side keys.
    #[must_use]
    pub fn of<E: Entity>(entity: &E) -> Self {
        let mut patch = Self { entity: Some(entity.table().name), ..Self::new() };
        let text = json::to_request_body(entity).map(String::from_utf8);
        match text {
            Ok(Ok(text)) => patch.set_merged(Json::of_valid(&text)),
            Ok(Err(error)) => patch.refuse(|| error.to_string()),
            Err(error) => patch.refuse(|| format!("the entity cannot be written: {error}")),
        }
        patch
    }

    /// Merges an object: its properties replace those of the entity, and `null` clears a property.
    ///
    /// For lists the server differs from RFC 7396: an array replaces a list, an object is appended to it.
    #[must_use]
    pub fn merge(object: impl Serialize) -> Self {
        let mut patch = Self::new();
        match Json::new(&object) {
            Ok(object) => patch.set_merged(object),
            Err(error) => patch.refuse(|| format!("the object to merge cannot be written: {error}")),
        }
        patch
    }

    /// Adds a value. `Phones/-` appends to a list.
    #[must_use]
    pub fn add(self, path: &str, value: impl Serialize) -> Self {
        self.with_value("add", path, &value)
    }

    /// Replaces a value. An array replaces the whole list.
    ///
    /// Use [`field`](Self::field) for custom fields. A whole dictionary that was read must be sent
    /// [`without_side_keys`](crate::CustomFields::without_side_keys).
    #[must_use]
    pub fn replace(self, path: &str, value: impl Serialize) -> Self {
        self.with_value("replace", path, &value)
    }

    /// Removes a value.
    #[must_use]
    pub fn remove(self, path: &str) -> Self {
        self.change("remove", path, Content::None)
    }

    /// Makes the server reject all changes, with status code 409, unless the property has this value.
    #[must_use]
    pub fn test(self, path: &str, value: impl Serialize) -> Self {
        self.with_value("test", path, &value)
    }

    /// Sets a custom field, such as `SuperOffice:3` or `x_delivered`, in the notation of its type. Other custom fields are
    /// left unchanged.
    ///
    /// Consecutive fields are sent as one operation. A value that does not fit its marker, such as the double NaN, is an
    /// [`Error::Request`](crate::Error::Request).
    #[must_use]
    pub fn field(mut self, key: &str, value: impl Into<Encoded>) -> Self {
        let value: Encoded = value.into();
        if !value.is_valid() {
            self.refuse(|| format!("the value `{value}` of the custom field `{key}` does not fit its marker"));
        }
        let value = Json::from(value.as_str());
        if let Some(object) = self.merged.take() {
            self.merged = Some(with_field(&object, key, value));
            return self;
        }
        let path = format!("/{CUSTOM_FIELDS}");
        match self.changes.last_mut() {
            Some(Change { value: Content::Fields(fields), .. }) => {
                fields.retain(|(known, _)| known != key);
                fields.push((key.to_owned(), value));
                self
            }
            _ => self.change("replace", &path, Content::Fields(vec![(key.to_owned(), value)])),
        }
    }

    /// Allows paths and names that are not in the documentation of the entity.
    #[must_use]
    pub fn unchecked(self) -> Self {
        Self { unchecked: true, ..self }
    }

    /// Returns the JSON that is sent.
    #[must_use]
    pub fn content(&self) -> Json {
        if let Some(object) = &self.merged {
            return object.clone();
        }
        let changes: Vec<String> = self.changes.iter().map(Change::text).collect();
        Json::of_valid(&format!("[{}]", changes.join(",")))
    }

    /// Returns the first reason why the patch cannot be sent.
    pub(crate) fn problem(&self) -> Option<String> {
        if self.merged.is_some() && !self.changes.is_empty() {
            return Some("a merge patch cannot have operations".to_owned());
        }
        self.problem.clone()
    }

    /// Returns the first path or name that the type of an entity does not have, with similar names. The contents of the
    /// entity change.
    pub(crate) fn unknown(&self, entity: &mut dyn Entity) -> Option<String> {
        // An entity has only properties of its type, and undocumented ones that were read or inserted on purpose.
        if self.unchecked || self.entity == Some(entity.table().name) {
            return None;
        }
        let unknown = match &self.merged {
            Some(object) => model::check_members(Slot::Entity(entity), object.as_str()),
            None => self.changes.iter().try_for_each(|change| model::check_path(Slot::Entity(entity), &change.path)),
        };
        let help = "if the documentation lacks the property, use `Patch::unchecked`";
        unknown.err().map(|unknown| format!("{unknown}; {help}"))
    }

    fn with_value(mut self, verb: &'static str, path: &str, value: &impl Serialize) -> Self {
        match Json::new(value) {
            Ok(value) => self.change(verb, path, Content::Json(value)),
            Err(error) => {
                self.refuse(|| format!("the value for `{path}` cannot be written: {error}"));
                self
            }
        }
    }

    fn change(mut self, verb: &'static str, path: &str, value: Content) -> Self {
        let slash = if path.starts_with('/') { "" } else { "/" };
        self.changes.push(Change { verb, path: format!("{slash}{path}"), value });
        self
    }

    fn set_merged(&mut self, object: Json) {
        if object.as_str().starts_with('{') {
            self.merged = Some(object);
        } else {
            self.refuse(|| "a merge patch must be an object".to_owned());
        }
    }

    fn refuse(&mut self, why: impl FnOnce() -> String) {
        self.problem.get_or_insert_with(why);
    }
}

impl Change {
    fn text(&self) -> String {
        let value = match &self.value {
            Content::None => String::new(),
            Content::Json(value) => format!(r#","value":{value}"#),
            Content::Fields(fields) => {
                let fields: Vec<_> = fields.iter().map(|(key, value)| (Json::from(key.as_str()), value)).collect();
                format!(r#","value":{}"#, object(fields.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
            }
        };
        format!(r#"{{"op":"{}","path":{}{value}}}"#, self.verb, Json::from(self.path.as_str()))
    }
}

impl Change {
    /// Returns the text without its value if a property in its path holds secrets.
    fn shown(&self) -> String {
        let secret = self.path.split('/').any(is_secret_name);
        let text = self.text();
        let members = raw::members(&text).into_iter();
        let members = members.map(|(name, value)| (name, masked(value, secret && name == "\"value\"")));
        let members: Vec<_> = members.collect();
        object(members.iter().map(|(name, value)| (*name, &**value)))
    }
}

/// Returns an object to merge with a custom field added.
fn with_field(merged: &Json, key: &str, value: Json) -> Json {
    let is = |name: &str, wanted: &str| raw::unquoted(name).eq_ignore_ascii_case(wanted);
    let members = raw::members(merged.as_str());
    let fields = members.iter().find(|(name, _)| is(name, CUSTOM_FIELDS)).map_or("{}", |(_, fields)| fields);
    let key_text = Json::from(key);
    let mut fields = raw::members(fields);
    fields.retain(|(name, _)| raw::unquoted(name) != key);
    fields.push((key_text.as_str(), value.as_str()));
    let fields = object(fields.into_iter());
    let name = Json::from(CUSTOM_FIELDS);
    let others = members.iter().copied().filter(|(name, _)| !is(name, CUSTOM_FIELDS));
    Json::of_valid(&object(others.chain([(name.as_str(), fields.as_str())])))
}

/// Returns an object with these texts of names and values.
fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let members: Vec<String> = members.map(|(name, value)| format!("{name}:{value}")).collect();
    format!("{{{}}}", members.join(","))
}

/// The changes as JSON, without the texts of properties that hold secrets.
impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.merged {
            Some(object) => write!(f, "Patch({object:?})"),
            None => write!(f, "Patch([{}])", self.changes.iter().map(Change::shown).collect::<Vec<_>>().join(",")),
        }
    }
}

impl Default for Patch {
    fn default() -> Self {
        Self::new()
    }
}
