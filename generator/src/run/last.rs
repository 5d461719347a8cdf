//! What a session keeps of its last run.
//!
//! In: the result of a run. Out: the record for the next process; and the result again after edits that change no fact, without
//! comparing anything but the pages that were edited.

use std::path::Path;
use std::time::SystemTime;

use super::builder::{Builder, Run};
use super::cache::last_run::LastRun;
use super::cache::{self, Made};
use super::job::repeated;
use crate::diagnostics::Diagnostics;
use crate::diagnostics::origins::Origins;
use crate::disk::{Index, Inputs, Loaded};
use crate::lower::{Known, Lowered, Moved};
use crate::source::{FileId, Sources};

/// The last run of a session.
#[derive(Debug)]
pub(crate) struct Last {
    made: Made,
    sources: Sources,
    /// The inputs of each file; `None` if an earlier process wrote the files and recorded this.
    origins: Option<Origins>,
    /// A time before the files were written.
    started: SystemTime,
    recorded: bool,
    /// The state of the output folder.
    output: Option<Index>,
}

impl Last {
    /// Keeps a run that wrote a crate, or that found it up to date (without `origins`).
    pub(crate) fn new(made: Made, sources: Sources, origins: Option<Origins>, started: SystemTime) -> Self {
        let recorded = origins.is_none();
        Self { made, sources, origins, started, recorded, output: None }
    }

    /// Writes the record for the next process, and notes the state of the output folder. Failures are ignored: the next
    /// run then generates everything again.
    pub(crate) fn record(&mut self, builder: &Builder, out: &Path, loaded: &Loaded) {
        if !self.recorded {
            self.recorded = true;
            let _ = match &self.origins {
                Some(origins) => builder.record(out, loaded, &self.made, origins),
                None => builder.inputs(out, loaded).map(|inputs| {
                    cache::write(out, &inputs, &self.made);
                    if let Some(last) = LastRun::read(out) {
                        last.edited(&loaded.sources).write(out);
                    }
                }),
            };
        }
        if self.output.is_none() {
            let files = builder.names_file().map(Path::to_owned).into_iter().collect();
            let inputs = Inputs { files, ..Inputs::default() };
            self.output = cache::index_with_output(inputs, out, &self.made, self.started).ok();
        }
    }

    /// The result of a run if the pages state the same facts as in the last one, and the output is unchanged. `read` reads a
    /// page. `report` is the text of the report, which names places.
    pub(crate) fn again(
        &mut self,
        sources: &Sources,
        known: &mut Known,
        report: &str,
        read: impl Fn(FileId) -> (Lowered, Diagnostics),
    ) -> Option<Run> {
        let changed = sources.changed_since(&self.sources)?;
        let now = SystemTime::now();
        let output = self.output.take()?;
        let touched = output.up_to_date()?;
        self.output = Some(if touched { output.refreshed(now) } else { output });
        let moved = known.moved(&changed, sources, read)?;
        let diagnostics = moved.findings(&self.made.diagnostics)?;
        let named = changed.iter().any(|id| report.contains(&sources.file(*id).path));
        (!named || self.lines_are_the_same(&moved, sources)).then_some(())?;
        self.recorded &= changed.is_empty();
        self.made.diagnostics = diagnostics;
        self.sources = sources.clone();
        Some(repeated(&self.made, sources.clone(), false))
    }

    fn lines_are_the_same(&self, moved: &Moved, sources: &Sources) -> bool {
        moved.starts().all(|(id, old, new)| {
            let place = |sources: &Sources, offset: u32| sources.file(id).line_column(offset as usize);
            place(&self.sources, old) == place(sources, new)
        })
    }
}
