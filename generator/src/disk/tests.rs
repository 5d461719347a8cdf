//! Tests that read real folders.

use super::*;

fn docs(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(dir.path(), path, text.as_bytes());
    }
    dir
}

fn put(dir: &Path, path: &str, bytes: &[u8]) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The pages and the included files that were read, in their order.
fn listed(loaded: &Loaded) -> (Vec<&str>, Vec<&str>) {
    let pages = loaded.sources.pages().map(|(_, file)| file.path.as_str());
    let included = loaded.sources.included().map(|(_, file)| file.path.as_str());
    (pages.collect(), included.collect())
}

fn codes(loaded: &Loaded) -> Vec<(Code, &str)> {
    let path = |span: Span| loaded.sources.file(span.file).path.as_str();
    loaded.diagnostics.iter().map(|found| (found.code, path(found.span))).collect()
}

const PAGE: &str = "---\nuid: x\n---\n";

#[test]
fn pages_at_any_depth_in_the_order_of_their_paths() {
    let dir = docs(&[
        ("b.md", PAGE),
        ("rest/Contact/get.md", PAGE),
        ("rest/Contact/PUT.MD", PAGE),
        ("rest/notes.txt", "x"),
        ("a/b/c/d/e/f.md", PAGE),
        (".git/x.md", PAGE),
    ]);
    let loaded = load(dir.path()).unwrap();
    assert_eq!(listed(&loaded), (vec!["a/b/c/d/e/f.md", "b.md", "rest/Contact/PUT.MD", "rest/Contact/get.md"], vec![]));
    assert!(loaded.diagnostics.is_empty());
    let watched = |path: &str| loaded.watched.contains(&dir.path().join(path));
    assert!(watched("") && watched("rest/Contact") && watched("a/b/c/d/e") && loaded.watched.is_sorted());
}

#[test]
fn included_files_are_found_and_are_not_pages() {
    let page = format!(
        "{PAGE}[!include[sample request](../../samples/rest/a.md)]\n[!INCLUDE [x [y]](more.md \"title\")]\n\
         [!include[gone](gone.md)]\n[!include[net](https://example.com/x.md)]\n[!include[abs](/etc/x.md)]\n"
    );
    let dir = docs(&[
        ("restful/rest/Contact/get.md", &page),
        ("restful/rest/Contact/more.md", "[!include[deeper](../deep.md)]"),
        ("restful/rest/deep.md", "[!include[circle](Contact/more.md)]"),
        ("restful/samples/rest/a.md", "a sample"),
        ("restful/samples/rest/unused.md", "another"),
    ]);
    let loaded = load(&dir.path().join("restful")).unwrap();
    assert_eq!(
        listed(&loaded),
        (
            vec!["rest/Contact/get.md", "samples/rest/unused.md"],
            vec!["rest/Contact/more.md", "rest/deep.md", "samples/rest/a.md"]
        )
    );

    // Loaded from a folder further down, the same files are outside it and still found.
    let loaded = load(&dir.path().join("restful/rest/Contact")).unwrap();
    // Paths are resolved as written, so the cycle names `more.md` a second time.
    let outside = vec!["../../samples/rest/a.md", "../Contact/more.md", "../deep.md", "more.md"];
    assert_eq!(listed(&loaded), (vec!["get.md"], outside.clone()));
    assert!(loaded.watched.contains(&dir.path().join("restful/rest/Contact/../../samples/rest/a.md")));

    // One file is a docs folder with one page.
    let loaded = load(&dir.path().join("restful/rest/Contact/get.md")).unwrap();
    assert_eq!(listed(&loaded), (vec!["get.md"], outside));
    assert!(loaded.diagnostics.is_empty());
}

#[test]
fn an_included_page_stays_a_page() {
    let dir = docs(&[("a.md", &format!("{PAGE}[!include[x](b.md)]")), ("b.md", PAGE)]);
    assert_eq!(listed(&load(dir.path()).unwrap()), (vec!["a.md", "b.md"], vec![]));

    // A file with several paths is still one page.
    let dir = docs(&[("rest/a.md", &format!("{PAGE}[!include[x](../rest/b.md)]")), ("rest/b.md", PAGE)]);
    assert_eq!(listed(&load(&dir.path().join("rest")).unwrap()), (vec!["a.md", "b.md"], vec!["../rest/b.md"]));
}

