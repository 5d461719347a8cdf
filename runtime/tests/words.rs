//! Enumerations as patterns, and values that combine flags.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeSet, HashSet};

use superoffice_runtime::{json, open_enum};

open_enum! {
    /// The status of a sale.
    pub struct Status {
        /// Not decided.
        OPEN = "Open",
        /// Not won.
        LOST = "Lost",
    }
}

open_enum! {
    /// The days of a week.
    pub struct Days {
        /// No day.
        NONE = "None",
        /// The first day.
        MONDAY = "Monday",
        /// The fifth day.
        FRIDAY = "Friday",
    }
}

fn read<T: superoffice_runtime::Field + Default>(text: &str) -> T {
    json::from_slice(text.as_bytes()).unwrap()
}

#[test]
fn constants_are_patterns() {
    let name = |status: Option<Status>| match status {
        Some(Status::OPEN) => "open".to_owned(),
        Some(Status::LOST) => "lost".to_owned(),
        Some(other) => format!("other {other}"),
        None => "absent".to_owned(),
    };
    assert_eq!(name(Some(read("\"Lost\""))), "lost");
    assert_eq!(name(Some(Status::from("Open"))), "open");
    assert_eq!(name(Some(read("\"Stalled\""))), "other Stalled");
    assert_eq!(name(Some(read("3"))), "other 3");
    assert_eq!(name(None), "absent");
}

#[test]
fn values_with_equal_texts_are_equal() {
    assert_eq!(read::<Status>("\"Lost\""), Status::LOST);
    assert_eq!(Status::from(String::from("Lost")), Status::LOST);
    assert_eq!(read::<Status>("\"Stalled\""), Status::from("Stalled"));
    assert_eq!(Status::from(""), Status::default());
    assert_eq!(read::<Status>("\"\""), Status::default());
    // A number is written without quotation marks, so it is another value.
    assert_ne!(read::<Status>("1"), Status::from("1"));
    assert_eq!(read::<Status>("1"), read::<Status>("1"));
    assert_eq!((read::<Status>("1").as_i64(), Status::from("1").as_i64()), (Some(1), None));
    for text in ["\"Lost\"", "\"Stalled\"", "1", "18446744073709551615", "\"\"", "\"lost\""] {
        assert_eq!(json::to_vec(&read::<Status>(text)).unwrap(), text.as_bytes());
    }
    let set: HashSet<Status> = ["Lost", "Open", "Lost", "x", "x"].map(Status::from).into();
    assert_eq!(set.len(), 3);
    assert!(set.contains(&Status::LOST));
    let ordered: BTreeSet<Status> = [Status::OPEN, Status::from("Nearly"), Status::LOST].into();
    assert_eq!(ordered.iter().map(Status::as_str).collect::<Vec<_>>(), ["Lost", "Nearly", "Open"]);
}

#[test]
fn flags_are_added_and_removed() {
    let days = Days::from("Friday,Someday ,  Monday");
    assert!(days.contains(Days::MONDAY) && days.contains("Someday") && days.contains("Monday, Friday"));
    assert!(!days.contains("Mon") && !days.contains("") && !days.contains("Monday, Sunday"));
    // Nothing changes, so the text is kept.
    assert_eq!(days.clone().with(Days::MONDAY), days);
    assert_eq!(days.clone().with("").without("Sunday").without(""), days);
    assert_eq!(days.clone().with("Sunday, Monday"), "Friday,Someday ,  Monday, Sunday");
    assert_eq!(days.clone().without(Days::FRIDAY), "Someday, Monday");
    assert_eq!(days.without("Monday, Friday"), "Someday");
    assert_eq!(Days::default().with(Days::MONDAY), Days::MONDAY);
    assert_eq!(Days::MONDAY.without(Days::MONDAY), Days::NONE);
    assert_eq!(json::to_vec(&Status::LOST.without(Status::LOST)).unwrap(), b"0");
    assert_eq!([Days::FRIDAY, Days::MONDAY, Days::FRIDAY].into_iter().collect::<Days>(), "Friday, Monday");
    assert_eq!(["Monday", "Later"].into_iter().collect::<Days>().flags().collect::<Vec<_>>(), ["Monday", "Later"]);
    assert_eq!(Vec::<Days>::new().into_iter().collect::<Days>(), Days::default());
    assert_eq!(read::<Days>("3").with(Days::MONDAY), "3, Monday");
    assert!(!read::<Days>("3").contains(Days::MONDAY));
}
