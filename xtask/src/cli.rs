//! The commands and their flags.
//!
//! In: arguments. Out: a [`Cli`]. This module does not know what a command does.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use superoffice_codegen::diagnostics::render;

/// Compiles the reference pages of the SuperOffice WebAPI into Rust.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Generate the crate from the reference pages
    #[command(after_help = EXIT_CODES)]
    Codegen {
        #[command(flatten)]
        docs: Docs,
        /// Folder of the generated crate
        #[arg(long, default_value = "generated")]
        out: PathBuf,
        /// Write nothing; list the files that are out of date
        #[arg(long)]
        check: bool,
        /// Generate again whenever a file of the docs is saved, and show the difference in the Rust code; Ctrl-C ends it
        #[arg(long, conflicts_with = "check")]
        watch: bool,
        /// Generate code from the valid pages even if others have errors
        #[arg(long)]
        keep_going: bool,
        /// Generate only operations whose uid, resource or path matches; can be repeated
        #[arg(long, value_name = "GLOB", requires = "out")]
        only: Vec<String>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        common: Common,
    },
    /// Check the reference pages and report what is wrong with them; write nothing
    #[command(after_help = EXIT_CODES)]
    Lint {
        /// Report only findings that have a place in these pages: paths, file names, uids, folders, or names of resources and
        /// agents such as `Contact` and `ContactAgent`. The whole docs folder is still read
        #[arg(value_name = "PAGE")]
        pages: Vec<String>,
        #[command(flatten)]
        known: Known,
        /// Write the warnings of this run to the file of accepted findings, and keep the reasons in it
        #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "pages"])]
        write_baseline: Option<PathBuf>,
        /// Print a patch that corrects the spelling of headings and columns, hidden characters and titles, and nothing that
        /// a page says
        #[arg(long, conflicts_with_all = ["baseline", "write_baseline"])]
        fix: bool,
        /// With `--fix`, change the pages instead of printing a patch
        #[arg(long, requires = "fix")]
        write: bool,
        /// Remove the entries of the file that no finding has any more
        #[arg(long, requires = "baseline")]
        prune: bool,
        #[command(flatten)]
        docs: Docs,
        #[command(flatten)]
        common: Common,
    },
    /// Export the model as an OpenAPI 3.1 document
    Openapi {
        #[command(flatten)]
        docs: Docs,
        /// Export the valid pages even if others have errors
        #[arg(long)]
        keep_going: bool,
        /// Output file; `-` means standard output
        #[arg(short, long, default_value = "-")]
        output: PathBuf,
        /// Write one document per resource and agent to `DIR/NAME.json`, with the lines of the pages
        #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "resource"])]
        split: Option<PathBuf>,
        /// Export only this resource or agent, such as `Contact` or `ContactAgent`, with the lines of the pages
        #[arg(long, value_name = "NAME")]
        resource: Option<String>,
    },
    /// Report what a change of the docs means for programs that call the API and for programs that use the crate
    #[command(after_help = DRIFT)]
    Drift {
        /// Docs before the change: a folder, or `git:REV` for the folder `docs` of this repository at a revision
        old: String,
        /// Docs after the change: a folder, or `git:REV`
        new: String,
        /// Exit with code 1 if a change has this verdict or a more severe one
        #[arg(long, value_enum, value_name = "VERDICT")]
        fail_on: Option<FailOn>,
        /// Format of the report
        #[arg(long, value_enum, default_value = "human")]
        message_format: DriftFormat,
        /// Also write the changes to the section of unreleased changes in this file; OLD must be the last release. Notes
        /// outside the generated section are kept
        #[arg(long, value_name = "FILE")]
        changelog: Option<PathBuf>,
        /// Compile the programs that show breaking changes of the crate, both with the old and with the new crate; takes
        /// minutes
        #[arg(long)]
        verify: bool,
    },
    /// Explain why a type, a property or an operation is what it is, or what a diagnostic code means
    Explain {
        /// Name of a type or an enumeration, `Type.Property`, uid or route of an operation, a method such as
        /// `Contact.get`, a value of an enumeration, the target of a fixup, or a code such as DOC1002
        #[arg(required_unless_present_any = ["suggest", "changes"])]
        what: Option<String>,
        /// Also print how the public names of the item differ from those of the crate in this folder, which the last run of
        /// `codegen` has written
        #[arg(long, value_name = "DIR", conflicts_with = "suggest")]
        out: Option<PathBuf>,
        /// Draft a fixups.toml with an entry for every fact on which the docs contradict themselves
        #[arg(long, conflicts_with = "what")]
        suggest: bool,
        /// List the inputs that have changed since the last run of `codegen` into the folder `generated`, or the one given
        /// with `--out`, and what a run would change
        #[arg(long, conflicts_with_all = ["what", "suggest"])]
        changes: bool,
        #[command(flatten)]
        docs: Docs,
    },
    /// Print one page at a stage of the compiler
    Show {
        /// File name, path or uid of the page
        page: String,
        /// Stage to print: the elements of the page, the model, the Rust names, or the generated code
        #[arg(long, value_enum)]
        stage: StageName,
        #[command(flatten)]
        docs: Docs,
    },
    /// Import the facts of another tree of reference pages, as pages in the newest form; pages that do not name the types of objects keep their form
    #[command(after_help = IMPORT)]
    Import {
        /// Folder of the reference pages to import, searched recursively
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// Folder of companion files to import, such as the types of the vendor's client; can be repeated. If two files
        /// describe the same fact, the one in the later folder takes precedence
        #[arg(long, value_name = "DIR")]
        companions: Vec<PathBuf>,
        /// Docs folder to write to
        #[arg(long, value_name = "DIR", default_value = "docs")]
        into: PathBuf,
        /// Import facts only: write the sentences by rule, and replace the values of samples with neutral ones. Without
        /// this option, texts and samples are copied as well; omit it only for docs that you own
        #[arg(long)]
        facts: bool,
        /// Name of the source in UPSTREAM.toml; the default is the last two folders of its path
        #[arg(long)]
        name: Option<String>,
        /// Revision of the source, for UPSTREAM.toml
        #[arg(long)]
        revision: Option<String>,
        /// Date of the source, for UPSTREAM.toml
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Measure the generator; print each figure as a ratio to other work in the same run
    Bench {
        /// Also write the figures as JSON
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Measure the compile time of the generated crate instead; takes minutes
        #[arg(long)]
        compile: bool,
        /// Print Markdown tables of how the model changes without each pass and without companion files; do not measure
        /// time
        #[arg(long, conflicts_with_all = ["json", "compile"])]
        passes: bool,
        #[command(flatten)]
        docs: Docs,
    },
    /// Serve a mock of the API, made from the reference pages
    #[command(disable_help_flag = true)]
    Mock {
        /// Options of the server, such as `--docs DIR`, `--port N`, `--lenient` and `--seed N`; `--help` lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
        options: Vec<OsString>,
    },
    /// Run everything that CI runs
    Ci,
}

