//! `wg-steward simulate`: shows what the app would do for a pull request.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgGroup;

use crate::domain::decide::{approval_state, assess, decide, scrutinize};
use crate::domain::policy::Policy;
use crate::domain::preview::By;
use crate::domain::process::Assessment;
use crate::domain::pull::plan::Plan;
use crate::domain::pull::snapshot::{Author, ChangedFile, Changes, PullState, Snapshot};
use crate::domain::render::{json, terminal};
use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::domain::types::review::{Opinion, SubmittedReview};
use crate::folder::Folder;
use crate::policies::{Foundation, Foundations};

use super::error::Failure;
use super::ownership_source::Known;
use super::sources::{Asking, Format};
use super::{Outcome, change_list, folder_diff, output, payload};

/// Prints what the app would do for a pull request, without doing it
///
/// The pull request comes from a saved webhook, from two checkouts or revisions of the repository, or from a list of
/// changed files. Ownership comes from `--root`; without it, from `--base` if that is a checkout of the governing
/// repository, or from the available asset lists. Exit code 1 if a check fails.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["payload", "base", "changes"]))]
pub(super) struct Options {
    /// The body of a webhook of the event `pull_request`; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["base", "repository", "author", "draft"])]
    payload: Option<PathBuf>,
    /// The repository before the change: a folder with a checkout, or a revision of the git checkout around the current
    /// folder (for the governing repository with `--root`: of the checkout there)
    #[arg(long, value_name = "DIR|REV", requires = "head", conflicts_with = "changes")]
    base: Option<PathBuf>,
    /// The same after the change
    #[arg(long, value_name = "DIR|REV", requires = "base")]
    head: Option<PathBuf>,
    /// Changed files as `git diff --name-status` lists them, also with `-z`; `-` for standard input
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// The changed repository; with `--base`, by default the governing one
    #[arg(long, value_name = "OWNER/NAME", required_unless_present_any = ["payload", "base"])]
    repository: Option<RepoName>,
    /// The author of the pull request, who is not requested as a reviewer
    #[arg(long, value_name = "LOGIN")]
    author: Option<Login>,
    /// A person who has approved the change; repeat it for more
    #[arg(long, value_name = "LOGIN")]
    approved_by: Vec<Login>,
    /// A person who has requested changes; repeat it for more
    #[arg(long, value_name = "LOGIN")]
    objected_by: Vec<Login>,
    /// The pull request is a draft
    #[arg(long)]
    draft: bool,
    /// Lists every change of access, sorted by person or by repository
    #[arg(long, value_name = "ORDER", requires = "base")]
    by: Option<Order>,
    #[command(flatten)]
    asking: Asking,
}

/// The values of `--by`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Order {
    /// By person
    Person,
    /// By repository
    Repository,
}

impl From<Order> for By {
    fn from(order: Order) -> Self {
        match order {
            Order::Person => Self::Person,
            Order::Repository => Self::Repository,
        }
    }
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = options.asking.sources.foundations()?;
    let Case { foundation, snapshot, base, mut notes } = Case::read(options, &foundations)?;
    let known = known(options, foundation, &snapshot, base.as_ref())?;
    known.warn();
    notes.insert(0, known.origin);
    let policy = &foundation.policy;
    let repository = &snapshot.repository;
    let by_path = policy.path_rules(repository).is_some() || known.ownership.has_parts(repository);
    if by_path && snapshot.changes == Changes::NotRead && snapshot.state != PullState::Closed {
        return Err(Failure::PathsUnknown { repository: repository.to_string() });
    }
    let plan = if changes_nothing(&snapshot) { Plan::default() } else { decide(&snapshot, &known.ownership, policy) };
    let effects = options.by.and_then(|_| scrutinize(&snapshot, policy)).map(|it| it.effects).unwrap_or_default();
    let process = assessed(&snapshot, policy);
    let (state, _) = approval_state(&snapshot, &process);
    match options.asking.format {
        Format::Text => {
            let by = options.by.map_or_else(String::new, |by| terminal::access(&effects, by.into(), output::paint()));
            let view = terminal::Simulation { snapshot: &snapshot, plan: &plan, policy };
            let process = terminal::process(&process, output::paint());
            output::print(&(view.text(output::paint()) + &process + &by + &terminal::notes(&notes, output::paint())))?;
        }
        Format::Json => {
            notes.iter().for_each(|note| output::mention("note", note));
            output::print(&json::simulation(&plan, (&process, &state), options.by.map(|by| effects.steps(by.into()))))?;
        }
    }
    Ok(if plan.blocks() { Outcome::Blocks } else { Outcome::Fine })
}

/// The changes of the governing documents, and the agreements that they need; empty if the documents are not available.
fn assessed(snapshot: &Snapshot, policy: &Policy) -> Assessment {
    let is_known = snapshot.base.is_some() && snapshot.state != PullState::Closed;
    is_known.then(|| assess(snapshot, policy)).flatten().unwrap_or_default()
}

/// The charters at `--root`; those of the base, if it is the governing repository; or the available asset lists.
fn known(
    options: &Options,
    foundation: &Foundation,
    snapshot: &Snapshot,
    base: Option<&Folder>,
) -> Result<Known, Failure> {
    let governing = snapshot.repository == foundation.policy.governing.repository;
    match base.filter(|_| governing && options.asking.sources.root().is_none()) {
        Some(base) => Known::in_folder(base, foundation),
        None => Known::of(options.asking.sources.root(), foundation),
    }
}

