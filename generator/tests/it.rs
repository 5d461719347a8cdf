//! All tests of the generator except the cases, as one program: one test uses one core, and together they use all.
//!
//! Each module is a file of this folder. `generator/tests/rooms.rs` checks that none is missing here.

mod common;

mod account;
mod bad_pages;
mod build_script;
mod causes;
mod changes;
mod columns;
mod companions;
mod drift;
mod explain;
mod features;
mod fixups;
mod formats;
mod forms;
mod front_page;
mod generated;
mod grammar;
mod halves;
mod import;
mod import_files;
mod import_sentences;
mod line_ends;
mod lock_edits;
mod marks;
mod mutations;
mod names;
mod odd_names;
mod only;
mod openapi;
mod openapi_parts;
mod order;
mod output;
mod passes_off;
mod reference;
mod report;
mod rooms;
mod semver;
mod served;
mod session;
mod shrink;
