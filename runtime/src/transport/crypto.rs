//! The cryptography provider for TLS.
//!
//! In: nothing. Out: a process in which rustls has a cryptography provider. This file must not know requests.
//!
//! reqwest's default provider, aws-lc-rs, compiles a C library, which takes longer than all other crates together. ring
//! is supported by rustls on the same platforms and is compiled in seconds.

use rustls::crypto::{CryptoProvider, ring};

/// Makes ring the provider of the process, unless the program has installed another one.
pub(super) fn ensure_provider() {
    if CryptoProvider::get_default().is_none() {
        // Fails only if another thread has installed a provider meanwhile, which then is used.
        let _ = ring::default_provider().install_default();
    }
}
