//! The targets of links to GitHub: a repository, or a path in one.

use percent_encoding::percent_decode_str;

use crate::domain::governance::ownership::{Asset, TeamName};
use crate::domain::types::ids::RepoName;

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linked {
    /// The repository.
    pub(super) repository: RepoName,
    /// The path in it; empty for the repository itself.
    pub(super) path: String,
    /// Whether the link is to a file, and not to a folder or to the repository itself.
    pub(super) is_file: bool,
}

/// Reads a link to a repository, or to a file or folder of a branch in it; `None` for any other.
///
/// A branch is read as a single name: a leading `refs/heads/` is handled, other slashes in it are not.
pub(super) fn linked(url: &str) -> Option<Linked> {
    let (host, path) = host_and_path(url)?;
    let names = path.split('/').filter(|name| !name.is_empty());
    let mut names = names.map(|name| percent_decode_str(name).decode_utf8_lossy().into_owned());
    let (owner, name) = (names.next()?, names.next()?);
    let repository = format!("{owner}/{}", name.strip_suffix(".git").unwrap_or(&name)).parse().ok()?;
    let mut names: Vec<String> = names.collect();
    let mut is_file = true;
    match host.to_ascii_lowercase().as_str() {
        "raw.githubusercontent.com" => {}
        "github.com" | "www.github.com" if names.is_empty() => {
            return Some(Linked { repository, path: String::new(), is_file: false });
        }
        "github.com" | "www.github.com" => {
            let kind = names.remove(0);
            if !matches!(kind.as_str(), "blob" | "tree" | "raw") {
                return None;
            }
            is_file = kind != "tree";
        }
        _ => return None,
    }
    let branch = if names.starts_with(&["refs".to_owned(), "heads".to_owned()]) { 3 } else { 1 };
    let path = names.get(branch..).unwrap_or_default().join("/");
    Some(Linked { repository, is_file: is_file && !path.is_empty(), path })
}

/// Host and path of a URL, with or without a scheme.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['?', '#']).next()?.split_once('/')
}

/// The team of `https://github.com/orgs/acme/teams/docs`, ignoring anything after it.
pub(super) fn team_at(url: &str) -> Option<TeamName> {
    let (host, path) = host_and_path(url)?;
    let names: Vec<&str> = path.split('/').collect();
    match names.as_slice() {
        ["orgs", organization, "teams", team, ..] if host.eq_ignore_ascii_case("github.com") => {
            format!("{organization}/{team}").parse().ok()
        }
        _ => None,
    }
}

impl Linked {
    /// The asset at this target: the repository, or a file or folder with everything below it.
    pub(super) fn asset(self) -> Option<Asset> {
        if self.path.is_empty() {
            return Some(Asset::Repository(self.repository));
        }
        Asset::folder(self.repository, &self.path).ok()
    }

    /// The scope of a file that lists owners, such as `OWNERS`: its folder. The scope of a CODEOWNERS file in `.github`
    /// or `docs` is the whole repository; that of a link to a folder or repository is its target.
    pub(super) fn listed(self) -> Self {
        if !self.is_file {
            return self;
        }
        let (folder, file) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let is_whole = file == "CODEOWNERS" && matches!(folder, ".github" | "docs");
        let path = if is_whole { String::new() } else { folder.to_owned() };
        Self { path, is_file: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> Option<String> {
        linked(url).map(|Linked { repository, path, .. }| format!("{repository}:{path}"))
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
    fn a_file_of_owners_means_its_folder_whatever_it_is_called() {
        let folder = |url: &str| linked(&format!("https://github.com/acme/x/{url}")).unwrap().listed().path;
        for (url, expected) in [
            ("blob/main/a/OWNERS", "a"),
            ("blob/main/MAINTAINERS.md", ""),
            ("blob/main/a/CO_OWNERS", "a"),
            ("blob/main/.github/CODEOWNERS", ""),
            ("blob/main/a/docs/CODEOWNERS", "a/docs"),
            ("tree/main/a/b", "a/b"),
            ("", ""),
        ] {
            assert_eq!(folder(url), expected, "{url}");
        }
    }

    #[test]
    fn a_link_to_a_team_names_it() {
        let team = |url: &str| team_at(url).map(|team| team.to_string());
        assert_eq!(team("https://github.com/orgs/Acme/teams/wood-leads/members").as_deref(), Some("acme/wood-leads"));
        assert_eq!((team("https://github.com/acme/x"), team("https://example.com/orgs/a/teams/b")), (None, None));
    }
}
