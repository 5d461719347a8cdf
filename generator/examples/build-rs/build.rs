//! Compiles the pages in `reference` into one file in `OUT_DIR`.

fn main() -> Result<(), superoffice_codegen::BuildError> {
    superoffice_codegen::Builder::new().docs("reference").only(["Ticket*"]).generate()?;
    Ok(())
}
