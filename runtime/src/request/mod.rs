//! Builds requests, sends them and decodes the responses.
//!
//! In: an [`Operation`](crate::Operation), arguments, a body. Out: the value in the response body. This module must not
//! know any operation.

mod answer;
mod call;
mod call_builder;
mod download;
mod draft;
mod file_name;
mod http_date;
mod options;
mod outcome;
mod whole;

pub use self::answer::Answer;
pub(crate) use self::answer::{Received, Receiving, Source, receive_prepared};
pub use self::call::{Call, Pending, Selectable};
pub use self::download::Download;
pub use self::draft::Draft;
pub(crate) use self::draft::encoded;
pub use self::http_date::HttpDate;
pub use self::options::CallOptions;
pub use self::outcome::{Conditional, Outcome, Present};
