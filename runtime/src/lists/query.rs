//! The request of a list, of which each page changes a few parameters.
//!
//! In: the draft of a call. Out: the request of a page. This file must not know how pages follow each other.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::argument::Argument;
use crate::error::{Error, RequestError, Result};
use crate::http::{Http, Prepared};
use crate::json::value::Json;
use crate::operation::{Method, Place};
use crate::request::{Draft, Receiving, encoded, receive_prepared};

/// The start of every path of the API.
const API: &str = "/api/v1/";

/// The request of a list.
#[derive(Clone)]
pub(super) struct Query {
    http: Http,
    prepared: Prepared,
    path: String,
    /// Names and values as they are written in the URL.
    parameters: Vec<(String, String)>,
}

impl Query {
    /// Takes a draft apart. If the draft has a problem, returns its error.
    pub(super) fn of(draft: Draft) -> Result<Self> {
        let (http, prepared) = draft.finish()?;
        let (path, query) = prepared.target.split_once('?').unwrap_or((&prepared.target, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let parameters = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let path = path.to_owned();
        Ok(Self { http, prepared, path, parameters })
    }

    /// The operation and its path, which show whether a cursor belongs to a call.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.prepared.operation.uid, self.path)
    }

    pub(super) fn method(&self) -> Method {
        self.prepared.operation.method
    }

    /// Whether the operation documents a query parameter.
    pub(super) fn documents(&self, name: &str) -> bool {
        let known = self.prepared.operation.parameters.iter();
        known.filter(|known| known.place == Place::Query).any(|known| known.name.eq_ignore_ascii_case(name))
    }

    /// The value of a query parameter; the last of several.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.parameters.iter().rev().find(|(known, _)| same(known, name))?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// Sets a query parameter, replacing earlier values.
    pub(super) fn set(&mut self, name: &str, value: &dyn Argument) {
        let value = encoded(value);
        match self.parameters.iter().position(|(known, _)| same(known, name)) {
            None => self.parameters.push((name.to_owned(), value)),
            Some(first) => {
                let mut index = 0;
                self.parameters.retain(|(known, _)| {
                    index += 1;
                    index <= first + 1 || !same(known, name)
                });
                if let Some((_, known)) = self.parameters.get_mut(first) {
                    *known = value;
                }
            }
        }
    }

    /// Removes a query parameter.
    pub(super) fn remove(&mut self, name: &str) {
        self.parameters.retain(|(known, _)| !same(known, name));
    }

    /// The members of the request body; none if it is not a JSON object.
    pub(super) fn body(&self) -> Vec<(String, Json)> {
        let body = self.prepared.body.as_bytes().and_then(|body| std::str::from_utf8(body).ok());
        let body = body.and_then(|body| Json::from_text(body).ok());
        let body = body.unwrap_or_default();
        body.members().into_iter().map(|(name, value)| (name.into_owned(), Json::of_valid(value))).collect()
    }

    /// Sets an integer in the request body.
    pub(super) fn set_in_body(&mut self, name: &str, value: i64) {
        let mut members = self.body();
        members.retain(|(known, _)| known != name);
        members.push((name.to_owned(), Json::from(value)));
        let members: Vec<String> =
            members.into_iter().map(|(name, value)| format!("{}:{value}", Json::from(name))).collect();
        self.prepared.body = format!("{{{}}}", members.join(",")).into();
    }

    /// Follows a link of the server below the address of the tenant: only the path below `/api/v1` and the query are
    /// taken from it, because its host can be internal or foreign, and the request contains credentials.
    pub(super) fn follow(&mut self, link: &str) -> Result<(), String> {
        let base = Url::parse("https://host").and_then(|host| host.join(&self.path));
        let url = base.and_then(|base| base.join(link)).map_err(|error| format!("is not a URL: {error}"))?;
        // The path of `data:` and the like is not resolved, so `..` in it would lead out of the tenant.
        if url.cannot_be_a_base() {
            return Err("is not an address".to_owned());
        }
        let path = url.path();
        let at = path.to_ascii_lowercase().find(API).ok_or_else(|| format!("is not below `{API}`"))?;
        self.path = API.to_owned() + path.get(at + API.len()..).unwrap_or_default();
        let query = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let pairs = query.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        self.parameters = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(())
    }

    /// Sends the request.
    pub(super) fn send(self) -> Receiving {
        let pairs: Vec<String> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        receive_prepared(self.http, Prepared { target: self.path + &query, ..self.prepared })
    }

    /// Creates an error that says why the list cannot be requested.
    pub(super) fn refused(&self, why: impl Into<String>) -> Error {
        RequestError::new(why).at(self.prepared.operation).into()
    }
}

/// Whether a name in a URL is this one. The server does not distinguish case.
fn same(known: &str, name: &str) -> bool {
    percent_decode_str(known).decode_utf8_lossy().eq_ignore_ascii_case(name)
}
