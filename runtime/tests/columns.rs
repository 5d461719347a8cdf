//! Tests the text that columns of archives become.

#![cfg(feature = "columns")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use superoffice_runtime::columns::{Archive, Condition, selected};
use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{Http, Json, Method, Operation, Parameter, Place, col};

superoffice_runtime::column_set! {
    /// Columns of lamps.
    pub struct LampColumns;
    sortable {
        id: Number = "lampId",
        name: Text = "name",
        made: Date = "made",
        lit: Moment = "lit",
        kind: Item = "kind",
        owner: Associate = "owner",
    }
    unsortable {
        bright: Flag = "bright",
        tags: Open = "tags",
        picture: Shown = "picture",
    }
    joins {
        room: RoomColumns = "room",
    }
}

superoffice_runtime::column_set! {
    /// Columns of rooms.
    pub struct RoomColumns;
    sortable {
        name: Text = "name",
    }
    joins {
        house: HouseColumns = "house",
    }
}

superoffice_runtime::column_set! {
    /// Columns of houses.
    pub struct HouseColumns;
    sortable {
        street: Text = "street",
    }
}

superoffice_runtime::archive! {
    /// The archive `Lamps`.
    pub Lamps: LampColumns = "Lamps";
}

superoffice_runtime::call_builder! {
    /// A call to `GET /api/v1/Lamp`.
    pub struct LampListCall -> Json, select, rows {
        /// Restricts the rows.
        filter: impl Into<superoffice_runtime::Filter> = "$filter" as superoffice_runtime::Filter,
        /// Orders the rows.
        order_by: impl Into<superoffice_runtime::OrderBy> = "$orderBy" as superoffice_runtime::OrderBy,
    }
}

superoffice_runtime::archive_call! {
    LampListCall: Lamps, select_by = select, filter_by = filter, sort_by = order_by,
}

static LIST: Operation = Operation {
    parameters: &[
        Parameter::new("$select", Place::Query, false),
        Parameter::new("$filter", Place::Query, false),
        Parameter::new("$orderBy", Place::Query, false),
    ],
    ..Operation::new("v1Lamp_List", Method::Get, "/api/v1/Lamp")
};

#[track_caller]
fn is(condition: &Condition<Lamps>, text: &str) {
    assert_eq!(condition.as_str(), text);
}

#[test]
fn every_kind_has_its_operators() {
    let c = Lamps::columns();
    is(&c.id().between(1, 5), "lampId between (1,5)");
    is(&c.id().at_least(1), "lampId gt 1 or lampId eq 1");
    is(&c.name().is_in(["a", "b"]), "name in ('a','b')");
    is(&c.name().between("a", "s"), "name between ('a','s')");
    is(&c.made().on("2026-11-27"), "made date '2026-11-27'");
    is(&c.made().previous(2, "month"), "previous(made,2,month)");
    is(&c.lit().after_time("2026-11-27T10:00:00"), "lit afterTime '2026-11-27T10:00:00'");
    is(&c.kind().not_one_of([1, 2]), "kind notOneOf (1,2)");
    is(&c.owner().is_current_associate(), "owner currentAssociate");
    is(&c.bright().is(false), "bright set false");
    is(&c.tags().one_of(["a"]), "tags oneOf ('a')");
    is(&c.tags().is_set(), "tags set");
}

#[test]
fn joins_are_prefixes() {
    let c = Lamps::columns();
    assert_eq!(c.room().name().as_str(), "room/name");
    assert_eq!(c.room().house().street().asc().then(c.id().desc()).as_str(), "room/house/street asc,lampId desc");
    assert_eq!(c.room().house().clone().street().to_string(), "room/house/street");
    assert_eq!(Lamps::NAME, "Lamps");
}

#[test]
fn conditions_are_combined_like_filters() {
    let c = Lamps::columns();
    let lit = Condition::any([c.bright().is(true), Condition::raw("x_lit set 1")]);
    is(&lit.clone().and(c.name().is("a")), "(bright set true or (x_lit set 1)) and name is 'a'");
    is(&Condition::all([lit, Condition::raw("")]), "bright set true or (x_lit set 1)");
    is(&Condition::all([]), "");
}

#[test]
fn selections_can_be_nested() {
    let c = Lamps::columns();
    let names =
        selected((c.id(), (c.picture(), c.room().name()), [c.name(), c.room().house().street()], vec![c.made()]));
    assert_eq!(names, ["lampId", "picture", "room/name", "name", "room/house/street", "made"]);
}

#[test]
fn a_call_sends_them_like_text() {
    let transport = MemoryTransport::queue([Response::json(200, "[]"), Response::json(200, "[]")]);
    let http = Http::builder("https://host/Cust12345").transport(transport.clone()).build().unwrap();
    let call = || LampListCall::new(http.request(&LIST));
    let typed = call()
        .select_by(|c| (c.id(), c.room().name()))
        .filter_by(|c| c.name().begins("N"))
        .sort_by(|c| [c.room().name().desc(), c.id().asc()]);
    let text =
        call().select(["lampId", "room/name"]).filter(col("name").begins("N")).order_by("room/name desc,lampId asc");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        typed.await.unwrap();
        text.await.unwrap();
    });
    let sent: Vec<String> = transport.requests().into_iter().map(|request| request.url).collect();
    let [typed, text] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(typed, text);
    assert!(typed.contains("$select=lampId,room%2Fname"), "{typed}");
}
