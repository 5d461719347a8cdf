//! The timeouts of requests.

use std::time::Duration;

/// Timeouts. `None` waits without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For connecting.
    pub connect: Option<Duration>,
    /// For the whole exchange.
    pub total: Option<Duration>,
    /// Between two pieces of a response.
    pub idle: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            total: Some(Duration::from_secs(100)),
            idle: Some(Duration::from_secs(30)),
        }
    }
}
