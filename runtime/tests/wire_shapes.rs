//! The shapes of real bodies, each with data of our own: read, changed, written, compared.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
#![allow(missing_docs, unreachable_pub, reason = "entities in the form that the generator prints")]

use std::collections::BTreeMap;
use std::time::Duration;

use crate::sending;
use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{
    Auth, Base64, Binary, Call, CustomFields as _, DateTime, Encoded, EntityExt as _, Extra, Http, Json, Method,
    MultiLanguage, Operation, Patch, Presence, TimeSpan, json, open_enum,
};

open_enum! {
    /// Access rights.
    pub struct Mask {
        /// Reading.
        SELECT = "Select",
        /// Changing.
        UPDATE = "Update",
        /// Everything.
        FULL = "FULL",
    }
}

macro_rules! entity {
    ($name:ident, $text:literal { $($field:ident, $setter:ident: $type:ty = $key:literal),* $(,)? }) => {
        #[derive(Clone)]
        pub struct $name {
            $(pub $field: Option<$type>,)*
            pub extra: Extra,
        }

        superoffice_runtime::entity! { $name, $text { $($field, $setter($type) = $key;)* } }
    };
}

entity!(Right, "TableRight" { mask, with_mask: Mask = "Mask", reason, with_reason: String = "Reason" });

entity!(Property, "FieldProperty" {
    field_right, with_field_right: Box<Right> = "FieldRight",
    field_type, with_field_type: String = "FieldType",
    field_length, with_field_length: i32 = "FieldLength",
});

entity!(Line, "LocalizedField" { label, with_label: String = "Label", value, with_value: String = "Value" });

entity!(Ship, "ShipEntity" {
    ship_id, with_ship_id: i32 = "ShipId",
    name, with_name: String = "Name",
    built, with_built: DateTime = "Built",
    lead_time, with_lead_time: String = "LeadTime",
    owner, with_owner: Box<Ship> = "Owner",
    lines, with_lines: Vec<Vec<Line>> = "LocalizedAddress",
    picture, with_picture: Base64 = "Picture",
    custom_fields, with_custom_fields: BTreeMap<String, Option<String>> = "CustomFields",
    table_right, with_table_right: Box<Right> = "TableRight",
    field_properties, with_field_properties: BTreeMap<String, Property> = "FieldProperties",
});

/// Reads a body, which must be written back byte for byte.
fn ship(text: &str) -> Ship {
    let ship: Ship = json::from_slice(text.as_bytes()).unwrap();
    assert_eq!(written(&ship), text);
    assert_eq!(serde_json::to_string(&ship).unwrap(), text);
    ship
}

fn written(ship: &Ship) -> String {
    String::from_utf8(json::to_vec(ship).unwrap()).unwrap()
}

/// Shape 1: an object that is `null`, empty `FieldProperties`, `TableRight` with flags and `null`.
#[test]
fn nulls_and_rights() {
    let text = r#"{"ShipId":17,"Name":null,"Owner":null,"TableRight":{"Mask":"Select, Update","Reason":""},"FieldProperties":{}}"#;
    let mut read = ship(text);
    assert_eq!((read.presence("Owner"), read.presence("Built")), (Presence::Null, Presence::Absent));
    let mask = read.table_right.as_ref().unwrap().mask.clone().unwrap();
    assert!(mask.contains(Mask::SELECT) && mask.contains(Mask::UPDATE) && !mask.contains(Mask::FULL));
    read.table_right = Some(Box::new(Right::new().with_mask(mask.without(Mask::UPDATE).with(Mask::FULL))));
    read.owner = Some(Box::new(Ship::new().with_ship_id(3)));
    assert!(read.set_null("Built"));
    assert_eq!(
        written(&read),
        r#"{"ShipId":17,"Name":null,"Built":null,"Owner":{"ShipId":3},"TableRight":{"Mask":"Select, FULL"},"FieldProperties":{}}"#
    );
    let rights = r#"{"TableRight":null,"FieldProperties":{"Name":{"FieldRight":{"Mask":"Update, UIHintMandatory","Reason":"[SR_X]"},"FieldType":"System.String","FieldLength":-1},"Zones.speed":{"FieldRight":null,"FieldType":null,"FieldLength":0}}}"#;
    let rights = ship(rights).field_properties.unwrap();
    assert!(rights["Name"].field_right.as_ref().unwrap().mask.as_ref().unwrap().contains("UIHintMandatory"));
}

