//! Runs the tasks of `examples/tasks` against a server on this machine: the requests that they send and what they return.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod server;
#[path = "../examples/tasks/tasks.rs"]
pub mod tasks;

use std::path::Path;

use serde_json::{Value, json};
use superoffice::crates::http::HeaderMap;
use superoffice::crates::jiff::{Timestamp, civil};
use superoffice::runtime::webhook;
use superoffice::{Auth, Client, CustomFields as _, EntityExt as _, Environment, Presence};

use server::{Server, json as ok, response, status};
use tasks::Company;

/// The response of a REST operation to an id that does not exist.
fn not_found() -> Vec<u8> {
    let error = json!({"Error": true, "ErrorType": "SoNotFoundException", "ErrorMessage": "-", "ErrorSource": "-"});
    response("404 Not Found", "application/json", error.to_string().as_bytes())
}

fn since() -> Timestamp {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

/// A page of a list of companies.
fn page(ids: impl IntoIterator<Item = i32>) -> Vec<u8> {
    let row = |id: i32| json!({"PrimaryKey": id.to_string(), "EntityName": "contact", "contactId": id, "name": "Nord"});
    let rows: Vec<Value> = ids.into_iter().map(row).collect();
    ok(&json!({"odata.metadata": "https://internal:443//$metadata", "odata.nextLink": null, "value": rows}))
}

fn company(contact_id: i32) -> Company {
    Company { contact_id, name: "Nord".to_owned() }
}

/// The address is that of the response, and the request for it has no credentials.
#[tokio::test]
async fn task_0_connect() {
    let tenant = Server::start([ok(&json!({"UserName": "ab@example.com"}))]).await;
    let state = json!({
        "ContextIdentifier": "Cust12345", "Endpoint": tenant.http.base(), "State": "Running", "IsRunning": true,
        "ValidUntil": "9999-01-01T00:00:00.0000000Z", "Api": format!("{}/api", tenant.http.base()),
    });
    let server = Server::start([ok(&state)]).await;
    let origin = server.http.base().replace("/Cust12345", "");
    let client = tasks::connect(Environment::Custom(origin), "Cust12345", "8A:Cust12345.token").await.unwrap();
    tasks::who_am_i(&client).await.unwrap();
    assert_eq!(
        (server.lines(), tenant.lines()),
        (vec!["GET /api/state/Cust12345".to_owned()], vec!["GET User/currentPrincipal".to_owned()])
    );
    assert_eq!(server.requests()[0].header("authorization"), None);
    assert_eq!(tenant.requests()[0].header("authorization"), Some("bearer 8a:cust12345.token"));
}

#[tokio::test]
async fn task_0_who_am_i() {
    let me = json!({"AssociateId": 5, "Associate": "AB", "SecondaryGroups": [3, 4], "UserName": "ab@example.com"});
    let server = Server::start([ok(&me)]).await;
    assert_eq!(tasks::who_am_i(&server.client()).await.unwrap().as_deref(), Some("ab@example.com"));
    assert_eq!(server.lines(), ["GET User/currentPrincipal"]);
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), Some("bearer 8a:cust12345.token"));
    assert_eq!(request.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn task_1_find_a_company() {
    let server = Server::start([page([17, 18])]).await;
    let found = tasks::find_companies(&server.client(), "Nord's").await.unwrap();
    assert_eq!(found, [company(17), company(18)]);
    let line = r"GET Contact?$filter=name begins 'Nord\'s'&$orderBy=contactId asc&$top=20&$select=contactId,name";
    assert_eq!(server.lines(), [line]);
}

#[tokio::test]
async fn task_1_a_company_that_does_not_exist() {
    let server = Server::start([not_found(), ok(&json!({"ContactId": 17, "Name": "Nordlys AS"}))]).await;
    assert_eq!(tasks::company(&server.client(), 99999).await.unwrap(), None);
    let company = tasks::company(&server.client(), 17).await.unwrap().unwrap();
    assert_eq!(company.name.as_deref(), Some("Nordlys AS"));
    assert_eq!(server.lines(), ["GET Contact/99999", "GET Contact/17"]);
}

#[tokio::test]
async fn task_2_create_a_person() {
    let stored = json!({
        "PersonId": 210, "Lastname": "Nord", "BirthDate": "0001-01-01T00:00:00", "Retired": false,
        "Contact": {"ContactId": 17, "Name": "Nordlys AS", "TableRight": {"Mask": "FULL", "Reason": ""}},
        "CustomFields": {"SuperOffice:3": "[I:42]", "SuperOffice:3:org": "[I:0]"},
    });
    let server = Server::start([ok(&stored)]).await;
    let person = tasks::create_person(&server.client(), 17, "kari@example.com").await.unwrap();
    assert_eq!(person.person_id, Some(210));
    assert!(person.birth_date.as_ref().unwrap().is_unset());
    assert_eq!(person.custom_fields.field("SuperOffice:3").as_i32(), Some(42));
    assert_eq!(server.lines(), ["POST Person"]);
    let expected = json!({
        "Lastname": "Nord", "Contact": {"ContactId": 17},
        "Emails": [{"Value": "kari@example.com", "Description": "Work"}],
        "CustomFields": {"SuperOffice:3": "[I:42]"},
    });
    assert_eq!(server.requests()[0].json(), expected);
}

#[tokio::test]
async fn task_3_open_tickets() {
    let rows = json!([
        {"PrimaryKey": "66", "EntityName": "ticket", "ticketId": 66, "title": "Printer", "ownedBy/fullName": "Anna Berg"},
        {"PrimaryKey": "67", "EntityName": "ticket", "ticketId": 67, "title": "Screen", "ownedBy/fullName": null},
    ]);
    let server = Server::start([ok(&json!({"odata.metadata": "-", "value": rows}))]).await;
    let tickets = tasks::open_tickets(&server.client()).await.unwrap();
    assert_eq!(tickets[0].get::<i32>("ticketId").unwrap(), 66);
    assert_eq!(tickets[0].get::<String>("ownedBy/fullName").unwrap(), "Anna Berg");
    assert_eq!(tickets[1].get::<Option<String>>("ownedBy/fullName").unwrap(), None);
    let line =
        "GET Ticket?$filter=status oneOf (1)&$orderBy=ticketId asc&$select=ticketId,title,ownedBy/fullName&$top=500";
    assert_eq!(server.lines(), [line]);
}

#[tokio::test]
async fn task_3_reply() {
    let stored = json!({"EjMessageId": 169, "Ticket": {"TicketId": 66, "CreatedBy": 2, "Category": 1}, "Type": "Html"});
    let server = Server::start([ok(&stored), status("204 No Content")]).await;
    tasks::reply(&server.client(), 66, "kari@example.com", "<p>On our way.</p>").await.unwrap();
    let send = "POST TicketMessage/169/Send?to=kari@example.com&cc=&bcc=&subject=Re: your request";
    assert_eq!(server.lines(), ["POST TicketMessage?notify=true", send]);
    let expected = json!({
        "Ticket": {"TicketId": 66}, "Slevel": "External", "Type": "Html",
        "HtmlBody": "<p>On our way.</p>",
    });
    assert_eq!(server.requests()[0].json(), expected);
    assert!(server.requests()[1].body.is_empty());
}

#[tokio::test]
async fn task_4_create_a_sale() {
    let stored = json!({"SaleId": 901, "Status": "Open", "Amount": 15980.25, "Saledate": "2026-12-31T00:00:00"});
    let server = Server::start([ok(&stored)]).await;
    let sale = tasks::create_sale(&server.client(), 17, 15980.25).await.unwrap();
    assert_eq!((sale.sale_id, sale.amount), (Some(901), Some(15980.25)));
    assert_eq!(server.lines(), ["POST Sale"]);
    let expected = json!({
        "Heading": "Licences 2027", "Contact": {"ContactId": 17}, "SaleType": {"Id": 2},
        "Amount": 15980.25, "Saledate": "2026-12-31T00:00:00",
    });
    assert_eq!(server.requests()[0].json(), expected);
}

/// A failed test and a change meanwhile are different status codes.
#[tokio::test]
async fn task_4_close_a_sale() {
    let sold = ok(&json!({"SaleId": 901, "Status": "Sold"}));
    let server = Server::start([sold, status("409 Conflict"), status("412 Precondition Failed")]).await;
    let close = || async { tasks::close_sale(&server.client(), 901, since()).await };
    assert_eq!(close().await.unwrap().status.unwrap().as_str(), "Sold");
    assert_eq!(close().await.unwrap_err().to_string(), "the sale is not open");
    assert_eq!(close().await.unwrap_err().to_string(), "the sale was changed meanwhile");
    assert_eq!(server.requests().len(), 3);
    for request in server.requests() {
        assert_eq!(request.line, "PATCH Sale/901");
        assert_eq!(request.header("if-unmodified-since"), Some("sun, 22 nov 2026 00:00:00 gmt"));
        let test = json!({"op": "test", "path": "/Status", "value": "Open"});
        assert_eq!(request.json(), json!([test, {"op": "replace", "path": "/Status", "value": "Sold"}]));
    }
}

/// The first upload of the content is refused with 429, which is repeated.
#[tokio::test]
async fn task_5_upload_and_download_a_document() {
    let content = b"%PDF-1.7\n\xff\0\r\n\r\n\x80".to_vec();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("offer.pdf");
    std::fs::write(&file, &content).unwrap();
    let server = Server::start([
        ok(&json!({"DocumentId": 147, "Name": "offer.pdf"})),
        status("429 Too Many Requests\r\nRetry-After: 0"),
        ok(&json!({"DocumentId": 147, "Name": "offer_1.pdf"})),
        response("200 OK", "application/octet-stream", &content),
    ])
    .await;
    let document = tasks::upload(&server.client(), 901, "offer.pdf", &file).await.unwrap();
    assert_eq!(document.name.as_deref(), Some("offer_1.pdf"));
    let mut downloaded = Vec::new();
    tasks::download(&server.client(), 147, &mut downloaded).await.unwrap();
    assert_eq!(downloaded, content);

    let put = "PUT Document/147/Content";
    assert_eq!(server.lines(), ["POST Document", put, put, "GET Document/147/Content"]);
    let requests = server.requests();
    assert_eq!(requests[0].json(), json!({"Header": "Offer", "Name": "offer.pdf", "Sale": {"SaleId": 901}}));
    for request in &requests[1..3] {
        assert_eq!(request.header("content-type"), Some("application/octet-stream"));
        assert_eq!(request.body, content);
    }
    assert_eq!(requests[3].header("accept"), Some("application/octet-stream"));
}

#[tokio::test]
async fn task_6_an_archive_by_key() {
    let server = Server::start([page(1..=500), page([777])]).await;
    let companies = tasks::all_companies(&server.client()).await.unwrap();
    let expected: Vec<Company> = (1..=500).chain([777]).map(company).collect();
    assert_eq!(companies, expected);
    let first = "GET Archive/FindContact?$top=500&$select=contactId,name&$orderBy=contactId";
    assert_eq!(server.lines(), [first.to_owned(), format!("{first}&$filter=contactId gt 500")]);
}

#[tokio::test]
async fn task_6_an_archive_through_the_agent() {
    let cell = |text: String| json!({"DisplayValue": text, "TooltipHint": "", "LinkHint": ""});
    let item = |id: i32| {
        json!({
            "EntityName": "contact", "PrimaryKey": id, "LinkHint": "", "StyleHint": "", "TableRight": null,
            "ColumnData": {"contactId": cell(format!("[I:{id}]")), "name": cell("Nord".to_owned())},
        })
    };
    let first: Vec<Value> = (1..=500).map(item).collect();
    let server = Server::start([ok(&json!(first)), ok(&json!([item(777)]))]).await;
    let companies = tasks::all_companies_of_the_agent(&server.client()).await.unwrap();
    let expected: Vec<Company> = (1..=500).chain([777]).map(company).collect();
    assert_eq!(companies, expected);
    for (page, request) in server.requests().iter().enumerate() {
        assert_eq!(request.line, "POST Agents/Archive/GetArchiveListByColumns");
        let expected = json!({
            "ProviderName": "FindContact", "Columns": ["contactId", "name"],
            "SortOrder": [{"Name": "contactId", "Direction": "ASC"}],
            "Restriction": [{"Name": "contactId", "Operator": ">", "Values": ["[I:0]"], "IsActive": true}],
            "Entities": ["contact"], "Page": page, "PageSize": 500,
        });
        assert_eq!(request.json(), expected);
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn task_7_the_items_of_a_list() {
    let item = json!({
        "Id": 1, "Name": "Customer", "ToolTip": "", "Deleted": false, "Rank": 1, "Type": null, "ChildItems": [],
        "IconHint": null, "ColorBlock": 0, "FieldProperties": {},
    });
    let server = Server::start([ok(&json!([item]))]).await;
    let items = tasks::categories(&server.client()).await.unwrap();
    assert_eq!((items.len(), items[0].id, items[0].name.as_deref()), (1, Some(1), Some("Customer")));
    let request = &server.requests()[0];
    assert_eq!(request.line, "POST Agents/MDO/GetList");
    assert_eq!(request.header("so-language"), Some("en"));
    assert_eq!(request.json(), json!({"Name": "category", "ForceFlatList": true}));
}

#[tokio::test]
async fn task_8_set_custom_fields() {
    let fields = json!({
        "SuperOffice:3": "[I:42]", "SuperOffice:3:org": "[I:7]",
        "x_delivered": "[DT:11/23/2026 14:00:00.0000000]", "x_delivered:org": "[DT:01/01/0001 00:00:00.0000000]",
    });
    let server = Server::start([ok(&json!({"ContactId": 17, "CustomFields": fields}))]).await;
    let delivered = civil::date(2026, 11, 23).at(14, 0, 0, 0);
    let company = tasks::set_fields(&server.client(), 17, delivered).await.unwrap();
    let field = company.custom_fields.field("x_delivered");
    assert_eq!(field.as_date().unwrap().as_str(), "2026-11-23T14:00:00");
    assert_eq!(company.custom_fields.field("SuperOffice:3").original().unwrap().as_i32(), Some(7));
    assert_eq!(server.lines(), ["PATCH Contact/17"]);
    let value = json!({"SuperOffice:3": "[I:42]", "x_delivered": "[DT:11/23/2026 14:00:00.0000000]"});
    assert_eq!(server.requests()[0].json(), json!([{"op": "replace", "path": "/CustomFields", "value": value}]));
}

/// What is read is written back, undocumented members and `null` included, except the side keys of custom fields.
#[tokio::test]
async fn task_8_read_and_write_a_custom_field() {
    let mut stored = json!({
        "ContactId": 17, "Name": "Nordlys AS", "Department": null, "UpdatedDate": "2026-11-22T08:26:00",
        "Category": {"Id": 4, "Value": "Partner", "NewerInside": null}, "NewerMember": {"Depth": [1, null, 2.50]},
        "CustomFields": {
            "SuperOffice:3": "[I:41]", "SuperOffice:3:org": "[I:7]",
            "SuperOffice:7": "[I:4]", "SuperOffice:7:DisplayText": "Partner", "SuperOffice:7:DisplayTooltip": "",
        },
    });
    let server = Server::start([ok(&stored), ok(&stored)]).await;
    let company = tasks::company(&server.client(), 17).await.unwrap().unwrap();
    assert_eq!(company.presence("Department"), Presence::Null);
    let partner = tasks::count_up(&server.client(), company).await.unwrap();
    assert_eq!(partner.as_deref(), Some("Partner"));
    assert_eq!(server.lines(), ["GET Contact/17", "PUT Contact/17"]);
    stored["CustomFields"] = json!({"SuperOffice:3": "[I:42]", "SuperOffice:7": "[I:4]"});
    assert_eq!(server.requests()[1].json(), stored);
}

#[tokio::test]
async fn task_9_register_a_webhook() {
    let stored = json!({
        "WebhookId": 66, "State": "Active", "Headers": {}, "Properties": {}, "Registered": "2026-11-23T09:30:00",
        "Updated": "0001-01-01T00:00:00", "UpdatedAssociate": null,
    });
    let server = Server::start([ok(&stored)]).await;
    let target = "https://hooks.example.com/so";
    let webhook = tasks::register(&server.client(), target, "s3cret").await.unwrap();
    assert_eq!(webhook.webhook_id, Some(66));
    assert_eq!(server.lines(), ["POST Webhook"]);
    let expected = json!({
        "Name": "sync", "Events": ["contact.created", "contact.changed", "contact.softdeleted"],
        "TargetUrl": target, "Secret": "s3cret", "State": "Active", "Type": "webhook",
    });
    assert_eq!(server.requests()[0].json(), expected);
}

#[test]
fn task_9_receive_an_event() {
    let receive = |event: &str, changes: &[&str], secret: &str| {
        let body = json!({
            "EventId": "5f2d", "Timestamp": "2026-11-23T09:31:02.6812131Z", "Changes": changes, "Event": event,
            "PrimaryKey": 17, "Entity": "contact", "ContextIdentifier": "Cust12345", "WebhookName": "sync",
            "FieldValues": {"category_idx": 4, "updated": "2026-11-23T10:31:02.6812131+01:00"},
        })
        .to_string();
        let mut headers = HeaderMap::new();
        headers.insert(webhook::SIGNATURE, webhook::sign("s3cret", &body).parse().unwrap());
        tasks::renamed_company(secret, &headers, body.as_bytes())
    };
    assert_eq!(receive("contact.changed", &["contact_id", "name"], "s3cret").unwrap(), Some(17));
    assert_eq!(receive("contact.changed", &["contact_id"], "s3cret").unwrap(), None);
    assert_eq!(receive("contact.created", &["name"], "s3cret").unwrap(), None);
    assert_eq!(receive("test", &[], "s3cret").unwrap(), None);
    receive("contact.changed", &["name"], "another secret").unwrap_err();
}

/// Of three companies in the list, one has changed, one has not, and one does not exist any more.
#[tokio::test]
async fn task_10_what_has_changed() {
    let changed = ok(&json!({"ContactId": 17, "Name": "Nordlys AS"}));
    let not_modified = status("304 Not Modified");
    let server = Server::start([page([17, 18, 19]), changed, not_modified, not_found()]).await;
    let companies = tasks::changed_companies(&server.client(), since()).await.unwrap();
    let ids: Vec<_> = companies.iter().map(|company| company.contact_id).collect();
    assert_eq!(ids, [Some(17)]);
    let filter = "$filter=updatedDate afterTime '2026-11-22T00:00:00Z'";
    let list = format!("GET Contact?{filter}&$select=contactId,name&$top=500&$orderBy=contactId");
    assert_eq!(server.lines(), [&*list, "GET Contact/17", "GET Contact/18", "GET Contact/19"]);
    for request in &server.requests()[1..] {
        assert_eq!(request.header("if-modified-since"), Some("sun, 22 nov 2026 00:00:00 gmt"));
    }
}

#[tokio::test]
async fn extra_mass_upsert() {
    let status = |id: i32, action: &str| json!({"PrimaryKey": id, "Action": action, "RowKeys": [id.to_string()]});
    let done = json!({
        "Success": true, "Message": "", "Inserts": 1, "Updates": 1, "Deletes": 0,
        "RowStatus": [status(17, "Updated"), status(18, "Inserted")], "TableRight": null, "FieldProperties": {},
    });
    let refused = json!({"Success": false, "Message": "no such column", "Inserts": 0, "RowStatus": null});
    let server = Server::start([ok(&done), ok(&refused)]).await;
    let auth = Auth::Ticket { ticket: "7T:ticket".to_owned(), app_token: Some("secret".to_owned()) };
    let client = Client::new(server.http.with_auth(auth).unwrap());
    let rows = [(17, "Nordlys AS"), (0, "Ny AS")];
    let result = tasks::upsert(&client, &rows).await.unwrap();
    assert_eq!((result.inserts, result.updates), (Some(1), Some(1)));
    assert_eq!(result.row_status.unwrap()[1].primary_key, Some(18));
    assert_eq!(tasks::upsert(&client, &rows).await.unwrap_err().to_string(), "no such column");

    let request = &server.requests()[0];
    assert_eq!(request.line, "POST Agents/DatabaseTable/Upsert");
    assert_eq!(request.header("authorization"), Some("soticket 7t:ticket"));
    assert_eq!(request.header("so-apptoken"), Some("secret"));
    let expected = json!({
        "TableName": "contact", "Columns": ["contact_id", "name"], "Keys": ["contact_id"],
        "Data": [["[I:17]", "Nordlys AS"], ["[I:0]", "Ny AS"]], "NomatchAction": "NoChange", "ReturnRowStatus": true,
    });
    assert_eq!(request.json(), expected);
}
