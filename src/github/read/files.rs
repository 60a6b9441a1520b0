//! The files that a pull request changes: GitHub lists 100 a page and at most 3,000, without a word about the rest.

use serde::Deserialize;

use super::snapshot::SnapshotWanted;
use crate::domain::snapshot::{ChangedFile, Changes, FileStatus};
use crate::github::{GitHub, GitHubError};

/// Pages of 100 files that GitHub gives.
const MOST_PAGES: usize = 30;

/// `GET /repos/{owner}/{repo}/pulls/{number}/files`.
#[derive(Deserialize)]
struct File {
    filename: String,
    #[serde(default)]
    previous_filename: Option<String>,
    status: String,
}

impl GitHub {
    /// The changed files, and how many there are in truth if that is more.
    pub(super) async fn changes(&self, wanted: &SnapshotWanted<'_>, total: u64) -> Result<Changes, GitHubError> {
        let path = format!("/repos/{}/pulls/{}/files?per_page=100", wanted.repository, wanted.number);
        let mut pages = self.pages(wanted.installation, path, MOST_PAGES);
        let mut files = Vec::new();
        while let Some(page) = pages.next::<Vec<File>>().await? {
            files.extend(page.into_iter().map(changed));
        }
        let of = (u64::try_from(files.len()).unwrap_or(u64::MAX) < total).then_some(total);
        Ok(Changes::Files { files, of })
    }
}

fn changed(file: File) -> ChangedFile {
    let status = match file.status.as_str() {
        "added" => FileStatus::Added,
        "removed" => FileStatus::Removed,
        "renamed" => FileStatus::Renamed,
        "copied" => FileStatus::Copied,
        _ => FileStatus::Modified,
    };
    ChangedFile { path: file.filename, previous: file.previous_filename, status }
}
