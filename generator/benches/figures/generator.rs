//! Measures the generator: a cold run, a run without changes, a run after a small change, memory and size of the
//! output.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use superoffice_codegen::{Builder, Outcome};

use crate::Result;
use crate::measure::{Took, files, median, medians, took};
use crate::table::{Row, Table};

fn builder(docs: &Path, out: &Path) -> Builder {
    Builder::new().docs(docs).out_dir(out).keep_going(true)
}

/// Measures the generator on one docs tree.
pub(crate) fn figures(docs: &Path, rounds: usize, table: &mut Table) -> Result<()> {
    let temp = tempfile::tempdir()?;
    let out = temp.path().join("out");
    builder(docs, &out).generate()?;

    let (mut cpu, mut wall) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let cold = in_child(&["--cold".as_ref(), docs, &temp.path().join(format!("cold{round}"))])?;
        let reference = in_child(&["--reference".as_ref(), docs, &out])?;
        cpu.push((cold.cpu, reference.cpu));
        wall.push(cold.wall);
    }
    let (measured, reference, ratio) = medians(&cpu);
    table.rows.push(Row {
        what: "cold run, CPU; against reading, Markdown, samples, and syn and prettyplease once".to_owned(),
        measured: measured * 1e3,
        unit: "ms",
        reference: Some(reference * 1e3),
        ratio: Some(ratio),
        ratio_budget: Some(2.0),
        budget: None,
    });
    table.rows.push(Row {
        what: "cold run, wall-clock".to_owned(),
        measured: median(wall) * 1e3,
        unit: "ms",
        budget: Some(1000.0),
        ..Row::default()
    });

    let mut pairs = Vec::new();
    for _ in 0..rounds * 3 {
        let (_, nothing) = took(|| Ok(builder(docs, &out).generate()?))?;
        let (_, reference) = took(|| walk_and_hash(docs))?;
        pairs.push((nothing.wall, reference.wall));
    }
    let (measured, reference, ratio) = medians(&pairs);
    table.rows.push(Row {
        what: "run without changes; against walking, reading and hashing the docs".to_owned(),
        measured: measured * 1e3,
        unit: "ms",
        reference: Some(reference * 1e3),
        ratio: Some(ratio),
        ratio_budget: Some(3.0),
        budget: Some(100.0),
    });
    one_page(docs, temp.path(), rounds, table)?;
    peak(docs, &temp.path().join("peak"), table)?;

    let made = files(&out)?;
    let bytes: u64 = made.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|found| found.len()).sum();
    let read: u64 = files(docs)?.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|found| found.len()).sum();
    table.rows.push(Row {
        what: format!("size of the output, {} files; against the docs", made.len()),
        measured: bytes as f64 / 1e6,
        unit: "MB",
        reference: Some(read as f64 / 1e6),
        ratio: Some(bytes as f64 / read as f64),
        ..Row::default()
    });
    Ok(())
}

/// Runs this program again for one piece of work, so that a cold run cannot reuse memory of an earlier one.
fn in_child(arguments: &[&Path]) -> Result<Took> {
    let child = Command::new(std::env::current_exe()?).args(arguments).output()?;
    let text = String::from_utf8_lossy(&child.stdout);
    let mut words = text.split_whitespace().map(str::parse::<f64>);
    match (words.next(), words.next()) {
        (Some(Ok(wall)), Some(Ok(cpu))) => Ok(Took { wall, cpu }),
        _ => Err(format!("a child process could not measure: {}", String::from_utf8_lossy(&child.stderr)).into()),
    }
}

/// Does a complete run in the child of [`in_child`] and prints its time.
pub(crate) fn cold_as_child(docs: &Path, out: &Path) -> Result<()> {
    let (_, took) = took(|| Ok(builder(docs, out).generate()?))?;
    println!("{} {}", took.wall, took.cpu);
    Ok(())
}

/// Does the reference work in the child of [`in_child`] and prints its time.
pub(crate) fn reference_as_child(docs: &Path, out: &Path) -> Result<()> {
    let (_, took) = took(|| reference(docs, out))?;
    println!("{} {}", took.wall, took.cpu);
    Ok(())
}