fn changes_nothing(snapshot: &Snapshot) -> bool {
    matches!(&snapshot.changes, Changes::Files { files, .. } if files.is_empty())
}

/// The input of a decision.
struct Case<'a> {
    foundation: &'a Foundation,
    snapshot: Snapshot,
    base: Option<Folder>,
    notes: Vec<String>,
}

impl<'a> Case<'a> {
    fn read(options: &Options, foundations: &'a Foundations) -> Result<Self, Failure> {
        let snapshot = match &options.payload {
            Some(file) => payload::read(&file.display().to_string(), &output::read(file)?)?,
            None => described(options, foundations)?,
        };
        let repository = &snapshot.repository;
        let foundation = foundations.for_organization(repository.owner());
        let foundation = foundation.ok_or_else(|| Failure::not_covered(repository, foundations))?;
        let reviews = reviews(options, &snapshot);
        let snapshot = Snapshot { reviews, ..snapshot };
        let case = Self { foundation, snapshot, base: None, notes: Vec::new() };
        match (&options.base, &options.head, &options.changes) {
            (Some(base), Some(head), _) => case.between(options, base, head),
            (_, _, Some(list)) => case.listed(list),
            // The changed files are unknown, which is enough if one group owns the whole repository.
            _ => Ok(case),
        }
    }

    /// The change between two trees.
    fn between(self, options: &Options, base: &Path, head: &Path) -> Result<Self, Failure> {
        let governing = &self.foundation.policy.governing;
        let root = options.asking.sources.root().filter(|_| self.snapshot.repository == governing.repository);
        let (mut old, mut new) = (folder_diff::open(base, root)?, folder_diff::open(head, root)?);
        if let Some(failure) = folder_diff::two_kinds(&old, &new) {
            return Err(failure);
        }
        if old.entries().is_empty() && new.entries().is_empty() {
            return Err(Failure::EmptyTrees { base: base.to_owned(), head: head.to_owned() });
        }
        let files = folder_diff::compare(&old, &new)?;
        folder_diff::load(&files, &mut old, &mut new, governing)?;
        let documents = match self.snapshot.repository == governing.repository {
            true => folder_diff::documents(&files, &old, &new, governing)?,
            false => BTreeMap::new(),
        };
        let rfcs = governing.rfcs.as_ref();
        let is_rfc = |file: &ChangedFile| {
            let mut paths = file.previous.iter().chain([&file.path]);
            rfcs.is_some_and(|rfcs| paths.any(|path| rfcs.fits(path)))
        };
        let is_governed = self.snapshot.repository == governing.repository && files.iter().any(is_rfc);
        let base = is_governed || !documents.is_empty();
        let base = base.then(|| old.documents(governing)).transpose()?.map(Arc::new);
        let changes = Changes::Files { files, of: None };
        let snapshot = Snapshot { changes, documents, base, ..self.snapshot };
        Ok(Self { snapshot, base: Some(old), ..self })
    }

    /// The change in a list. The content of the files is unknown.
    fn listed(mut self, list: &Path) -> Result<Self, Failure> {
        let files = read_changes(list)?;
        let governing = &self.foundation.policy.governing;
        let is_document = |file: &ChangedFile| governing.is_document(&file.path);
        if self.snapshot.repository == governing.repository && files.iter().any(is_document) {
            self.notes.push(terminal::CONTENT_UNKNOWN.to_owned());
        }
        self.snapshot.changes = Changes::Files { files, of: None };
        Ok(self)
    }
}

/// The reviews of the options, of the head.
fn reviews(options: &Options, snapshot: &Snapshot) -> Vec<SubmittedReview> {
    let review = |opinion| {
        move |author: &Login| SubmittedReview {
            author: author.clone(),
            opinion,
            at: snapshot.now,
            commit: Some(snapshot.commit.clone().unwrap_or_else(Sha::none)),
            url: None,
            dismissed: None,
        }
    };
    let approvals = options.approved_by.iter().map(review(Opinion::Approves));
    approvals.chain(options.objected_by.iter().map(review(Opinion::Objects))).collect()
}

fn read_changes(list: &Path) -> Result<Vec<ChangedFile>, Failure> {
    let file = list.display().to_string();
    let files =
        change_list::parse(&output::read(list)?).map_err(|bad| Failure::BadChange { file: file.clone(), bad })?;
    if files.is_empty() { Err(Failure::NoChanges { file }) } else { Ok(files) }
}

/// A pull request as the options describe it.
fn described(options: &Options, foundations: &Foundations) -> Result<Snapshot, Failure> {
    let governing = || foundations.only().map(|foundation| foundation.policy.governing.repository.clone());
    let repository = options.repository.clone().or_else(governing).ok_or(Failure::WhichRepository)?;
    let author = options.author.clone().map(|login| Author { bot: login.is_app(), login });
    let state = if options.draft { PullState::Draft } else { PullState::Open };
    Ok(Snapshot { author, state, ..Snapshot::bare(repository) })
}
