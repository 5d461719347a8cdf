//! JSON whose strings keep every character, but escape those that could disturb a terminal.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use crate::text::visible::is_hostile;

/// Writes JSON on one line, with hostile characters as `\u` escapes: a program reads the exact text, and a person who
/// looks at the file sees no control or bidirectional character.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hostile(*c)) {
            let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            CompactFormatter.write_string_fragment(writer, plain)?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = tail.get(c.len_utf8()..).unwrap_or_default();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

/// The value as one line of JSON.
pub(super) fn to_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    // Writing plain structs into memory cannot fail; if it could, an empty line is better than a panic.
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Escaping));
    written.ok().and_then(|()| String::from_utf8(bytes).ok()).unwrap_or_default()
}
