//! Letters that look alike.
//!
//! In: a character or a name. Out: the ASCII letter that it looks like, and a form that is the same for names that look
//! alike. This module does not know what is named.

/// Letters of other scripts and the ASCII letters that they look like, in most fonts.
const LETTERS: &str = "АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXҮYаaсcеeһhіiјjоoрpѕsуyхxԁdӏlѵvԛqԝw\
ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvıiɑaɡg";

/// The ASCII letter or digit that a character of another script looks like.
#[must_use]
pub(crate) fn looks_like(c: char) -> Option<char> {
    // Fullwidth letters and digits are in the order of ASCII.
    let wide =
        |first: char, ascii: u8| u8::try_from(u32::from(c) - u32::from(first)).ok().map(|at| char::from(ascii + at));
    match c {
        'Ａ'..='Ｚ' => return wide('Ａ', b'A'),
        'ａ'..='ｚ' => return wide('ａ', b'a'),
        '０'..='９' => return wide('０', b'0'),
        _ if c.is_ascii() => return None,
        _ => {}
    }
    let mut letters = LETTERS.chars();
    while let (Some(other), Some(ascii)) = (letters.next(), letters.next()) {
        if other == c {
            return Some(ascii);
        }
    }
    None
}

/// A form of a name that is the same for names that look alike: `0` and `O`; `1`, `l` and `I`; letters of other scripts.
#[must_use]
pub(crate) fn shape(name: &str) -> String {
    let letter = |c: char| match looks_like(c).unwrap_or(c) {
        'O' => '0',
        'l' | 'I' => '1',
        other => other,
    };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::{looks_like, shape};

    #[test]
    fn letters_of_other_scripts() {
        assert_eq!(looks_like('\u{430}'), Some('a'));
        assert_eq!(looks_like('\u{ff21}'), Some('A'));
        assert_eq!(looks_like('\u{ff19}'), Some('9'));
        assert_eq!([looks_like('a'), looks_like('\u{e9}'), looks_like('\u{65e5}')], [None; 3]);
    }

    #[test]
    fn names_that_look_alike_have_one_shape() {
        assert_eq!(shape("Item0l"), shape("ItemOI"));
        assert_eq!(shape("N\u{430}me"), shape("Name"));
        assert_ne!(shape("Name"), shape("name"));
    }
}
