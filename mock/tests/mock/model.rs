//! Saved models are equal to what was read, are rejected if they are damaged, and are replaced when a page has changed.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use superoffice_mock::api::{Api, ModelError};
use superoffice_mock::{MockServer, StartError};

use crate::support::{Random, runtime, trees};

#[test]
fn a_saved_model_is_equal() {
    for (name, api) in trees() {
        let bytes = api.to_bytes();
        let read = Api::from_bytes(&bytes).unwrap();
        assert!(read == *api, "{name}");
        assert!(read.to_bytes() == bytes, "{name}: the same bytes are saved again");
        println!("{name}: {} bytes for {} operations", bytes.len(), api.operations.len());
    }
}

#[test]
fn damaged_models_are_rejected() {
    let bytes = trees().remove(0).1.to_bytes();
    let error = |bytes: &[u8]| Api::from_bytes(bytes).unwrap_err();
    assert_eq!(error(b""), ModelError::NotAModel);
    assert_eq!(error(b"# Heading\n"), ModelError::NotAModel);
    let mut random = Random(0x5851_f42d_4c95_7f2d);
    for _ in 0..200 {
        let mut broken = bytes.clone();
        let at = random.below(broken.len());
        if random.below(2) == 0 {
            broken.truncate(at);
        } else {
            broken[at] ^= 1 << random.below(8);
        }
        error(&broken);
    }
    for length in 0..200 {
        error(&bytes[..length]);
    }
    // The length of the version is the byte after the first 16; the version follows.
    let mut old = bytes.clone();
    old[17] = b'9';
    let message = error(&old).to_string();
    assert!(message.contains("another build") && message.contains("--save"), "{message}");
    let mut more = bytes;
    more.push(0);
    assert_eq!(error(&more), ModelError::Damaged);
}

/// A page with one operation.
pub(crate) fn page(name: &str) -> String {
    format!(
        "---\nuid: v1{name}_Get\ntitle: GET {name}\n---\n\n# GET {name}\n\n```http\nGET /api/v1/{name}\n```\n\n\
         ## Response: object\n\nOK\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: {name}Entity\n\n| Property Name | Type | Description |\n|---|---|---|\n| Name | string | A name. |\n"
    )
}

/// Sets the time of modification to one that identifies the contents.
fn age(path: &Path) {
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().write(true).open(path).unwrap().set_modified(hour_ago).unwrap();
}

#[test]
fn a_changed_page_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let (docs, cache) = (folder.path().join("docs"), folder.path().join("target"));
    fs::create_dir_all(docs.join("rest")).unwrap();
    let path = docs.join("rest/one.md");
    fs::write(&path, page("Apple")).unwrap();
    age(&path);
    let paths = || {
        runtime().block_on(async {
            let server = MockServer::builder().docs(&docs).cache(&cache).start().await.unwrap();
            let mut paths: Vec<String> = server.api().operations.iter().map(|one| one.path.clone()).collect();
            paths.sort();
            paths
        })
    };
    let models = || {
        let files = fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|end| end == "model")).collect::<Vec<_>>()
    };
    // The folder is new, so that the first starts may find that a page was changed while it was read.
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(paths(), ["/api/v1/Apple"]);
    let [model] = models().try_into().unwrap();
    let written = || fs::metadata(&model).unwrap().modified().unwrap();
    let first = written();
    assert_eq!(paths(), ["/api/v1/Apple"]);
    assert_eq!(written(), first, "the saved model is used");
    // The same size and the same time of modification.
    fs::write(&path, page("Grape")).unwrap();
    age(&path);
    assert_eq!(paths(), ["/api/v1/Grape"]);
    fs::write(docs.join("rest/two.md"), page("Plum")).unwrap();
    assert_eq!(paths(), ["/api/v1/Grape", "/api/v1/Plum"]);
    fs::remove_file(docs.join("rest/two.md")).unwrap();
    assert_eq!(paths(), ["/api/v1/Grape"]);
    fs::write(&model, "damaged").unwrap();
    assert_eq!(paths(), ["/api/v1/Grape"]);
}

#[test]
fn a_server_starts_from_a_saved_model() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("docs.model");
    runtime().block_on(async {
        MockServer::builder().api(trees().remove(0).1).save(&file).unwrap();
        let server = MockServer::builder().model(&file).start().await.unwrap();
        let operation = &server.api().operations[0];
        assert!(server.respond(server.api().example(operation)).status().is_success());
        let missing = MockServer::builder().model(folder.path().join("none")).start().await.unwrap_err();
        assert!(matches!(missing, StartError::Model(..)), "{missing}");
        fs::write(&file, "no model").unwrap();
        let wrong = MockServer::builder().model(&file).start().await.unwrap_err();
        assert!(matches!(wrong, StartError::NotAModel(_, ModelError::NotAModel)), "{wrong}");
    });
}
