//! Random pages, the same in every run.

use superoffice_codegen::source::{SourceFile, Sources};

/// Random numbers from a seed, the same on every system.
pub(crate) struct Random(u64);

impl Random {
    /// Starts a sequence that is different for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below a limit, which is not zero.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or_default()
    }

    /// Shuffles a list.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, usize::try_from(self.next() % (at as u64 + 1)).unwrap_or(at));
        }
    }
}

/// The pages that `keep` selects, with everything that pages include, and the companion files.
pub(crate) fn part(sources: &Sources, mut keep: impl FnMut(&SourceFile) -> bool) -> Sources {
    let pages = sources.pages().map(|(_, file)| file).filter(|file| keep(file)).cloned().collect();
    let companions = sources.companions().map(|(_, file)| file.clone()).collect();
    Sources::new(pages, included(sources)).with_companions(companions)
}

/// The files that are not pages.
pub(crate) fn included(sources: &Sources) -> Vec<SourceFile> {
    sources.included().map(|(_, file)| file.clone()).collect()
}

/// About half of the pages, a different half for each seed.
pub(crate) fn half(sources: &Sources, seed: u64) -> Sources {
    let mut random = Random::new(seed);
    part(sources, |_| random.next().is_multiple_of(2))
}
