//! Every code, its level and its paragraph, together.
//!
//! A code is never reused for something else. Ranges: `DOC0xxx` structure, `1xxx` tables, `2xxx` types, `3xxx` names,
//! `4xxx` routes, `5xxx` samples, `6xxx` text safety, `7xxx` files and limits, `8xxx` drift, `9xxx` internal.

use std::fmt;

use super::Level;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+
        $variant:ident = $number:literal, $name:literal, $level:ident $(, no_case: $why:literal)?;)*) => {
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

            /// Why no case can show it: no page raises it.
            #[must_use]
            pub fn no_case(self) -> Option<&'static str> {
                match self { $($(Self::$variant => Some($why),)?)* _ => None }
            }

            /// Cause, example and what is generated, as a paragraph.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n",)+),)* }
            }
        }
    };
}

codes! {
    /// The page has sections of an endpoint but no `http` fence with a verb and a path. No operation can be generated.
    ///
    /// For example, the first fence of the page is `js` where it should be `http` with `GET /api/v1/Lamp`. Add that fence below the title.
    MissingRoute = "DOC0001", "missing-route", Error;
    /// The page has a route but no `uid` in its front matter. The uid is the identity of an operation: without it nothing can be generated.
    ///
    /// For example, the front matter has a `title:` and no `uid: v1LampEntity_Get`. Add the line.
    MissingUid = "DOC0002", "missing-uid", Error;
    /// The first `http` fence does not hold a known verb, one space and a path.
    ///
    /// For example, `FETCH /api/v1/Lamp`. Write the verb as HTTP has it: `GET /api/v1/Lamp`.
    UnknownVerb = "DOC0003", "unknown-verb", Error;
    /// A heading opens a section that the format does not have. What stands below it is not used.
    ///
    /// For example, `## Remarks`. Move its text above the first section, or delete it.
    UnknownHeading = "DOC0004", "unknown-heading", Warning;
    /// A section that every page has is missing. What it would tell is assumed or left open.
    MissingSection = "DOC0005", "missing-section", Warning;
    /// A section or sample occurs twice.
    ///
    /// For example, `## Sample response` stands twice. Delete the one that is wrong.
    DuplicateSection = "DOC0006", "duplicate-section", Warning;
    /// A fence is opened but never closed, so that the rest of the page is inside it.
    ///
    /// For example, the closing line of a sample is missing. Add a line of three backticks where the sample ends.
    UnclosedFence = "DOC0007", "unclosed-fence", Warning;
    /// Text or a fence stands where the format has none. It is not used.
    UnexpectedText = "DOC0008", "unexpected-text", Warning;
    /// Two pages have the same uid. Only one of them can be the operation of that name.
    ///
    /// For example, a page was copied and its `uid:` was not changed. Give one of them its own uid.
    DuplicateUid = "DOC0009", "duplicate-uid", Error;
    /// Two docs versions describe one operation. The page of the newer format is used.
    Superseded = "DOC0010", "superseded", Note;
    /// The first heading is not the title of the front matter. Neither is used: the route is read from the first `http` fence.
    ///
    /// For example, `title: GET Lamp/{id}` above `# GET Lamp`. Make the two alike.
    TitleDiffers = "DOC0011", "title-differs", Warning;
    /// A line of the front matter is not one of the format, or is said twice. It is not used.
    FrontMatter = "DOC0012", "front-matter", Warning;
    /// A heading or the columns of a table are those of the format, but of another level or written in another way. They are used all the same.
    HeadingForm = "DOC0013", "heading-form", Warning;
    /// Sections stand in another order than the format has them. They are used all the same.
    SectionOrder = "DOC0014", "section-order", Warning;
    /// A table has columns that no table of the format has. It is not used.
    ///
    /// For example, a table headed `| Colour | Meaning |`. Head it as the format does, or turn it into text.
    UnknownTable = "DOC1001", "unknown-table", Warning;
    /// A row has fewer cells than the header of its table. The missing cells are read as empty.
    ///
    /// For example, `| LampId | int32 |` in a table of three columns. Add the missing cell, even if it is empty.
    ShortRow = "DOC1002", "short-row", Warning;
    /// A row has more cells than the header of its table. The surplus is read as text of the last cell.
    ///
    /// For example, `| Mode | string | on | off |` in a table of three columns. Write the pipe within a cell as `\|`.
    SurplusPipe = "DOC1003", "surplus-pipe", Warning;
    /// A row goes on over several lines. It is read as one row.
    RowContinued = "DOC1004", "row-continued", Warning;
    /// A table has two rows of the same name. The first one counts.
    ///
    /// For example, two rows `| Name | string | ... |` in one table. Delete the one that is wrong.
    DuplicateRow = "DOC1005", "duplicate-row", Warning;
    /// A row has an empty first cell. It is not used.
    ///
    /// For example, `| | int32 | Key |`. Write the name into the first cell, or delete the row.
    EmptyName = "DOC1006", "empty-name", Warning;
    /// A table stands below the heading of another section.
    ///
    /// For example, a table of statuses below `## Request Headers`. Move it below the heading of its own section.
    MisplacedTable = "DOC1007", "misplaced-table", Warning;
    /// Lines with pipes are not a table, because the line of dashes is missing or has another number of cells.
    ///
    /// For example, `| Name | Type |` with no `|---|---|` below it. Add the line of dashes, with as many cells as the header.
    NoDelimiter = "DOC1008", "no-delimiter", Warning;
    /// A type cell holds a word that is neither a scalar, `array`, `object`, a list of words nor a possible type name. The value is left open.
    ///
    /// For example, `| Width | number(5) | ... |`. Write a type word of the format, as `double`, or the name of a type.
    UnknownTypeWord = "DOC2001", "unknown-type-word", Warning;
    /// An `array` whose element neither a table nor a sample shows. Its elements are left open.
    ElementUnknown = "DOC2002", "element-unknown", Warning;
    /// A type name that pages print where they lost the true one. It is not believed.
    LostTypeName = "DOC2003", "lost-type-name", Warning;
    /// Pages disagree about a type. The statement with the better evidence is used.
    Contradiction = "DOC2004", "contradiction", Warning;
    /// A type is named but no page describes it. The value is left open.
    ///
    /// For example, `| Maker | Gadget | ... |`, and no page has `### Response body: Gadget`. Describe the type on a page, or state the right one in a fixup.
    UndescribedType = "DOC2005", "undescribed-type", Warning;
    /// Nothing tells what a body looks like. It is left open.
    BodyUnknown = "DOC2006", "body-unknown", Warning;
    /// A dictionary whose values nothing shows. They are left open.
    ValueUnknown = "DOC2007", "value-unknown", Warning;
    /// A name cannot be written in Rust as it is. Another one is used; the wire keeps the original.
    UnusableName = "DOC3001", "unusable-name", Warning;
    /// Two names become the same Rust name. One of them gets a suffix.
    NameCollision = "DOC3002", "name-collision", Warning, no_case: "nothing raises it: collisions are settled by names of more words";
    /// The path has a `{placeholder}` that the table of path parts does not describe. It is taken as a string.
    ///
    /// For example, the path is `/api/v1/Lamp/{id}` and the table has no row `id`. Add the row.
    PathPartMissing = "DOC4001", "path-part-missing", Warning;
    /// The table of path parts has a row that the path does not use. It is not used.
    ///
    /// For example, the table has a row `id` and the path is `/api/v1/Lamp`. Delete the row, or add `{id}` to the path.
    PathPartUnused = "DOC4002", "path-part-unused", Warning;
    /// Two pages have the same verb and path, letter for letter.
    ///
    /// For example, two pages with `GET /api/v1/Lamp`. Correct the route of one, or delete its page.
    DuplicateRoute = "DOC4003", "duplicate-route", Error;
    /// The path is not one that a client could call: unbalanced braces, an empty segment, a query, a dot segment.
    ///
    /// For example, `/api/v1/Lamp/{id` or `/api/v1//Lamp`. Correct the path in the first `http` fence.
    MalformedPath = "DOC4004", "malformed-path", Error;
    /// Two routes differ only in the name of a parameter, so a router cannot tell them apart by shape.
    AmbiguousRoute = "DOC4005", "ambiguous-route", Note;
    /// A status is not a number from 100 to 599. It is not used.
    ///
    /// For example, `| OK | ... |` where `| 200 | OK |` should be. Write the number into the first cell.
    UnknownStatus = "DOC4006", "unknown-status", Warning;
    /// Dotted query parameters are one object, printed as if each of its properties were a parameter.
    FlattenedBody = "DOC4007", "flattened-body", Warning;
    /// A path part is not marked `**Required**`. It is taken as required all the same: a path without it is another path.
    ///
    /// For example, `| id | int32 | Which one. |`. Add `**Required**` to the description.
    PathPartOptional = "DOC4008", "path-part-optional", Warning;
    /// A sample is not valid JSON. It is not used as evidence.
    ///
    /// For example, a comma stands after the last member. Correct the JSON at the place that is marked.
    InvalidSample = "DOC5001", "invalid-sample", Warning;
    /// A sample that the page includes is not there.
    SampleMissing = "DOC5002", "sample-missing", Note;
    /// A sample has a key that the table above it lacks. The property is taken from the sample.
    UnlistedKey = "DOC5003", "unlisted-key", Warning;
    /// The first line of a sample is not the route of its page, or its status is not one of the table.
    SampleLineDiffers = "DOC5004", "sample-line-differs", Warning;
    /// An object of a sample has the same key twice. The last value counts, as with every reader of JSON.
    ///
    /// For example, `{ "Name": "a", "Name": "b" }`. Delete the one that is wrong.
    DuplicateKey = "DOC5005", "duplicate-key", Warning;
    /// A line between the first line of a sample and its blank line is not a header, `Name: value`. It is not used.
    ///
    /// For example, `Accept application/json`. Write `Accept: application/json`.
    SampleLineForm = "DOC5006", "sample-line-form", Warning;
    /// A sample has a body, but the page has no section that describes one. The body is not used.
    SampleWithoutSection = "DOC5007", "sample-without-section", Warning;
    /// A key of a sample stands where the model has a type without such a key. It is not used.
    UnusedKey = "DOC5008", "unused-key", Warning;
    /// A sample has more than 64 arrays and objects within each other. It is not used as evidence.
    ///
    /// Shorten the sample: no type needs so much to be shown.
    SampleTooDeep = "DOC5009", "sample-too-deep", Warning;
    /// Text holds control, bidirectional or invisible characters. They are left out of text that is generated, and written by their numbers in names.
    HiddenCharacters = "DOC6001", "hidden-characters", Warning;

    /// The file is not UTF-8. Its text was read with each bad byte replaced by U+FFFD, which may end in a name or a
    /// description. Save the file as UTF-8.
    NotUtf8 = "DOC7001", "not-utf8", Warning, no_case: "of the disk: src/disk/tests.rs";

    /// The file is larger than a page may be (1 MiB), so it was not read. The largest page known is a sixteenth of that.
    FileTooLarge = "DOC7002", "file-too-large", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The docs folder holds more files than a run may read, so the files after the limit were not read. Name a smaller
    /// folder with `--docs`.
    TooManyFiles = "DOC7003", "too-many-files", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The file is a link that leads out of the docs folder, so it was not read: docs come from strangers, and a link can
    /// point at anything this machine can read. Copy the page into the folder.
    LinkLeavesDocs = "DOC7004", "link-leaves-docs", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The name of the file or folder is not UTF-8 or has control characters or others that do not show, so it was not
    /// read: such a name could not be told truly in a message. Rename it.
    UnsafeFileName = "DOC7005", "unsafe-file-name", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The file has the name of a page but is a pipe, a socket or a device, so it was not read.
    NotAFile = "DOC7006", "not-a-file", Error, no_case: "of the disk: src/disk/tests.rs";

    /// An entry of the fixups file cannot be understood: it is no TOML, a key is unknown or missing, the target, the type
    /// or the reason is none. The entry is not applied.
    FixupInvalid = "DOC8101", "fixup-invalid", Error;

    /// A fixup is about something that the docs do not describe. Either its target is misspelt or the page, the property
    /// or the parameter is gone, and with it the need for the fixup.
    FixupUnmatched = "DOC8102", "fixup-unmatched", Error;

    /// The docs no longer say what a fixup expects them to say, so nobody knows whether its correction is still right. It
    /// is not applied.
    FixupOutdated = "DOC8103", "fixup-outdated", Error;

    /// Without the fixup the outcome would be the same: the docs have caught up, or a rule finds it.
    FixupUnneeded = "DOC8104", "fixup-unneeded", Error;

    /// `default-features` in `codegen.toml` names a feature that the crate does not have: no resource and no agent is
    /// called so. It is left out of `default`, and everything else is generated. Correct the name, or delete it.
    ///
    /// ```toml
    /// default-features = ["contcat"]   # there is `contact`
    /// ```
    ///
    /// Every resource and agent has a feature of its name; `Cargo.toml` of the crate lists them.
    UnknownFeature = "DOC8201", "unknown-feature", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}
