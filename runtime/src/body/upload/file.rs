//! Reads a file on a separate thread.
//!
//! In: a path. Out: a stream of its bytes. This file must not know what the bytes are for.
//!
//! A separate thread works with every async runtime, and keeps the threads of the runtime from waiting for a disk.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use bytes::Bytes;
use futures_core::Stream;

/// The length of a piece.
const PIECE: usize = 64 << 10;

/// The number of pieces that are read before they are requested. Another one can be in the hands of the thread.
const AHEAD: usize = 3;

/// Returns the bytes of a file. It is opened when the first piece is requested.
pub(super) fn read(path: PathBuf) -> Pieces {
    Pieces { path: Some(path), shared: Arc::default() }
}

/// The bytes of a file, piece by piece. Dropping them ends the thread.
pub(super) struct Pieces {
    /// The path, until the thread is started.
    path: Option<PathBuf>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Notified when there is room in the queue, or when no piece will be requested any more.
    room: Condvar,
}

#[derive(Default)]
struct Queue {
    pieces: VecDeque<io::Result<Bytes>>,
    /// No further piece will be added.
    ended: bool,
    /// No further piece will be requested.
    dropped: bool,
    waker: Option<Waker>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(path) = self.path.take() {
            let shared = Arc::clone(&self.shared);
            let reader = move || Filling(shared).fill(path);
            if let Err(error) = thread::Builder::new().name("superoffice-upload".to_owned()).spawn(reader) {
                self.shared.queue().ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
        let mut queue = self.shared.queue();
        match queue.pieces.pop_front() {
            Some(piece) => {
                self.shared.room.notify_one();
                Poll::Ready(Some(piece))
            }
            None if queue.ended => Poll::Ready(None),
            None => {
                queue.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.shared.queue().dropped = true;
        self.shared.room.notify_one();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The side of the thread.
struct Filling(Arc<Shared>);

impl Filling {
    fn fill(&self, path: PathBuf) {
        if let Err(error) = self.read(path) {
            self.add(Err(error));
        }
    }

    fn read(&self, path: PathBuf) -> io::Result<()> {
        let mut file = File::open(path)?;
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() || !self.add(Ok(Bytes::from(piece))) {
                return Ok(());
            }
        }
    }

    /// Adds a piece when there is room for it. Returns `false` if it is not wanted.
    fn add(&self, piece: io::Result<Bytes>) -> bool {
        let queue = self.0.queue();
        let full = |queue: &mut Queue| queue.pieces.len() >= AHEAD && !queue.dropped;
        let mut queue = self.0.room.wait_while(queue, full).unwrap_or_else(PoisonError::into_inner);
        if queue.dropped {
            return false;
        }
        queue.pieces.push_back(piece);
        wake(queue);
        true
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.ended = true;
        wake(queue);
    }
}

fn wake(mut queue: MutexGuard<'_, Queue>) {
    let waker = queue.waker.take();
    drop(queue);
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use bytes::Bytes;

    use super::{AHEAD, Filling, Pieces, Shared};

    #[test]
    fn a_thread_waits_while_enough_is_read_and_ends_when_nothing_is_wanted() {
        let shared = Arc::new(Shared::default());
        let (sender, added) = channel();
        let filling = Filling(Arc::clone(&shared));
        let thread = std::thread::spawn(move || while filling.add(Ok(Bytes::new())) && sender.send(()).is_ok() {});
        let long = Duration::from_secs(60);
        for _ in 0..AHEAD {
            added.recv_timeout(long).unwrap();
        }
        assert!(added.recv_timeout(Duration::from_millis(50)).is_err(), "more was read than allowed");
        shared.queue().pieces.pop_front();
        shared.room.notify_one();
        added.recv_timeout(long).unwrap();
        drop(Pieces { path: None, shared });
        thread.join().unwrap();
    }
}
