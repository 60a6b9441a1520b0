//! An asset of a group: a repository, a part of one, or all repositories whose names match a pattern.

use std::fmt;

use crate::domain::types::ids::{InvalidName, RepoName};

use super::glob::{Glyph, fits, glyphs};
use super::path_pattern::Paths;

/// An asset of an area. Several areas may own the same asset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asset {
    /// A whole repository.
    Repository(RepoName),
    /// Some paths of a repository.
    Part(Box<RepositoryPart>),
    /// Whole repositories, by a pattern for their names.
    Repositories(Box<RepoPattern>),
}

/// Some paths of a repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepositoryPart {
    /// The repository.
    pub repository: RepoName,
    /// The paths.
    pub paths: Paths,
    /// The priority, from 1: of all assets that match a path, those with the highest rank own it.
    ///
    /// A whole repository has rank 0. The rank of a folder is its depth (the deepest OWNERS file wins, as in
    /// Kubernetes). The rank of a CODEOWNERS pattern is its line number (the last match wins, as on GitHub).
    pub rank: u32,
}

/// Repositories of one organization by a name pattern, as in `knative/kn-plugin-*`: `*` matches any characters, `?`
/// one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepoPattern {
    text: Box<str>,
    organization: Box<str>,
    name: Box<[Glyph]>,
}

impl Asset {
    /// A folder or file of a repository, with everything below it.
    ///
    /// # Errors
    /// `path` is not valid.
    pub fn folder(repository: RepoName, path: &str) -> Result<Self, InvalidName> {
        let paths = Paths::folder(path)?;
        let rank = u32::try_from(paths.as_str().split('/').count()).unwrap_or(u32::MAX);
        Ok(Self::Part(Box::new(RepositoryPart { repository, paths, rank })))
    }

    /// The paths of a repository that match a CODEOWNERS pattern. `rank`: its line number, from 1.
    ///
    /// # Errors
    /// `pattern` is not valid.
    pub fn pattern(repository: RepoName, pattern: &str, rank: u32) -> Result<Self, InvalidName> {
        Ok(Self::Part(Box::new(RepositoryPart { repository, paths: Paths::pattern(pattern)?, rank })))
    }

    /// Whether the asset is in this repository.
    pub fn concerns(&self, repository: &RepoName) -> bool {
        match self {
            Self::Repository(name) => name == repository,
            Self::Part(part) => part.repository == *repository,
            Self::Repositories(pattern) => pattern.contains(repository),
        }
    }
}

impl RepoPattern {
    /// Reads `owner/name`, with wildcards in the name.
    ///
    /// # Errors
    /// The text is not valid, or it has no wildcard.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let rule = "`owner/name` with `*` or `?` in the name alone";
        let invalid = || InvalidName { kind: "pattern for repositories", text: text.to_owned(), rule };
        let (organization, name) = text.split_once('/').ok_or_else(invalid)?;
        // With a letter in place of each wildcard, it has to be a valid repository name.
        let is_name = text.replace(['*', '?'], "x").parse::<RepoName>().is_ok();
        if !is_name || !name.contains(['*', '?']) || organization.contains(['*', '?']) {
            return Err(invalid());
        }
        let glyphs = glyphs(&name.to_ascii_lowercase()).ok_or_else(invalid)?;
        Ok(Self { text: text.into(), organization: organization.into(), name: glyphs.into() })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The organization, in lower case.
    pub(super) fn organization(&self) -> String {
        self.organization.to_ascii_lowercase()
    }

    /// Whether a repository's name matches, ignoring case.
    pub fn contains(&self, repository: &RepoName) -> bool {
        repository.belongs_to(&self.organization)
            && fits(&self.name, repository.name().chars().map(|ch| ch.to_ascii_lowercase()))
    }
}

impl fmt::Debug for RepoPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl fmt::Display for RepoPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_repositories_stays_in_its_organization_and_ignores_case() {
        let plugins = RepoPattern::parse("knative/KN-plugin-*").unwrap();
        let contains = |name: &str| plugins.contains(&name.parse().unwrap());
        assert!(contains("Knative/kn-Plugin-admin"));
        assert!(!contains("knative/kn-plugi") && !contains("knative-x/kn-plugin-admin"));
        for text in ["knative/x", "*/x", "kn*/x*", "x*", "a/b/*", "a/b[*]"] {
            assert!(RepoPattern::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_rank_of_a_folder_is_its_depth() {
        let asset = Asset::folder("acme/x".parse().unwrap(), "/a/b/c/").unwrap();
        let Asset::Part(part) = asset else { unreachable!("a folder is a part") };
        assert_eq!((part.rank, part.paths.as_str()), (3, "a/b/c"));
    }
}
