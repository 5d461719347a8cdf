//! Types that pages alone leave open: an address, an enumeration with all its values, and a value that combines flags.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]
#![cfg(all(feature = "contact", feature = "sale"))]

use serde_json::json;
use superoffice::entities::{ContactEntity, SaleEntity};
use superoffice::enums::{EtableRight, SaleStatus};

#[test]
fn an_address_is_typed_to_its_fields() {
    let json = json!({ "Address": { "Street": { "Address1": "Quay 7", "City": "Bergen", "Zipcode": "5003", "State": null } } });
    let mut contact: ContactEntity = serde_json::from_value(json.clone()).unwrap();
    let street = contact.address.as_mut().unwrap().street.as_mut().unwrap();
    assert_eq!((street.address1.as_deref(), street.city.as_deref()), (Some("Quay 7"), Some("Bergen")));
    // The server has sent `null`, and that is what it gets back.
    assert_eq!(serde_json::to_value(&contact).unwrap(), json);
    contact.address.as_mut().unwrap().street.as_mut().unwrap().city = Some("Oslo".to_owned());
    assert_eq!(serde_json::to_value(&contact).unwrap()["Address"]["Street"]["City"], "Oslo");
}

fn is_closed(sale: &SaleEntity) -> bool {
    match &sale.status {
        Some(SaleStatus::SOLD | SaleStatus::LOST) => true,
        Some(SaleStatus::OPEN | SaleStatus::STALLED | SaleStatus::UNKNOWN) | None => false,
        // An enumeration is open: the server may send a value that is newer than this crate.
        Some(other) => other.as_str().starts_with("Closed"),
    }
}

#[test]
fn all_values_of_an_enumeration_are_constants() {
    let sold: SaleEntity = serde_json::from_value(json!({ "Status": "Sold" })).unwrap();
    let newer: SaleEntity = serde_json::from_value(json!({ "Status": "ClosedLater" })).unwrap();
    assert!(is_closed(&sold) && is_closed(&newer));
    assert!(!is_closed(&SaleEntity::new().with_status(SaleStatus::OPEN)));
    assert!(SaleStatus::KNOWN.len() > 4, "{:?}", SaleStatus::KNOWN);
}

#[test]
fn a_value_can_combine_flags() {
    let json = json!({ "TableRight": { "Mask": "Select, Update" } });
    let contact: ContactEntity = serde_json::from_value(json.clone()).unwrap();
    let mask = contact.table_right.as_ref().unwrap().mask.as_ref().unwrap();
    assert!(mask.contains(EtableRight::UPDATE) && !mask.contains(EtableRight::DELETE));
    assert_eq!(mask.clone().with(EtableRight::DELETE), "Select, Update, Delete");
    assert_eq!(mask.flags().collect::<Vec<_>>(), ["Select", "Update"]);
    assert_eq!(serde_json::to_value(&contact).unwrap(), json);
}
