//! Why a command fails: the problem, its place and how to fix it. Exit code 2.

use std::path::{Path, PathBuf};

use crate::domain::types::ids::{InvalidName, RepoName};
use crate::folder::{FolderError, RevisionError};
use crate::github::GitHubError;
use crate::policies::{Foundations, PoliciesError};
use crate::store::StoreError;

use super::change_list::BadChange;

/// The reason for a failed command.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Invalid policies, with one fault per line.
    #[error("the policies can't be used:\n{0}")]
    Policies(#[from] PoliciesError),
    /// A folder.
    #[error("{0}")]
    Folder(#[from] FolderError),
    /// A revision of a git checkout.
    #[error("{0}")]
    Revision(#[from] RevisionError),
    /// A revision and a folder, which can't be compared.
    #[error(
        "`{revision}` is a revision and `{folder}` is a folder: name two of a kind, `git worktree add` makes a folder of a revision"
    )]
    TwoKinds { revision: String, folder: String },
    /// A file, or standard input.
    #[error("{file}: {source}: name a file that can be read, or `-` for standard input")]
    Unreadable {
        file: String,
        #[source]
        source: std::io::Error,
    },
    /// A file that is too large to be an input.
    #[error("{file}: larger than {most} bytes: this is not an input for `simulate`")]
    TooLarge { file: String, most: u64 },
    /// A payload that is not valid JSON, or has another structure.
    #[error("{file}: {error}: save the body of a webhook as GitHub sent it")]
    NotJson {
        file: String,
        #[source]
        error: serde_json::Error,
    },
    /// A payload of another event.
    #[error("{file}: `{key}` is missing: save a webhook of the event `pull_request`")]
    NoPullRequest { file: String, key: &'static str },
    /// A name in a payload.
    #[error("{file}: `{key}`: {error}")]
    BadName {
        file: String,
        key: &'static str,
        #[source]
        error: InvalidName,
    },
    /// A line or an entry of a list of changes.
    #[error(
        "{file}:{} {}\nwrite the list with `git diff --name-status`, or one line for each file: `status<TAB>path`, where the status is one of A M D T, or `R<TAB>path<TAB>previous` for a rename and `C` for a copy", bad.place, bad.fault
    )]
    BadChange { file: String, bad: BadChange },
    /// A list of changes without a line.
    #[error(
        "{file}: the list is empty: write it with `git diff --name-status`, or one line for each file, `status<TAB>path`"
    )]
    NoChanges { file: String },
    /// A path on the command line.
    #[error("`{path}`: {fault}: name a path as it is in the repository, such as `toc/TOC.md`")]
    BadPath { path: String, fault: &'static str },
    /// Two folders without files.
    #[error("{} and {} have no files: name two checkouts of the governing repository", base.display(), head.display())]
    EmptyTrees { base: PathBuf, head: PathBuf },
    /// A payload, which does not list the changed files.
    #[error(
        "{repository} has owners by path, and a webhook does not say which paths are changed: add `--changes FILE`, made by `git diff --name-status BASE...HEAD`"
    )]
    PathsUnknown { repository: String },
    /// An organization that no policy covers.
    #[error(
        "{repository}: no policy covers the organization `{organization}`; covered: {covered}. Name another repository, or policies of your own with `--policies DIR`"
    )]
    NotCovered { repository: String, organization: String, covered: String },
    /// A missing choice between several foundations.
    #[error("there are policies of several foundations: say which repository with `--repository OWNER/NAME`")]
    WhichRepository,
    /// An unknown group. `similar`: the end of the sentence.
    #[error("`{word}` is not a group: {similar}")]
    NoSuchGroup { word: String, similar: String },
    /// A repository name that several organizations have. `all`: their full names.
    #[error("several organizations have a repository called `{name}`: {all}. Name one of them with its organization")]
    SeveralRepositories { name: String, all: String },
    /// An unknown repository name. `similar`: the end of the sentence.
    #[error("no known repository is called `{name}`: {similar}")]
    NoSuchRepository { name: String, similar: String },
    /// An unknown rule id. `unknown`: the beginning of the sentence; `similar`: its end.
    #[error("{unknown}: {similar}")]
    NoSuchRule { unknown: String, similar: String },
    /// No documents that define ownership.
    #[error("the policy of {foundation} comes without asset lists: name a checkout of {governing} with `--root DIR`")]
    NoAssetLists { foundation: String, governing: String },
    /// A folder without a charter.
    #[error("{}: no charter of {governing} is here: name the top folder of a checkout", root.display())]
    NoCharters { root: PathBuf, governing: String },
    /// A folder with an index of groups but without charters. An export needs charters.
    #[error(
        "only an index of groups is here, which says in words what they own, and an export needs charters: name a checkout \
         that has them with `--root DIR`"
    )]
    IndexAlone,
    /// Something to check that can't be read.
    #[error("{}: {source}: name a checkout of the governing repository, or files that can be read", path.display())]
    NoInput {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// A folder in a list of files to check.
    #[error("{}: this is a folder: check one checkout by itself, or name files only", .0.display())]
    FolderAmongFiles(PathBuf),
    /// Files with `--base`, which needs checkouts.
    #[error("`--base` compares checkouts: name the one after the change in place of files")]
    FilesAgainstBase,
    /// A folder without a governing document.
    #[error(
        "{}: no governing document of {governing} is here: name the top folder of a checkout, or files", root.display()
    )]
    NoDocuments { root: PathBuf, governing: String },
    /// A repository that is not a governing one.
    #[error("`--repository {repository}`: no policy is governed from there; governing repositories: {known}")]
    GovernsNothing { repository: String, known: String },
    /// Invalid charters, which an export does not accept.
    #[error("{0}\nan export needs charters that can all be read: fix these first")]
    BrokenCharters(String),
    /// A repository without an owner, for an export. `similar`: the end of the sentence.
    #[error("{repository} has no owner, so there is no CODEOWNERS for it: {similar}")]
    NobodyOwns { repository: String, similar: String },
    /// Foundations without charters, for an export of teams.
    #[error(
        "teams come from charters (RFC-0014), and {foundations} has none: name policies with charters by `--policies DIR`"
    )]
    NoTeams { foundations: String },
    /// A repository with rules for paths that CODEOWNERS can't express.
    #[error(
        "{repository}: the policy has rules for its paths, and CODEOWNERS can't express them: use `wg-steward \
         owners {repository} PATH`"
    )]
    RulesForPaths { repository: String },
    /// A folder that can't be written to.
    #[error("{}: {source}: name a folder that can be written to", file.display())]
    Unwritable {
        file: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// A proposal with errors, one per line.
    #[error("the proposal has problems, and nothing is written:\n{0}")]
    Refused(String),
    /// A proposal with missing parts, which are listed.
    #[error("{0}\nNothing is written.")]
    Incomplete(String),
    /// A dialogue that the user ended.
    #[error("the input ended before all questions were answered: nothing is written")]
    Stopped,
    /// A file that would be written through a link.
    #[error("{}: this is a link: put the file or folder itself there, and try again", file.display())]
    ThroughLink { file: PathBuf },
    /// A path outside of its folder.
    #[error("`{path}` is not a path within the folder")]
    NoPlaceInside { path: String },
    /// A file that changed after it was read.
    #[error(
        "{}: the file has changed since it was read, or it is not UTF-8 text; try again", file.display()
    )]
    NotAsRead { file: PathBuf },
    /// An invalid source of exported asset lists.
    #[error("`--source {0}`: write `OWNER/NAME@COMMIT`, where OWNER/NAME is the governing repository of a policy")]
    UnknownSource(String),
    /// A day in the past.
    #[error("{0}")]
    Passed(String),
    /// A database without data of a foundation.
    #[error(
        "the database has no data of {governing}: name the policies that `serve` works with by `--policies DIR`, or \
         start `serve` with these first"
    )]
    NotServed { governing: String },
    /// A delivery that is not stored.
    #[error(
        "the database has no delivery `{id}`: `wg-steward deliveries list` shows the stored ones; a delivery is not \
         stored if it created no work, or if it is older than the retention time of `serve` (a month by default)"
    )]
    NoSuchDelivery { id: String },
    /// A target without any stored data.
    #[error(
        "the database has no record of `{target}`: there is no job for it, and nothing was written there; \
         `wg-steward deliveries retry {target}` checks it"
    )]
    NoSuchTarget { target: String },
    /// A delivery without targets.
    #[error("the delivery `{id}` has no stored work: name a target, such as `pull:owner/name#1`")]
    AskedForNothing { id: String },
    /// A delivery that GitHub does not have.
    #[error(
        "GitHub has no delivery `{id}` of this app: it keeps them for three days; see the app's settings, \
         *Advanced*, or check its target with `wg-steward deliveries retry TARGET`"
    )]
    NotKept { id: String },
    /// An error of GitHub's.
    #[error("{}", causes(.0))]
    GitHub(#[from] GitHubError),
    /// An error of the database.
    #[error("{}", whole(.0))]
    Store(#[from] StoreError),
    /// An error in the configuration of `serve`.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// The app can't start, or the demo can't go on.
    #[error("{0:#}")]
    App(#[from] anyhow::Error),
    /// The output can't be written.
    #[error("standard output: {0}")]
    Output(#[source] std::io::Error),
}

/// An error of GitHub's with its causes.
fn causes(error: &GitHubError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}

/// An error of the store with the database's message.
fn whole(error: &StoreError) -> String {
    format!("{:#}", anyhow::Error::new(error.clone()))
}

impl Failure {
    /// The error for a repository that no policy covers.
    pub(super) fn not_covered(repository: &RepoName, foundations: &Foundations) -> Self {
        Self::NotCovered {
            repository: repository.to_string(),
            organization: repository.owner().to_owned(),
            covered: foundations.organizations().join(", "),
        }
    }

    /// The error for a proposal, with these reasons.
    pub(super) fn refused(reasons: Vec<String>) -> Self {
        Self::Refused(reasons.iter().map(|reason| format!("  {reason}")).collect::<Vec<_>>().join("\n"))
    }

    /// The error for a governing repository that no policy has.
    pub(super) fn governs_nothing(repository: &RepoName, foundations: &Foundations) -> Self {
        let known: Vec<_> =
            foundations.iter().map(|foundation| foundation.policy.governing.repository.to_string()).collect();
        Self::GovernsNothing { repository: repository.to_string(), known: known.join(", ") }
    }

    /// The error for an input that can't be read.
    pub(super) fn no_input(path: &Path, source: std::io::Error) -> Self {
        Self::NoInput { path: path.to_owned(), source }
    }

    /// Suggestions for an unknown name, as the end of a sentence; `way_out` if there are none.
    pub(super) fn meant(similar: &[String], way_out: &str) -> String {
        match similar {
            [] => way_out.to_owned(),
            similar => format!("did you mean {}?", similar.join(", ")),
        }
    }

    /// The error for a file that can't be read.
    pub(super) fn unreadable(file: &Path, source: std::io::Error) -> Self {
        Self::Unreadable { file: file.display().to_string(), source }
    }
}
