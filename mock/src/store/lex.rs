//! Splits the text of a `$filter` into words.

/// A word of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A column, an operator, a number, `true`, a date without quotes.
    Word(String),
    /// A text in quotes.
    Text(String),
    Open,
    Close,
    Comma,
}

/// Splits a text. The error is a message.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.peek().copied() {
        match c {
            _ if c.is_whitespace() => {
                chars.next();
            }
            '(' | ')' | ',' => {
                chars.next();
                found.push(match c {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Comma,
                });
            }
            '\'' | '"' => {
                chars.next();
                found.push(Token::Text(quoted(&mut chars, c)?));
            }
            _ => {
                let mut word = String::new();
                while let Some(c) = chars.peek().copied().filter(|c| !c.is_whitespace() && !"(),'\"".contains(*c)) {
                    word.push(c);
                    chars.next();
                }
                found.push(Token::Word(word));
            }
        }
    }
    Ok(found)
}

/// The rest of a text in quotes. A quote in it follows a backslash, or is doubled.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> Result<String, String> {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c == '\\' {
            text.extend(chars.next());
        } else if c != quote {
            text.push(c);
        } else if chars.peek() == Some(&quote) {
            text.extend(chars.next());
        } else {
            return Ok(text);
        }
    }
    Err("a text in it has no closing quote".to_owned())
}
