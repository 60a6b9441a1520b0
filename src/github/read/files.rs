//! The changed files of a pull request. GitHub lists 100 a page and at most 3,000, without reporting that there are
//! more.

use serde::Deserialize;

use crate::domain::pull::snapshot::{ChangedFile, FileStatus, MAX_PATH_TEXT};
use crate::github::comparison::ListedFile;
use crate::github::{GitHub, GitHubError};

use super::snapshot_request::SnapshotWanted;

/// The maximum of pages of 100 files that GitHub returns.
const MAX_PAGES: usize = 30;

/// A changed file in GitHub's lists.
#[derive(Deserialize)]
pub(super) struct File {
    filename: String,
    #[serde(default)]
    previous_filename: Option<String>,
    status: String,
    #[serde(default)]
    sha: Option<String>,
}

impl GitHub {
    /// The changed files of a pull request (`GET /repos/{owner}/{repo}/pulls/{number}/files`), up to a maximum size of
    /// their paths.
    pub(super) async fn files(&self, wanted: &SnapshotWanted<'_>) -> Result<Vec<ListedFile>, GitHubError> {
        let path = format!("/repos/{}/pulls/{}/files?per_page=100", wanted.repository, wanted.number);
        let mut pages = self.pages(wanted.installation, path, MAX_PAGES);
        let (mut files, mut room) = (Vec::new(), MAX_PATH_TEXT);
        while let Some(page) = pages.next::<Vec<File>>().await? {
            for file in page.into_iter().map(ListedFile::from) {
                let Some(left) = room.checked_sub(file.size()) else { return Ok(files) };
                room = left;
                files.push(file);
            }
        }
        Ok(files)
    }
}

impl ListedFile {
    /// The size of its paths in bytes.
    pub(super) fn size(&self) -> usize {
        self.file.path.len() + self.file.previous.as_ref().map_or(0, String::len)
    }
}

impl From<File> for ListedFile {
    fn from(file: File) -> Self {
        let status = match file.status.as_str() {
            "added" => FileStatus::Added,
            "removed" => FileStatus::Removed,
            "renamed" => FileStatus::Renamed,
            "copied" => FileStatus::Copied,
            _ => FileStatus::Modified,
        };
        let blob = file.sha.and_then(|sha| sha.parse().ok());
        Self { file: ChangedFile { path: file.filename, previous: file.previous_filename, status }, blob }
    }
}
