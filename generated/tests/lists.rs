//! Finds companies, pages through an archive and reads what has changed, against responses in memory.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]
#![cfg(all(feature = "archive", feature = "archive-agent", feature = "contact"))]

use serde::Deserialize;
use serde_json::{Value, json};
use superoffice::requests::archive_agent::GetArchiveListByColumnsRequest;
use superoffice::runtime::transport::{MemoryTransport, Response};
use superoffice::{ArchiveRow, Client, Http, Result, asc, col};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Company {
    contact_id: i32,
    name: String,
}

fn client(pages: &[Value]) -> (Client, MemoryTransport) {
    let pages: Vec<Response> = pages.iter().map(|page| Response::json(200, page.to_string())).collect();
    let transport = MemoryTransport::queue(pages);
    let http = Http::builder("https://host/Cust12345").transport(transport.clone()).build().unwrap();
    (Client::new(http), transport)
}

fn company(id: i32) -> Value {
    json!({"PrimaryKey": id.to_string(), "EntityName": "contact", "contactId": id, "name": format!("Nord {id}")})
}

fn page(ids: &[i32]) -> Value {
    let rows: Vec<Value> = ids.iter().copied().map(company).collect();
    json!({"odata.metadata": "https://internal:443//$metadata", "odata.nextLink": null, "value": rows})
}

fn queries(transport: &MemoryTransport) -> Vec<String> {
    let requests = transport.requests();
    requests.iter().map(|request| request.url.split_once("/api/v1/").unwrap().1.replace("%20", " ")).collect()
}

#[tokio::test]
async fn companies_by_name() -> Result<()> {
    let (client, sent) = client(&[page(&[17])]);
    let call = client.contact().list().select(["contactId", "name"]).filter(col("name").begins("Nord"));
    let found: Vec<Company> = call.order_by(asc("contactId")).top(20).rows().try_collect().await?;
    assert_eq!(found, [Company { contact_id: 17, name: "Nord 17".to_owned() }]);
    let query = "Contact?$filter=name begins %27Nord%27&$orderBy=contactId asc&$top=20&$select=contactId,name";
    assert_eq!(queries(&sent), [query]);
    Ok(())
}

#[tokio::test]
async fn an_archive_by_key() -> Result<()> {
    let (client, sent) = client(&[page(&[1, 2]), page(&[3])]);
    let mut rows = client.archive().get("FindContact").top(2).rows::<Company>().by_key("contactId");
    let mut ids = Vec::new();
    while let Some(row) = rows.next().await {
        ids.push(row?.contact_id);
    }
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(
        queries(&sent),
        [
            "Archive/FindContact?$top=2&$orderBy=contactId",
            "Archive/FindContact?$top=2&$orderBy=contactId&$filter=contactId gt 2",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn an_archive_of_an_agent() -> Result<()> {
    let item = |id: i32| json!({"PrimaryKey": id, "ColumnData": {"contactId": {"DisplayValue": format!("[I:{id}]")}}});
    let (client, sent) = client(&[json!([item(1), item(2)]), json!([item(3)])]);
    let request = GetArchiveListByColumnsRequest::new().with_provider_name("FindContact").with_page_size(2);
    let rows: Vec<ArchiveRow> =
        client.archive_agent().get_archive_list_by_columns(&request).rows().try_collect().await?;
    let ids: Vec<i32> = rows.iter().map(|row| row.get("contactId").unwrap()).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(sent.requests()[1].body, r#"{"ProviderName":"FindContact","Page":1,"PageSize":2}"#);
    Ok(())
}

#[tokio::test]
async fn what_has_changed() -> Result<()> {
    let (client, sent) = client(&[page(&[5])]);
    let since = col("updatedDate").after_time("2026-11-22T00:00:00");
    let changed = client.contact().list().filter(since).rows::<Company>().by_key("contactId").try_collect::<Vec<_>>();
    assert_eq!(changed.await?.len(), 1);
    assert!(queries(&sent)[0].starts_with("Contact?$filter=updatedDate afterTime %272026-11-22T00:00:00%27&"));
    Ok(())
}
