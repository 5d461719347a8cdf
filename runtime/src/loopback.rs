//! Whether an address is on this machine.
//!
//! In: a URL. Out: whether requests to it stay on this machine. This file must not know what follows from that.

use url::{Host, Url};

/// Whether the host is `localhost` or an address of the loopback interface.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}
