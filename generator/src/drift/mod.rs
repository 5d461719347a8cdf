//! Determines what a change of the docs means for programs that call the API and for programs that use the generated
//! crate.
//!
//! In: two versions of the docs, each as a model and as the files of the crate. Out: a [`Drift`]: every change with its
//! place in both versions, a verdict for the wire, a verdict for Rust, and evidence of what breaks. This room does not know
//! the disk.
//!
//! The verdicts for the wire:
//! - The docs are assumed to be complete: anything that they do not describe is refused. Therefore, a property that is no
//!   longer described is a breaking change, although the crate keeps unknown properties.
//! - A request breaks if the new docs refuse a document that the old docs describe. A response breaks if a
//!   document that the new docs describe cannot be read by the old crate, or if it lacks what the old docs promise.
//! - A change that looks breaking, but for which no document shows this, is undecided.

use std::fmt;

use crate::check::Checked;
use crate::run::generated::Generated;
use crate::source::{Sources, Span};

mod bodies;
mod changelog;
mod documents;
mod entities;
mod operations;
mod pairs;
mod parameters;
mod program;
mod recorder;
mod render;
mod resources;
mod rust;
mod statements;

pub use program::Program;
pub use resources::DriftResource;

/// One version of the docs.
#[derive(Debug)]
pub(crate) struct Version<'a> {
    pub(crate) api: &'a Checked,
    pub(crate) sources: &'a Sources,
    pub(crate) generated: &'a Generated,
}

/// Everything that differs between two versions of the docs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// The changes, the most severe first.
    pub changes: Vec<DriftChange>,
    /// The resources and agents that only one version documents.
    pub resources: Vec<DriftResource>,
}

/// Two versions that were compared.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The differences.
    pub drift: Drift,
    /// The crate of the old version.
    pub old: Generated,
    /// The crate of the new version.
    pub new: Generated,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftChange {
    /// The kind of the change.
    pub kind: DriftKind,
    /// What changed: the uid of an operation, `Type.Property`, or a path in the crate.
    pub at: String,
    /// Whether requests or responses change.
    pub direction: Direction,
    /// The verdict for programs that call the API.
    pub wire: Wire,
    /// The verdict for programs that use the crate: the part of the version number that must change.
    pub rust: Bump,
    /// Whether only the documentation was corrected, and the API behaves as before.
    pub docs_only: bool,
    /// The place in the old docs.
    pub old: Option<DriftPlace>,
    /// The place in the new docs.
    pub new: Option<DriftPlace>,
    /// The change in words.
    pub text: String,
    /// The reason for the verdict.
    pub reason: String,
    /// Proof of a breaking verdict for the wire.
    pub witness: Option<Witness>,
    /// Proof of a breaking verdict for Rust: a program that the old crate compiles and the new one does not.
    pub program: Option<Program>,
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DriftPlace {
    /// The path of the page below the docs folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for DriftPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl DriftPlace {
    fn of(sources: &Sources, span: Span) -> Self {
        let file = sources.file(span.file);
        Self { file: file.path.clone(), line: file.line_column(span.start as usize).line }
    }
}

/// A document that one side of a call sends and the other side cannot use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// A request line, or a JSON value.
    pub document: String,
    /// Why the old side or the new side cannot use it.
    pub refused: String,
}

/// The sides of a call that a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Requests.
    Request,
    /// Responses.
    Response,
    /// Both.
    Both,
    /// Neither: sentences, or names of the crate.
    Neither,
}

impl Direction {
    /// The word for people and for machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
            Self::Neither => "none",
        }
    }
}

/// The verdict for programs that call the API. Ordered by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// No program can notice the change.
    Harmless,
    /// A program can do everything that it could do before, and more.
    Additive,
    /// The docs do not show whether programs are affected.
    Undecided,
    /// A program that worked with the old version does not work with the new one.
    Breaking,
}

