//! What a type cell says.

use crate::model::{DocWord, Word};

/// Reads a type cell.
#[must_use]
pub fn read(cell: &str) -> DocWord {
    let cell = cell.trim();
    let strict = |word| DocWord { word, loose: false };
    let loose = |word| DocWord { word, loose: true };
    if let Some(list) = cell.strip_prefix("Enum:") {
        let words = list.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
        return strict(Word::Words(words));
    }
    match cell {
        "" => strict(Word::Empty),
        "int32" => strict(Word::Int32),
        "int64" => strict(Word::Int64),
        "double" => strict(Word::Double),
        "bool" => strict(Word::Bool),
        "string" => strict(Word::String),
        "date-time" => strict(Word::DateTime),
        "byte" => strict(Word::Byte),
        "array" => strict(Word::Array),
        "object" => strict(Word::Object),
        "Integer" => loose(Word::Int32),
        "Number" => loose(Word::Double),
        "Boolean" => loose(Word::Bool),
        "String" => loose(Word::String),
        "Array" => loose(Word::Array),
        "Object" => loose(Word::Object),
        name if is_type_name(name) => strict(Word::Name(name.to_owned())),
        other => strict(Word::Unknown(other.to_owned())),
    }
}

/// Types of the vendor start with a capital letter; a lower-case word would be a format we do not know.
fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_printed_as_it_was_read() {
        for cell in
            ["int32", "Integer", "int64", "Number", "double", "bool", "Boolean", "string", "String", "date-time"]
                .into_iter()
                .chain(["byte", "array", "Array", "object", "Object", "Enum: Slim, Wide", "Associate", "uuid", ""])
        {
            assert_eq!(read(cell).printed(), cell);
        }
    }

    #[test]
    fn cells() {
        assert_eq!(read("int32"), DocWord { word: Word::Int32, loose: false });
        assert_eq!(read("Integer"), DocWord { word: Word::Int32, loose: true });
        assert_eq!(read("Enum: Slim, Wide").word, Word::Words(vec!["Slim".into(), "Wide".into()]));
        assert_eq!(read("Associate").word, Word::Name("Associate".into()));
        assert_eq!(read("uuid").word, Word::Unknown("uuid".into()));
        assert_eq!(read("List<Person>").word, Word::Unknown("List<Person>".into()));
        assert_eq!(read(" ").word, Word::Empty);
    }
}
