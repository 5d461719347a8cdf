//! Random numbers for waits.
//!
//! Out: numbers that differ between calls and processes. They must not be used for secrets.
//!
//! A wait only has to differ from the waits of other clients, so it needs no generator whose numbers can be reproduced or
//! whose next number cannot be guessed. The standard library seeds its hash function with random keys from the operating
//! system, and changes them for each hasher; the hash of nothing under such keys is evenly distributed. A separate crate
//! would add nothing that matters here.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Returns a random number.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::random;

    #[test]
    fn numbers_are_distinct_and_spread_evenly() {
        let numbers: BTreeSet<u64> = (0..4000).map(|_| random()).collect();
        assert_eq!(numbers.len(), 4000);
        for part in 0..8 {
            let count = numbers.iter().filter(|number| **number >> 61 == part).count();
            // 500 are expected; the standard deviation is 21.
            assert!((350..650).contains(&count), "{count} numbers in part {part}");
        }
    }
}
