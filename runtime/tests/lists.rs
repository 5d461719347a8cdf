//! Tests rows and pages of lists, without a network.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]
#![allow(dead_code, unreachable_pub, reason = "the server has more than this test needs")]

use std::pin::pin;
#[cfg(feature = "reqwest")]
use std::time::Duration;

#[cfg(feature = "reqwest")]
use crate::support::server::{Step, answer, serve};
use futures_core::Stream as _;
use serde::Deserialize;
use serde_json::{Value, json};
use superoffice_runtime::transport::{MemoryTransport, Request, Response, TransportError, TransportErrorKind};
use superoffice_runtime::{
    ArchiveRow, Auth, Call, Cursor, Error, Filter, Http, Json, Listed, Method, Operation, OrderBy, Parameter, Place,
    Retry, Rows, asc, call_builder, col,
};

const fn query(name: &'static str) -> Parameter {
    Parameter::new(name, Place::Query, false)
}

static LIST: Operation = Operation {
    parameters: &[query("$select"), query("$filter"), query("$orderBy"), query("$top"), query("$skip")],
    ..Operation::new("v1Contact_List", Method::Get, "/api/v1/Contact")
};
static BARE: Operation = Operation::new("v1Bare_List", Method::Get, "/api/v1/Bare");
static AGENT: Operation = Operation::new("v1ArchiveAgent_Get", Method::Post, "/api/v1/Agents/Archive/Get");

call_builder! {
    /// A call in the form that the generator prints.
    pub struct ListCall -> Json, select, rows {
        /// Rows.
        filter: impl Into<Filter> = "$filter" as Filter,
        /// Order.
        order_by: impl Into<OrderBy> = "$orderBy" as OrderBy,
        /// Size.
        top: i32 = "$top",
        /// Offset.
        skip: i32 = "$skip",
    }
}

/// A row of the user's own.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Row {
    contact_id: i32,
}

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async { future.await })
}

fn http(transport: &MemoryTransport) -> Http {
    Http::builder("https://host/Cust1").auth(Auth::bearer("t0k3n")).transport(transport.clone()).build().unwrap()
}

fn list(transport: &MemoryTransport) -> ListCall {
    ListCall::new(http(transport).request(&LIST))
}

fn page(ids: impl IntoIterator<Item = i32>, link: Value) -> Response {
    let rows: Vec<Value> = ids.into_iter().map(|id| json!({"PrimaryKey": id.to_string(), "contactId": id})).collect();
    Response::json(200, json!({"odata.metadata": "x", "odata.nextLink": link, "value": rows}).to_string())
}

fn queue(pages: impl IntoIterator<Item = Response>) -> MemoryTransport {
    MemoryTransport::queue(pages)
}

fn urls(transport: &MemoryTransport) -> Vec<String> {
    let decoded = |request: Request| {
        let url = request.url.strip_prefix("https://host/Cust1/api/v1/").unwrap().to_owned();
        percent_encoding::percent_decode_str(&url).decode_utf8().unwrap().into_owned()
    };
    transport.requests().into_iter().map(decoded).collect()
}

async fn ids(rows: &mut Rows<Row>) -> (Vec<i32>, Option<Error>) {
    let mut ids = Vec::new();
    while let Some(row) = rows.next().await {
        match row {
            Ok(row) => ids.push(row.contact_id),
            Err(error) => return (ids, Some(error)),
        }
    }
    (ids, None)
}

fn all(rows: Rows<Row>) -> Vec<i32> {
    block_on(rows.try_collect::<Vec<_>>()).unwrap().into_iter().map(|row| row.contact_id).collect()
}

#[test]
fn links_are_followed_below_the_tenants_address_only() {
    let transport = queue([
        page([1, 2], json!("https://evil.example:443/Cust1/api/v1/Archive/FindContact?$skip=2&$filter=a%20gt%201")),
        page([3], json!("http://localhost/x//API/v1/Contact?$skip=3#here")),
        page([4], json!("Contact?$skip=4")),
        page([5], json!(null)),
    ]);
    assert_eq!(all(list(&transport).top(2).language("en").rows()), [1, 2, 3, 4, 5]);
    assert_eq!(
        urls(&transport),
        ["Contact?$top=2", "Archive/FindContact?$skip=2&$filter=a gt 1", "Contact?$skip=3", "Contact?$skip=4"]
    );
    for request in transport.requests() {
        assert_eq!(request.headers["so-language"], "en");
        assert_eq!(request.headers["authorization"], "Bearer t0k3n");
    }
    for link in [
        "https://evil.example/steal",
        "mailto:x",
        "data:x/api/v1/../../Cust2/api/v1/x",
        "/api/v2/Contact",
        "https://[/api/v1/x",
    ] {
        let transport = queue([page([1, 2], json!(link))]);
        let mut rows = list(&transport).top(2).rows::<Row>();
        let (ids, error) = block_on(ids(&mut rows));
        assert_eq!((ids, transport.requests().len()), (vec![1, 2], 1));
        assert!(error.unwrap().to_string().contains("the link to the next page"), "{link}");
        assert!(block_on(rows.next()).is_none());
    }
}

