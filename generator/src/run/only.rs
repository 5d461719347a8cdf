//! Selects the operations that match the globs of [`Builder::only`](crate::Builder::only).
//!
//! In: a model and globs. Out: the model without the other operations, which its account counts as ignored.

use crate::account::{Account, Reason};
use crate::model::Api;

/// Keeps the operations that match at least one glob by uid, controller, controller without `Entity`, or path.
pub(crate) fn keep(api: &mut Api, only: &[String]) {
    if only.is_empty() {
        return;
    }
    let mut dropped = Account::default();
    let left_out = &mut api.left_out;
    api.operations.retain_mut(|operation| {
        let bare = operation.controller.strip_suffix("Entity").unwrap_or(&operation.controller);
        let names = [operation.uid.value.as_str(), &operation.controller, bare, &operation.path.value];
        let kept = only.iter().any(|glob| names.iter().any(|name| matches(glob, name)));
        if !kept {
            left_out.insert(operation.controller.clone());
            operation.account.all(Reason::NotAskedFor);
            dropped.add(&operation.account);
            for older in &mut operation.superseded {
                older.account.all(Reason::NotAskedFor);
                dropped.add(&older.account);
            }
        }
        kept
    });
    api.account.add(&dropped);
}

/// Whether a glob matches a name. `*` stands for any text and `?` for one character; case is ignored.
fn matches(glob: &str, name: &str) -> bool {
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
