//! The options of a run.
//!
//! In: nothing. Out: [`Options`], which all later stages may read.

pub(crate) mod config;
pub(crate) mod feature_groups;
pub(crate) mod policy;

pub use feature_groups::FeatureGroup;

use crate::names::lock::Lock;
use crate::passes::Pass;

/// The options of a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Globs over operations: uid, resource or route. An empty list selects all operations.
    pub only: Vec<String>,
    /// Generates code from the valid pages even if others have errors.
    pub keep_going: bool,
    /// How the generated code is laid out.
    pub layout: Layout,
    /// Cargo features in `default`. Features that do not exist are left out.
    pub default_features: Vec<String>,
    /// Cargo features that enable the features of several resources and agents.
    pub feature_groups: Vec<FeatureGroup>,
    /// Folders of docs versions or languages. Of two pages about one operation, that in the later folder is used.
    pub versions: Vec<String>,
    /// Sentences about the API for the front page of the crate. Can be empty.
    pub about: String,
    /// Modules of the crate that are written by hand, which its root declares.
    pub modules: Vec<String>,
    /// The dependency on the runtime in a new `Cargo.toml`, as a line of TOML.
    pub runtime: String,
    /// Number of threads. The output does not depend on it.
    pub threads: usize,
    /// The names to keep, from the lock file of an earlier run.
    pub names: Lock,
    /// Passes to skip, for comparison.
    pub without: Vec<&'static Pass>,
}

/// How the generated code is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// A crate with a cargo feature for each resource and agent.
    #[default]
    Crate,
    /// One file, `superoffice.rs`, written by a build script. It has no features.
    BuildScript,
}

/// The file of [`Layout::BuildScript`].
pub(crate) const BUILD_SCRIPT_FILE: &str = "superoffice.rs";

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4);
        Self {
            only: Vec::new(),
            keep_going: false,
            layout: Layout::default(),
            default_features: Vec::new(),
            feature_groups: Vec::new(),
            versions: Vec::new(),
            about: String::new(),
            modules: Vec::new(),
            runtime: "superoffice-runtime = { version = \"0.1.0\", default-features = false }".to_owned(),
            threads,
            names: Lock::default(),
            without: Vec::new(),
        }
    }
}