#[test]
fn without_links_full_pages_continue_by_skip() {
    let transport = queue([page([1, 2], json!(null)), page([3, 4], json!(null)), page([], json!(null))]);
    assert_eq!(all(list(&transport).top(2).skip(10).rows()), [1, 2, 3, 4]);
    assert_eq!(urls(&transport), ["Contact?$top=2&$skip=10", "Contact?$top=2&$skip=12", "Contact?$top=2&$skip=14"]);

    // A page that is not full is the last one, and so is one without a link after one with a link.
    let transport = queue([page([1], json!(null))]);
    assert_eq!(all(list(&transport).top(2).rows()), [1]);
    let transport = queue([page([1, 2], json!("Contact?$skip=2")), page([3, 4], json!(null))]);
    assert_eq!(all(list(&transport).top(2).rows()), [1, 2, 3, 4]);
    // Without `$top` the size of a page would be unknown.
    let transport = queue([page(1..=500, json!(null)), page([501], json!(null))]);
    assert_eq!(all(list(&transport).rows()).len(), 501);
    assert_eq!(urls(&transport), ["Contact?$top=500", "Contact?$top=500&$skip=500"]);
    // The server limits the size of a page.
    let transport = queue([page(1..=1000, json!(null)), page([1001], json!(null))]);
    assert_eq!(all(list(&transport).top(5000).rows()).len(), 1001);
    // An operation that documents nothing has one page, unless there are links.
    let transport = queue([page([1], json!("x")), page([2], json!(null))]);
    assert_eq!(all(Rows::new(http(&transport).request(&BARE))), [1, 2]);
}

#[test]
fn the_way_can_be_selected() {
    let transport = queue([page([1, 2], json!(null))]);
    assert_eq!(all(list(&transport).top(2).rows().by_next_link()), [1, 2]);

    // A link says that there is more, but it is not followed.
    let transport = queue([page([1], json!("Contact?x")), page([2], json!(null))]);
    assert_eq!(all(list(&transport).top(2).rows().by_skip()), [1, 2]);
    assert_eq!(urls(&transport), ["Contact?$top=2", "Contact?$top=2&$skip=1"]);

    let transport = queue([page([3, 7], json!(null)), page([9], json!(null))]);
    let call = list(&transport).filter("a or b").top(2).skip(1).select(["name"]);
    assert_eq!(all(call.rows().by_key("contactId")), [3, 7, 9]);
    assert_eq!(
        urls(&transport),
        [
            "Contact?$filter=a or b&$top=2&$skip=1&$select=name,contactId&$orderBy=contactId",
            "Contact?$filter=(a or b) and contactId gt 7&$top=2&$select=name,contactId&$orderBy=contactId",
        ]
    );
}

#[test]
fn a_way_that_is_impossible_sends_nothing_and_ends_the_list() {
    let none = || queue([]);
    for (rows, says) in [
        (list(&none()).order_by(asc("name")).rows().by_key("contactId"), "remove the other order"),
        (Rows::new(http(&none()).request(&BARE)).by_key("contactId"), "does not document `$filter`"),
        (Rows::new(http(&none()).request(&BARE)).by_skip(), "does not document `$skip`"),
        (Rows::new(http(&none()).request(&AGENT)).by_skip(), "numbers its pages"),
        (Rows::new(http(&none()).request(&LIST).path("id", &1)), "the path does not have"),
    ] {
        let mut rows: Rows<Row> = rows;
        let error = block_on(rows.next()).unwrap().unwrap_err();
        assert!(error.to_string().contains(says) && error.is_unsent(), "{error}");
        assert!(block_on(rows.next()).is_none());
    }
    let transport = queue([page([1], json!(null))]);
    assert_eq!(all(list(&transport).order_by("ContactId asc").top(2).rows().by_key("contactId")), [1]);
}