/// Shape 2: the six forms of dates, and time spans.
#[test]
fn dates() {
    for (text, offset) in [
        ("1998-04-01T07:30:00", None),
        ("1998-04-01T05:30:00Z", Some(0)),
        ("1998-04-01T07:30:00+02:00", Some(7200)),
        ("2021-06-05T04:03:02.1234567Z", Some(0)),
        ("0001-01-01T01:00:00+01:00", Some(3600)),
        ("9999-12-31T23:59:59.9999999", None),
    ] {
        let mut read = ship(&format!(r#"{{"ShipId":1,"Built":"{text}","LeadTime":"-1.00:30:00"}}"#));
        let built = read.built.clone().unwrap();
        assert_eq!((built.offset_seconds(), built.is_valid()), (offset, true));
        assert_eq!((built.is_unset(), built.is_forever()), (text.starts_with("0001"), text.starts_with("9999")));
        let lead: TimeSpan = read.lead_time.as_deref().unwrap().parse().unwrap();
        assert_eq!(lead.length(), Some(Duration::from_secs(88_200)));
        read.built = Some("1998-04-02T00:00:00".parse().unwrap());
        read.lead_time = Some(TimeSpan::try_from(Duration::from_secs(90)).unwrap().into());
        assert_eq!(written(&read), r#"{"ShipId":1,"Built":"1998-04-02T00:00:00","LeadTime":"00:01:30"}"#);
    }
}

/// Shape 3: custom fields with every marker and every side key.
#[test]
fn custom_fields() {
    let fields = r#"{"Fleet:1":"[I:42]","Fleet:1:DisplayText":"Bulk","Fleet:1:DisplayTooltip":"Carries grain","Fleet:1:org":"[I:7]","a":"[A:1,2]","b":"[B:AQID]","d":"[D:05/06/1999 00:00:00.0000000]","dt":"[DT:05/06/1999 07:08:09.0000000]","f":"[F:4.43]","m":"[M:9.5]","n":"","so":"[SO:9]","t":"[T:07:08]","text":"plain","ts":"[TS:60]","x_null":null,"x_vip":"True"}"#;
    let text = format!(r#"{{"ShipId":1,"CustomFields":{fields}}}"#);
    let mut read = ship(&text);
    let custom = &read.custom_fields;
    assert_eq!(custom.field("Fleet:1").as_i32(), Some(42));
    assert_eq!(custom.field("Fleet:1").original(), Some(Encoded::from(7)));
    assert_eq!(custom.field("d").as_date(), Some(DateTime::from_date(1999, 5, 6).unwrap()));
    assert_eq!(custom.field("dt").as_date(), Some("1999-05-06T07:08:09".parse().unwrap()));
    assert_eq!(custom.field("t").as_time(), Some("07:08:00".parse().unwrap()));
    assert_eq!((custom.field("m").as_f64(), custom.field("x_vip").as_bool()), (Some(9.5), Some(true)));
    assert_eq!(custom.custom_fields().count(), 14);
    // Reading each value and setting it again changes nothing except the texts for display.
    let values: Vec<_> =
        custom.custom_fields().filter_map(|field| Some((field.key().to_owned(), field.encoded()?))).collect();
    for (key, value) in values {
        read.custom_fields.set_field(&key, value);
    }
    let without = text.replace(r#""Fleet:1:DisplayText":"Bulk","Fleet:1:DisplayTooltip":"Carries grain","#, "");
    assert_eq!(written(&read), without);
    read.custom_fields.set_field("f", 4.5).set_field("x_new", true);
    let sent = without.replace(r#""Fleet:1:org":"[I:7]","#, "").replace("4.43", "4.5");
    let sent = sent.replace(r#""x_null":null"#, r#""x_new":"[I:1]","x_null":null"#);
    assert_eq!(sending::body(|draft| draft.json(&read)), sent);
}

/// Shape 8: lists in lists.
#[test]
fn nested_lists() {
    let mut read = ship(
        r#"{"LocalizedAddress":[[{"Label":"City","Value":"Bergen"},{"Label":"Zip","Value":null}],[],[{"Label":"Land"}]]}"#,
    );
    let lines = read.lines.as_mut().unwrap();
    assert_eq!((lines.len(), lines[0][0].value.as_deref()), (3, Some("Bergen")));
    lines[1].push(Line::new().with_label("Street".into()));
    lines[0][0].value = Some("Oslo".into());
    assert_eq!(
        written(&read),
        r#"{"LocalizedAddress":[[{"Label":"City","Value":"Oslo"},{"Label":"Zip","Value":null}],[{"Label":"Street"}],[{"Label":"Land"}]]}"#
    );
    let patch = Patch::new().replace("LocalizedAddress/0/0/Value", "Oslo");
    assert!(sending::body(|draft| draft.patch_of::<Ship>(&patch)).contains("/LocalizedAddress/0/0/Value"));
}

/// Shape 9: a value and a property that are newer than the documentation, and a property that was removed.
#[test]
fn newer_and_older_servers() {
    let mut read = ship(
        r#"{"Name":"US:\"Ship\";NO:\"Skip\";","TableRight":{"Mask":"Select, Sideways"},"Hull":{"b":1.50,"a":[null]}}"#,
    );
    assert_eq!((read.presence("ShipId"), read.presence("Hull")), (Presence::Absent, Presence::Value));
    let right = read.table_right.as_mut().unwrap();
    right.mask = right.mask.take().map(|mask| mask.with(Mask::UPDATE));
    let mut name = MultiLanguage::from(read.name.take().unwrap());
    name.set("NO", "Skute").unwrap();
    read.name = Some(name.into());
    read.extra.insert("Keel", Json::from(true));
    let changed = r#"{"Name":"US:\"Ship\";NO:\"Skute\";","TableRight":{"Mask":"Select, Sideways, Update"},"Hull":{"b":1.50,"a":[null]},"Keel":true}"#;
    assert_eq!(written(&read), changed);
    assert_eq!(sending::body(|draft| draft.patch_of::<Ship>(&Patch::of(&read))), changed);
    assert_eq!(ship(changed), read);
}

static GET: Operation = Operation::new("v1Ship_Picture", Method::Get, "/api/v1/Ship/Picture");

/// Shape 12: bytes as base64 in JSON, as a JSON string, and as the body itself.
#[test]
fn bytes() {
    let mut read = ship(r#"{"Picture":"iVBORw0KGgo="}"#);
    assert_eq!(read.picture.as_ref().unwrap().decode().unwrap(), b"\x89PNG\r\n\x1a\n");
    read.picture = Some(b"GIF89a".to_vec().into());
    assert_eq!(written(&read), r#"{"Picture":"R0lGODlh"}"#);
    // Text that is not base64 is kept, but not created.
    assert!(ship(r#"{"Picture":"*"}"#).picture.unwrap().decode().is_err());
    assert!("*".parse::<Base64>().is_err());

    for response in [Response::json(200, r#""R0lGODlh""#), Response::new(200).body("GIF89a")] {
        let transport = MemoryTransport::queue([response]);
        let http = Http::builder("https://host").auth(Auth::bearer("t0k3n")).transport(transport).build().unwrap();
        let call: Call<Binary> = http.request(&GET).call();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(&*runtime.block_on(async { call.await }).unwrap(), b"GIF89a");
    }
}
