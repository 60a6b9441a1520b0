//! Writes files of a checkout, all or none: never through links, never outside of the folder, never partially.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::process;

use super::error::Failure;

/// A file to write.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Its path in the folder.
    pub(super) path: String,
    /// Its current content; `None` if there is no file.
    pub(super) before: Option<String>,
    /// Its new content.
    pub(super) after: String,
}

/// Writes all files to temporary names first, then renames each. Undoes the renames if one fails.
pub(super) fn write_all(root: &Path, changes: &[Change]) -> Result<(), Failure> {
    let mut prepared = Vec::new();
    for change in changes {
        prepared.push(Prepared::of(root, change)?);
    }
    for place in 0..prepared.len() {
        let Some(Err(failure)) = prepared.get_mut(place).map(Prepared::put) else { continue };
        prepared.iter_mut().take(place).for_each(Prepared::undo);
        return Err(failure);
    }
    Ok(())
}

/// A file under its temporary name, which is removed on drop.
struct Prepared<'a> {
    change: &'a Change,
    place: PathBuf,
    beside: PathBuf,
}

impl<'a> Prepared<'a> {
    fn of(root: &Path, change: &'a Change) -> Result<Self, Failure> {
        let place = place(root, &change.path)?;
        let unwritable = |source| Failure::Unwritable { file: place.clone(), source };
        let folder = place.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(unwritable)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder.join(format!(".{name}.{}.new", process::id()));
        unchanged(&place, change)?;
        let prepared = Self { change, place: place.clone(), beside };
        prepared.write().map_err(unwritable)?;
        Ok(prepared)
    }

    fn write(&self) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&self.beside)?;
        file.write_all(self.change.after.as_bytes())?;
        if self.change.before.is_some() {
            fs::set_permissions(&self.beside, fs::metadata(&self.place)?.permissions())?;
        }
        file.sync_all()
    }

    fn put(&mut self) -> Result<(), Failure> {
        // The file may have been changed meanwhile.
        unchanged(&self.place, self.change)?;
        fs::rename(&self.beside, &self.place).map_err(|source| Failure::Unwritable { file: self.place.clone(), source })
    }

    fn undo(&mut self) {
        // If undoing fails, the difference shows in `git diff`.
        _ = match &self.change.before {
            Some(before) => File::create(&self.place).and_then(|mut file| file.write_all(before.as_bytes())),
            None => fs::remove_file(&self.place),
        };
    }
}

impl Drop for Prepared<'_> {
    fn drop(&mut self) {
        // It no longer exists if the rename succeeded.
        _ = fs::remove_file(&self.beside);
    }
}

/// The location of a path on this machine: within the folder, without links.
fn place(root: &Path, path: &str) -> Result<PathBuf, Failure> {
    let mut place = root.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(name) = part else { return Err(Failure::NoPlaceInside { path: path.to_owned() }) };
        place.push(name);
        if fs::symlink_metadata(&place).is_ok_and(|about| about.is_symlink()) {
            return Err(Failure::ThroughLink { file: place });
        }
    }
    Ok(place)
}

/// Checks that the file still has the content that was read; a file that is not UTF-8 or was truncated never has.
fn unchanged(place: &Path, change: &Change) -> Result<(), Failure> {
    let there = match fs::read(place) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(Failure::Unwritable { file: place.to_owned(), source }),
    };
    if there.as_deref() == change.before.as_ref().map(String::as_bytes) {
        return Ok(());
    }
    Err(Failure::NotAsRead { file: place.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, before: Option<&str>, after: &str) -> Change {
        Change { path: path.to_owned(), before: before.map(str::to_owned), after: after.to_owned() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_written_and_nothing_is_left_beside_them() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a"), "1").unwrap();
        write_all(root.path(), &[change("x/y", None, "new"), change("a", Some("1"), "2")]).unwrap();
        assert_eq!(fs::read_to_string(root.path().join("a")).unwrap(), "2");
        assert_eq!(
            (names(root.path()), names(&root.path().join("x"))),
            (vec!["a".into(), "x".into()], vec!["y".into()])
        );
    }

    #[test]
    fn if_one_file_cannot_be_written_none_is() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a"), "1").unwrap();
        fs::write(root.path().join("b"), [0xff]).unwrap();
        fs::create_dir(root.path().join("c")).unwrap();
        for other in [change("b", Some("\u{fffd}"), "x"), change("c", None, "x"), change("a", None, "x")] {
            assert!(write_all(root.path(), &[change("a", Some("1"), "2"), change("d", None, ""), other]).is_err());
            assert_eq!(fs::read_to_string(root.path().join("a")).unwrap(), "1");
            assert_eq!(names(root.path()), ["a", "b", "c"]);
        }
    }

    #[test]
    fn what_was_put_is_taken_back_if_a_later_one_fails() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a"), "1").unwrap();
        let changes = [change("a", Some("1"), "2"), change("d", None, "x")];
        let mut prepared: Vec<_> = changes.iter().map(|change| Prepared::of(root.path(), change).unwrap()).collect();
        prepared.iter_mut().for_each(|prepared| prepared.put().unwrap());
        prepared.iter_mut().for_each(Prepared::undo);
        assert_eq!(names(root.path()), ["a"]);
        assert_eq!(fs::read_to_string(root.path().join("a")).unwrap(), "1");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_links_or_outside() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(other.path().join("a"), "1").unwrap();
        std::os::unix::fs::symlink(other.path(), root.path().join("folder")).unwrap();
        std::os::unix::fs::symlink(other.path().join("a"), root.path().join("file")).unwrap();
        for path in ["folder/new", "file", "../x", "/x", "folder/a"] {
            assert!(write_all(root.path(), &[change(path, None, "2")]).is_err(), "{path}");
        }
        assert_eq!(
            (names(other.path()), fs::read_to_string(other.path().join("a")).unwrap()),
            (vec!["a".into()], "1".into())
        );
    }
}