#[test]
fn stopping_early_costs_no_request() {
    let transport = queue([page([1, 2], json!("Contact?$skip=2"))]);
    let mut rows = list(&transport).top(2).rows::<Row>();
    assert!(transport.requests().is_empty());
    for id in [1, 2] {
        assert_eq!(block_on(rows.next()).unwrap().unwrap(), Row { contact_id: id });
    }
    drop(rows);
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn an_error_keeps_what_came_before_and_the_list_continues() {
    let down = || TransportError::new(TransportErrorKind::Other);
    let mut count = 0;
    let transport = MemoryTransport::new(move |_| {
        count += 1;
        match count {
            1 => Ok(page([1, 2], json!("Contact?$skip=2"))),
            2 => Err(down()),
            3 => Ok(Response::json(503, "{}")),
            _ => Ok(page([3], json!(null))),
        }
    });
    let mut rows = list(&transport).top(2).retry(Retry::none()).rows::<Row>();
    let mut found = Vec::new();
    for expected in [None, Some(503)] {
        let error = block_on(rows.collect_into(&mut found)).unwrap_err();
        assert_eq!((found.len(), error.status()), (2, expected));
    }
    block_on(rows.collect_into(&mut found)).unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(urls(&transport)[1..], ["Contact?$skip=2", "Contact?$skip=2", "Contact?$skip=2"]);

    // A row that does not fit is an error in its place.
    let rows = json!({"value": [{"contactId": 1}, null, {"contactId": "x"}, 5, {"name": ""}, {"contactId": 6}]});
    let transport = queue([Response::json(200, rows.to_string())]);
    let mut rows = list(&transport).rows::<Row>();
    let mut seen = Vec::new();
    block_on(async {
        while let Some(row) = rows.next().await {
            seen.push(row.map_or_else(|error| error.json_path().unwrap().to_owned(), |row| row.contact_id.to_string()));
        }
    });
    assert_eq!(seen, ["1", "value[1]", "value[2].contactId", "value[3]", "value[4]", "6"]);
}

#[test]
fn a_list_that_would_never_end_is_an_error() {
    let same = MemoryTransport::new(|_| Ok(page([1, 2], json!(null))));
    for rows in [list(&same).top(2).rows(), list(&same).top(2).rows().by_skip()] {
        let mut rows: Rows<Row> = rows;
        let (ids, error) = block_on(ids(&mut rows));
        assert_eq!(ids, [1, 2]);
        let error = error.unwrap().to_string();
        assert!(error.contains("the page is the same as the page before"), "{error}");
    }
    let mut id = 0;
    let circle = MemoryTransport::new(move |_| {
        id += 1;
        Ok(page([id], json!(format!("Contact?page={}", id % 2))))
    });
    let (found, error) = block_on(ids(&mut list(&circle).top(1).rows()));
    assert_eq!(found.len(), 2);
    assert!(error.unwrap().to_string().contains("links to a page that was read before"));

    let unordered = queue([page([1, 5], json!(null)), page([7, 4], json!(null))]);
    let (found, error) = block_on(ids(&mut list(&unordered).top(2).rows().by_key("contactId")));
    assert_eq!(found, [1, 5]);
    assert!(error.unwrap().to_string().contains("not in the order of the key"));

    let keyless = queue([Response::json(200, r#"{"value":[{"name":"x","contactId":null}]}"#)]);
    let error = block_on(list(&keyless).rows::<ArchiveRow>().by_key("contactId").next()).unwrap().unwrap_err();
    assert!(error.to_string().contains("found no integer in `contactId`"), "{error}");
}

#[test]
fn a_page_without_rows_is_an_error_but_an_empty_one_is_the_end() {
    for (body, path) in [
        (r#"{"odata.nextLink":null,"value":null}"#, "value"),
        ("{}", "value"),
        (r#"{"Rows":null,"RowCount":3}"#, "Rows"),
        (r#"{"value":{}}"#, "value"),
    ] {
        let transport = queue([Response::json(200, body)]);
        let error = block_on(list(&transport).rows::<Row>().next()).unwrap().unwrap_err();
        assert_eq!(error.json_path(), Some(path), "{error}");
    }
    let vendor = queue([Response::json(200, r#"{"Message":"bad","MessageDetail":"no"}"#)]);
    let error = block_on(list(&vendor).rows::<Row>().next()).unwrap().unwrap_err();
    assert!(error.to_string().contains("error of the server"), "{error}");
    let empty = queue([page([], json!("Contact?$skip=1"))]);
    assert!(all(list(&empty).rows()).is_empty());
}

#[test]
fn a_cursor_is_stored_and_resumed_at_every_row() {
    for way in 0..3 {
        for stop in 0..=6 {
            let server = || {
                MemoryTransport::new(|request: &Request| {
                    let url = percent_encoding::percent_decode_str(&request.url).decode_utf8().unwrap().into_owned();
                    let after =
                        |name: &str| url.split_once(name).and_then(|(_, id)| id.split('&').next()?.parse().ok());
                    let start: i32 = after("contactId gt ").or(after("$skip=")).unwrap_or(0);
                    let link = if start < 4 && !url.contains("$orderBy") {
                        json!(format!("https://internal/api/v1/Contact?$skip={}", start + 2))
                    } else {
                        Value::Null
                    };
                    Ok(page(start + 1..=(start + 2).min(5), link))
                })
            };
            let rows = |transport: &MemoryTransport| {
                let rows = list(transport).top(2).rows::<Row>();
                match way {
                    0 => rows,
                    1 => rows.by_skip(),
                    _ => rows.by_key("contactId"),
                }
            };
            let first = server();
            let mut before = rows(&first);
            let mut found = Vec::new();
            for _ in 0..stop {
                found.extend(block_on(before.next()).map(|row| row.unwrap().contact_id));
            }
            let stored = serde_json::to_string(&before.cursor()).unwrap();
            let cursor: Cursor = serde_json::from_str(&stored).unwrap();
            assert_eq!(cursor, before.cursor());
            assert_eq!(cursor.is_end(), stop >= 5, "{stored}");
            let second = server();
            found.extend(all(list(&second).top(2).rows().resume(cursor)));
            assert_eq!(found, [1, 2, 3, 4, 5], "{way} {stop} {stored}");
        }
    }
}

#[test]
fn a_cursor_of_another_call_is_refused() {
    let transport = queue([page([1, 2], json!("Contact?x"))]);
    let mut rows = list(&transport).rows::<Row>();
    block_on(rows.next()).unwrap().unwrap();
    let other = Rows::<Row>::new(http(&transport).request(&BARE)).resume(rows.cursor());
    let error = block_on(other.try_collect::<Vec<_>>()).unwrap_err();
    assert!(error.to_string().contains("the cursor is from a call to another operation"), "{error}");
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn pages() {
    let transport = queue([page([1, 2], json!("Contact?$skip=2")), page([3], json!(null))]);
    let mut pages = list(&transport).top(2).rows::<Row>().pages();
    let first = block_on(pages.next()).unwrap().unwrap();
    assert_eq!((first.rows.len(), first.next_link.as_deref()), (2, Some("Contact?$skip=2")));
    assert_eq!(all(list(&queue([page([3], json!(null))])).rows().resume(first.cursor)), [3]);
    let last = block_on(pages.next()).unwrap().unwrap();
    assert!(last.next_link.is_none() && last.cursor.is_end());
    assert!(block_on(pages.next()).is_none());
}

#[test]
fn rows_of_every_form() {
    let slim = json!({"odata.nextLink": null, "value": [
        {"PrimaryKey": "17", "EntityName": "contact", "contactId": 17, "category": "Kunde",
         "contactAssociate/fullName": "Anna", "category.(contact->category_idx).name": null},
        {"PrimaryKey": 18, "EntityName": "person", "contactId": 18},
    ]});
    let rows = || list(&queue([Response::json(200, slim.to_string())]));
    let dynamic: Vec<ArchiveRow> = block_on(rows().rows().try_collect()).unwrap();
    let [first, second] = dynamic.as_slice() else { panic!() };
    assert_eq!((first.id(), first.primary_key().as_deref()), (Some(17), Some("17")));
    assert_eq!((second.id(), second.primary_key().as_deref()), (Some(18), Some("18")));
    assert_eq!(second.entity_name().as_deref(), Some("person"));
    assert_eq!(first.display("contactAssociate/fullName").as_deref(), Some("Anna"));
    assert_eq!(first.get::<Option<String>>("category.(contact->category_idx).name").unwrap(), None);
    assert_eq!(first.columns().len(), 6);
    assert_eq!(first.get::<i32>("Name").unwrap_err().to_string(), "Name: the row has no such column");
    assert_eq!(first.get::<i32>("category").unwrap_err().path(), "category");
    assert_eq!(serde_json::to_value(first).unwrap(), slim["value"][0]);

    // The key is read as the type of the user's struct wants it.
    #[derive(Deserialize)]
    struct Number {
        #[serde(rename = "PrimaryKey")]
        key: u32,
    }
    #[derive(Deserialize)]
    struct Text {
        #[serde(rename = "PrimaryKey")]
        key: String,
    }
    let numbers: Vec<Number> = block_on(rows().rows().try_collect()).unwrap();
    let texts: Vec<Text> = block_on(rows().rows().try_collect()).unwrap();
    assert_eq!(numbers.iter().map(|row| row.key.to_string()).collect::<Vec<_>>(), ["17", "18"]);
    assert_eq!(texts.iter().map(|row| &*row.key).collect::<Vec<_>>(), ["17", "18"]);

    let full = json!({"value": [{
        "PrimaryKey": 17, "EntityName": "contact", "StyleHint": "", "LinkHint": "",
        "TableRight": {"Mask": 1, "Reason": ""},
        "Column": {
            "contactId": {"RawValue": 17, "DisplayValue": "17", "LinkHint": "", "TooltipHint": ""},
            "category": {"RawValue": 2, "DisplayValue": "Kunde", "LinkHint": "", "TooltipHint": ""},
            "note": {"RawValue": null, "DisplayValue": "-"},
        },
    }]});
    let full = || list(&queue([Response::json(200, full.to_string())]));
    assert_eq!(all(full().rows()), [17]);
    let row: ArchiveRow = block_on(full().rows().next()).unwrap().unwrap();
    assert_eq!(row.get::<i32>("category").unwrap(), 2);
    assert_eq!(row.display("category").as_deref(), Some("Kunde"));
    assert_eq!(row.value("note"), Some(Json::null()));
    assert_eq!(row.columns(), ["category", "contactId", "note"]);
}

#[test]
fn archives_of_agents() {
    let cell = |text: &str| json!({"DisplayValue": text, "TooltipHint": "", "LinkHint": ""});
    let item = |id: i32| {
        json!({"EntityName": "contact", "PrimaryKey": id, "TableRight": null, "FieldProperties": {}, "ColumnData": {
            "contactId": cell(&format!("[I:{id}]")), "name": cell("Nord [AS]"), "turnover": cell("[F:4.5]"),
            "updated": cell("[DT:11/23/2026 14:00:00.0000000]"), "day": cell("[D:23.11.2026]"),
        }})
    };
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Typed {
        contact_id: i32,
        name: String,
        turnover: f64,
        updated: superoffice_runtime::DateTime,
        day: String,
    }
    let wrap = |rows: Vec<Value>| json!({"RowCount": 3, "Rows": rows, "TableRight": null});
    for array in [true, false] {
        let body = |rows: Vec<Value>| if array { json!(rows) } else { wrap(rows) };
        let bodies = [body(vec![item(1), item(2)]), body(vec![item(3)])];
        let transport = queue(bodies.map(|body| Response::json(200, body.to_string())));
        let request = json!({"ProviderName": "FindContact", "Page": 0, "PageSize": 2, "Columns": ["contactId"]});
        let call: Call<Vec<Json>, Listed> = http(&transport).request(&AGENT).json(&Json::from(request)).call();
        let rows: Vec<Typed> = block_on(call.rows().try_collect()).unwrap();
        assert_eq!(rows.iter().map(|row| row.contact_id).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((rows[0].name.as_str(), rows[0].turnover), ("Nord [AS]", 4.5));
        assert_eq!((rows[0].updated.as_str(), &*rows[0].day), ("2026-11-23T14:00:00", "2026-11-23T00:00:00"));
        let sent = transport
            .requests()
            .into_iter()
            .map(|request| serde_json::from_slice::<Value>(request.body.as_bytes().unwrap()));
        let pages: Vec<Value> = sent.map(Result::unwrap).collect();
        assert_eq!((&pages[0]["Page"], &pages[1]["Page"]), (&json!(0), &json!(1)));
        assert_eq!((&pages[1]["PageSize"], &pages[1]["Columns"][0]), (&json!(2), &json!("contactId")));
    }
    // A negative page is a number of rows to skip.
    let transport = queue([json!([item(1), item(2)]), json!([])].map(|body| Response::json(200, body.to_string())));
    let request = Json::from(json!({"Page": -5, "PageSize": 2}));
    assert_eq!(all(Rows::new(http(&transport).request(&AGENT).json(&request))), [1, 2]);
    let second = &transport.requests()[1];
    assert_eq!(serde_json::from_slice::<Value>(second.body.as_bytes().unwrap()).unwrap()["Page"], -7);
}

#[test]
fn rows_are_a_stream_that_can_be_moved_into_a_task() {
    fn is<T: futures_core::Stream<Item = superoffice_runtime::Result<Row>> + Send + Unpin + 'static>(stream: T) -> T {
        stream
    }
    let transport = queue([page([1], json!(null))]);
    let mut rows = pin!(is(list(&transport).rows::<Row>()));
    let found = block_on(std::future::poll_fn(|context| rows.as_mut().poll_next(context)));
    assert_eq!(found.unwrap().unwrap().contact_id, 1);
}

#[cfg(feature = "reqwest")]
#[test]
fn a_dropped_future_loses_no_row() {
    let (base, requests) = serve(vec![vec![
        Step::Later(
            Duration::from_millis(200),
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n{\"value\":[{\"contactId\": 17}]}".to_vec(),
        ),
    ]]);
    let http = Http::builder(base).build().unwrap();
    block_on(async {
        let mut rows = Rows::<Row>::new(http.request(&LIST));
        let timeout = tokio::time::timeout(Duration::from_millis(20), rows.next()).await;
        assert!(timeout.is_err());
        assert_eq!(rows.next().await.unwrap().unwrap().contact_id, 17);
    });
    assert_eq!(requests.requests().len(), 1);
}

#[cfg(feature = "reqwest")]
#[test]
fn a_link_to_another_host_is_followed_on_the_tenants_host() {
    let (other, foreign) = serve(vec![vec![answer("200 OK", "{}")]]);
    let first = json!({"odata.nextLink": format!("{other}/Cust1/api/v1/Contact?$skip=1"), "value": [{"contactId": 1}]});
    let second = json!({"odata.nextLink": null, "value": [{"contactId": 2}]});
    let ok = "200 OK\r\nContent-Type: application/json";
    let (base, log) = serve(vec![vec![answer(ok, &first.to_string()), answer(ok, &second.to_string())]]);
    let http = Http::builder(format!("{base}/Cust1")).auth(Auth::bearer("t0k3n")).build().unwrap();
    assert_eq!(all(Rows::new(http.request(&LIST))), [1, 2]);
    assert!(log.requests()[1].starts_with("GET /Cust1/api/v1/Contact?$skip=1 "));
    assert!(foreign.requests().is_empty());
}

/// Tasks 1, 6 and 10 of an integrator.
#[test]
fn tasks() {
    // 1. Find a company by name.
    let transport = queue([page([17], json!(null))]);
    let hits = list(&transport).select(["contactId", "name"]).filter(col("name").begins("Nord")).top(20);
    assert_eq!(all(hits.rows()), [17]);
    // 6. Page through an archive.
    let archive = queue([page([1, 2], json!(null)), page([3], json!(null))]);
    let rows = list(&archive).select(["contactId"]).filter(col("contactId").gt(0)).top(2).rows().by_key("contactId");
    assert_eq!(all(rows), [1, 2, 3]);
    // 10. Everything changed since a time.
    let changed = queue([page([5], json!(null))]);
    let since = col("updatedDate").after_time("2026-11-22T00:00:00");
    assert_eq!(all(list(&changed).filter(since).rows().by_key("contactId")), [5]);
    assert_eq!(
        [urls(&transport), urls(&archive), urls(&changed)].concat(),
        [
            "Contact?$filter=name begins 'Nord'&$top=20&$select=contactId,name",
            "Contact?$filter=contactId gt 0&$top=2&$select=contactId&$orderBy=contactId",
            "Contact?$filter=(contactId gt 0) and contactId gt 2&$top=2&$select=contactId&$orderBy=contactId",
            "Contact?$filter=updatedDate afterTime '2026-11-22T00:00:00'&$top=500&$orderBy=contactId",
        ]
    );
}
