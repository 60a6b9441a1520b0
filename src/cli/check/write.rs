//! Mended files: written whole or not at all, never through a link, never outside the folder that is checked.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use super::super::failure::Failure;
use super::located::Located;

impl Located {
    /// Whether the file's bytes are those of a text.
    pub(super) fn holds(&self, text: &str) -> io::Result<bool> {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        File::open(&self.at)?.take(text.len() as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes == text.as_bytes())
    }
}

/// Replaces a file's text if it is still `before`. The file keeps its permissions.
pub(super) fn replace(located: &Located, before: &str, after: &str) -> Result<(), Failure> {
    let unwritten = |source| Failure::Unmended { file: located.name.clone(), source };
    let about = fs::symlink_metadata(&located.at).map_err(unwritten)?;
    let ours = about.is_file() && is_within(&located.at, &located.root).map_err(unwritten)?;
    if !ours || !located.holds(before).map_err(unwritten)? {
        return Err(Failure::ChangedMeanwhile { file: located.name.clone() });
    }
    swap(&located.at, after, about.permissions()).map_err(unwritten)
}

/// Whether the folder of a file is in `root` when all links are followed.
fn is_within(at: &Path, root: &Path) -> io::Result<bool> {
    let folder = at.parent().unwrap_or(Path::new("/"));
    Ok(fs::canonicalize(folder)?.starts_with(fs::canonicalize(root)?))
}

/// Writes beside the file, and takes its place when all is on disk.
fn swap(at: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let name = at.file_name().unwrap_or_default().to_string_lossy();
    let beside = at.with_file_name(format!(".{name}.{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.set_permissions(permissions))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, at));
    if written.is_err() {
        // What can't be written can perhaps not be removed either: the first failure is the one to tell.
        _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(root: &Path, path: &str) -> Located {
        Located { name: path.to_owned(), at: root.join(path), root: root.to_owned() }
    }

    #[test]
    fn a_file_that_is_another_one_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), "new").unwrap();
        let refused = replace(&located(folder.path(), "a.md"), "old", "mended").unwrap_err();
        assert!(refused.to_string().contains("a.md"), "{refused}");
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "new");
        replace(&located(folder.path(), "a.md"), "new", "mended").unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "mended");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_lead_nowhere() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (inner, outer) = (folder.path().join("a.md"), outside.path().join("b.md"));
        fs::write(&inner, "x").unwrap();
        fs::write(&outer, "x").unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&outer, folder.path().join("b.md")).unwrap();
        symlink(outside.path(), folder.path().join("away")).unwrap();
        replace(&located(folder.path(), "a.md"), "x", "y").unwrap();
        assert_eq!(fs::metadata(&inner).unwrap().permissions().mode() & 0o777, 0o640);
        for path in ["b.md", "away/b.md", "../b.md"] {
            assert!(replace(&located(folder.path(), path), "x", "y").is_err(), "{path}");
        }
        assert_eq!(fs::read_to_string(&outer).unwrap(), "x");
    }
}
