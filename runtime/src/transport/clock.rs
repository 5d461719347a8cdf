//! The default clock of transports.
//!
//! Out: the time since the first use. This file must not know what the time is for.

use std::time::Duration;

/// Returns the time since the first call of this function.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(super) fn monotonic() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// This target has no clock, and reading the time would panic.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(super) fn monotonic() -> Duration {
    Duration::ZERO
}
