//! The most common misspellings of English words.

use super::Found;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// Misspelt words and the words that are meant. None of the former is a word of any kind of English.
const WORDS: [(&str, &str); 60] = [
    ("accessable", "accessible"),
    ("accomodate", "accommodate"),
    ("accross", "across"),
    ("acheive", "achieve"),
    ("acording", "according"),
    ("adress", "address"),
    ("allready", "already"),
    ("alot", "a lot"),
    ("apropriate", "appropriate"),
    ("availble", "available"),
    ("avaliable", "available"),
    ("becuase", "because"),
    ("beeing", "being"),
    ("begining", "beginning"),
    ("beleive", "believe"),
    ("catagory", "category"),
    ("commited", "committed"),
    ("compatability", "compatibility"),
    ("comptability", "compatibility"),
    ("conection", "connection"),
    ("containg", "containing"),
    ("currenty", "currently"),
    ("databse", "database"),
    ("definately", "definitely"),
    ("desciption", "description"),
    ("diffrent", "different"),
    ("doesnt", "doesn't"),
    ("enviroment", "environment"),
    ("existance", "existence"),
    ("existant", "existent"),
    ("explicitely", "explicitly"),
    ("folowing", "following"),
    ("formated", "formatted"),
    ("garantee", "guarantee"),
    ("heirarchy", "hierarchy"),
    ("identifer", "identifier"),
    ("immediatly", "immediately"),
    ("independant", "independent"),
    ("lenght", "length"),
    ("maintainance", "maintenance"),
    ("neccessary", "necessary"),
    ("occured", "occurred"),
    ("occurence", "occurrence"),
    ("ocurred", "occurred"),
    ("paramter", "parameter"),
    ("posible", "possible"),
    ("prefered", "preferred"),
    ("priviledge", "privilege"),
    ("recieve", "receive"),
    ("recieved", "received"),
    ("reciever", "receiver"),
    ("refered", "referred"),
    ("retreive", "retrieve"),
    ("retrive", "retrieve"),
    ("seperate", "separate"),
    ("seperated", "separated"),
    ("succesful", "successful"),
    ("sucess", "success"),
    ("teh", "the"),
    ("wich", "which"),
];

/// Looks for misspelt words in a line. The first two cells of a row are a name and a type.
pub(super) fn check(line: &str, span: &dyn Fn(usize, usize) -> Span, found: &mut Found) {
    let start = if line.starts_with('|') { line.match_indices('|').nth(2).map_or(line.len(), |(at, _)| at) } else { 0 };
    let text = line.get(start..).unwrap_or_default();
    let mut at = start;
    for piece in text.split(|c: char| c.is_whitespace()) {
        let from = at;
        at += piece.len();
        at += line.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
        // A name in the text is spelled as the API spells it.
        let is_name = piece.contains(['`', '_', '/', '<', '{', '$', '='])
            || !word.chars().all(char::is_alphabetic)
            || word.chars().skip(1).any(char::is_uppercase);
        if is_name {
            continue;
        }
        let lower = word.to_ascii_lowercase();
        let Ok(index) = WORDS.binary_search_by(|(wrong, _)| (*wrong).cmp(lower.as_str())) else { continue };
        let Some((_, right)) = WORDS.get(index) else { continue };
        let inner = from + piece.find(word).unwrap_or_default();
        let finding = Diagnostic::new(
            Code::Misspelling,
            span(inner, inner + word.len()),
            format!("`{word}` is a misspelling of `{right}`"),
        )
        .help(format!("write `{right}`"));
        found.add(format!("`{lower}` is a misspelling of `{right}`"), finding);
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn the_list_is_sorted() {
        assert!(WORDS.is_sorted());
    }
}
