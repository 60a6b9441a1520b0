//! `wg-steward owners`: who owns a repository, or paths of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::decide::verdict;
use crate::domain::ids::RepoName;
use crate::domain::render::{json, terminal};
use crate::domain::snapshot::{ChangedFile, Changes, FileStatus, Snapshot};
use crate::policies::{Foundation, Foundations};

use super::changes::checked_path;
use super::failure::Failure;
use super::known::Known;
use super::{Format, Outcome, screen};

/// Says who owns a repository, or paths of it
///
/// Exit code 1 if nobody does.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The repository
    #[arg(value_name = "OWNER/NAME")]
    repository: RepoName,
    /// Paths in it, where paths have different owners
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// A checkout of the governing repository, to read the charters from; if left out, the asset lists at hand
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// A folder with policies; the built-in ones if left out
    #[arg(long, env = "WG_STEWARD_POLICIES", value_name = "DIR")]
    policies: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Does it.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = Foundations::load(options.policies.as_deref())?;
    let (foundation, known) = responsible(options, &foundations)?;
    known.warnings.iter().chain(&known.unread).for_each(|warning| screen::mention("warning", warning));
    let policy = &foundation.policy;
    let repository = &options.repository;
    let by_path = policy.path_rules(repository).is_some() || known.ownership.has_parts(repository);
    let snapshot = snapshot(options)?;
    let verdict = verdict(&snapshot, &known.ownership, policy);
    let mut notes = vec![known.origin];
    notes.extend((!by_path && !options.paths.is_empty()).then(|| terminal::OWNED_AS_A_WHOLE.to_owned()));
    match options.format {
        Format::Human => {
            let view = terminal::Owners { snapshot: &snapshot, verdict: &verdict, ownership: &known.ownership, policy };
            screen::print(&(view.text(screen::paint()) + &terminal::notes(&notes, screen::paint())))?;
        }
        Format::Json => {
            notes.iter().for_each(|note| screen::mention("note", note));
            screen::print(&json::owners(&options.repository, &verdict))?;
        }
    }
    let owned = !verdict.owners.is_empty() && verdict.unowned.is_empty();
    Ok(if owned { Outcome::Fine } else { Outcome::Blocks })
}

/// The foundation that covers the repository's organization, or one whose charters list the repository all the same.
fn responsible<'a>(options: &Options, foundations: &'a Foundations) -> Result<(&'a Foundation, Known), Failure> {
    let root = options.root.as_deref();
    if let Some(foundation) = foundations.for_organization(options.repository.owner()) {
        return Ok((foundation, Known::of(root, foundation)?));
    }
    let mut known = BTreeMap::new();
    for (number, foundation) in foundations.iter().enumerate() {
        known.insert(number, (foundation, Known::of(root, foundation)?));
    }
    let lists = |known: &Known| !known.ownership.owners(&options.repository).is_empty();
    known
        .into_values()
        .find(|(_, known)| lists(known))
        .ok_or_else(|| Failure::not_covered(&options.repository, foundations))
}

fn snapshot(options: &Options) -> Result<Snapshot, Failure> {
    let mut files = Vec::new();
    for path in &options.paths {
        let path = path.strip_prefix("./").unwrap_or(path);
        let checked = checked_path(path).map_err(|fault| Failure::BadPath { path: path.to_owned(), fault });
        files.push(ChangedFile { path: checked?, previous: None, status: FileStatus::Modified });
    }
    let changes = if files.is_empty() { Changes::NotRead } else { Changes::Files { files, of: None } };
    Ok(Snapshot { changes, ..Snapshot::bare(options.repository.clone()) })
}
