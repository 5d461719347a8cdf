//! The memory that hostile JSON takes, as a ratio to its length. For Linux: each shape is read in a process of its own,
//! whose peak memory `/proc` reports.
//!
//! `cargo run --release --package superoffice-runtime --example json_memory [MEGABYTES]`

use std::collections::BTreeMap;
use std::error::Error;
use std::process::Command;

use superoffice_runtime::serde_json::Value;
use superoffice_runtime::{DateTime, Extra, Field, Json, json};

/// An entity of about 800 bytes, as large as a contact.
macro_rules! contact {
    ($($field:ident: $type:ty = $key:literal),* $(,)?) => {
        #[derive(Clone)]
        struct Contact { $($field: Option<$type>,)* extra: Extra }
        superoffice_runtime::entity! { Contact, "Contact" { $($field, $field($type) = $key;)* } }
    };
}

contact! {
    a: String = "A", b: String = "B", c: String = "C", d: String = "D", e: String = "E", f: String = "F",
    g: String = "G", h: String = "H", i: String = "I", j: String = "J", k: String = "K", l: String = "L",
    m: Vec<i32> = "M", n: Vec<String> = "N", o: Vec<Contact> = "O", p: Vec<Json> = "P", q: Vec<Json> = "Q",
    r: DateTime = "R", s: DateTime = "S", t: DateTime = "T", u: DateTime = "U", v: DateTime = "V", w: Json = "W",
    x: f64 = "X", y: i32 = "Y", z: bool = "Z", boss: Box<Contact> = "Boss", rights: BTreeMap<String, Contact> = "Rights",
    texts: BTreeMap<String, String> = "Texts", names: BTreeMap<String, Json> = "Names",
}

/// Reads text of a shape, and returns what became of it.
type Read = fn(&str) -> String;

/// All properties of an entity are `null`: the largest ratio of a response that is not hostile.
const NULLS: &str = r#"{"A":null,"B":null,"C":null,"D":null,"E":null,"F":null,"G":null,"H":null,"I":null,"J":null,"K":null,
"L":null,"M":null,"N":null,"O":null,"P":null,"Q":null,"R":null,"S":null,"T":null,"U":null,"V":null,"W":null,"X":null,"Y":null,
"Z":null,"Boss":null,"Rights":null,"Texts":null,"Names":null},"#;

/// A shape: its name, its start, the part that is repeated (`#` is a number), its end, and the type.
const SHAPES: &[(&str, &str, &str, &str, Read)] = &[
    ("empty entities", "[", "{},", "{}]", read::<Vec<Contact>>),
    ("entities of nulls", "[", NULLS, "{}]", read::<Vec<Contact>>),
    ("null entities", "[", "null,", "null]", read::<Vec<Contact>>),
    ("empty entities in an entity", "{\"O\":[", "{},", "{}]}", read::<Contact>),
    ("entities in boxes", "[", "{\"Boss\":{}},", "{}]", read::<Vec<Contact>>),
    ("entities in a map", "{\"Rights\":{", "\"#\":{},", "\"\":{}}}", read::<Contact>),
    ("arrays of arrays", "[", "[],", "[]]", read::<Vec<Vec<i32>>>),
    ("arrays of one integer", "[", "[1],", "[1]]", read::<Vec<Vec<i32>>>),
    ("open values", "[", "[],", "[]]", read::<Vec<Json>>),
    ("one open value", "[", "[],", "[]]", read::<Json>),
    ("parts of an open value", "[", "[],", "[]]", read::<Value>),
    ("objects of an open value", "[", "{\"a\":[]},", "[]]", read::<Value>),
    ("open values in a map", "{\"Names\":{", "\"#\":1,", "\"\":1}}", read::<Contact>),
    ("integers", "[", "1,", "1]", read::<Vec<i32>>),
    ("short strings", "[", "\"a\",", "\"a\"]", read::<Vec<String>>),
    ("strings in a map", "{\"Texts\":{", "\"#\":\"\",", "\"\":\"\"}}", read::<Contact>),
    ("a long string", "\"", "aaaaaaaa", "\"", read::<String>),
    ("a long string of escapes", "\"", "\\u00e6", "\"", read::<String>),
    ("a long string of lone surrogates", "\"", "\\ud83d", "\"", read::<String>),
    ("unknown members", "{", "\"#\":1,", "\"\":1}", read::<Contact>),
    ("one unknown member per entity", "[", "{\"a\":1},", "{}]", read::<Vec<Contact>>),
    ("one unknown member", "{\"a\":[", "{},", "{}]}", read::<Contact>),
    ("deep nesting", "{\"a\":", "[", "", read::<Contact>),
    ("a long name, then an error", "{\"", "aaaaaaaa", "\":x}", read::<Contact>),
    ("a long string, then an error", "{\"Y\":\"", "aaaaaaaa", "\"}", read::<Contact>),
];

fn read<T: Field + Default>(text: &str) -> String {
    match json::from_slice::<T>(text.as_bytes()) {
        Ok(value) => {
            let peak = peak();
            drop(value);
            format!("{peak} read")
        }
        Err(error) => format!("{} {:.150}", peak(), error.to_string()),
    }
}

/// The peak memory of this process in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|peak| peak.trim().parse().ok()).unwrap_or_default()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let length = arguments.next().map_or(Ok(64), |megabytes| megabytes.parse::<usize>())? << 20;
    let Some(shape) = arguments.next() else { return table(length) };
    let found = SHAPES.iter().find(|(name, ..)| *name == shape);
    let (_, start, part, end, read) = found.ok_or("no such shape")?;
    let mut text = String::with_capacity(length + 64);
    text.push_str(start);
    for number in 0_u32.. {
        if text.len() + part.len() + end.len() > length {
            break;
        }
        match part.split_once('#') {
            Some((before, after)) => text.extend([before, &number.to_string(), after]),
            None => text.push_str(part),
        }
    }
    text.push_str(end);
    println!("{} {} {}", text.len(), peak(), read(&text));
    Ok(())
}

fn table(length: usize) -> Result<(), Box<dyn Error>> {
    println!("an entity has {} bytes\n| shape | peak memory / length | result |\n|---|---|---|", size_of::<Contact>());
    for (name, ..) in SHAPES {
        let output = Command::new(std::env::current_exe()?).args([&(length >> 20).to_string(), *name]).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut words = text.trim().splitn(4, ' ');
        let mut number = || words.next().and_then(|word| word.parse::<f64>().ok());
        match (number(), number(), number()) {
            (Some(length), Some(before), Some(peak)) => {
                // The body itself counts; the memory of the process without it does not.
                let ratio = (peak - before) * 1024.0 / length + 1.0;
                println!("| {name} | {ratio:.1} | {} |", words.next().unwrap_or_default());
            }
            _ => println!("| {name} | | {} |", output.status),
        }
    }
    Ok(())
}
