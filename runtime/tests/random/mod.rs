//! Random numbers that are the same in every run.
#![allow(dead_code, unreachable_pub, reason = "not every test uses all of it")]

/// A generator with its state (splitmix64).
pub struct Random(pub u64);

impl Random {
    /// Returns a number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number less than `limit`.
    pub fn up_to(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Returns a text of at most `length` of these characters.
    pub fn text(&mut self, alphabet: &[char], length: u64) -> String {
        let count = self.up_to(length + 1);
        (0..count).filter_map(|_| alphabet.get(self.up_to(alphabet.len() as u64) as usize)).collect()
    }
}
