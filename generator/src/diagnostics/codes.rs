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
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}
