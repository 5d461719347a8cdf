//! Numbers and booleans that were sent as strings.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use crate::support::Contact;
use superoffice_runtime::Field;
use superoffice_runtime::json::{from_slice, to_vec};

fn rewritten<T: Field + Default>(text: &str) -> String {
    let value: T = from_slice(text.as_bytes()).unwrap();
    String::from_utf8(to_vec(&value).unwrap()).unwrap()
}

#[test]
fn a_number_in_a_string_is_a_number() {
    assert_eq!(
        rewritten::<Contact>(r#"{"ContactId":"17","Amount":"4.50","Deleted":"True","Ticks":"-9223372036854775808"}"#),
        r#"{"ContactId":17,"Amount":4.5,"Deleted":true,"Ticks":-9223372036854775808}"#
    );
    assert_eq!(rewritten::<Vec<i32>>(r#"["5.0","-0"," 2147483647","3e2"]"#), "[5,0,2147483647,300]");
    assert_eq!(rewritten::<Vec<f64>>(r#"["7","1e3","-0.5"]"#), "[7.0,1000.0,-0.5]");
    assert_eq!(rewritten::<Vec<bool>>(r#"["true","FALSE"]"#), "[true,false]");
    let read: Contact = serde_json::from_str(r#"{"ContactId":"17"}"#).unwrap();
    assert_eq!(read.contact_id, Some(17));
}

/// Only what JSON would accept as a number: everything else depends on the language of the sender.
#[test]
fn other_strings_are_not_numbers() {
    for text in ["", " ", "x", "+5", "05", "1,5", "1.5", "0x10", "NaN", "2147483648", "1e400", "5 kg", "null", "true"] {
        let error = from_slice::<Contact>(format!(r#"{{"ContactId":"{text}"}}"#).as_bytes()).unwrap_err();
        assert_eq!(error.path(), "ContactId");
        assert!(error.message().contains("a 32-bit integer") && error.message().contains(text), "{}", error.message());
    }
    for text in ["NaN", "Infinity", "1e400", ""] {
        assert!(from_slice::<f64>(format!("\"{text}\"").as_bytes()).is_err(), "{text}");
    }
    for text in ["\"9223372036854775808\"", "\"0.5\""] {
        assert!(from_slice::<i64>(text.as_bytes()).is_err(), "{text}");
    }
    for text in ["\"1\"", "\"yes\"", "\"\"", "1"] {
        assert!(from_slice::<bool>(text.as_bytes()).is_err(), "{text}");
    }
    // The form of a number would be lost in a string.
    assert!(from_slice::<String>(b"17").is_err());
}
