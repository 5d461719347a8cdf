//! One line of the text of a lock, read from left to right.
//!
//! In: a line. Out: the section, key or names in it, or what is wrong and in which column.

use super::{LockError, Section};

/// A line being read.
pub(super) struct Scan {
    chars: Vec<char>,
    pub(super) at: usize,
    line: usize,
}

impl Scan {
    /// Starts to read a line of the file, given with its index, behind its leading spaces.
    pub(super) fn of(index: usize, line: &str) -> Self {
        let mut scan = Self { chars: line.chars().collect(), at: 0, line: index + 1 };
        scan.spaces();
        scan
    }

    pub(super) fn error(&self, message: &str) -> LockError {
        self.error_at(self.at, message.to_owned())
    }

    pub(super) fn error_at(&self, at: usize, message: String) -> LockError {
        LockError { line: self.line, column: at + 1, message }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn spaces(&mut self) {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t' || c == '\r') {
            self.at += 1;
        }
    }

    /// Whether only a comment is left.
    pub(super) fn done(&mut self) -> bool {
        self.spaces();
        self.peek().is_none_or(|c| c == '#')
    }

    fn end(&mut self) -> Result<(), LockError> {
        if self.done() { Ok(()) } else { Err(self.error("the line should end here")) }
    }

    pub(super) fn section(&mut self) -> Result<Section, LockError> {
        self.spaces();
        let start = self.at;
        let word = self.bare();
        let Some(section) = Section::ALL.into_iter().find(|section| section.word() == word) else {
            let known: Vec<&str> = Section::ALL.iter().map(|section| section.word()).collect();
            return Err(self.error_at(start, format!("unknown section; the sections are {}", known.join(", "))));
        };
        self.spaces();
        if !self.eat(']') {
            return Err(self.error("`]` is missing"));
        }
        self.end()?;
        Ok(section)
    }

    fn bare(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-') {
            word.push(c);
            self.at += 1;
        }
        word
    }

    pub(super) fn key(&mut self) -> Result<String, LockError> {
        let key = if self.peek() == Some('"') { self.string()? } else { self.bare() };
        self.spaces();
        if key.is_empty() || !self.eat('=') {
            return Err(self.error("expected a line like `Contact = \"Company\"`"));
        }
        self.spaces();
        Ok(key)
    }

    pub(super) fn value(&mut self) -> Result<Vec<(usize, String)>, LockError> {
        let mut found = Vec::new();
        if self.eat('[') {
            loop {
                self.spaces();
                if self.eat(']') {
                    break;
                }
                let at = self.at + 1;
                found.push((at, self.string()?));
                self.spaces();
                if !self.eat(',') && self.peek() != Some(']') {
                    return Err(self.error("`,` or `]` is missing"));
                }
            }
        } else {
            let at = self.at + 1;
            found.push((at, self.string()?));
        }
        self.end()?;
        Ok(found)
    }

    fn string(&mut self) -> Result<String, LockError> {
        if !self.eat('"') {
            return Err(self.error("`\"` is missing"));
        }
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else { return Err(self.error("the string has no closing `\"`")) };
            let at = self.at;
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' => {
                    let kind = self.peek();
                    self.at += 1;
                    let digits = match kind {
                        Some(c @ ('"' | '\\')) => {
                            text.push(c);
                            continue;
                        }
                        Some('u') => 4,
                        Some('U') => 8,
                        _ => return Err(self.error_at(at, "unknown escape sequence".to_owned())),
                    };
                    let number: String = self.chars.iter().skip(self.at).take(digits).collect();
                    self.at += digits;
                    let c = u32::from_str_radix(&number, 16).ok().and_then(char::from_u32);
                    text.push(c.ok_or_else(|| self.error_at(at, "not the number of a character".to_owned()))?);
                }
                c => text.push(c),
            }
        }
    }
}
