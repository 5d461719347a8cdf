//! Sentences of the intro that carry facts: restrictions, thresholds, the agent service behind a REST call.
//!
//! In: the intro as text. Out: [`Mark`]s. The exporter writes these sentences itself and always words them alike, so
//! they are matched as text; everything else stays prose.

use super::inline;
use crate::model::{Mark, MarkKind};
use crate::source::{Span, Spanned};

/// Reads the marks of one heading of the intro, as in `Online Restricted: ## The text`.
#[must_use]
pub(super) fn of_heading(text: &Spanned<String>) -> Option<Mark> {
    let (head, rest) = text.value.split_once(':')?;
    let sentence = clean(rest);
    let kind = match head.trim().to_ascii_lowercase().as_str() {
        "online restricted" => MarkKind::Restricted(sentence),
        "experimental" => MarkKind::Experimental(sentence),
        _ => return None,
    };
    Some(Mark { kind, span: text.span })
}

fn clean(text: &str) -> String {
    text.trim().trim_start_matches('#').trim().to_owned()
}

/// Reads the marks of one paragraph of the intro. `whole` is the place of the paragraph.
pub(super) fn of_text(text: &str, whole: Span, found: &mut Vec<Mark>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span =
            Span { start: whole.start + offset(at), end: whole.start + offset(at + line.trim_end().len()), ..whole };
        let seen = inline::rendered(line.trim_end());
        if let Some(milliseconds) = after(&seen, "NsApiSlow threshold:").and_then(number) {
            found.push(Mark { kind: MarkKind::Slow { milliseconds }, span });
        }
        if let Some(rest) = after(&seen, "Calls the ") {
            found.extend(calls(rest).map(|kind| Mark { kind, span }));
        }
        if seen.trim_start().to_ascii_lowercase().starts_with("deprecated") {
            found.push(Mark { kind: MarkKind::Deprecated(seen.trim().to_owned()), span });
        }
        at += line.len();
    }
}

fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn after<'a>(line: &'a str, marker: &str) -> Option<&'a str> {
    line.split_once(marker).map(|(_, rest)| rest)
}

fn number(text: &str) -> Option<u32> {
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn calls(rest: &str) -> Option<MarkKind> {
    if let Some(name) = rest.split_once("service using the \"").and_then(|(_, tail)| tail.split_once('"')) {
        return Some(MarkKind::Archive(name.0.to_owned()));
    }
    let (who, tail) = rest.split_once(" service ")?;
    let service: String = tail.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    // `{SuperOffice.CRM.Services.ITicketAgent}` names the interface, `Ticket agent` the agent.
    let who = who.trim().trim_start_matches('{').trim_end_matches('}');
    let who = who.rsplit('.').next().unwrap_or(who);
    let agent = match who.strip_suffix(" agent") {
        Some(agent) => agent,
        None => who.strip_suffix("Agent").map(|name| name.strip_prefix('I').unwrap_or(name))?,
    };
    (!service.is_empty()).then(|| MarkKind::CallsAgent { agent: agent.to_owned(), service })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[track_caller]
    fn check(text: &str, expected: &[MarkKind]) {
        let mut found = Vec::new();
        of_text(text, Span::new(FileId(0), 0..text.len()), &mut found);
        let kinds: Vec<_> = found.into_iter().map(|mark| mark.kind).collect();
        assert_eq!(kinds, expected);
    }

    #[test]
    fn sentences() {
        check("NsApiSlow threshold: 5000 ms.", &[MarkKind::Slow { milliseconds: 5000 }]);
        let ticket = |service: &str| MarkKind::CallsAgent { agent: "Ticket".into(), service: service.into() };
        check("Calls the Ticket agent service SaveTicketEntity.", &[ticket("SaveTicketEntity")]);
        check("Calls the {SuperOffice.CRM.Services.ITicketAgent} service Save.", &[ticket("Save")]);
        check("Calls the Archive service using the \"Contact\" archive.", &[MarkKind::Archive("Contact".into())]);
        check("Deprecated: use the other one", &[MarkKind::Deprecated("Deprecated: use the other one".into())]);
        check("**NsApiSlow threshold:** `5000` ms.", &[MarkKind::Slow { milliseconds: 5000 }]);
        check("Nothing of the kind.", &[]);
    }

    #[test]
    fn sentences_that_are_cut_short_are_not_marks() {
        check("NsApiSlow threshold: soon", &[]);
        check("Calls the Ticket agent service .", &[]);
        check("Calls the Ticket service Save.", &[]);
        check("Calls the Archive service using the \"Contact.", &[]);
    }

    #[test]
    fn a_name_ends_where_it_cannot_go_on() {
        let agent = |agent: &str, service: &str| MarkKind::CallsAgent { agent: agent.into(), service: service.into() };
        check("Calls the TicketAgent service Save_2 (fast).", &[agent("Ticket", "Save_2")]);
    }

    #[test]
    fn a_mark_has_the_place_of_its_line() {
        let text = "Some text.\nDeprecated since v9.  \nMore text.";
        let mut found = Vec::new();
        of_text(text, Span::new(FileId(0), 100..100 + text.len()), &mut found);
        let spans: Vec<Span> = found.iter().map(|mark| mark.span).collect();
        assert_eq!(spans, [Span::new(FileId(0), 111..131)]);
    }

    #[test]
    fn headings() {
        let read = |text: &str| {
            let span = Span::new(FileId(0), 0..text.len());
            of_heading(&Spanned::new(text.to_owned(), span)).map(|mark| mark.kind)
        };
        assert_eq!(read("Online Restricted: ## Not online."), Some(MarkKind::Restricted("Not online.".into())));
        assert_eq!(read("experimental : May change."), Some(MarkKind::Experimental("May change.".into())));
        assert_eq!(read("Remarks: none"), None);
        assert_eq!(read("Experimental"), None);
    }
}
