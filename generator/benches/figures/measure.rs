//! Clocks and medians.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::Result;

/// The time that a piece of work took, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    pub(crate) wall: f64,
    /// CPU time of all threads together.
    pub(crate) cpu: f64,
}

/// Does a piece of work and measures its time.
pub(crate) fn took<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Took)> {
    let (wall, cpu) = (Instant::now(), cpu());
    let made = work()?;
    let took = Took { cpu: self::cpu() - cpu, wall: wall.elapsed().as_secs_f64() };
    Ok((made, took))
}

#[cfg(unix)]
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    std::time::Duration::try_from(time).unwrap_or_default().as_secs_f64()
}

/// Returns wall-clock time on systems where CPU time is not available.
#[cfg(not(unix))]
fn cpu() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// Returns the median.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns the medians of the measured values, of the reference values, and of the ratios. The two values of a pair are
/// measured one after the other, so that a machine that slows down affects both.
pub(crate) fn medians(pairs: &[(f64, f64)]) -> (f64, f64, f64) {
    let of = |value: fn(&(f64, f64)) -> f64| median(pairs.iter().map(value).collect());
    (of(|pair| pair.0), of(|pair| pair.1), of(|pair| pair.0 / pair.1))
}

/// Returns every file below a folder, sorted.
pub(crate) fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let list = if entry.file_type()?.is_dir() { &mut folders } else { &mut files };
            list.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}
