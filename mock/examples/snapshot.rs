//! Prints how long it takes to copy, replace and delete 10,000 records.
//!
//! ```sh
//! cargo run --release -p superoffice-mock --example snapshot -- target/docs.model
//! ```

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{Method, Request};
use superoffice_mock::MockServer;
use superoffice_mock::api::{Api, Role};

const RECORDS: usize = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let model = std::env::args().nth(1).ok_or("usage: snapshot MODEL")?;
    let api = Arc::new(Api::from_bytes(&std::fs::read(model)?)?);
    let folder = std::env::temp_dir().join(format!("superoffice-mock-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for state in [false, true] {
        let mut builder = MockServer::builder().api(Arc::clone(&api));
        if state {
            builder = builder.state(folder.join("state"));
        }
        let server = builder.start().await?;
        let in_memory = if state { "with a state file" } else { "in memory" };
        let control = |method: Method, path: &str, body: Bytes| -> Result<Bytes, Box<dyn Error>> {
            let response = server.respond(Request::builder().method(method).uri(path).body(body)?);
            if !response.status().is_success() {
                return Err(String::from_utf8_lossy(response.body()).into());
            }
            Ok(response.into_body())
        };
        // The documented samples of all resources, in turn.
        let operations = api.operations.iter().zip(&api.roles);
        let creates: Vec<_> = operations.filter(|(_, role)| matches!(role, Some((_, Role::Create)))).collect();
        let started = Instant::now();
        for (operation, _) in creates.iter().cycle().take(if state { RECORDS / 10 } else { RECORDS }) {
            if !server.respond(api.example(operation)).status().is_success() {
                return Err(operation.uid.clone().into());
            }
        }
        println!("{in_memory}: {} records written in {:?}", server.snapshot().records(), started.elapsed());
        let (mut snapshots, mut restores, mut resets) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..5 {
            let started = Instant::now();
            let snapshot = server.snapshot();
            snapshots.push(started.elapsed());
            let started = Instant::now();
            server.reset();
            resets.push(started.elapsed());
            let started = Instant::now();
            server.restore(&snapshot)?;
            restores.push(started.elapsed());
        }
        println!(
            "{in_memory}: snapshot {:?}, reset {:?}, restore {:?} (best of 5)",
            snapshots.iter().min(),
            resets.iter().min(),
            restores.iter().min()
        );
        let started = Instant::now();
        let json = control(Method::GET, "/_mock/snapshot", Bytes::new())?;
        println!("{in_memory}: snapshot as JSON, {} bytes, {:?}", json.len(), started.elapsed());
        let started = Instant::now();
        control(Method::PUT, "/_mock/snapshot", json)?;
        println!("{in_memory}: restore from JSON {:?}", started.elapsed());
        let started = Instant::now();
        server.reset();
        println!("{in_memory}: reset {:?}", started.elapsed());
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
