//! Measures how many requests a running server answers in a second, over connections that stay open.
//!
//! `cargo run --release -p superoffice-mock --example load -- 127.0.0.1:8080 /Cust12345/api/v1/Contact/1 5 16`: the address, the
//! path, the seconds and the number of connections.

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, seconds, connections] = arguments.as_slice() else {
        return Err("the arguments are ADDRESS PATH SECONDS CONNECTIONS".into());
    };
    let end = Instant::now() + Duration::from_secs(seconds.parse()?);
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer any\r\n\r\n");
    let mut tasks = Vec::new();
    for _ in 0..connections.parse::<usize>()? {
        tasks.push(tokio::spawn(connection(address.clone(), request.clone(), end)));
    }
    let mut count = 0;
    for task in tasks {
        count += task.await??;
    }
    writeln!(std::io::stdout(), "{} requests per second", count / seconds.parse::<u64>()?)?;
    Ok(())
}

/// Sends one request after the other until the end. Returns their number.
async fn connection(address: String, request: String, end: Instant) -> Result<u64, Box<dyn Error + Send + Sync>> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let (mut buffer, mut count) = (vec![0; 1 << 16], 0);
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).await?;
        let mut filled = 0;
        let total = loop {
            filled += stream.read(buffer.get_mut(filled..).ok_or("the response is too long")?).await?;
            let text = String::from_utf8_lossy(buffer.get(..filled).unwrap_or_default()).into_owned();
            if let Some(end) = text.find("\r\n\r\n") {
                let head = text.get(..end).unwrap_or_default();
                if !head.starts_with("HTTP/1.1 200") {
                    return Err(head.to_owned().into());
                }
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                break end + 4 + length.ok_or("the response has no length")?.parse::<usize>()?;
            }
        };
        while filled < total {
            filled += stream.read(buffer.get_mut(filled..).ok_or("the response is too long")?).await?;
        }
        count += 1;
    }
    Ok(count)
}
