//! Links to GitHub as what they lead to: a repository, or a path in one.

use percent_encoding::percent_decode_str;

use crate::domain::ids::RepoName;
use crate::domain::ownership::Asset;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linked {
    /// The repository.
    pub(super) repository: RepoName,
    /// The path in it; empty for the repository itself.
    pub(super) path: String,
}

/// Reads a link to a repository, or to a file or folder of a branch in it; `None` for any other.
///
/// A branch is taken for one name: `refs/heads/` before it is known, other slashes in it are not.
pub(super) fn linked(url: &str) -> Option<Linked> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split(['?', '#']).next()?.split_once('/')?;
    let names = path.split('/').filter(|name| !name.is_empty());
    let mut names = names.map(|name| percent_decode_str(name).decode_utf8_lossy().into_owned());
    let (owner, name) = (names.next()?, names.next()?);
    let repository = format!("{owner}/{}", name.strip_suffix(".git").unwrap_or(&name)).parse().ok()?;
    let mut names: Vec<String> = names.collect();
    match host.to_ascii_lowercase().as_str() {
        "raw.githubusercontent.com" => {}
        "github.com" | "www.github.com" if names.is_empty() => return Some(Linked { repository, path: String::new() }),
        "github.com" | "www.github.com" => {
            let kind = names.remove(0);
            if !matches!(kind.as_str(), "blob" | "tree" | "raw") {
                return None;
            }
        }
        _ => return None,
    }
    let branch = if names.starts_with(&["refs".to_owned(), "heads".to_owned()]) { 3 } else { 1 };
    let path = names.get(branch..).unwrap_or_default().join("/");
    Some(Linked { repository, path })
}

impl Linked {
    /// What is owned by whoever owns this: the repository, or a file or folder with all below it.
    pub(super) fn asset(self) -> Option<Asset> {
        if self.path.is_empty() {
            return Some(Asset::Repository(self.repository));
        }
        Asset::folder(self.repository, &self.path).ok()
    }

    /// The folder of a file with this name; `None` if another file is linked.
    pub(super) fn folder_of(self, file: &str) -> Option<Self> {
        let folder = self.path.strip_suffix(file)?;
        let is_name = folder.is_empty() || folder.ends_with('/');
        is_name.then(|| Self { path: folder.trim_end_matches('/').to_owned(), repository: self.repository })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> Option<String> {
        linked(url).map(|Linked { repository, path }| format!("{repository}:{path}"))
    }

    #[test]
    fn a_link_leads_to_a_repository_or_to_a_path_of_it() {
        for (url, expected) in [
            ("https://raw.githubusercontent.com/acme/x/main/a/b/OWNERS", "acme/x:a/b/OWNERS"),
            ("https://raw.githubusercontent.com/acme/x/refs/heads/main/OWNERS", "acme/x:OWNERS"),
            ("https://github.com/acme/x/blob/main/a%20b/OWNERS#L1", "acme/x:a b/OWNERS"),
            ("http://www.GitHub.com/acme/x/tree/main/docs/", "acme/x:docs"),
            ("github.com/acme/x.git?tab=readme", "acme/x:"),
            ("https://github.com/acme/x/", "acme/x:"),
        ] {
            assert_eq!(shown(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn what_is_no_repository_has_no_owner() {
        for url in [
            "",
            "acme",
            "acme/x",
            "https://github.com/acme",
            "https://github.com/orgs/acme/teams/x",
            "https://github.com/acme/x/issues/1",
            "https://example.com/acme/x",
            "https://raw.githubusercontent.com/acme",
            "https://github.com/../x",
        ] {
            assert_eq!(shown(url), None, "{url}");
        }
    }

    #[test]
    fn a_file_stands_for_its_folder() {
        let folder = |url: &str| linked(url).unwrap().folder_of("OWNERS").map(|found| found.path);
        assert_eq!(folder("https://github.com/acme/x/blob/main/a/OWNERS").as_deref(), Some("a"));
        assert_eq!(folder("https://github.com/acme/x/blob/main/OWNERS").as_deref(), Some(""));
        assert_eq!(folder("https://github.com/acme/x/blob/main/a/CO_OWNERS"), None);
    }
}
