//! Uses the code that the build script generated.

/// Generated from the pages in `reference`.
mod superoffice {
    include!(concat!(env!("OUT_DIR"), "/superoffice.rs"));
}

use superoffice::entities::TicketRelationEntity;
use superoffice_runtime::json;

fn main() {
    let route = &superoffice::routes::ticket_relation::CREATE;
    let relation = TicketRelationEntity::new().with_source_ticket_id(66).with_destination_ticket_id(67);
    let body = json::to_vec(&relation).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    println!("{} {} {}", route.method, route.path, body.unwrap_or_default());
}