/// The least severe verdict with which `drift` fails.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A breaking change for programs that call the API, or for programs that use the crate
    Breaking,
    /// Also a change that is additive or undecided
    Additive,
    /// Any change
    Any,
}

/// The formats of a drift report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DriftFormat {
    /// A few changes of each kind
    Human,
    /// Every change, one JSON object per line
    Json,
    /// The body of a pull request
    Markdown,
    /// A section of a changelog
    Changelog,
}

#[derive(Args)]
pub(crate) struct Docs {
    /// Folder of reference pages, searched recursively, or a single page
    #[arg(long, default_value = "docs")]
    pub(crate) docs: PathBuf,
    /// File of fixups (corrections to the docs) to use instead of `fixups.toml` in the docs folder
    #[arg(long, value_name = "FILE")]
    pub(crate) fixups: Option<PathBuf>,
    /// Folder of companion files, such as the types of the vendor's client, in addition to those in `codegen.toml`; can
    /// be repeated. If two files describe the same fact, the one in the later folder takes precedence
    #[arg(long, value_name = "DIR")]
    pub(crate) companions: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Known {
    /// File of accepted findings. Exit with code 1 if there is a warning that it does not list, or if it lists one that
    /// is no longer there
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Common {
    /// Format of findings
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    pub(crate) message_format: render::Format,
    /// `warnings`: exit with code 1 not only on errors, but also on warnings. `removals` (only `codegen`): write
    /// nothing and exit with code 1 if a public name would be removed or changed. Can be repeated
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Vec<Deny>,
    /// Print errors only
    #[arg(long)]
    pub(crate) quiet: bool,
    /// When to colour findings
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) color: Color,
}

/// Lists the names of the formats, so that `--help` and the message about an unknown one show them.
fn formats() -> impl TypedValueParser<Value = render::Format> {
    PossibleValuesParser::new(render::Format::ALL.iter().map(|format| format.name()))
        .try_map(|name| name.parse::<render::Format>())
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Warnings,
    Removals,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageName {
    Page,
    Model,
    Plan,
    Rust,
}

/// The end of `drift --help`.
const DRIFT: &str = "\
The verdict for programs that call the API is breaking, undecided, additive or harmless. The verdict for programs that
use the crate is the part of its version number that must change: major, minor or patch. Every breaking verdict has a
witness: a document that one side sends and the other cannot use. For most major verdicts there is a program that
compiles with the old crate but not with the new one. As for `codegen`, the folders can contain a `codegen.toml` that
names companion files.

Exit codes:
  0  success
  1  a change has the verdict of `--fail-on` or a more severe one
  2  a usage, I/O or environment error, or the docs have errors
  4  a bug in the generator, or `--verify` found a program that does not show its change";

/// The end of `import --help`.
const IMPORT: &str = "\
Files that an import has written have `imported: true` in their front matter. A page without this line is written by
hand: it is never replaced or deleted, and every fact on which it differs from the source is reported. To maintain an
imported page by hand, delete the line. Pages that the source no longer has are deleted.

Exit codes:
  0  success
  1  `--deny warnings` is set, and a page written by hand differs from the source
  2  a usage, I/O or environment error; nothing was written
  4  a bug in the generator; nothing was written";

/// The end of `--help`.
const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  the docs have errors; with `--deny`, also if they have warnings or a public name would be removed or changed
  2  a usage, I/O or environment error; nothing was written
  3  `codegen --check` found files that are out of date
  4  a bug in the generator; nothing was written";
