//! Finds and replaces the generated lines between two markers in a file that is otherwise maintained by hand.

use std::ops::Range;

/// Finds the region: the bytes after the `begin` line and before the `end` line. `None` unless each marker occurs
/// exactly once, in this order.
pub(super) fn find(text: &str, begin: &str, end: &str) -> Option<Range<usize>> {
    let mut offset = 0;
    let (mut begins, mut ends) = (Vec::new(), Vec::new());
    for line in text.split_inclusive('\n') {
        if line.trim() == begin.trim() {
            begins.push(offset + line.len());
        } else if line.trim() == end.trim() {
            ends.push(offset);
        }
        offset += line.len();
    }
    match (begins.as_slice(), ends.as_slice()) {
        ([start], [stop]) if start <= stop => Some(*start..*stop),
        _ => None,
    }
}

/// Replaces the lines of the region. Line endings are those of the file, so that a file saved with CRLF does not differ
/// on every run.
fn replace(text: &str, region: Range<usize>, body: &str) -> Option<String> {
    let (before, after) = (text.get(..region.start)?, text.get(region.end..)?);
    let mut body = plain(body);
    if !body.is_empty() && !body.ends_with('\n') {
        body.push('\n');
    }
    if before.ends_with("\r\n") {
        body = body.replace('\n', "\r\n");
    }
    Some(format!("{before}{body}{after}"))
}

/// Returns `text` with `body` between the markers. `None` unless each marker occurs exactly once, in this order.
#[must_use]
pub fn filled(text: &str, begin: &str, end: &str, body: &str) -> Option<String> {
    replace(text, find(text, begin, end)?, body)
}

/// Returns the lines of a region with LF line endings, for comparing and hashing.
pub(super) fn plain(body: &str) -> String {
    body.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let replaced = filled(text, "# begin", "# end", "new = 1");
        assert_eq!(replaced.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn only_the_region_changes() {
        check("a\n# begin\nold\n# end\nz\n", Some("a\n# begin\nnew = 1\n# end\nz\n"));
        check("a\n  # begin\n  # end", Some("a\n  # begin\nnew = 1\n  # end"));
        check("a\r\n# begin\r\nold\r\n# end\r\n", Some("a\r\n# begin\r\nnew = 1\r\n# end\r\n"));
    }

    #[test]
    fn unclear_markers_are_not_a_region() {
        check("", None);
        check("# begin\n", None);
        check("# end\n# begin\n", None);
        check("# begin\n# begin\n# end\n", None);
        check("# begin\n# end\n# end\n", None);
        check("x # begin\n# end\n", None);
    }
}
