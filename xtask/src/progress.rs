//! Shows on a terminal what a command is doing, if it takes more than a second.
//!
//! In: what the command does first, and its steps. Out: one line on stderr, which is removed when the command has
//! finished. There is no line if stderr is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The time before the line appears.
const DELAY: Duration = Duration::from_secs(1);

/// The line, which is removed when this value is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Starts with a line such as `reading the docs`.
    pub(crate) fn start(doing: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let bar = bar.with_style(ProgressStyle::default_spinner()).with_message(doing.to_owned());
        let shown = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(DELAY);
            if !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Self(bar)
    }

    /// Returns a function that changes the text of the line.
    pub(crate) fn steps<T: ToString>(&self) -> impl Fn(T) + Send + Sync + 'static {
        let bar = self.0.clone();
        move |step| bar.set_message(step.to_string())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
