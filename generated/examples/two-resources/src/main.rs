//! Reads a person and the contact that it belongs to. A mock transport replies, so the program needs no server.

use superoffice::entities::{Contact, ContactEntity, PersonEntity};
use superoffice::runtime::transport::Mock;
use superoffice::{Client, Http, Wait as _, routes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let person = PersonEntity::id(7).with_firstname("Ada").with_contact(Contact::id(17));
    let contact = ContactEntity::id(17).with_name("Nordwind");
    let mock = Mock::new().on(&routes::person::GET, &person).on(&routes::contact::GET, &contact);
    let client = Client::new(Http::builder("https://host/Cust12345").transport(mock).build()?);

    let person = client.person().get(7).wait()?;
    let contact_id = person.contact.and_then(|contact| contact.contact_id).ok_or("the person has no contact")?;
    let contact = client.contact().get(contact_id).wait()?;
    println!("{} works at {}", person.firstname.unwrap_or_default(), contact.name.unwrap_or_default());
    Ok(())
}
