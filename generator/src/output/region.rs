//! The lines between two markers in a file that otherwise belongs to people.

use std::ops::Range;

/// Finds the region: the bytes after the line of `begin` and before the line of `end`. Nothing, unless each marker is
/// there once, in order.
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

/// The text with the region's lines replaced. Line ends are those of the file, so that an editor's setting does not
/// make every run differ.
pub(super) fn replace(text: &str, region: Range<usize>, body: &str) -> Option<String> {
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

/// A region's lines as they are compared and hashed: with plain line ends.
pub(super) fn plain(body: &str) -> String {
    body.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let replaced = find(text, "# begin", "# end").and_then(|region| replace(text, region, "new = 1"));
        assert_eq!(replaced.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn only_the_region_changes() {
        check("a\n# begin\nold\n# end\nz\n", Some("a\n# begin\nnew = 1\n# end\nz\n"));
        check("a\n  # begin\n  # end", Some("a\n  # begin\nnew = 1\n  # end"));
        check("a\r\n# begin\r\nold\r\n# end\r\n", Some("a\r\n# begin\r\nnew = 1\r\n# end\r\n"));
    }

    #[test]
    fn unclear_markers_are_no_region() {
        check("", None);
        check("# begin\n", None);
        check("# end\n# begin\n", None);
        check("# begin\n# begin\n# end\n", None);
        check("# begin\n# end\n# end\n", None);
        check("x # begin\n# end\n", None);
    }
}
