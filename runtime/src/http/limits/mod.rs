//! Limits how many requests a client sends.
//!
//! In: a request to send. Out: permission to send it, in the order of the requests. This module must not know what a request
//! contains.

mod pace;
mod queue;

use crate::transport::{Transport, TransportError};

use self::pace::Pace;
use self::queue::{Place, Queue};

pub(super) use self::pace::interval;

/// The limits that the clones of a connection share.
#[derive(Default)]
pub(super) struct Limits {
    concurrency: Option<Queue>,
    pace: Option<Pace>,
}

impl Limits {
    /// Creates limits from the number of requests at the same time and the time between two requests.
    pub(super) fn new(concurrency: Option<usize>, interval: Option<std::time::Duration>) -> Self {
        Self { concurrency: concurrency.map(Queue::new), pace: interval.map(Pace::new) }
    }

    /// Waits until a request may be sent. Dropping the result lets the next request be sent.
    pub(super) async fn enter(&self, transport: &dyn Transport) -> Result<Option<Place>, TransportError> {
        let place = match &self.concurrency {
            Some(queue) => Some(queue.enter().await),
            None => None,
        };
        if let Some(pace) = &self.pace {
            pace.wait(transport).await?;
        }
        Ok(place)
    }
}
