//! Every code with its level and its explanation.
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

            /// The reason why no case shows it, if no page can raise it.
            #[must_use]
            pub fn no_case(self) -> Option<&'static str> {
                match self { $($(Self::$variant => Some($why),)?)* _ => None }
            }

            /// Whether the finding states that something is missing or does not match, so that another finding may be its
            /// cause: a heading that was not recognised leaves a section missing. Causes are printed first.
            #[must_use]
            pub fn is_consequence(self) -> bool {
                matches!(
                    self,
                    Self::MissingSection
                        | Self::ElementUnknown
                        | Self::LostTypeName
                        | Self::UndescribedType
                        | Self::BodyUnknown
                        | Self::ValueUnknown
                        | Self::OddRow
                        | Self::PathPartMissing
                        | Self::QueryExample
                        | Self::SampleMissing
                        | Self::UnlistedKey
                        | Self::SampleLineDiffers
                        | Self::SampleWithoutSection
                        | Self::UnusedKey
                        | Self::OrphanedSample
                        | Self::RowWithoutKey
                )
            }

            /// The explanation: the cause, an example and what is generated.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n",)+),)* }
            }
        }
    };
}

codes! {
    /// The page has sections of an endpoint but no `http` fence with an HTTP verb and a path. No operation can be generated.
    ///
    /// For example, the first fence of the page is `js`. Add an `http` fence with `GET /api/v1/Lamp` below the title.
    MissingRoute = "DOC0001", "missing-route", Error;
    /// The page has a route but no `uid` in its front matter, or one that is not a name. The uid identifies the operation: without it, nothing can be generated for the page.
    ///
    /// For example, the front matter has a `title:` but no `uid:`. Add a line such as `uid: v1LampEntity_Get`.
    MissingUid = "DOC0002", "missing-uid", Error;
    /// The first `http` fence does not contain an HTTP verb, one space and a path.
    ///
    /// For example, `FETCH /api/v1/Lamp`. Write an HTTP verb, as in `GET /api/v1/Lamp`.
    UnknownVerb = "DOC0003", "unknown-verb", Error;
    /// A heading opens a section that is not part of the format. Its content is not used.
    ///
    /// For example, `## Remarks`. Move its text above the first section, or delete it.
    UnknownHeading = "DOC0004", "unknown-heading", Warning;
    /// A section that every page must have is missing. The facts it would state are assumed or left open.
    MissingSection = "DOC0005", "missing-section", Warning;
    /// A section or a sample occurs twice. The rows of both sections are used, but only the first sample.
    ///
    /// For example, the page has `## Sample response` twice. Delete the wrong one.
    DuplicateSection = "DOC0006", "duplicate-section", Warning;
    /// A fence is opened but never closed, so the rest of the page is inside it.
    ///
    /// For example, the closing line of a sample is missing. Add a line of three backticks where the sample ends.
    UnclosedFence = "DOC0007", "unclosed-fence", Warning;
    /// Text or a fence is in a place where the format does not allow it. It is not used.
    UnexpectedText = "DOC0008", "unexpected-text", Warning;
    /// Two pages have the same uid, which identifies an operation. Only one of them can be used.
    ///
    /// For example, a page was copied and its `uid:` was not changed. Change the uid of one of them.
    DuplicateUid = "DOC0009", "duplicate-uid", Error;
    /// Two docs versions describe the same operation. The newer page is used: that of the folder with the higher number, or that of the newer format. The rows of the older one still count as evidence. The same holds for a page of an older form if a page of a newer form describes its route under another uid.
    Superseded = "DOC0010", "superseded", Note;
    /// The first heading differs from the title in the front matter. Neither is used: the route is read from the first `http` fence.
    ///
    /// For example, `title: GET Lamp/{id}` above `# GET Lamp`. Make the two agree.
    TitleDiffers = "DOC0011", "title-differs", Warning;
    /// A line of the front matter is not part of the format, or its key occurs twice, or it is YAML in a form other
    /// than `key: value` with a scalar on the same line. The line is not used.
    ///
    /// For example, `uid: &id v1Lamp_Get`. Write the value alone, in quotes if it has special characters.
    FrontMatter = "DOC0012", "front-matter", Warning;
    /// A heading has a different level or spelling than in the format, or the columns of a table have a different spelling. They are used anyway.
    HeadingForm = "DOC0013", "heading-form", Warning;
    /// The sections are not in the order of the format. They are used anyway.
    SectionOrder = "DOC0014", "section-order", Warning;
    /// Two pages describe the same operation in two languages. The English one is used, or the one without a language in its path. The other one is not evidence for types.
    Translation = "DOC0015", "translation", Note;
    /// Two pages about the same operation, in two docs versions or languages, state different facts. The facts of the
    /// page that is used count.
    ///
    /// For example, `sv/v1Lamp_Get.md` still has a row that was changed in `en/v1Lamp_Get.md`. Make the pages agree, or remove the older one.
    VersionsDiffer = "DOC0016", "versions-differ", Warning;
    /// Two folders hold a page about the same operation, and their names do not say which one is newer. One of the pages is used.
    ///
    /// For example, `old/v1Lamp_Get.md` and `new/v1Lamp_Get.md`. Remove one of them, or write `versions = ["old", "new"]` into `codegen.toml`; the last folder is the newest.
    VersionOrder = "DOC0017", "version-order", Warning;
    /// A version control system has left conflict markers in the page, so it contains two versions of the same lines.
    ///
    /// For example, a line `<<<<<<< HEAD`. Keep the correct lines, and delete the others together with the lines that
    /// start with `<<<<<<<`, `=======` and `>>>>>>>`.
    ConflictMarker = "DOC0018", "conflict-marker", Error;
    /// The verb of the route is abbreviated. It is read as the verb it stands for.
    ///
    /// For example, `DEL /api/v1/Lamp/{id}`. Write `DELETE`.
    VerbForm = "DOC0030", "verb-form", Warning;
    /// The uid of a page differs from the name of its file, although the two are equal on most pages.
    ///
    /// For example, `uid: v1LampEntity_Fetch` in `v1LampEntity_Get.md`. Correct the uid, or rename the file.
    UidDiffers = "DOC0031", "uid-differs", Warning;
    /// The uid of a page begins with the name that the pages of another resource have in their uids.
    ///
    /// For example, `uid: v1LampEntity_GetShade` on the page of `GET /api/v1/Shade`, where the other uids of that name are on pages below `/api/v1/Lamp`. Correct the uid or the route.
    OddUid = "DOC0032", "odd-uid", Warning;
    /// The title of a page states another verb or other segments than its route. Placeholders may have other names. The
    /// route is used.
    ///
    /// For example, `title: GET Lamp/{id}/Shade` above `GET /api/v1/Lamp/{id}/Bulb`. Correct the title or the route.
    TitleContradicts = "DOC0033", "title-contradicts", Warning;
    /// Something on a page is more than ten times as long, or nested more than ten times as deep, as on any real page:
    /// the page, a line, a name, or a list or quote. It is used as it is.
    ///
    /// For example, a line of 20,000 characters. A page like this usually comes from a broken export. Export it again.
    Oversized = "DOC0034", "oversized", Warning;
    /// The text of a page has something that another tool or unfinished work has left: a tag of code documentation, the
    /// name of a class in braces, marks of a heading within a heading, or `??`. Only `lint` reports it.
    ///
    /// For example, `Lamps of the <see cref="ILamp">lamp agent</see>.` Write the sentence as readers should see it.
    Leftover = "DOC0040", "leftover", Note;
    /// A word is misspelt. Only the most common misspellings of English are known, and only `lint` reports them.
    ///
    /// For example, `recieve`. Write `receive`.
    Misspelling = "DOC0041", "misspelling", Note;
    /// The summary of a DELETE begins like that of a GET. Only `lint` reports it.
    ///
    /// For example, `Gets a lamp.` below `DELETE /api/v1/Lamp/{id}`. Describe what is deleted.
    OddSummary = "DOC0042", "odd-summary", Note;
    /// A table has columns that no table of the format has. It is not used.
    ///
    /// For example, a table with the header `| Colour | Meaning |`. Use a header of the format, or turn the table into text.
    UnknownTable = "DOC1001", "unknown-table", Warning;
    /// A row has fewer cells than the header of its table. The missing cells are read as empty.
    ///
    /// For example, `| LampId | int32 |` in a table of three columns. Add the missing cell, even if it is empty.
    ShortRow = "DOC1002", "short-row", Warning;
    /// A row has more cells than the header of its table. The surplus text is read as part of the last cell.
    ///
    /// For example, `| Mode | string | on | off |` in a table of three columns. Write the pipe within a cell as `\|`.
    SurplusPipe = "DOC1003", "surplus-pipe", Warning;
    /// A row spans several lines. It is read as one row.
    RowContinued = "DOC1004", "row-continued", Warning;
    /// A table has two rows with the same name. The first one is used.
    ///
    /// For example, two rows `| Name | string | ... |` in one table. Delete the wrong one.
    DuplicateRow = "DOC1005", "duplicate-row", Warning;
    /// The first cell of a row is empty. The row is not used.
    ///
    /// For example, `| | int32 | Key |`. Write the name into the first cell, or delete the row.
    EmptyName = "DOC1006", "empty-name", Warning;
    /// A table is below the heading of another section. It is used if its columns show which section it belongs to.
    ///
    /// For example, a table of statuses below `## Request Headers`. Move it below the heading of its own section.
    MisplacedTable = "DOC1007", "misplaced-table", Warning;
    /// Lines with pipes are not a table, because the line of dashes is missing or has a different number of cells.
    ///
    /// For example, `| Name | Type |` with no `|---|---|` below it. Add the line of dashes, with as many cells as the header.
    NoDelimiter = "DOC1008", "no-delimiter", Warning;
    /// A cell for a name, an enum value or the name of a type contains something that is not part of a name. It is not used, because a client would send it as it is.
    ///
    /// For example, `| **Name | string |`, where the emphasis is never closed, or `| Name (new) | string |`. Write the name alone. Markdown in a cell is read as a reader sees it: `**Name**`, `` `Name` `` and `Na\_me` are names.
    NotAName = "DOC1009", "not-a-name", Warning;
    /// Two properties of a table have the same description. Only `lint` reports it.
    ///
    /// For example, `The colour of the lamp.` for the rows `Colour` and `Shade`. Say in which way the two differ.
    RepeatedText = "DOC1040", "repeated-text", Note;
    /// The word in a type cell is not a scalar, `array`, `object`, a list of values or a possible type name. The type comes from other tables and from samples; without them it is left open.
    ///
    /// For example, `| Width | number(5) | ... |`. Write a type word of the format, such as `double`, or the name of a type.
    UnknownTypeWord = "DOC2001", "unknown-type-word", Warning;
    /// Neither a table nor a sample shows the elements of an `array`. They are left open.
    ElementUnknown = "DOC2002", "element-unknown", Warning;
    /// The exporter of the pages has lost a type name and has printed a placeholder, which is not used.
    LostTypeName = "DOC2003", "lost-type-name", Warning;
    /// Tables, headings or samples contradict each other. The newer docs version decides; within one version, a type that all statements allow is used, or the type is left open.
    Contradiction = "DOC2004", "contradiction", Warning;
    /// A row names a type that no page describes. The value is left open.
    ///
    /// For example, `| Maker | Gadget | ... |`, and no page has `### Response body: Gadget`. Describe the type on a page, or state the correct one in a fixup.
    UndescribedType = "DOC2005", "undescribed-type", Warning;
    /// No table or sample shows what a body looks like. It is left open.
    BodyUnknown = "DOC2006", "body-unknown", Warning;
    /// No table or sample shows a value of a property, or the values of a dictionary. The type is left open.
    ValueUnknown = "DOC2007", "value-unknown", Warning;
    /// A table has different rows from the other tables of the type that its heading names, or the heading is a
    /// misspelling of the name that other pages use for the same rows. The table does not change the named type.
    ///
    /// For example, `### Response body: PersonEntity` above the rows of `ContactEntity`. Correct the heading.
    OddTable = "DOC2030", "odd-table", Warning;
    /// A table has a row that the other tables of the type lack, or lacks one that they have. The row is used as a property if the sample of its page shows it.
    OddRow = "DOC2031", "odd-row", Warning;
    /// A list of values has one whose spelling is almost that of a value in other lists, or a sample shows a value that
    /// is not in the list of its row.
    ///
    /// For example, `Enum: Unknown, Intrenal` where other pages list `Internal`. Correct the value.
    OddValue = "DOC2032", "odd-value", Warning;
    /// A row names a type, although the sample shows a dictionary. The dictionary is used. Only `lint` reports it.
    ///
    /// For example, `| Colours | Lamp | ... |` beside a sample with `"Colours": { "a": "red", "b": "blue" }`. Write `object`.
    DictionaryRow = "DOC2033", "dictionary-row", Note;
    /// A cell or a heading has a placeholder instead of a type name that the exporter has lost. The type is taken from elsewhere
    /// or left open. Only `lint` reports it.
    ///
    /// For example, the type of every row `Shade` is `Rope`, which the exporter also prints above empty responses. Write the name
    /// of the type.
    PlaceholderName = "DOC2034", "placeholder-name", Note;
    /// A page and companion material, such as the types of the vendor's client, state different types. The type of the page is used.
    ///
    /// For example, a row says `int32`, and the class of the vendor's client says `String`. If the page is wrong, correct its row.
    CompanionDiffers = "DOC2040", "companion-differs", Note;
    /// A page names the archive whose rows it lists, and companion files describe other archives, but not this one. Columns of the list are text, which the compiler does not check.
    ///
    /// For example, the text says `the "Lamps" archive`, and no companion file has the title `# "Lamps"`. Add the page of the archive.
    UndescribedArchive = "DOC2041", "undescribed-archive", Note;
    /// A name cannot be written in Rust as it is. A different name is generated; JSON and URLs keep the original.
    UnusableName = "DOC3001", "unusable-name", Warning;
    /// Two names result in the same Rust name. One of them gets a suffix.
    NameCollision = "DOC3002", "name-collision", Warning, no_case: "nothing raises it: collisions are resolved by longer names";
    /// A uid, a path, or the name of a parameter, a property or a type has a character that no name of the API has. Such a
    /// name is sent as it is, and may look like another one to a person. Names have ASCII letters, digits, `_`, `$`, `.` and `-`.
    ///
    /// For example, a Cyrillic `а` in `uid: v1Lаmp_Get`. Write the name again with letters of the keyboard.
    OddCharacter = "DOC3010", "odd-character", Warning;
    /// Two names in one place differ only in case or in letters that look alike, such as `0` and `O`. Each of them is used.
    ///
    /// For example, the rows `Colour` and `colour` in one table. Delete the wrong one.
    SimilarNames = "DOC3011", "similar-names", Warning;
    /// The path has a `{placeholder}` that the table of path parts does not describe. It is assumed to be a string.
    ///
    /// For example, the path is `/api/v1/Lamp/{id}` and the table has no row `id`. Add the row.
    PathPartMissing = "DOC4001", "path-part-missing", Warning;
    /// The table of path parts has a row that is not in the path. It is not used.
    ///
    /// For example, the table has a row `id` and the path is `/api/v1/Lamp`. Delete the row, or add `{id}` to the path.
    PathPartUnused = "DOC4002", "path-part-unused", Warning;
    /// Two pages have the same verb and path, letter for letter.
    ///
    /// For example, two pages with `GET /api/v1/Lamp`. Correct the route of one, or delete its page.
    DuplicateRoute = "DOC4003", "duplicate-route", Error;
    /// The path is not one that a client could call: it has unbalanced braces, an empty segment, a query or a dot segment.
    ///
    /// For example, `/api/v1/Lamp/{id` or `/api/v1//Lamp`. Correct the path in the first `http` fence.
    MalformedPath = "DOC4004", "malformed-path", Error;
    /// Two routes differ only in the name of a parameter, so only the value of the parameter shows which route a request is for. Both operations are generated.
    AmbiguousRoute = "DOC4005", "ambiguous-route", Note;
    /// A status is not a number from 100 to 599. It is not used.
    ///
    /// For example, `| OK | ... |` instead of `| 200 | OK |`. Write the number into the first cell.
    UnknownStatus = "DOC4006", "unknown-status", Warning;
    /// Dotted query parameters are the properties of one object, which is sent as the request body instead.
    FlattenedBody = "DOC4007", "flattened-body", Warning;
    /// A path part is not marked `**Required**`. It is treated as required, because the path would be a different one without it.
    ///
    /// For example, `| id | int32 | Which one. |`. Add `**Required**` to the description.
    PathPartOptional = "DOC4008", "path-part-optional", Warning;
    /// A path part is described as an object or an array, which a path cannot have. It is sent as text.
    ///
    /// For example, `| id | object | Which one. |`. Write the type of the text in the path, such as `int32`.
    PathPartObject = "DOC4009", "path-part-object", Warning;
    /// The example of a query has a parameter that the table of query parameters lacks.
    ///
    /// For example, `?$selct=Name`. Correct the example, or add the parameter to the table.
    QueryExample = "DOC4030", "query-example", Warning;
    /// A media type occurs on few pages, and its spelling is almost that of one that many pages have.
    ///
    /// For example, `aplication/json`. Correct the media type.
    OddMediaType = "DOC4031", "odd-media-type", Warning;
    /// A path part has a different type from the same part of the same path on most other pages.
    ///
    /// For example, `id` of `/api/v1/Lamp/{id}` is `string` on one page and `int32` on three. Correct the type.
    OddPathPart = "DOC4032", "odd-path-part", Warning;
    /// No status of a page is a success. Only `lint` reports it.
    ///
    /// For example, the only row is `| 400 | Bad Request |`. Add the status of a successful response.
    NoSuccess = "DOC4040", "no-success", Note;
    /// A parameter is described as optional and marked `**Required**`. It is required. Only `lint` reports it.
    ///
    /// For example, `| colour | string | Optional colour. **Required** |`. Delete one of the two.
    OptionalRequired = "DOC4041", "optional-required", Note;
    /// A sentence says that the endpoint calls an operation of an agent that has no page. Only `lint` reports it.
    ///
    /// For example, `Calls the Lamp agent service Dim.` without a page about `Dim`. Add the page, or correct the sentence.
    UnknownService = "DOC4042", "unknown-service", Note;
    /// An example query has a value that is not in the list of values of its parameter. Only `lint` reports it.
    ///
    /// For example, `Lamp?$mode=full` beside `Enum: Slim, Full`. Correct the example, or add the value to the list.
    ExampleValue = "DOC4043", "example-value", Note;
    /// A sample is not valid JSON. It is not used as evidence.
    ///
    /// For example, there is a comma after the last member. Correct the JSON at the marked place.
    InvalidSample = "DOC5001", "invalid-sample", Warning;
    /// A sample that the page includes does not exist.
    SampleMissing = "DOC5002", "sample-missing", Note;
    /// A sample has a key that the table of its type lacks. The property is taken from the sample.
    UnlistedKey = "DOC5003", "unlisted-key", Warning;
    /// The first line of a sample has a different route than the page, or a status that the page does not list. The route of the page is used.
    SampleLineDiffers = "DOC5004", "sample-line-differs", Warning;
    /// An object of a sample has the same key twice. The last value is used, as most JSON parsers do.
    ///
    /// For example, `{ "Name": "a", "Name": "b" }`. Delete the wrong one.
    DuplicateKey = "DOC5005", "duplicate-key", Warning;
    /// A line between the first line and the blank line of a sample is not a header of the form `Name: value`. It is not used.
    ///
    /// For example, `Accept application/json`. Write `Accept: application/json`.
    SampleLineForm = "DOC5006", "sample-line-form", Warning;
    /// A sample has a body, but the page has no section that describes one. If the request or the successful response
    /// can have a body, its type is left open or read from the sample; otherwise the sample body is not used.
    SampleWithoutSection = "DOC5007", "sample-without-section", Warning;
    /// A sample has a key that its type does not have. The key is not used.
    UnusedKey = "DOC5008", "unused-key", Warning;
    /// A sample nests arrays and objects more than 64 levels deep. It is not used as evidence.
    ///
    /// Reduce the nesting: no type needs that many levels.
    SampleTooDeep = "DOC5009", "sample-too-deep", Warning;
    /// A page includes a sample that does not exist, and there is a sample with a similar name that no page includes.
    /// The name is probably misspelt, or differs in case.
    ///
    /// For example, the page includes `samples/v1lamp_Get.md`, and the file is `samples/v1Lamp_Get.md`. Correct the path in the include, or rename the file.
    SampleMisspelt = "DOC5010", "sample-misspelt", Warning;
    /// A file holds a sample, and no page includes it. It is not used.
    ///
    /// For example, the page of an operation was deleted or renamed, and its samples were left. Delete the file, or include it from a page.
    OrphanedSample = "DOC5011", "orphaned-sample", Warning;
    /// A table describes a property that the sample of its page lacks. The row is used as a property, unless the other tables of the type lack it, too.
    RowWithoutKey = "DOC5030", "row-without-key", Warning;
    /// A row that the sample lacks and a key that the table lacks are probably one property under two names.
    ///
    /// For example, `| Colour | string | ... |` beside a sample with `"Color"`. Use the same name in both.
    RenamedRow = "DOC5031", "renamed-row", Warning;
    /// A sample has the body `null`, although its status has no content. Only `lint` reports it.
    ///
    /// For example, `null` below `HTTP/1.1 204 No Content`. Delete the body of the sample.
    NullBody = "DOC5040", "null-body", Note;
    /// A sample is JSON, although the media types of the response include those of files, so that the response may be a
    /// file, or a JSON string with its bytes. Only `lint` reports it.
    ///
    /// For example, a string below `HTTP/1.1 200 OK` where `Accept` lists `image/png`. Say which media type the sample has.
    JsonOfBytes = "DOC5041", "json-of-bytes", Note;
    /// A page contains control, bidirectional or invisible characters. They are left out of generated text and of names.
    HiddenCharacters = "DOC6001", "hidden-characters", Warning;

    /// The file is not UTF-8. It was read with each invalid byte replaced by U+FFFD, which may show up in a name or a
    /// description. Save the file as UTF-8.
    NotUtf8 = "DOC7001", "not-utf8", Warning, no_case: "of the disk: src/disk/tests.rs";

    /// The file exceeds the limit of 1 MiB for a page, so it was not read. The largest known page is a sixteenth of
    /// that size.
    FileTooLarge = "DOC7002", "file-too-large", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The docs folder holds more files than a run may read, so the files after the limit were not read. Pass a smaller
    /// folder to `--docs`.
    TooManyFiles = "DOC7003", "too-many-files", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The file is a link that leads out of the docs folder, so it was not read: docs may come from an untrusted
    /// source, and a link can point to anything that this machine can read. Copy the page into the folder.
    LinkLeavesDocs = "DOC7004", "link-leaves-docs", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The name of the file or folder is not UTF-8, or has control or invisible characters, so it was not read: no
    /// message could show such a name correctly. Rename it.
    UnsafeFileName = "DOC7005", "unsafe-file-name", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The file has the name of a page but is a pipe, a socket or a device, so it was not read.
    NotAFile = "DOC7006", "not-a-file", Error, no_case: "of the disk: src/disk/tests.rs";

    /// The file has the `uid` of a page, and its name ends in `.mdx`, `.markdown` or an extension other than `.md`. It
    /// was not read. Rename it.
    NotMd = "DOC7007", "not-md", Warning, no_case: "of the disk: src/disk/tests.rs";

    /// A single page was read without its tree, so types that other pages may describe are left open.
    ///
    /// For example, `cargo xtask lint --docs rest/Lamp/v1LampEntity_Get.md`. Run
    /// `cargo xtask lint rest/Lamp/v1LampEntity_Get.md --docs .` in the folder of all pages instead: it prints the findings
    /// of this page only.
    PageAlone = "DOC7010", "page-alone", Note, no_case: "of the command line: xtask/tests/lint.rs";

    /// A companion file has the first line of a managed reference, but no items that can be read below it. It is not used.
    /// Copy the file again as docfx writes it, with `- uid: ` at the start of a line, or delete it.
    CompanionUnread = "DOC7020", "companion-unread", Warning, no_case: "of companion files: tests/companions.rs";

    /// An entry of the fixups file cannot be understood: it is not valid TOML, a key is unknown or missing, or the
    /// target, the type or the reason is invalid. The entry is not applied.
    FixupInvalid = "DOC8101", "fixup-invalid", Error;

    /// The docs do not have the target of a fixup. If the target is misspelt, correct it; if the page, the property or
    /// the parameter was removed from the docs, delete the fixup.
    FixupUnmatched = "DOC8102", "fixup-unmatched", Error;

    /// The docs no longer say what a fixup expects, so its correction may no longer be right. It is not applied.
    FixupOutdated = "DOC8103", "fixup-outdated", Error;

    /// The result would be the same without the fixup: the docs were corrected, or a rule decides the same. Delete the fixup.
    FixupUnneeded = "DOC8104", "fixup-unneeded", Error;

    /// `default-features` in `codegen.toml` names a feature that the crate does not have: no resource and no agent has
    /// this name. It is left out of `default`, and everything else is generated. Correct the name, or delete it.
    ///
    /// ```toml
    /// default-features = ["contcat"]   # should be `contact`
    /// ```
    ///
    /// Every resource and agent has a feature with its name; the `Cargo.toml` of the crate lists them.
    UnknownFeature = "DOC8201", "unknown-feature", Warning;

    /// A group in `codegen.toml` lists a feature that no resource or agent has, or its name is already a feature. With
    /// `--keep-going`, the group is generated without this feature, or not at all.
    ///
    /// ```toml
    /// [feature-groups.crm]
    /// about = "Companies and persons."
    /// features = ["contcat", "person"]   # should be `contact`
    /// ```
    FeatureGroup = "DOC8202", "feature-group", Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}
