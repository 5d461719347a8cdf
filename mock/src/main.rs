//! The command line of the mock server.

use std::io::Write as _;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use superoffice_mock::MockServer;

/// Serve a mock of the SuperOffice WebAPI, made from its reference pages
#[derive(Parser)]
#[command(name = "superoffice-mock", version)]
struct Cli {
    /// Folder of reference pages; the default is SUPEROFFICE_DOCS, or the folder `docs`
    #[arg(long, value_name = "DIR")]
    docs: Option<PathBuf>,
    /// Port to listen on; 0 means a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// Allow an address that other machines can reach
    #[arg(long)]
    allow_remote: bool,
    /// Accept requests that differ from the pages, and list the differences in headers `X-Mock-Warning`
    #[arg(long)]
    lenient: bool,
    /// Seed of generated values and of faults
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Number of records that each resource has from the start
    #[arg(long, default_value_t = 20)]
    records: u32,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    runtime.block_on(run(cli))
}

async fn run(cli: Cli) -> ExitCode {
    let mut builder = MockServer::builder().port(cli.port).address(cli.address).seed(cli.seed).records(cli.records);
    if let Some(docs) = cli.docs {
        builder = builder.docs(docs);
    }
    if cli.lenient {
        builder = builder.lenient();
    }
    if cli.allow_remote {
        builder = builder.allow_remote();
    }
    let server = match builder.start().await {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string()),
    };
    let (operations, url) = (server.api().operations.len(), server.url());
    let text = format!(
        "serving {operations} operations at {url}\nany credentials are accepted; http://{0}/ shows the operations, and http://{0}/_mock what is not imitated\n",
        server.address()
    );
    let _ = std::io::stdout().write_all(text.as_bytes());
    let _ = std::io::stdout().flush();
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error: {message}");
    ExitCode::from(2)
}
