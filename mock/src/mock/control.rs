//! The control endpoints, which need no credentials: `GET /_mock` (what is not imitated), `POST /_mock/reset`,
//! `GET /_mock/log`, `POST /_mock/faults` and `DELETE /_mock/faults`. The endpoints for all records and for the clock are in
//! `records`, and those of the explorer in `explorer`.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

use super::{Mock, limits, records};
use crate::failure::{Failure, JSON, response};
use crate::fault::Fault;
use crate::received::Logged;
use crate::request::Given;

/// The number of requests that the log shows, unless the query sets another number.
const SHOWN: usize = 100;

impl Mock {
    pub(super) fn control(&self, given: &Given) -> Response<Bytes> {
        let rest: Vec<&str> = given.segments.iter().skip(1).map(String::as_str).collect();
        match (rest.as_slice(), given.method.as_str()) {
            ([], "GET") if given.header("accept").is_some_and(|accept| accept.contains("json")) => {
                of_json(200, &limits::as_json(&self.api))
            }
            ([], "GET") if given.header("accept").is_some_and(|accept| accept.contains("text/markdown")) => {
                response(200, Some(("text/markdown; charset=utf-8", limits::as_markdown(&self.api).into())))
            }
            ([], "GET") => response(200, Some(("text/plain; charset=utf-8", limits::as_text(&self.api).into()))),
            (["reset"], "POST") => records::reset(self.reset()),
            (["log"], "GET") => {
                let written = self.state().store.written();
                let log = self.log();
                let last = given.query("last").and_then(|last| last.parse().ok()).unwrap_or(SHOWN);
                let log: Vec<Value> = log.iter().skip(log.len().saturating_sub(last)).map(Logged::shown).collect();
                of_json(200, &json!({"requests": log, "recordsWritten": written}))
            }
            (["faults"], "POST") => match Fault::from_json(&given.body) {
                Ok(faults) => {
                    faults.into_iter().for_each(|fault| self.add_fault(fault));
                    response(204, None)
                }
                Err(message) => Failure::new(400, message).response(),
            },
            (["faults"], "DELETE") => {
                self.state().faults.clear();
                response(204, None)
            }
            (["explorer" | "openapi", ..], "GET") => self.explorer.answer(given, &self.api),
            (["explorer" | "openapi", ..], _) => Failure::new(405, "use GET").with("allow", "GET").response(),
            ([], _) | (["log"], _) => Failure::new(405, "use GET").with("allow", "GET").response(),
            (["reset"], _) => Failure::new(405, "use POST").with("allow", "POST").response(),
            (["faults"], _) => Failure::new(405, "use POST or DELETE").with("allow", "DELETE, POST").response(),
            ([name], _) if let Some(response) = self.records_endpoint(name, given) => response,
            _ => {
                let names = "/_mock, /_mock/explorer, /_mock/openapi, /_mock/reset, /_mock/log, /_mock/faults, /_mock/snapshot and /_mock/clock";
                Failure::new(404, format!("the control endpoints are {names}")).response()
            }
        }
    }
}

pub(super) fn of_json(status: u16, value: &Value) -> Response<Bytes> {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    response(status, Some((JSON, text.into())))
}