impl Wire {
    /// The word for people and for machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Additive => "additive",
            Self::Undecided => "undecided",
            Self::Breaking => "breaking",
        }
    }
}

/// The part of a version number that must change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// The crate is the same.
    None,
    /// Only documentation or private code differs.
    Patch,
    /// Names were added.
    Minor,
    /// Names were removed or have another type.
    Major,
}

impl Bump {
    /// The word for people and for machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident = $word:literal;)+) => {
        /// The kind of a change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DriftKind {
            $($(#[$doc])+ $name,)+
        }

        impl DriftKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word for people and for machines.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

kinds! {
    /// No page describes the operation any more.
    OperationRemoved = "operation-removed";
    /// The operation has another verb or path.
    OperationMoved = "operation-moved";
    /// The operation has another uid, with the same verb and path.
    OperationRenamed = "operation-renamed";
    /// A page describes a new operation.
    OperationAdded = "operation-added";
    /// A parameter is no longer described.
    ParameterRemoved = "parameter-removed";
    /// A parameter has another type.
    ParameterRetyped = "parameter-retyped";
    /// A parameter is required now.
    ParameterRequired = "parameter-required";
    /// A parameter is no longer required.
    ParameterOptional = "parameter-optional";
    /// A parameter is new.
    ParameterAdded = "parameter-added";
    /// A body is no longer described.
    BodyRemoved = "body-removed";
    /// A body has another type.
    BodyRetyped = "body-retyped";
    /// A body is new.
    BodyAdded = "body-added";
    /// A property is no longer described.
    PropertyRemoved = "property-removed";
    /// A property has another name and the same type.
    PropertyRenamed = "property-renamed";
    /// A property has another type.
    PropertyRetyped = "property-retyped";
    /// A property is new.
    PropertyAdded = "property-added";
    /// A value of an enumeration is no longer listed.
    ValueRemoved = "value-removed";
    /// A value of an enumeration is new.
    ValueAdded = "value-added";
    /// A status is no longer documented.
    StatusRemoved = "status-removed";
    /// A status is new.
    StatusAdded = "status-added";
    /// A media type is no longer documented.
    MediaTypeRemoved = "media-type-removed";
    /// A media type is new.
    MediaTypeAdded = "media-type-added";
    /// A page states something else, but the fact that all pages together show has not changed.
    StatementChanged = "statement-changed";
    /// Sentences differ.
    TextChanged = "text-changed";
    /// A name of the crate changed for another reason than those above.
    NameChanged = "name-changed";
}

impl Drift {
    /// The number of changes with a verdict for the wire.
    #[must_use]
    pub fn count(&self, wire: Wire) -> usize {
        self.changes.iter().filter(|change| change.wire == wire).count()
    }

    /// The part of the crate's version number that must change.
    #[must_use]
    pub fn bump(&self) -> Bump {
        self.changes.iter().map(|change| change.rust).max().unwrap_or(Bump::None)
    }

    /// The number of changes that only correct the documentation.
    #[must_use]
    pub fn docs_only(&self) -> usize {
        self.changes.iter().filter(|change| change.docs_only).count()
    }
}

/// Compares two versions.
pub(crate) fn between(old: &Version<'_>, new: &Version<'_>) -> Drift {
    let pairs = pairs::pairs(old.api, new.api);
    let mut found = recorder::Recorder::new(old, new);
    operations::compare(&pairs, &mut found);
    parameters::compare(&pairs, &mut found);
    bodies::compare(&pairs, &mut found);
    statements::compare(&pairs, &mut found);
    let mut changes = found.finish();
    rust::judge(old, new, &mut changes);
    changes.sort_by(|a, b| {
        let key = |change: &DriftChange| (std::cmp::Reverse((change.wire, change.rust)), change.kind);
        key(a).cmp(&key(b)).then_with(|| a.at.cmp(&b.at)).then_with(|| a.text.cmp(&b.text))
    });
    Drift { changes, resources: resources::resources(&pairs, (old.api, new.api)) }
}
