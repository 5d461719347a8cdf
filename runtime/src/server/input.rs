//! The arguments of methods.
//!
//! In: the path, the query and the body of a request. Out: values of the types that the methods have. This file must not know any
//! operation: types are filled through their [`Slot`]s, so none of this code is compiled once per type.

use std::borrow::Cow;

use axum::body::Body;
use bytes::Bytes;
use percent_encoding::percent_decode_str;

use super::changes::Changes;
use super::problem::Problem;
use super::received::{Received, Select};
use crate::json;
use crate::json::value::Json;
use crate::operation::{Operation, Place};
use crate::slot::{Field, Slot};

/// The parts of a request that become the arguments of a method.
#[derive(Debug)]
pub struct Input {
    operation: &'static Operation,
    /// Names and texts of the path parameters, encoded.
    path: Vec<(&'static str, String)>,
    /// Names of the query parameters, decoded, and their values, encoded.
    query: Vec<(String, String)>,
    content_type: String,
    body: Payload,
}

/// The body of a request.
#[derive(Debug)]
pub(super) enum Payload {
    /// The operation has no body, or the body was taken.
    None,
    /// The whole body.
    Whole(Bytes),
    /// A body that the method reads itself.
    Stream(Body),
}

/// A struct with the optional parameters of an operation. Implemented by `server_options!`.
pub trait Options: Sized {
    /// Reads the parameters.
    ///
    /// # Errors
    /// Returns a problem that names the parameter if a value does not fit its type.
    fn read(input: &Input) -> Result<Self, Problem>;
}

impl Input {
    pub(super) fn new(
        operation: &'static Operation,
        path: Vec<(&'static str, String)>,
        query: &str,
        (content_type, body): (String, Payload),
    ) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name, true).into_owned(), value.to_owned())
        });
        Self { operation, path, query: query.collect(), content_type, body }
    }

    /// Reads a path parameter.
    ///
    /// # Errors
    /// Returns a problem that names the parameter if its text does not fit the type.
    pub fn path<T: Field + Default>(&self, name: &str) -> Result<T, Problem> {
        let text = self.path.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
        let mut value = T::default();
        fill(value.slot(), text.unwrap_or_default(), false).map_err(|expected| self.misfit("path", name, expected))?;
        Ok(value)
    }

    /// Reads a path parameter that is an integer. The choice between routes depends on the name of this method.
    ///
    /// # Errors
    /// As for [`Input::path`].
    pub fn integer<T: Field + Default>(&self, name: &str) -> Result<T, Problem> {
        self.path(name)
    }

    /// Reads a query parameter.
    ///
    /// # Errors
    /// Returns a problem that names the parameter if it is required and absent, or if its text does not fit the type.
    pub fn query<T: Field + Default>(&self, name: &str) -> Result<T, Problem> {
        let mut value = T::default();
        match self.text(name) {
            Some(text) => {
                fill(value.slot(), &text, true).map_err(|expected| self.misfit("query", name, expected))?;
            }
            None => {
                let mut known = self.operation.parameters.iter();
                if known.any(|known| known.required && known.place == Place::Query && known.name == name) {
                    let uid = self.operation.uid;
                    return Err(Problem::bad_request(format!("the query parameter `{name}` of `{uid}` is required")));
                }
            }
        }
        Ok(value)
    }

    /// Reads the properties or columns that the caller requests.
    ///
    /// # Errors
    /// As for [`Input::query`].
    pub fn select(&self) -> Result<Select, Problem> {
        self.query("$select").map(Select::new)
    }

    /// Reads the optional parameters.
    ///
    /// # Errors
    /// As for [`Input::query`].
    pub fn options<T: Options>(&self) -> Result<T, Problem> {
        T::read(self)
    }

    /// Reads the body from JSON.
    ///
    /// # Errors
    /// Returns a problem if the body is missing, or one with the place in the body if it does not fit the type.
    pub fn body<T: Field + Default>(&mut self) -> Result<T, Problem> {
        let bytes = self.whole()?;
        json::from_slice(&bytes).map_err(|error| self.unreadable(&error))
    }

    /// Reads the changes in a body of a PATCH.
    ///
    /// # Errors
    /// Returns a problem if the body is missing, or contains neither operations nor an object to merge.
    pub fn changes(&mut self) -> Result<Changes, Problem> {
        let bytes = self.whole()?;
        Changes::read(&bytes).map_err(|error| self.unreadable(&error))
    }

    /// Takes the body as it is.
    ///
    /// # Errors
    /// Never returns an error.
    pub fn upload(&mut self) -> Result<Received, Problem> {
        let body = match std::mem::replace(&mut self.body, Payload::None) {
            Payload::None => Body::empty(),
            Payload::Whole(bytes) => Body::from(bytes),
            Payload::Stream(body) => body,
        };
        Ok(Received { content_type: std::mem::take(&mut self.content_type), body })
    }

    fn whole(&mut self) -> Result<Bytes, Problem> {
        match std::mem::replace(&mut self.body, Payload::None) {
            Payload::Whole(bytes) if !bytes.is_empty() => Ok(bytes),
            _ => Err(Problem::bad_request(format!("`{}` requires a request body", self.operation.uid))),
        }
    }

    /// The encoded text of a query parameter. Several values of one parameter are joined by commas, like the elements of an array.
    fn text(&self, name: &str) -> Option<String> {
        let values = self.query.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    fn misfit(&self, place: &str, name: &str, expected: &str) -> Problem {
        Problem::bad_request(format!("the {place} parameter `{name}` of `{}` is not {expected}", self.operation.uid))
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> Problem {
        Problem::bad_request(format!("the request body of `{}` cannot be read: {error}", self.operation.uid))
    }
}

/// Fills a place from the encoded text of a parameter. The error says what was expected.
fn fill(slot: Slot<'_>, text: &str, is_query: bool) -> Result<(), &'static str> {
    fn number<T: std::str::FromStr>(place: &mut T, text: &str, expected: &'static str) -> Result<(), &'static str> {
        text.trim().parse().map(|value| *place = value).map_err(|_| expected)
    }
    let plain = decoded(text, is_query);
    match slot {
        Slot::Unit => Ok(()),
        Slot::Bool(place) => {
            let word = plain.trim().to_ascii_lowercase();
            *place = matches!(word.as_str(), "true" | "1");
            if *place || matches!(word.as_str(), "false" | "0") { Ok(()) } else { Err("`true` or `false`") }
        }
        Slot::I32(place) => number(place, &plain, "a 32-bit integer"),
        Slot::I64(place) => number(place, &plain, "a 64-bit integer"),
        Slot::F64(place) => number(place, &plain, "a number"),
        Slot::String(place) => {
            *place = plain.into_owned();
            Ok(())
        }
        Slot::Text(place) => {
            place.set_text(&plain);
            Ok(())
        }
        Slot::Json(place) => {
            place.set_json(Json::from(plain.as_ref()).as_str());
            Ok(())
        }
        // An empty value means `None`, unless the parameter is a text.
        Slot::Nullable(place) => match place.some() {
            Slot::Bool(_) | Slot::I32(_) | Slot::I64(_) | Slot::F64(_) if text.is_empty() => {
                place.none();
                Ok(())
            }
            slot => fill(slot, text, is_query),
        },
        Slot::List(list) => {
            list.begin();
            text.split(',').filter(|_| !text.is_empty()).try_for_each(|piece| fill(list.push(), piece, is_query))
        }
        Slot::Bytes(_) | Slot::Value(_) | Slot::Map(_) | Slot::Entity(_) => Err("a text, a number or a list"),
    }
}

/// Decodes a part of a path or a query. Invalid UTF-8 becomes U+FFFD.
fn decoded(text: &str, is_query: bool) -> Cow<'_, str> {
    if is_query && text.contains('+') {
        return Cow::Owned(percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned());
    }
    percent_decode_str(text).decode_utf8_lossy()
}