#[test]
fn a_page_with_another_extension_is_named() {
    let dir = docs(&[
        ("rest/a.mdx", PAGE),
        ("b.Markdown", PAGE),
        ("notes.txt", "notes"),
        ("c.mdx", "no page"),
        ("d.md", PAGE),
    ]);
    let loaded = load(dir.path()).unwrap();
    assert_eq!(codes(&loaded), [(Code::NotMd, "b.Markdown"), (Code::NotMd, "rest/a.mdx")]);
    assert_eq!(loaded.sources.pages().count(), 1);
    let messages: Vec<&str> = loaded.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(messages.iter().any(|message| message.contains("`rest/a.md`")), "{messages:?}");
}

#[test]
fn bad_files_are_findings() {
    let dir = docs(&[("good.md", PAGE), ("large.md", &"x".repeat(101)), ("fits.md", &"x".repeat(100))]);
    put(dir.path(), "latin.md", b"caf\xe9 and \xff");
    let loaded = load_with(dir.path(), &Limits { file_bytes: 100, files: 10 }).unwrap();
    assert_eq!(codes(&loaded), [(Code::FileTooLarge, "large.md"), (Code::NotUtf8, "latin.md")]);
    let latin = loaded.sources.find("latin.md").unwrap();
    assert_eq!(loaded.sources.file(latin).text, "caf\u{fffd} and \u{fffd}");
    let found = loaded.diagnostics.iter().find(|found| found.code == Code::NotUtf8).unwrap();
    assert_eq!(loaded.sources.slice(found.span), "\u{fffd}");

    let loaded = load_with(dir.path(), &Limits { files: 2, ..Limits::default() }).unwrap();
    assert_eq!(codes(&loaded), [(Code::TooManyFiles, ".")]);
    assert_eq!(loaded.sources.pages().count(), 2);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;

    let away = docs(&[("secret.md", PAGE), ("folder/x.md", PAGE)]);
    let page = format!("{PAGE}[!include[a](planted.md)] [!include[b](folder/x.md)] [!include[c](alias.md)]");
    let dir = docs(&[("rest/page.md", &page), ("rest/real.md", "text")]);
    let rest = dir.path().join("rest");
    symlink(away.path().join("secret.md"), rest.join("planted.md")).unwrap();
    symlink(away.path().join("folder"), rest.join("folder")).unwrap();
    symlink(rest.join("real.md"), rest.join("alias.md")).unwrap();
    symlink(dir.path(), rest.join("loop")).unwrap();
    symlink("self.md", rest.join("self.md")).unwrap();
    symlink(away.path().join("secret.md"), rest.join("stray.md")).unwrap();
    symlink(away.path().join("secret.md"), rest.join("notes.pdf")).unwrap();
    let loaded = load(dir.path()).unwrap();
    assert_eq!(listed(&loaded).0, ["rest/page.md", "rest/real.md"]);
    let found = codes(&loaded);
    assert!(found.iter().all(|(code, _)| *code == Code::LinkLeavesDocs), "{found:?}");
    let places: std::collections::BTreeSet<&str> = found.iter().map(|(_, at)| *at).collect();
    let outside = ["rest/folder", "rest/folder/x.md", "rest/planted.md", "rest/self.md", "rest/stray.md"];
    assert_eq!(places, outside.into(), "links within the folder and to other files are ignored");
    let read = |path: &str| loaded.sources.find(path).map(|id| loaded.sources.file(id).text.as_str());
    assert_eq!((read("rest/planted.md"), read("rest/folder/x.md")), (Some(""), Some("")));
    assert_eq!(read("rest/alias.md"), Some("text"));
}

