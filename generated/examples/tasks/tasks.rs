//! Ten common tasks of a program that works with SuperOffice, and a mass upsert: one or two functions for each.

use std::io::Write;
use std::path::Path;

use serde::Deserialize;
use superoffice::crates::http::HeaderMap;
use superoffice::crates::jiff::{Timestamp, civil};
use superoffice::entities::{
    ArchiveOrderByInfo, ArchiveRestrictionInfo, Contact, ContactEntity, DocumentEntity, EntityElement,
    MassOperationResult, MdoListItem, PersonEntity, Sale, SaleEntity, SaleType, Ticket, TicketMessageEntity, Webhook,
};
use superoffice::enums::{TicketMessageType, TicketSecurityLevel, WebhookState};
use superoffice::requests::archive_agent::GetArchiveListByColumnsRequest;
use superoffice::requests::database_table_agent::UpsertRequest;
use superoffice::requests::mdo_agent::GetListRequest;
use superoffice::runtime::webhook::Event;
use superoffice::{ArchiveRow, Auth, Client, CustomFields, Encoded, Environment, Http, Patch, Upload, asc, col};

/// The result of a task. Its error is that of a call, a row, a webhook or a missing value.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A row of the list of companies.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    /// The id of the contact.
    pub contact_id: i32,
    /// The name.
    pub name: String,
}

/// 0. Connects to an online tenant, such as `Cust12345`. The state API has its address.
pub async fn connect(environment: Environment, tenant: &str, token: &str) -> Result<Client> {
    Ok(Client::new(Http::online(environment, tenant).auth(Auth::bearer(token)).connect().await?))
}

/// 0. Returns the name of the user whose token is used.
pub async fn who_am_i(client: &Client) -> Result<Option<String>> {
    Ok(client.user().get_current_principal().await?.user_name)
}

/// 1. Finds the companies whose name begins with a text.
pub async fn find_companies(client: &Client, name: &str) -> Result<Vec<Company>> {
    let companies = client.contact().list().select(["contactId", "name"]).filter(col("name").begins(name));
    Ok(companies.order_by(asc("contactId")).top(20).rows().try_collect().await?)
}

/// 1. Reads a company. Returns `None` if it does not exist.
pub async fn company(client: &Client, id: i32) -> Result<Option<ContactEntity>> {
    Ok(client.contact().get(id).optional().await?)
}

/// 2. Creates a person in a company, with an e-mail address and a custom field.
pub async fn create_person(client: &Client, company: i32, email: &str) -> Result<PersonEntity> {
    let email = EntityElement::new().with_value(email).with_description("Work");
    let mut person = PersonEntity::new().with_lastname("Nord").with_contact(Contact::id(company)).with_emails([email]);
    person.custom_fields.set_field("SuperOffice:3", 42);
    Ok(client.person().create(&person).await?)
}

/// 3. Lists the tickets whose status is active.
pub async fn open_tickets(client: &Client) -> Result<Vec<ArchiveRow>> {
    let tickets = client.ticket().list().select(["ticketId", "title", "ownedBy/fullName"]);
    Ok(tickets.filter(col("status").one_of([1])).order_by(asc("ticketId")).rows().try_collect().await?)
}

/// 3. Stores a reply to a ticket and mails it.
pub async fn reply(client: &Client, ticket: i32, to: &str, html: &str) -> Result<()> {
    let message = TicketMessageEntity::new().with_ticket(Ticket::id(ticket)).with_slevel(TicketSecurityLevel::EXTERNAL);
    let message = message.with_type(TicketMessageType::HTML).with_html_body(html);
    let stored = client.ticket_message().create(&message).notify(true).await?;
    let id = stored.ej_message_id.ok_or("the message has no id")?;
    Ok(client.ticket_message().send(id, &[to], &[], &[]).subject("Re: your request").await?)
}

/// 4. Creates a sale.
pub async fn create_sale(client: &Client, company: i32, amount: f64) -> Result<SaleEntity> {
    let sale = SaleEntity::new().with_heading("Licences 2027").with_contact(Contact::id(company)).with_amount(amount);
    let sale = sale.with_sale_type(SaleType::id(2)).with_saledate(civil::date(2026, 12, 31));
    Ok(client.sale().create(&sale).await?)
}

/// 4. Marks a sale as sold if it is open and was not changed after `read_at`.
pub async fn close_sale(client: &Client, id: i32, read_at: Timestamp) -> Result<SaleEntity> {
    let change = Patch::new().test("Status", "Open").replace("Status", "Sold");
    match client.sale().patch(id, &change).if_unmodified_since(read_at).await {
        Err(error) if error.is_conflict() => Err("the sale is not open".into()),
        Err(error) if error.is_precondition_failed() => Err("the sale was changed meanwhile".into()),
        result => Ok(result?),
    }
}

