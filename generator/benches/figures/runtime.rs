//! Measures the runtime by running its example `json_speed` and reading the output.

use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::table::{Row, Table};

/// Compares decoding and encoding of a large entity, preserving unknown properties, with derives that lose them.
pub(crate) fn figures(table: &mut Table) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root)
        .args(["run", "--quiet", "--release", "--package", "superoffice-runtime", "--example", "json_speed"])
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    for (what, budget) in [("decode", 1.1), ("encode", 1.5)] {
        let ratio = text
            .lines()
            .find(|line| line.starts_with(what))
            .and_then(|line| line.rsplit_once("ratio "))
            .and_then(|(_, ratio)| ratio.trim().parse::<f64>().ok());
        match ratio {
            Some(ratio) => table.rows.push(Row {
                what: format!("{what} a large entity with unknown properties; against serde derives, which lose them"),
                measured: ratio,
                unit: "x",
                reference: Some(1.0),
                ratio: Some(ratio),
                ratio_budget: Some(budget),
                budget: None,
            }),
            None => table.notes.push(format!("{what} a large entity: not measured, because json_speed failed")),
        }
    }
    Ok(())
}
