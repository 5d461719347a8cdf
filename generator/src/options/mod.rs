//! What a run is asked for.
//!
//! In: nothing. Out: [`Options`], which every room above may read.

pub(crate) mod config;

use crate::names::lock::Lock;
use crate::passes::Pass;

/// What a run is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Globs over operations: uid, resource or route. An empty list selects all operations.
    pub only: Vec<String>,
    /// Generates what the good pages describe, even if others have errors.
    pub keep_going: bool,
    /// How the generated code is laid out.
    pub layout: Layout,
    /// Cargo features of `default`. Names of features that do not exist are left out.
    pub default_features: Vec<String>,
    /// The dependency on the runtime in a new `Cargo.toml`, as a line of TOML.
    pub runtime: String,
    /// Number of threads. The output does not depend on it.
    pub threads: usize,
    /// The names that stay: the lock of an earlier run.
    pub names: Lock,
    /// Passes to leave out, for comparison.
    pub without: Vec<&'static Pass>,
}

/// How the generated code is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// A crate whose resources and agents are cargo features.
    #[default]
    Crate,
    /// One file, `superoffice.rs`, that a build script includes. It has no features.
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
            runtime: "superoffice-runtime = { version = \"0.1.0\", default-features = false }".to_owned(),
            threads,
            names: Lock::default(),
            without: Vec::new(),
        }
    }
}
