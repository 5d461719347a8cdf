//! Every code, its level and its paragraph, together.
//!
//! A code is never reused for something else. Ranges: `DOC0xxx` structure, `1xxx` tables, `2xxx` types, `3xxx` names,
//! `4xxx` routes, `5xxx` samples, `6xxx` text safety, `7xxx` files and limits, `8xxx` drift, `9xxx` internal.

use std::fmt;

use super::Level;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $name:literal, $level:ident;)*) => {
        /// The stable code of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number, as in `DOC1203`.
            #[must_use]
            pub fn number(self) -> &'static str { match self { $(Self::$variant => $number,)* } }

            /// The name in words, as in `row-continued`.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $name,)* } }

            /// The level of every finding of this code.
            #[must_use]
            pub fn level(self) -> Level { match self { $(Self::$variant => Level::$level,)* } }

            /// Cause, example and what is generated, as a paragraph.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n",)+),)* }
            }
        }
    };
}

codes! {
    /// The page has a `uid` but no `http` fence with a verb and a path, so there is no operation to generate.
    MissingRoute = "DOC0001", "missing-route", Error;

    /// The file is not UTF-8. Its text was read with each bad byte replaced by U+FFFD, which may end in a name or a
    /// description. Save the file as UTF-8.
    NotUtf8 = "DOC7001", "not-utf8", Warning;

    /// The file is larger than a page may be (1 MiB), so it was not read. The largest page known is a sixteenth of that.
    FileTooLarge = "DOC7002", "file-too-large", Error;

    /// The docs folder holds more files than a run may read, so the files after the limit were not read. Name a smaller
    /// folder with `--docs`.
    TooManyFiles = "DOC7003", "too-many-files", Error;

    /// The file is a link that leads out of the docs folder, so it was not read: docs come from strangers, and a link can
    /// point at anything this machine can read. Copy the page into the folder.
    LinkLeavesDocs = "DOC7004", "link-leaves-docs", Error;

    /// The name of the file or folder is not UTF-8 or has control characters or others that do not show, so it was not
    /// read: such a name could not be told truly in a message. Rename it.
    UnsafeFileName = "DOC7005", "unsafe-file-name", Error;

    /// The file has the name of a page but is a pipe, a socket or a device, so it was not read.
    NotAFile = "DOC7006", "not-a-file", Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}
