//! The memory that a download and an upload of 100 MB take. For Linux: the server and each client are processes of their own,
//! and `/proc` reports the peak memory of the client.
//!
//! `cargo run --release --package superoffice-runtime --example stream_memory [MEGABYTES]`

use std::env::args;
use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use superoffice_runtime::{Binary, Call, Http, Method, Operation, Upload};

static CONTENT: Operation = Operation::new("v1Content", Method::Get, "/api/v1/Document/7/Content");
static SAVE: Operation = Operation::new("v1Save", Method::Put, "/api/v1/Document/7/Content");

/// The ways to transfer a file. The last two have it in memory as a whole.
const WAYS: [&str; 4] = ["download", "upload", "download in memory", "upload in memory"];

const MEGABYTE: usize = 1 << 20;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> Result<()> {
    let arguments: Vec<String> = args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => serve(),
        ["client", way, base, megabytes] => client(way, base, megabytes.parse()?),
        [] => measure("100"),
        [megabytes] => measure(megabytes),
        _ => Err("expected a number of megabytes".into()),
    }
}

/// Starts a server, and then a client for each way.
fn measure(megabytes: &str) -> Result<()> {
    let program = std::env::current_exe()?;
    let mut server = Server(Command::new(&program).arg("serve").stdout(Stdio::piped()).spawn()?);
    let mut base = String::new();
    BufReader::new(server.0.stdout.take().ok_or("no output")?).read_line(&mut base)?;
    println!("{megabytes} MB                 additional memory       time");
    for way in WAYS {
        let status = Command::new(&program).args(["client", way, base.trim(), megabytes]).status()?;
        if !status.success() {
            return Err(format!("{way} failed").into());
        }
    }
    Ok(())
}

/// A server that ends with this program.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn client(way: &str, base: &str, megabytes: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let http = Http::builder(base).body_limit(usize::MAX).no_timeout().build()?;
        let file = || http.request(&CONTENT);
        // The first call sets up the connection, which takes memory too.
        transfer(way, file().query("length", &1).call(), &http, 1).await?;
        let (before, start, length) = (memory("VmRSS")?, Instant::now(), megabytes * MEGABYTE);
        let call = file().query("length", &i64::try_from(length)?).call();
        let transferred = transfer(way, call, &http, length).await?;
        if transferred != length {
            return Err(format!("{transferred} of {length} bytes").into());
        }
        let added = memory("VmHWM")?.saturating_sub(before) as f64 / 1024.0;
        println!("{way:20} {added:15.1} MB {:10.2?}", start.elapsed());
        Ok(())
    })
}

/// Transfers a file and returns its length.
async fn transfer(way: &str, call: Call<Binary>, http: &Http, length: usize) -> Result<usize> {
    let save = |upload| http.request(&SAVE).upload(upload).call::<i64, ()>();
    Ok(match way {
        "download" => {
            let (mut download, mut received) = (call.stream().await?, 0);
            while let Some(chunk) = download.chunk().await? {
                received += chunk.len();
            }
            received
        }
        "upload" => {
            let path = std::env::temp_dir().join(format!("superoffice-stream-memory-{}", std::process::id()));
            let mut file = std::fs::File::create(&path)?;
            std::io::copy(&mut std::io::repeat(7).take(length as u64), &mut file)?;
            let received = save(Upload::file("application/pdf", &path)?).await;
            std::fs::remove_file(&path)?;
            usize::try_from(received?)?
        }
        "download in memory" => call.await?.len(),
        _ => usize::try_from(save(Upload::from(vec![7; length])).await?)?,
    })
}

/// A figure of this process in kilobytes.
fn memory(name: &str) -> Result<usize> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("unknown figure")?;
    Ok(line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?)
}

/// Answers `GET` with a file of the requested length, and other requests with the length of their body.
fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept()?;
        std::thread::spawn(move || drop(answer(stream)));
    }
}

fn answer(stream: TcpStream) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    loop {
        let head = head(&mut reader)?;
        let asked = head.split("length=").nth(1).and_then(|rest| rest.split(' ').next());
        match asked.map(str::parse::<u64>) {
            Some(length) => {
                let length = length?;
                write!(writer, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n")?;
                std::io::copy(&mut std::io::repeat(7).take(length), &mut writer)?;
            }
            None => {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).ok_or("no length")?;
                let received = std::io::copy(&mut (&mut reader).take(length.parse()?), &mut std::io::sink())?;
                let body = received.to_string();
                write!(writer, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
            }
        }
    }
}

/// Reads the head of the next request.
fn head(reader: &mut BufReader<TcpStream>) -> Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err("closed".into());
        }
    }
    Ok(head)
}
