//! Work shared between threads.
//!
//! In: items and a function. Out: the results in the order of the items, whatever the number of threads.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Maps items on several threads and returns the results in order.
pub(crate) fn parallel<T: Sync, R: Send>(items: &[T], threads: usize, map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, 64);
    if threads == 1 || items.len() < 2 {
        return items.iter().map(map).collect();
    }
    // Small chunks, taken in turn: one large page must not keep a thread busy while the others wait.
    let size = items.len().div_ceil(threads * 16).max(1);
    let chunks: Vec<&[T]> = items.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(chunk) = chunks.get(index) else { break };
                        own.push((index, chunk.iter().map(&map).collect::<Vec<R>>()));
                    }
                    own
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(own) => own,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