/// Does the work that every compiler of these docs must do, once, on one thread.
fn reference(docs: &Path, out: &Path) -> Result<()> {
    for path in files(docs)? {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut fence = None;
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => fence = Some(String::new()),
                Event::Text(part) => {
                    if let Some(fence) = &mut fence {
                        fence.push_str(&part);
                    }
                }
                Event::End(TagEnd::CodeBlock) => {
                    let text = fence.take().unwrap_or_default();
                    // The body of a message follows an empty line.
                    let body = text.split_once("\n\n").map_or("", |(_, body)| body);
                    black_box(serde_json::from_str::<serde_json::Value>(body).is_ok());
                }
                other => {
                    black_box(other);
                }
            }
        }
    }
    for path in files(out)?.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        black_box(prettyplease::unparse(&syn::parse_file(&std::fs::read_to_string(path)?)?));
    }
    Ok(())
}

fn walk_and_hash(docs: &Path) -> Result<u128> {
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    for path in files(docs)? {
        black_box(std::fs::metadata(&path)?.len());
        hash.update(&std::fs::read(&path)?);
    }
    Ok(hash.digest128())
}

/// Repeatedly changes a word in one row of one page, in a copy of the docs.
fn one_page(docs: &Path, temp: &Path, rounds: usize, table: &mut Table) -> Result<()> {
    let (copy, out) = (temp.join("docs"), temp.join("changed"));
    let root = if docs.is_dir() { docs } else { docs.parent().unwrap_or(Path::new(".")) };
    for path in files(root)? {
        let place = copy.join(path.strip_prefix(root)?);
        std::fs::create_dir_all(place.parent().unwrap_or(&copy))?;
        std::fs::write(&place, std::fs::read(&path)?)?;
    }
    builder(&copy, &out).generate()?;
    let pages = files(&copy)?;
    let (mut took_all, mut wrote, mut word) = (Vec::new(), Vec::new(), 0);
    // Not every row affects the output, for example if another page describes the same property. Tries several pages.
    for page in pages.iter().skip(pages.len() / 2).take(200) {
        let Ok(text) = std::fs::read_to_string(page) else { continue };
        let Some(at) = text.find("Response body").and_then(|from| Some(from + text.get(from..)?.find(" |\n\n")?))
        else {
            continue;
        };
        word += 1;
        let (before, after) = text.split_at(at);
        std::fs::write(page, format!("{before} Changed {word} times.{after}"))?;
        let (run, changed) = took(|| Ok(builder(&copy, &out).generate()?))?;
        if let Outcome::Written(written) = run.outcome
            && !written.written.is_empty()
        {
            took_all.push(changed.wall);
            wrote.push(written.written.len() as f64);
        }
        if took_all.len() == rounds {
            break;
        }
    }
    if took_all.is_empty() {
        table.notes.push("one page changed: not measured, because no tried row affects the output".to_owned());
        return Ok(());
    }
    table.rows.push(Row {
        what: format!("one page changed, {:.0} files written", median(wrote)),
        measured: median(took_all) * 1e3,
        unit: "ms",
        budget: Some(150.0),
        ..Row::default()
    });
    Ok(())
}

fn peak(docs: &Path, out: &Path, table: &mut Table) -> Result<()> {
    let child = Command::new(std::env::current_exe()?).arg("--peak").args([docs, out]).output()?;
    match String::from_utf8_lossy(&child.stdout).trim().parse::<f64>() {
        Ok(kilobytes) => table.rows.push(Row {
            what: "peak memory of a run".to_owned(),
            measured: kilobytes * 1024.0 / 1e6,
            unit: "MB",
            budget: Some(300.0),
            ..Row::default()
        }),
        Err(_) => table.notes.push("peak memory of a run: not measured on this system".to_owned()),
    }
    Ok(())
}

/// Does a complete run in the child of [`peak`] and prints its peak memory in kB, if the system provides it.
pub(crate) fn peak_as_child(docs: &Path, out: &Path) -> Result<()> {
    builder(docs, out).generate()?;
    if let Some(kilobytes) = high_water("self") {
        println!("{kilobytes}");
    }
    Ok(())
}

/// Returns the peak memory of a process in kB.
pub(crate) fn high_water(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
