//! The files that a user names: in a checkout of the governing repository, in another one, or in none.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::domain::governance::charter;
use crate::domain::policy::Governing;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::GroupId;
use crate::folder;

use super::super::atomic_write::{Change, write_all};
use super::super::error::Failure;
use super::super::folder_diff::checkout;

/// A file on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    /// The user's name of it.
    pub(super) name: String,
    /// Its path.
    pub(super) at: PathBuf,
    /// The folder that must not be left when it is written.
    pub(super) root: PathBuf,
}

impl Located {
    /// Whether the file's bytes are exactly this text.
    pub(super) fn holds(&self, text: &str) -> io::Result<bool> {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        File::open(&self.at)?.take(text.len() as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes == text.as_bytes())
    }

    /// Replaces the text `before`.
    pub(super) fn replace(&self, before: &str, after: &str) -> Result<(), Failure> {
        let path = self.at.strip_prefix(&self.root).unwrap_or(&self.at).to_string_lossy().into_owned();
        write_all(&self.root, &[Change { path, before: Some(before.to_owned()), after: after.to_owned() }])
    }
}

/// A file named by the user.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) located: Located,
    /// Its path within its checkout, or on this machine if it is in none.
    path: String,
    in_checkout: bool,
}

impl Named {
    pub(super) fn of(file: &Path) -> Result<Self, Failure> {
        let unreadable = |source| Failure::no_input(file, source);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder).map_err(unreadable)?;
        let at = folder.join(file.file_name().unwrap_or_default());
        let root = checkout(&folder);
        let path = match root {
            Some(root) => at.strip_prefix(root).unwrap_or(&at),
            None => &at,
        };
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).filter(|part| part != "/").collect();
        let (path, in_checkout) = (parts.join("/"), root.is_some());
        let root = root.map_or(folder.clone(), Path::to_owned);
        Ok(Self { located: Located { name: file.display().to_string(), at, root }, path, in_checkout })
    }

    /// The path of the governing document at its place: within a checkout from the top folder, elsewhere from any
    /// folder.
    pub(super) fn place(&self, governing: &Governing) -> Option<&str> {
        let below = self.path.match_indices('/').filter_map(|(slash, _)| self.path.get(slash + 1..));
        let below = below.filter(|_| !self.in_checkout);
        std::iter::once(self.path.as_str()).chain(below).find(|path| governing.is_document(path))
    }

    /// Its text and the path under which it is checked; `None` if it does not look like a governing document.
    pub(super) fn read(&self, governing: &Governing) -> Result<Option<(String, String)>, Failure> {
        let text = || folder::text(&self.located.at).map_err(|source| Failure::no_input(&self.located.at, source));
        if let Some(path) = self.place(governing) {
            return Ok(Some((path.to_owned(), text()?)));
        }
        let Some(path) = self.charter_path(governing) else { return Ok(None) };
        let text = text()?;
        let looks_like_one = !self.in_checkout || charter::read(&text).title.is_some();
        Ok(looks_like_one.then_some((path, text)))
    }

    /// The path that it would have as a charter.
    fn charter_path(&self, governing: &Governing) -> Option<String> {
        let name = self.path.rsplit('/').next()?;
        let stem = name.strip_suffix(".md")?;
        let id: GroupId = stem.parse().or_else(|_| slug(stem).parse()).ok()?;
        let path = governing.charter_path(&id).filter(|_| governing.has_charters())?;
        governing.charter_at(&path).is_some().then_some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::Foundations;

    /// The path under which a file with this text and path is checked.
    fn checked(path: &str, text: &str, in_checkout: bool) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(&at, text).unwrap();
        if in_checkout {
            fs::create_dir(folder.path().join(".git")).unwrap();
        }
        let foundations = Foundations::embedded().unwrap();
        let governing = &foundations.only().unwrap().policy.governing;
        Named::of(&at).unwrap().read(governing).unwrap().map(|(path, _)| path)
    }

    #[test]
    fn a_document_is_known_by_its_path_in_its_checkout() {
        assert_eq!(checked("orgs/orgs.yml", "", true).as_deref(), Some("orgs/orgs.yml"));
        assert_eq!(checked("toc/working-groups/docs.md", "", true).as_deref(), Some("toc/working-groups/docs.md"));
        assert_eq!(checked("copies/orgs/orgs.yml", "", true), None);
        assert_eq!(checked("copies/orgs/orgs.yml", "", false).as_deref(), Some("orgs/orgs.yml"));
    }

    #[test]
    fn other_files_are_charters_if_they_say_so_or_lie_in_no_checkout() {
        let titled = "# New: Working Group Charter\n";
        let place = Some("toc/working-groups/new.md");
        assert_eq!(checked("drafts/new.md", titled, true).as_deref(), place);
        assert_eq!(checked("drafts/new.md", "# New\n", true), None);
        assert_eq!(checked("drafts/new.md", "# New\n", false).as_deref(), place);
        assert_eq!(checked("drafts/a|b.md", "", false).as_deref(), Some("toc/working-groups/a-b.md"));
        for name in ["new.txt", "WORKING-GROUPS.MD", "|.md", "md"] {
            assert_eq!(checked(name, titled, false), None, "{name}");
        }
    }
}
