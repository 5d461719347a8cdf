//! A server on this machine that follows a script.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a server does with one request.
#[derive(Clone)]
pub enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Waits, then sends these bytes.
    Later(Duration, Vec<u8>),
    /// Closes the connection without a response.
    Close,
    /// Resets the connection as soon as a part of the next request arrives, without reading it.
    Reset,
}

/// The requests that a server read, each with the number of its connection.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<(usize, String)>>>);

impl Log {
    /// The numbers of the connections, a request each.
    pub fn connections(&self) -> Vec<usize> {
        self.0.lock().unwrap().iter().map(|(connection, _)| *connection).collect()
    }

    /// The requests.
    pub fn requests(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }
}

/// Starts a server on its own thread. Each connection follows the next script; when a script is over, nothing is answered.
pub fn serve(scripts: Vec<Vec<Step>>) -> (String, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let log = Log::default();
    let seen = log.clone();
    thread::spawn(move || {
        for (connection, script) in scripts.into_iter().enumerate() {
            let (stream, _) = listener.accept().unwrap();
            let seen = seen.clone();
            thread::spawn(move || follow(stream, connection, script, &seen));
        }
        // Later connections are accepted by the system, and get no answer.
        thread::sleep(Duration::from_secs(600));
    });
    (base, log)
}

fn follow(mut stream: TcpStream, connection: usize, script: Vec<Step>, log: &Log) {
    let mut steps = script.into_iter().peekable();
    loop {
        if let Some(Step::Reset) = steps.peek() {
            drop(stream.peek(&mut [0]));
            // Closing with unread bytes resets.
            return;
        }
        let Some(request) = read_request(&mut stream) else { return };
        log.0.lock().unwrap().push((connection, request));
        match steps.next() {
            // A client that gave up is what some tests are about.
            Some(Step::Send(bytes)) => drop(stream.write_all(&bytes)),
            Some(Step::Later(time, bytes)) => {
                thread::sleep(time);
                drop(stream.write_all(&bytes));
            }
            Some(Step::Close | Step::Reset) => return,
            None => {}
        }
    }
}

/// Reads a request with its body, if there is one more.
fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => text.push_str(&String::from_utf8_lossy(&buffer[..count])),
            _ => return None,
        }
    }
}

/// A response that leaves the connection open.
pub fn answer(head: &str, body: &str) -> Step {
    Step::Send(format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
}
