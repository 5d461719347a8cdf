//! Patterns with `*` and `?`.
//!
//! In: a pattern and a name. Out: whether the name fits.

/// Whether a glob matches a name. `*` stands for any text and `?` for one character; case is ignored.
#[must_use]
pub(crate) fn matches(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) =
        (glob.to_lowercase().chars().collect(), name.to_lowercase().chars().collect());
    let (mut g, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = name.get(n) {
        match glob.get(g) {
            Some('*') => {
                star = Some((g, n));
                g += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == c => {
                g += 1;
                n += 1;
            }
            _ => match star {
                // Let the last star match one more character.
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    g = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    glob.get(g..).unwrap_or_default().iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs() {
        assert!(matches("Ticket*", "TicketEntity"));
        assert!(matches("*agent", "TicketAgent"));
        assert!(matches("t?cket", "Ticket"));
        assert!(matches("*a*b*", "xaxxbx"));
        assert!(!matches("Ticket", "TicketEntity"));
        assert!(!matches("*x", "Ticket"));
    }
}
