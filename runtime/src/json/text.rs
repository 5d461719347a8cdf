//! The writer of JSON text.
//!
//! In: a [`View`]. Out: bytes. Unlike a serde `Serializer`, it can write undocumented properties byte for byte, escapes in
//! their names included.

use std::io::Write as _;

use base64::display::Base64Display;
use serde_core::Serialize;
use serde_core::ser::Error as _;
use serde_json::{Error, Serializer};

use super::raw::unquoted;
use super::show::is_null;
use super::side_keys;
use super::write::number;
use crate::encoding::BASE64;
use crate::extra::Extra;
use crate::slot::{Field, View};

/// The parts of a value that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// All of it.
    Whole,
    /// What the server accepts in a request: a dictionary of strings without its side keys.
    Request,
}

/// Appends a value.
pub(super) fn write(view: View<'_>, form: Form, out: &mut Vec<u8>) -> Result<(), Error> {
    match view {
        View::Json(text) => out.extend_from_slice(text.as_bytes()),
        View::Bytes(value) => {
            // Growing step by step would copy the text several times.
            out.reserve(value.len() / 3 * 4 + 6);
            write!(out, "\"{}\"", Base64Display::new(value, &BASE64)).map_err(Error::io)?;
        }
        View::Number(text) => number(text, &mut Serializer::new(out))?,
        View::List(list) => {
            out.push(b'[');
            for index in 0..list.count() {
                if index > 0 {
                    out.push(b',');
                }
                write(list.item(index).unwrap_or(View::Null), form, out)?;
            }
            out.push(b']');
        }
        View::Map(map) => {
            let mut result = Ok(());
            let mut members = Members::begin(out);
            map.each(&mut |key, view| {
                if form == Form::Request && side_keys::is_derived(map, key, view) {
                    return true;
                }
                result = members.name(key).and_then(|out| write(view, form, out));
                result.is_ok()
            });
            members.end();
            result?;
        }
        View::Entity(entity) => {
            let keys = entity.table().keys;
            let written = entity.lent(|fields, extra| write_fields(keys, fields, extra, form, out));
            written.unwrap_or_else(|| Err(Error::custom("the entity does not lend its fields")))?;
        }
        plain => plain.serialize(&mut Serializer::new(out))?,
    }
    Ok(())
}

fn write_fields(
    keys: &[&str],
    fields: &[&dyn Field],
    extra: &Extra,
    form: Form,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    if is_null(fields, extra) {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    let mut members = Members::begin(out);
    for (index, (key, field)) in keys.iter().zip(fields).enumerate() {
        let view = field.view();
        if !matches!(view, View::Null) || extra.saw(index) {
            write(view, form, members.name(key)?)?;
        }
    }
    for (name, value) in extra.members() {
        if !keys.contains(&&*unquoted(name)) {
            members.raw_name(name).extend_from_slice(value.as_bytes());
        }
    }
    members.end();
    Ok(())
}

/// The members of an object.
struct Members<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl<'o> Members<'o> {
    fn begin(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, first: true }
    }

    /// Appends a name, and returns the place for the value.
    fn name(&mut self, name: &str) -> Result<&mut Vec<u8>, Error> {
        self.separate();
        name.serialize(&mut Serializer::new(&mut *self.out))?;
        self.out.push(b':');
        Ok(self.out)
    }

    /// Appends the JSON text of a name, and returns the place for the value.
    fn raw_name(&mut self, name: &str) -> &mut Vec<u8> {
        self.separate();
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b':');
        self.out
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
    }

    fn end(self) {
        self.out.push(b'}');
    }
}
