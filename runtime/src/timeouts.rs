//! The timeouts of requests.

use std::time::Duration;

/// Timeouts. `None` waits without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For connecting.
    pub connect: Option<Duration>,
    /// For the whole exchange, with its redirects. That of a download ends when its body begins.
    pub total: Option<Duration>,
    /// Between two pieces of a request or response body, and before a response.
    pub idle: Option<Duration>,
    /// For an idle connection, which is not used for another request afterwards. Choose less than the server or a load
    /// balancer allows, because a request can get lost on a connection that they close.
    pub keep_alive: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            total: Some(Duration::from_secs(100)),
            idle: Some(Duration::from_secs(30)),
            keep_alive: Some(Duration::from_secs(30)),
        }
    }
}
