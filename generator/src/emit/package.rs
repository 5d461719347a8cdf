//! Renders the files of a crate that are not modules: `Cargo.toml`, `README.md` and the test of the samples.

use askama::Template;

use super::front_page;
use super::text::{Raw, filters, rendered};
use crate::check::InternalError;
use crate::names::lock;
use crate::output::OutputFile;
use crate::plan::Plan;
use crate::plan::package::PackagePlan;

const README: &str = "README.md";

/// The lines of `templates/package_skeleton.toml` around the features.
const BEGIN: &str = "# @generated features begin";
const END: &str = "# @generated features end";

#[derive(Template)]
#[template(path = "package.toml")]
struct FeaturesTemplate<'a> {
    package: &'a PackagePlan,
}

#[derive(Template)]
#[template(path = "package_skeleton.toml")]
struct SkeletonTemplate<'a> {
    package: &'a PackagePlan,
}

/// The test that decodes the samples into their types. It does not depend on the pages.
#[derive(Template)]
#[template(path = "samples_test.rs")]
struct SamplesTestTemplate;

#[derive(Template)]
#[template(path = "samples_support.rs")]
struct SamplesSupportTemplate;

#[derive(Template)]
#[template(path = "samples_table.rs")]
struct SamplesTemplate<'a> {
    package: &'a PackagePlan,
}

/// Renders the table of the types into which samples are decoded.
pub(super) fn samples_table(package: &PackagePlan) -> Result<Raw, InternalError> {
    let path = "tests/support/table.rs".to_owned();
    Ok(Raw { text: rendered(&SamplesTemplate { package }, &path)?, path })
}

/// Renders the files that need no formatting.
pub(super) fn files(plan: &Plan, report: String) -> Result<[OutputFile; 6], InternalError> {
    let package = &plan.package;
    let path = "Cargo.toml";
    let (test, support) = ("tests/samples.rs", "tests/support/samples.rs");
    let features = rendered(&FeaturesTemplate { package }, path)?;
    // askama drops the last line break of a template.
    let skeleton = rendered(&SkeletonTemplate { package }, path)? + "\n";
    Ok([
        OutputFile::region(path, features, BEGIN, END, skeleton),
        OutputFile::whole(test, rendered(&SamplesTestTemplate, test)? + "\n"),
        OutputFile::whole(support, rendered(&SamplesSupportTemplate, support)? + "\n"),
        OutputFile::whole(README, front_page::readme(&plan.front_page, README)?),
        OutputFile::whole("REPORT.md", report),
        OutputFile::shared(lock::FILE, plan.lock.to_text()),
    ])
}