/// Fixups and settings are files next to the pages, and are untrusted as well.
#[cfg(unix)]
#[test]
fn files_beside_the_pages_must_be_regular_files_in_the_folder() {
    use std::os::unix::fs::symlink;

    let away = docs(&[("secret.md", "secret")]);
    for name in [crate::fixups::FILE, crate::options::config::FILE] {
        let dir = docs(&[("page.md", PAGE)]);
        symlink(away.path().join("secret.md"), dir.path().join(name)).unwrap();
        let loaded = load(dir.path()).unwrap();
        assert_eq!(codes(&loaded), [(Code::LinkLeavesDocs, name)]);
        assert!(loaded.sources.files().all(|(_, file)| file.text != "secret"), "{name}");

        fs::remove_file(dir.path().join(name)).unwrap();
        fs::create_dir(dir.path().join(name)).unwrap();
        assert_eq!(codes(&load(dir.path()).unwrap()), [(Code::NotAFile, name)]);

        fs::remove_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name), "# caf\u{e9}").unwrap();
        let loaded = load(dir.path()).unwrap();
        assert_eq!(codes(&loaded), []);
        let found = loaded.sources.find(name).map(|id| loaded.sources.file(id).text.as_str());
        assert_eq!(found, Some("# caf\u{e9}"));
        assert!(loaded.watched.contains(&dir.path().join(name)), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn names_that_cannot_be_displayed_are_rejected() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let dir = docs(&[("x\n::error::y.md", PAGE), ("fold\u{202e}er/x.md", PAGE), ("ok.md", PAGE)]);
    fs::write(dir.path().join(OsStr::from_bytes(b"bad\xff.md")), PAGE).unwrap();
    let loaded = load(dir.path()).unwrap();
    assert_eq!(listed(&loaded).0, ["ok.md"]);
    let found = codes(&loaded);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|(code, path)| *code == Code::UnsafeFileName && !path.chars().any(is_hostile)));
    let watched = loaded.watched.iter().map(|path| path.to_string_lossy());
    assert!(watched.into_iter().all(|path| !path.contains(['\n', '\u{202e}'])));
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_stop_the_run() {
    let dir = docs(&[("ok.md", &format!("{PAGE}[!include[x](socket.md)]"))]);
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket.md")).unwrap();
    let loaded = load(dir.path()).unwrap();
    assert_eq!(codes(&loaded), [(Code::NotAFile, "socket.md")]);
    assert_eq!(listed(&loaded).0, ["ok.md"]);
}

#[test]
fn a_missing_folder_is_an_error_with_a_next_step() {
    let error = load(Path::new("no/such/\u{1b}folder")).unwrap_err();
    assert!(matches!(error, LoadError::NotFound(_)));
    let here = std::env::current_dir().unwrap();
    assert_eq!(error.to_string(), format!("cannot read pages: {}/no/such/␛folder does not exist", here.display()));
}

#[test]
fn three_thousand_files_are_read_quickly() {
    let text = format!("{PAGE}{}", "| Name | string | text [x](y) |\n".repeat(150));
    let dir = tempfile::tempdir().unwrap();
    for number in 0..3_000 {
        put(dir.path(), &format!("rest/r{}/page{number}.md", number % 250), text.as_bytes());
    }
    let start = std::time::Instant::now();
    let loaded = load(dir.path()).unwrap();
    let took = start.elapsed();
    assert_eq!(loaded.sources.pages().count(), 3_000);
    // The limit is ten times what it takes with a warm disk cache, because the test machine may be busy.
    assert!(took.as_millis() < 1_000, "{took:?}");
}

/// A file that another one includes is a page only if it has front matter with a `uid`.
#[test]
fn a_uid_counts_only_in_the_front_matter() {
    for page in ["---\nuid: x\n---\n", "\u{feff}---\r\ntitle: y\r\nuid : x\r\n---\r\n", "--- \nuid: x"] {
        assert!(has_uid(page), "{page:?}");
    }
    let included = [
        "",
        "uid: x\n",
        "# Text\nuid: x\n",
        "\n---\nuid: x\n---\n",
        "---\ntitle: y\n---\nuid: x\n",
        "---\nuids: x\n---\n",
    ];
    for text in included {
        assert!(!has_uid(text), "{text:?}");
    }
}

#[test]
fn a_single_page_is_read_alone() {
    let dir = docs(&[("a.md", PAGE), ("b.md", PAGE)]);
    let one = load(&dir.path().join("a.md")).unwrap();
    assert_eq!((listed(&one).0.len(), one.sources.is_alone()), (1, true));
    let all = load(dir.path()).unwrap();
    assert_eq!((listed(&all).0.len(), all.sources.is_alone()), (2, false));
}
