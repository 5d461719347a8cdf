//! Reads from a running server as fast as it answers, and prints the number of requests per second.
//!
//! ```sh
//! superoffice-mock --docs docs --save target/docs.model
//! superoffice-mock --model target/docs.model --port 8080 &
//! cargo run --release -p superoffice-mock --example load -- 127.0.0.1:8080 target/docs.model 1000000 $!
//! ```
//!
//! The arguments are the address of the server, its model, the number of requests, and the id of the server's process, whose memory
//! use is printed (on Linux). The program reads single records: for each resource, those with the ids from 1 to 20.

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use superoffice_mock::api::{Api, KeyIn, Role};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The number of connections.
const CONNECTIONS: usize = 32;

/// The results of one connection.
#[derive(Default)]
struct Counts {
    answered: usize,
    failed: usize,
    bytes: usize,
    times: Vec<Duration>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, model, rest @ ..] = arguments.as_slice() else {
        return Err("usage: load ADDRESS MODEL [REQUESTS] [PROCESS]".into());
    };
    let requests: usize = rest.first().map_or(Ok(100_000), |text| text.parse())?;
    let api = Api::from_bytes(&std::fs::read(model)?)?;
    let paths = reads(&api);
    let started = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let texts: Vec<String> = paths.iter().map(|path| text(path)).collect();
            tokio::spawn(connection(address.clone(), texts, number, requests / CONNECTIONS))
        })
        .collect();
    let mut total = Counts::default();
    for task in tasks {
        let one = task.await??;
        total.answered += one.answered;
        total.failed += one.failed;
        total.bytes += one.bytes;
        total.times.extend(one.times);
    }
    let seconds = started.elapsed().as_secs_f64();
    total.times.sort();
    let at = |share: f64| total.times.get((total.times.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!(
        "{} requests on {CONNECTIONS} connections for {} paths: {:.0} requests/s, {:.0} MB/s, {} not answered with 200; \
         half of them within {:?}, 99 % within {:?}",
        total.answered,
        paths.len(),
        total.answered as f64 / seconds,
        total.bytes as f64 / seconds / 1e6,
        total.failed,
        at(0.5),
        at(0.99),
    );
    if let Some(process) = rest.get(1) {
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        status
            .lines()
            .filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"))
            .for_each(|line| println!("{line}"));
    }
    Ok(())
}

/// The paths of the records that every resource has from the start.
fn reads(api: &Api) -> Vec<String> {
    let operations = api.operations.iter().zip(&api.roles);
    let reads = operations.filter(|(_, role)| matches!(role, Some((_, Role::Read(KeyIn::Path)))));
    let paths = reads.map(|(operation, _)| api.example(operation).uri().path().to_owned());
    let records = |path: String| {
        (1..=20).map(move |id| path.rsplit_once('/').map_or_else(String::new, |(base, _)| format!("{base}/{id}")))
    };
    paths.flat_map(records).collect()
}

fn text(path: &str) -> String {
    format!(
        "GET /Cust12345{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer any\r\naccept: application/json\r\n\r\n"
    )
}

async fn connection(address: String, texts: Vec<String>, first: usize, requests: usize) -> io::Result<Counts> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut counts = Counts { times: Vec::with_capacity(requests), ..Counts::default() };
    let mut buffer = Vec::with_capacity(1 << 16);
    // Connections begin at different records.
    for text in texts.iter().cycle().skip(first * 7).take(requests) {
        let started = Instant::now();
        stream.write_all(text.as_bytes()).await?;
        buffer.clear();
        let length = loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(length) = length(&buffer) {
                break length;
            }
        };
        while buffer.len() < length {
            stream.read_buf(&mut buffer).await?;
        }
        counts.times.push(started.elapsed());
        counts.bytes += buffer.len();
        counts.answered += 1;
        counts.failed += usize::from(!buffer.starts_with(b"HTTP/1.1 200 "));
    }
    Ok(counts)
}

/// The length of a response with its head, as soon as the head has been received.
fn length(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(bytes.get(..head)?).ok()?;
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    Some(head + length.parse::<usize>().ok()?)
}
