//! The events that webhooks deliver.
//!
//! In: the headers and the body of a request that the server sent, and the secret of the webhook. Out: the [`Event`],
//! if the signature is valid. This module must not know a web framework, or any event by name except `test`.
//!
//! ```
//! use superoffice_runtime::webhook::{self, Event};
//!
//! let body = br#"{"Event":"contact.changed","PrimaryKey":17,"Changes":["name"]}"#;
//! let signature = webhook::sign("a secret", body);
//!
//! let event = Event::verify("a secret", &signature, body)?;
//! match event.name() {
//!     "test" => {}
//!     "contact.changed" => assert!(event.changed("name")),
//!     name => println!("{name} is ignored"),
//! }
//! # Ok::<(), superoffice_runtime::webhook::VerifyError>(())
//! ```

mod error;
mod event;
mod field_value;
mod headers;
mod signature;

pub use self::error::VerifyError;
pub use self::event::Event;
pub use self::field_value::FieldValue;
pub use self::headers::{EVENT, EVENT_ID, RETRY, SIGNATURE};
pub use self::signature::sign;
