//! Calls the methods of the table.
//!
//! The values of arguments come from the valid request that the mock makes for the operation. An argument gets the value of the
//! parameter or of the property of the request body with the same name. If there is none, the argument is the whole body.

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, IntoFuture};
use std::path::Path;
use std::pin::Pin;

use serde_json::{Value, json};
use superoffice::runtime::{Field, json as codec};
use superoffice::{Auth, Client, Patch, Upload};
use superoffice_mock::MockServer;
use superoffice_mock::api::{Api, Operation};

// `CALLS`.
include!(env!("SUPEROFFICE_MOCK_CALLS"));

type Answer = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// The uid of an operation, a method, and a function that calls it.
type Row = (&'static str, &'static str, fn(&Client, &Values) -> Answer);

/// A name in lower case, without underscores.
fn plain(name: &str) -> String {
    name.trim_start_matches("r#").chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// The values of a request.
struct Values {
    /// The parameters, and the properties of the body, by their names.
    named: BTreeMap<String, Value>,
    body: Value,
}

impl Values {
    fn of(api: &Api, operation: &Operation) -> Self {
        let request = api.example(operation);
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let segments: Vec<String> = request.uri().path().split('/').skip(1).map(decoded).collect();
        let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        let members = body.as_object().into_iter().flatten();
        let mut named: BTreeMap<String, Value> = members.map(|(name, value)| (plain(name), value.clone())).collect();
        let query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned();
        let path = api.path_values(operation, &segments).into_iter();
        let path = path.map(|(name, text)| (name.to_owned(), text.to_owned()));
        for (name, text) in path.chain(query) {
            let value = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
            named.insert(plain(&name), value);
        }
        Self { named, body }
    }

    /// The value of an argument. If the request does not contain it, this is the default of its type.
    fn get<T: Field + Default>(&self, name: &str) -> T {
        let decoded = |value: &Value| codec::from_slice(value.to_string().as_bytes()).ok();
        let named = self.named.get(&plain(name));
        named.and_then(decoded).or_else(|| decoded(&self.body)).unwrap_or_default()
    }

    /// A text. It is not empty, because path parameters must not be.
    fn text(&self, name: &str) -> String {
        match self.named.get(&plain(name)) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => "x".to_owned(),
            Some(other) => other.to_string(),
        }
    }
}

fn call<T>(call: impl IntoFuture<Output = superoffice::Result<T>, IntoFuture: 'static>) -> Answer {
    let future = call.into_future();
    Box::pin(async move { future.await.map(drop).map_err(|error| error.to_string()) })
}

#[tokio::test]
async fn all() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let server = MockServer::builder().docs(docs).start().await.unwrap();
    let client = Client::onsite(server.url()).auth(Auth::bearer("any")).build().unwrap();
    let api = server.api();
    let operations: BTreeMap<&str, &Operation> = api.operations.iter().map(|one| (one.uid.as_str(), one)).collect();
    let (mut called, mut failed) = (BTreeSet::new(), Vec::new());
    for (uid, method, run) in CALLS {
        server.reset();
        let answer = run(&client, &Values::of(api, operations[uid])).await;
        let requests = server.requests();
        let reached: Vec<&str> = requests.iter().map(|request| request.operation.as_str()).collect();
        match answer {
            Ok(()) if reached == [*uid] => drop(called.insert(*uid)),
            Ok(()) => failed.push(format!("{method}: {reached:?} in place of {uid}")),
            Err(error) => failed.push(format!("{method}: {error}")),
        }
    }
    println!(
        "{} of {} operations answered and were decoded, in {} calls of methods; {} calls failed",
        called.len(),
        operations.len(),
        CALLS.len(),
        failed.len()
    );
    assert!(failed.is_empty(), "{}", failed[..failed.len().min(40)].join("\n"));
    assert_eq!(called.len(), operations.len());
}
