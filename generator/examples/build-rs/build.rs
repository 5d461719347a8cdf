//! Compiles the pages of `reference` into one file of `OUT_DIR`.

fn main() -> Result<(), superoffice_codegen::BuildError> {
    superoffice_codegen::Builder::new().docs("reference").only(["Ticket*"]).generate()?;
    Ok(())
}
