//! The command line of the mock server.

use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use clap::Parser;
use superoffice_mock::api::Api;
use superoffice_mock::{Builder, Fault, MockServer};

/// Serve a mock of the SuperOffice WebAPI, made from its reference pages
#[derive(Parser)]
#[command(name = "superoffice-mock", version)]
struct Cli {
    /// Folder of reference pages; the default is SUPEROFFICE_DOCS, or the folder `docs`
    #[arg(long, value_name = "DIR")]
    docs: Option<PathBuf>,
    /// File with a saved model, instead of reference pages
    #[arg(long, value_name = "FILE", conflicts_with = "docs")]
    model: Option<PathBuf>,
    /// Save the model of the pages to a file for `--model`, and exit; `-` means standard output
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    save: Option<PathBuf>,
    /// Folder for generated files, in which the model of the pages is cached until a page changes
    #[arg(long, value_name = "DIR", conflicts_with = "model")]
    cache: Option<PathBuf>,
    /// File that keeps the records; it is created if it does not exist. Without it, records are only in memory
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// JSON file with records from the start, by resource, such as {"Contact": [{"Name": "Nordlys AS"}]}
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// JSON file with a list of rules for faults, such as [{"status": 503, "probability": 0.1, "seed": 7}]
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
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
    /// Forward all requests to --upstream, and write the exchanges, without secrets, to a new file
    #[arg(long, value_name = "FILE", requires = "upstream")]
    record: Option<PathBuf>,
    /// Address of a tenant whose exchanges are recorded, such as https://host/Cust12345
    #[arg(long, value_name = "URL", requires = "record")]
    upstream: Option<String>,
    /// Answer requests from a recording, and mock those that it does not contain
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    replay: Option<PathBuf>,
    /// Refuse requests that the recording does not contain, and show the nearest recorded ones
    #[arg(long, requires = "replay")]
    replay_only: bool,
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
    let reads_pages = cli.model.is_none();
    let options = [("--docs", cli.docs.clone()), ("--cache", cli.cache.clone())];
    if let Some(docs) = cli.docs {
        builder = builder.docs(docs);
    }
    if let Some(model) = cli.model {
        builder = builder.model(model);
    }
    if let Some(folder) = cli.cache {
        builder = builder.cache(folder);
    }
    if let Some(file) = cli.save {
        return match save(&builder, &file) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message),
        };
    }
    if reads_pages {
        builder = builder.find_docs();
        match builder.cached().map_or_else(|| read_apart(&options), |api| Ok(Some(api))) {
            Ok(Some(api)) => builder = builder.api(api),
            // This process reads the pages.
            Ok(None) => {}
            Err(code) => return code,
        }
    }
    if let Some(file) = cli.state {
        builder = builder.state(file);
    }
    if let Some(file) = cli.data {
        builder = builder.data(file);
    }
    if let Some(file) = cli.faults {
        match rules(&file) {
            Ok(rules) => builder = rules.into_iter().fold(builder, Builder::fault),
            Err(message) => return fail(&message),
        }
    }
    if cli.lenient {
        builder = builder.lenient();
    }
    if cli.allow_remote {
        builder = builder.allow_remote();
    }
    let mut doing = "serving";
    if let (Some(file), Some(upstream)) = (cli.record, cli.upstream) {
        doing = "recording";
        builder = builder.record(file, upstream).on_recorded(|line| {
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }
    if let Some(file) = cli.replay {
        builder = builder.replay(file);
    }
    if cli.replay_only {
        builder = builder.replay_only();
    }
    let server = match builder.start().await {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string()),
    };
    let (operations, url) = (server.api().operations.len(), server.url());
    let root = url.rsplit_once('/').map_or(url.as_str(), |(root, _)| root);
    let text = format!(
        "{doing} {operations} operations at {url}\nany credentials are accepted; {root}/ shows the operations, and {root}/_mock what is not imitated\n"
    );
    let _ = std::io::stdout().write_all(text.as_bytes());
    let _ = std::io::stdout().flush();
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn save(builder: &Builder, file: &Path) -> Result<(), String> {
    if file == Path::new("-") {
        let bytes = builder.to_bytes().map_err(|error| error.to_string())?;
        return std::io::stdout().write_all(&bytes).map_err(|error| error.to_string());
    }
    builder.save(file).map_err(|error| error.to_string())
}

/// Reads the pages in another process, because reading needs several times the memory of a server, and not all of it can be
/// freed afterwards. Returns `None` if the process cannot be started, and an exit code if it has failed and printed why.
fn read_apart(options: &[(&str, Option<PathBuf>)]) -> Result<Option<Arc<Api>>, ExitCode> {
    let Ok(program) = std::env::current_exe() else { return Ok(None) };
    let mut command = Command::new(program);
    command.args(["--save", "-"]).stdin(Stdio::null()).stderr(Stdio::inherit());
    for (name, value) in options {
        if let Some(value) = value {
            command.arg(name).arg(value);
        }
    }
    match command.output() {
        Err(_) => Ok(None),
        Ok(output) if output.status.success() => Ok(Api::from_bytes(&output.stdout).ok().map(Arc::new)),
        Ok(_) => Err(ExitCode::from(2)),
    }
}

/// The rules for faults in a file.
fn rules(file: &Path) -> Result<Vec<Fault>, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Fault::from_json(&bytes).map_err(|error| format!("{}: {error}", file.display()))
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error: {message}");
    ExitCode::from(2)
}
