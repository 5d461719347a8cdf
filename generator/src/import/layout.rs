//! The places of pages and samples in the target.
//!
//! In: the folders of the source. Out: `rest/Contact/v1ContactEntity_Get.md` for a page, and
//! `samples/rest/request/v1ContactEntity_Get.md` for the sample that it includes.

use std::collections::BTreeSet;

use super::page::Links;

/// The number of folders that a page keeps, as in `rest/Contact`.
const KEPT: usize = 2;

/// The places of the files of one operation.
pub(super) struct Places {
    pub(super) folder: String,
    pub(super) page: String,
    pub(super) request: String,
    pub(super) response: String,
}

impl Places {
    /// The places for a page in this folder of the target. `older` marks the page of an older docs version.
    pub(super) fn of(folder: &str, uid: &str, older: bool) -> Self {
        let area = folder.rsplit_once('/').map_or("", |(area, _)| area);
        let area = if older { format!("{folder}/older") } else { area.to_owned() };
        let join = |parts: &[&str]| -> String {
            parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
        };
        let file = format!("{}.md", safe(uid));
        let sample = |side: &str| join(&["samples", area.trim_matches('/'), side, &file]);
        Self {
            folder: folder.to_owned(),
            page: join(&[folder, &file]),
            request: sample("request"),
            response: sample("response"),
        }
    }

    /// The places that no other operation has, even on a file system that ignores case. The uid inside the page decides,
    /// so its file can be numbered. The index of the folder has its place too.
    pub(super) fn free(taken: &mut BTreeSet<String>, folder: &str, uid: &str, older: bool) -> Self {
        let mut places = Self::of(folder, uid, older);
        let mut number = 1;
        while is_index(&places.page) || places.all().iter().any(|path| taken.contains(path)) {
            number += 1;
            places = Self::of(folder, &format!("{uid}-{number}"), older);
        }
        taken.extend(places.all());
        places
    }

    fn all(&self) -> [String; 3] {
        [&self.page, &self.request, &self.response].map(|path| path.to_lowercase())
    }

    /// The paths of the samples relative to the page.
    pub(super) fn links(&self) -> Links {
        let up = "../".repeat(self.page.matches('/').count());
        Links { request: format!("{up}{}", self.request), response: format!("{up}{}", self.response) }
    }
}

fn is_index(page: &str) -> bool {
    page.rsplit('/').next().is_some_and(|file| file.eq_ignore_ascii_case("index.md"))
}

/// A folder without the folders that all pages share, as in `restful/rest/Contact`.
pub(super) fn folder(folder: &str, shared: usize) -> String {
    folder.split('/').skip(shared).map(safe).collect::<Vec<_>>().join("/")
}

/// The number of folders that all pages share and that do not belong to the layout.
pub(super) fn shared<'a>(folders: impl Iterator<Item = &'a str> + Clone) -> usize {
    let Some(first) = folders.clone().next() else { return 0 };
    let parts: Vec<&str> = first.split('/').collect();
    let depth = folders.clone().map(|folder| folder.split('/').count()).min().unwrap_or_default();
    let common = |at: usize| folders.clone().all(|folder| folder.split('/').nth(at) == parts.get(at).copied());
    (0..depth.saturating_sub(KEPT)).take_while(|at| common(*at)).count()
}

/// A name with only characters that every file system accepts.
pub(super) fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_above_the_layout_are_left_out() {
        let shared = |folders: &[&str]| shared(folders.iter().copied());
        assert_eq!(shared(&["restful/rest/A", "restful/agent/B"]), 1);
        assert_eq!(shared(&["rest/A", "rest/B"]), 0);
        assert_eq!(shared(&["docs/restful/rest/A"]), 2);
        assert_eq!(shared(&["", "rest/A"]), 0);
        assert_eq!(folder("restful/rest/List Kind", 1), "rest/List-Kind");
    }

    #[test]
    fn similar_uids_have_files_of_their_own() {
        let mut taken = BTreeSet::new();
        let mut page = |uid: &str| Places::free(&mut taken, "rest/A", uid, false).page;
        assert_eq!(page("v1A"), "rest/A/v1A.md");
        assert_eq!(page("v1a"), "rest/A/v1a-2.md");
        assert_eq!(page("x:y"), "rest/A/x-y.md");
        assert_eq!(page("x-y"), "rest/A/x-y-2.md");
        assert_eq!(page("index"), "rest/A/index-2.md");
    }

    #[test]
    fn samples_are_beside_the_pages() {
        let places = Places::of("rest/Contact", "v1X_Get", false);
        assert_eq!(places.page, "rest/Contact/v1X_Get.md");
        assert_eq!(places.request, "samples/rest/request/v1X_Get.md");
        assert_eq!(places.links().response, "../../samples/rest/response/v1X_Get.md");
        assert_eq!(Places::of("", "v1X_Get", false).links().request, "samples/request/v1X_Get.md");
        assert_eq!(Places::of("v9/Contact", "v1X_Get", true).request, "samples/v9/Contact/older/request/v1X_Get.md");
    }
}
