//! The body of every response is decoded by the type that the generated client has for it, and nothing of it is lost.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[rustfmt::skip]
#[path = "../../generated/tests/support/table.rs"]
mod table;

use std::path::Path;

use serde_json::Value;
use superoffice_mock::MockServer;
use superoffice_mock::api::{Form, Type};

/// What the table of the generated crate needs.
mod support {
    use superoffice::runtime::{Field, json};

    /// Uid of the operation, whether the body is that of the response, and the function that decodes and encodes it.
    pub(crate) type Row = (&'static str, bool, fn(&[u8]) -> Result<Vec<u8>, String>);

    pub(crate) fn round_trip<T: Field + Default>(text: &[u8]) -> Result<Vec<u8>, String> {
        let value: T = json::from_slice(text).map_err(|error| error.to_string())?;
        json::to_vec(&value).map_err(|error| error.to_string())
    }
}

#[tokio::test]
async fn every_response_has_the_type_of_the_client() {
    let server =
        MockServer::builder().docs(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")).start().await.unwrap();
    let api = server.api();
    let (mut decoded, mut failed) = (0, Vec::new());
    for (uid, _, round_trip) in table::ROWS.iter().filter(|(_, response, _)| *response) {
        let Some(operation) = api.operations.iter().find(|operation| operation.uid == *uid) else { continue };
        // The client reads files as bytes.
        if operation.response.as_ref().is_none_or(|body| body.form == Form::Binary || body.ty == Type::Any) {
            continue;
        }
        server.reset();
        let response = server.respond(api.example(operation));
        let sent: Value = serde_json::from_slice(response.body()).unwrap();
        match round_trip(response.body()).map(|back| serde_json::from_slice::<Value>(&back).unwrap()) {
            Ok(back) if without_null(&back) == without_null(&sent) => decoded += 1,
            Ok(back) => failed.push(format!("{uid}\n  sent {sent:.300}\n  back {back:.300}")),
            Err(error) => failed.push(format!("{uid}: {error}")),
        }
    }
    println!("{decoded} responses decoded by the types of the client, {} not", failed.len());
    assert!(failed.is_empty(), "{}", failed[..failed.len().min(5)].join("\n"));
    assert!(decoded * 3 > api.operations.len(), "{decoded} responses with a body");
}

/// A property that is `null` may be left out.
fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(members.map(|(name, value)| (name.clone(), without_null(value))).collect())
        }
        Value::Array(elements) => Value::Array(elements.iter().map(without_null).collect()),
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        other => other.clone(),
    }
}