/// 5. Stores a document with the content of a file.
pub async fn upload(client: &Client, sale: i32, name: &str, file: &Path) -> Result<DocumentEntity> {
    let document = DocumentEntity::new().with_header("Offer").with_name(name).with_sale(Sale::id(sale));
    let id = client.document().create(&document).await?.document_id.ok_or("the document has no id")?;
    Ok(client.document().set_stream_from_id(id, Upload::file("application/octet-stream", file)?).await?)
}

/// 5. Writes the content of a document, piece by piece.
pub async fn download(client: &Client, id: i32, mut target: impl Write) -> Result<()> {
    let mut content = client.document().get_stream(id).stream().await?;
    while let Some(chunk) = content.chunk().await? {
        target.write_all(&chunk)?;
    }
    Ok(())
}

/// 6. Reads all companies of an archive, page by page, each page after the last key of the one before.
pub async fn all_companies(client: &Client) -> Result<Vec<Company>> {
    let companies = client.archive().get("FindContact").select(["contactId", "name"]).top(500);
    Ok(companies.rows().by_key("contactId").try_collect().await?)
}

/// 6. Reads all companies through the agent, page by page.
pub async fn all_companies_of_the_agent(client: &Client) -> Result<Vec<Company>> {
    let all = ArchiveRestrictionInfo::new().with_name("contactId").with_operator(">").with_values([Encoded::from(0)]);
    let request = GetArchiveListByColumnsRequest::new().with_provider_name("FindContact");
    let request = request.with_columns(["contactId", "name"]).with_entities(["contact"]).with_page_size(500);
    let request = request.with_sort_order([ArchiveOrderByInfo::new().with_name("contactId").with_direction("ASC")]);
    let request = request.with_restriction([all.with_is_active(true)]);
    Ok(client.archive_agent().get_archive_list_by_columns(&request).rows().try_collect().await?)
}

/// 7. Reads the items of a list in English.
pub async fn categories(client: &Client) -> Result<Vec<MdoListItem>> {
    let list = GetListRequest::new().with_name("category").with_force_flat_list(true);
    Ok(client.mdo_agent().get_list_with(&list).language("en").await?)
}

/// 8. Sets two custom fields of a company, and leaves everything else as it is.
pub async fn set_fields(client: &Client, company: i32, delivered: civil::DateTime) -> Result<ContactEntity> {
    let change = Patch::new().field("SuperOffice:3", 42).field("x_delivered", delivered);
    Ok(client.contact().patch(company, &change).await?)
}

/// 8. Adds one to a custom field of a company that was read, and returns the text of another one.
pub async fn count_up(client: &Client, mut company: ContactEntity) -> Result<Option<String>> {
    let id = company.contact_id.ok_or("the company has no id")?;
    let count = company.custom_fields.field("SuperOffice:3").as_i32().unwrap_or_default();
    company.custom_fields.set_field("SuperOffice:3", count + 1);
    let stored = client.contact().update(id, &company).await?;
    Ok(stored.custom_fields.field("SuperOffice:7").display().map(str::to_owned))
}

/// 9. Registers a webhook for companies.
pub async fn register(client: &Client, target: &str, secret: &str) -> Result<Webhook> {
    let events = ["contact.created", "contact.changed", "contact.softdeleted"];
    let webhook = Webhook::new().with_name("sync").with_events(events).with_target_url(target).with_secret(secret);
    let webhook = webhook.with_state(WebhookState::ACTIVE).with_type("webhook");
    Ok(client.webhook().create(&webhook).await?)
}

/// 9. Verifies a request that a webhook delivered. Returns the id of the company whose name changed.
pub fn renamed_company(secret: &str, headers: &HeaderMap, body: &[u8]) -> Result<Option<i64>> {
    let event = Event::verify_request(secret, headers, body)?;
    Ok(event.primary_key.filter(|_| event.name() == "contact.changed" && event.changed("name")))
}

/// 10. Reads the companies that have changed since a time. Companies deleted meanwhile are left out.
pub async fn changed_companies(client: &Client, since: Timestamp) -> Result<Vec<ContactEntity>> {
    let list = client.contact().list().select(["contactId", "name"]).filter(col("updatedDate").after_time(since));
    let mut rows = list.rows::<Company>().by_key("contactId");
    let mut changed = Vec::new();
    while let Some(row) = rows.next().await {
        match client.contact().get(row?.contact_id).if_changed_since(since).await {
            Ok(company) => changed.extend(company.modified()),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(changed)
}

/// Extra. Creates and updates companies in one call, which requires the ticket of a system user.
pub async fn upsert(client: &Client, companies: &[(i32, &str)]) -> Result<MassOperationResult> {
    let rows = companies.iter().map(|(id, name)| vec![Encoded::from(*id).into(), (*name).into()]);
    let request = UpsertRequest::new().with_table_name("contact").with_columns(["contact_id", "name"]).with_data(rows);
    let request = request.with_keys(["contact_id"]).with_nomatch_action("NoChange").with_return_row_status(true);
    let result = client.database_table_agent().upsert(&request).await?.ok_or("no result")?;
    if result.success == Some(true) { Ok(result) } else { Err(result.message.unwrap_or_default().into()) }
}
