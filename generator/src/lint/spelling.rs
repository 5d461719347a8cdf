//! The most common misspellings of English words.

use super::Found;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// Misspelt words and the words that are meant. None of the former is a word of any kind of English.
const WORDS: [(&str, &str); 90] = [
    ("accessable", "accessible"),
    ("accomodate", "accommodate"),
    ("accross", "across"),
    ("acheive", "achieve"),
    ("acording", "according"),
    ("activites", "activities"),
    ("adress", "address"),
    ("adresses", "addresses"),
    ("allready", "already"),
    ("allways", "always"),
    ("alot", "a lot"),
    ("anwers", "answers"),
    ("apropriate", "appropriate"),
    ("aribitrary", "arbitrary"),
    ("assignement", "assignment"),
    ("assoicate", "associate"),
    ("availble", "available"),
    ("avaliable", "available"),
    ("becuase", "because"),
    ("beeing", "being"),
    ("begining", "beginning"),
    ("beleive", "believe"),
    ("catagory", "category"),
    ("choosen", "chosen"),
    ("commited", "committed"),
    ("compatability", "compatibility"),
    ("comptability", "compatibility"),
    ("conection", "connection"),
    ("conjuction", "conjunction"),
    ("containg", "containing"),
    ("criterias", "criteria"),
    ("currenty", "currently"),
    ("databse", "database"),
    ("definately", "definitely"),
    ("defintion", "definition"),
    ("delimeter", "delimiter"),
    ("desciption", "description"),
    ("differernt", "different"),
    ("diffrent", "different"),
    ("doesnt", "doesn't"),
    ("doucment", "document"),
    ("eneterd", "entered"),
    ("enviroment", "environment"),
    ("existance", "existence"),
    ("existant", "existent"),
    ("explicitely", "explicitly"),
    ("exsisting", "existing"),
    ("folowing", "following"),
    ("foregin", "foreign"),
    ("formated", "formatted"),
    ("garantee", "guarantee"),
    ("heirarchy", "hierarchy"),
    ("identifer", "identifier"),
    ("immediatly", "immediately"),
    ("incomming", "incoming"),
    ("independant", "independent"),
    ("inhertied", "inherited"),
    ("langauge", "language"),
    ("lenght", "length"),
    ("maintainance", "maintenance"),
    ("neccessary", "necessary"),
    ("occour", "occur"),
    ("occured", "occurred"),
    ("occurence", "occurrence"),
    ("ocurred", "occurred"),
    ("overrided", "overridden"),
    ("paramter", "parameter"),
    ("permanentely", "permanently"),
    ("posibillity", "possibility"),
    ("posible", "possible"),
    ("prefered", "preferred"),
    ("priviledge", "privilege"),
    ("qoute", "quote"),
    ("recieve", "receive"),
    ("recieved", "received"),
    ("reciever", "receiver"),
    ("refered", "referred"),
    ("registerred", "registered"),
    ("retreive", "retrieve"),
    ("retrive", "retrieve"),
    ("seperate", "separate"),
    ("seperated", "separated"),
    ("seperating", "separating"),
    ("spesified", "specified"),
    ("succesful", "successful"),
    ("sucess", "success"),
    ("syncronized", "synchronized"),
    ("teh", "the"),
    ("weigthed", "weighted"),
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
