//! The type words of the pages: how a type cell is read and printed.

/// A type cell as it was read, not yet compared with anything else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocWord {
    /// The meaning of the word.
    pub word: Word,
    /// Whether the word is a JSON Schema kind (`Integer`, `String`), as in request tables, which is less precise than a
    /// format.
    pub loose: bool,
}

/// The words of the format: how each is printed, what it means, and whether it is only a JSON Schema kind.
static WORDS: [(&str, Word, bool); 15] = [
    ("int32", Word::Int32, false),
    ("int64", Word::Int64, false),
    ("double", Word::Double, false),
    ("bool", Word::Bool, false),
    ("string", Word::String, false),
    ("date-time", Word::DateTime, false),
    ("byte", Word::Byte, false),
    ("array", Word::Array, false),
    ("object", Word::Object, false),
    ("Integer", Word::Int32, true),
    ("Number", Word::Double, true),
    ("Boolean", Word::Bool, true),
    ("String", Word::String, true),
    ("Array", Word::Array, true),
    ("Object", Word::Object, true),
];

impl DocWord {
    /// Reads a type cell.
    #[must_use]
    pub fn read(cell: &str) -> Self {
        let cell = cell.trim();
        if let Some((_, word, loose)) = WORDS.iter().find(|(printed, ..)| *printed == cell) {
            return Self { word: word.clone(), loose: *loose };
        }
        let word = if let Some(list) = cell.strip_prefix("Enum:") {
            let words = list.split(',').map(|word| word.trim().to_owned());
            Word::Words(words.filter(|word| !word.is_empty()).collect())
        } else if cell.is_empty() {
            Word::Empty
        } else if is_type_name(cell) {
            Word::Name(cell.to_owned())
        } else {
            Word::Unknown(cell.to_owned())
        };
        Self { word, loose: false }
    }

    /// An empty cell in a form of the pages that does not name the types of objects.
    #[must_use]
    pub fn unnamed() -> Self {
        Self { word: Word::Unnamed, loose: false }
    }

    /// Whether two cells state the same type, or one of them states it less exactly: `Integer` and `int32`, `String` and
    /// `date-time`, an empty cell and the name of a type.
    #[must_use]
    pub fn states_the_same(&self, other: &Self) -> bool {
        let vague = |word: &Self| matches!(word.word, Word::Empty | Word::Unnamed);
        let hides = |a: &Self, b: &Self| {
            a.loose
                && matches!(
                    (&a.word, &b.word),
                    (Word::String, Word::DateTime | Word::Byte) | (Word::Int32 | Word::Double, Word::Int64)
                )
        };
        let named = |a: &Self, b: &Self| vague(a) && matches!(b.word, Word::Name(_));
        self.word == other.word
            || (vague(self) && vague(other))
            || hides(self, other)
            || hides(other, self)
            || named(self, other)
            || named(other, self)
    }

    /// Every word that a cell can have, and the word of response tables that states the same.
    pub fn words() -> impl Iterator<Item = (&'static str, &'static str)> {
        WORDS.iter().filter_map(|(printed, word, _)| {
            let (strict, ..) = WORDS.iter().find(|(_, other, loose)| !loose && other == word)?;
            Some((*printed, *strict))
        })
    }

    /// The cell as the page prints it.
    #[must_use]
    pub fn printed(&self) -> String {
        match &self.word {
            Word::Words(words) => format!("Enum: {}", words.join(", ")).trim_end().to_owned(),
            Word::Name(text) | Word::Unknown(text) => text.clone(),
            word => {
                let known = WORDS.iter().find(|(_, known, loose)| known == word && *loose == self.loose);
                known.map(|(printed, ..)| (*printed).to_owned()).unwrap_or_default()
            }
        }
    }
}

/// The meaning of a type cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the docs'")]
pub enum Word {
    Bool,
    Int32,
    Int64,
    Double,
    String,
    DateTime,
    Byte,
    Array,
    Object,
    /// `Enum: A, B`.
    Words(Vec<String>),
    /// The name of a type.
    Name(String),
    /// An empty cell.
    Empty,
    /// An object whose type is not named.
    Unnamed,
    /// Anything else.
    Unknown(String),
}

/// Type names of the vendor start with a capital letter; a lower-case word would be an unknown format.
fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_printed_as_they_are_written() {
        for cell in
            ["int32", "Integer", "int64", "Number", "double", "bool", "Boolean", "string", "String", "date-time"]
                .into_iter()
                .chain(["byte", "array", "Array", "object", "Object", "Enum: Slim, Wide", "Associate", "uuid", ""])
        {
            assert_eq!(DocWord::read(cell).printed(), cell);
        }
    }

    #[test]
    fn cells() {
        assert_eq!(DocWord::read("int32"), DocWord { word: Word::Int32, loose: false });
        assert_eq!(DocWord::read("Integer"), DocWord { word: Word::Int32, loose: true });
        assert_eq!(DocWord::read("Enum: Slim, Wide").word, Word::Words(vec!["Slim".into(), "Wide".into()]));
        assert_eq!(DocWord::read("Associate").word, Word::Name("Associate".into()));
        assert_eq!(DocWord::read("uuid").word, Word::Unknown("uuid".into()));
        assert_eq!(DocWord::read("List<Person>").word, Word::Unknown("List<Person>".into()));
        assert_eq!(DocWord::read(" ").word, Word::Empty);
    }
}
