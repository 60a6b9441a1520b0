//! `wg-steward check`: checks governing documents, a change to them, or single files against the rules.

mod input;
mod input_file;
mod selection;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use http::Uri;

use crate::domain::diagnostics::finding::Severity;
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::render::check::{self, LookedAt, Report};
use crate::domain::render::text::verbatim_lines;
use crate::domain::rules::fix::{Mended, mend};
use crate::domain::rules::{Diagnostic, Safety, added, audit};
use crate::domain::types::ids::RepoName;
use crate::policies::Foundations;

use super::error::Failure;
use super::{Outcome, output};
use input::{Batch, Input};
use selection::Selection;

const EXAMPLES: &str = "\
Examples:
  wg-steward check                                         # the checkout that this folder is in
  wg-steward check toc/working-groups/docs.md              # one charter by itself
  wg-steward check --base ../main-tree .                   # what a change adds
  wg-steward check --diff                                  # what --fix would change
  wg-steward check --fix                                   # fixes what can be fixed safely
  wg-steward check --select R,Y3 --statistics              # these rules only, and how often each finds something
  wg-steward check --format sarif > check.sarif            # for code scanning; `github` for annotations of a workflow

Exit codes: 0 nothing blocks, 1 an error is found, 2 wrong use or input that can't be read.";

/// Checks charters, index and org file against the rules of the process
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A checkout of the governing repository, or files; the checkout that the current folder is in if left out. A file
    /// that is not in the place of a governing document is checked as a charter
    #[arg(value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
    /// A checkout before the change, which may be empty: only problems that the change adds are reported
    #[arg(long, value_name = "DIR")]
    base: Option<PathBuf>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    fixing: Fixing,
    /// Shows how often each rule finds a problem, instead of the findings
    #[arg(long, conflicts_with = "format")]
    statistics: bool,
    /// Shows only the last line
    #[arg(long, short)]
    quiet: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The governing repository, if there are policies of several foundations
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<RepoName>,
    /// A folder with policies; by default the built-in ones
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// The address of a running wg-steward, for links to the pages of rules
    #[arg(long, env = "WG_STEWARD_PUBLIC_URL", hide_env_values = true, value_name = "URL")]
    public_url: Option<Uri>,
}

/// Options for fixes.
#[derive(Debug, clap::Args)]
struct Fixing {
    /// Applies the safe fixes, and reports the rest
    #[arg(long)]
    fix: bool,
    /// Like --fix, but also applies fixes that may change ownership, access, or the meaning of prose
    #[arg(long)]
    unsafe_fixes: bool,
    /// Shows the fixes as a diff, and writes nothing
    #[arg(long)]
    diff: bool,
}

impl Fixing {
    /// Which fixes are applied or shown.
    fn allowed(&self) -> Option<Safety> {
        match self {
            Self { unsafe_fixes: true, .. } => Some(Safety::Unsafe),
            Self { fix: true, .. } | Self { diff: true, .. } => Some(Safety::Safe),
            _ => None,
        }
    }
}

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[value(alias = "human")]
    Text,
    /// For programs: new keys may be added, none is removed
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For a workflow on GitHub: annotations of its run
    Github,
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = Foundations::load(options.policies.as_deref())?;
    let Input { foundation, batches, passed_over, links } = Input::read(options, &foundations)?;
    links.iter().for_each(|link| output::mention("note", check::passed_over(&link.display().to_string())));
    if batches.is_empty() && options.format == Format::Text {
        output::print(&check::nothing(passed_over))?;
        return Ok(Outcome::Fine);
    }
    let policy = &foundation.policy;
    let base = options.base.as_deref().map(|base| tree(base, policy)).transpose()?;
    let mut all = Told::default();
    for batch in batches {
        all.add(batch, base.as_ref(), policy, options)?;
    }
    if options.fixing.diff {
        output::print(&all.diffs)?;
        return Ok(if all.diffs.is_empty() { Outcome::Fine } else { Outcome::Blocks });
    }
    all.remarks.sort();
    let blocks = all.remarks.iter().any(|remark| remark.severity == Severity::Error);
    all.remarks.retain(|remark| options.selection.shows(remark));
    let pages = options.public_url.as_ref().map(Uri::to_string);
    let report = Report {
        remarks: &all.remarks,
        mended: &all.mended,
        texts: &all.texts,
        looked_at: all.looked_at,
        pages: pages.as_deref(),
        notices: options.selection.severity == Some(Severity::Notice),
    };
    output::print(&match options.format {
        Format::Text if options.statistics => check::statistics(&report) + &check::summary(&report),
        Format::Text if options.quiet => check::summary(&report),
        Format::Text => check::human(&report, output::paint()),
        Format::Json => check::json(&report),
        Format::Sarif => check::sarif(&report),
        Format::Github => check::workflow(&report),
    })?;
    Ok(if blocks { Outcome::Blocks } else { Outcome::Fine })
}

/// The documents of a checkout as they are.
fn tree(root: &Path, policy: &Policy) -> Result<Tree, Failure> {
    let batch = Batch::of_base(root, policy)?;
    Ok(Tree::read(&batch.documents, policy))
}

/// The change of a file in the format of `git diff`.
fn diff(name: &str, before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    verbatim_lines(&diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string())
}

/// The report, with files by the user's names.
#[derive(Default)]
struct Told {
    remarks: Vec<Diagnostic>,
    mended: Vec<Diagnostic>,
    texts: BTreeMap<String, String>,
    looked_at: LookedAt,
    /// The fixes, as unified diffs.
    diffs: String,
}

impl Told {
    /// Checks a batch against the rules, and fixes it if requested.
    fn add(&mut self, batch: Batch, base: Option<&Tree>, policy: &Policy, options: &Options) -> Result<(), Failure> {
        let mut looked_at = LookedAt::default();
        let judge = |documents: &BTreeMap<String, String>| {
            let after = Tree::read(documents, policy);
            looked_at = LookedAt::of(&after, documents.keys(), &policy.governing);
            let mut remarks = match base {
                Some(before) => added(before, &after, policy),
                None => audit(&after, policy),
            };
            // For single files, problems of other files are not reported.
            remarks.retain(|remark| batch.is_whole || documents.contains_key(&remark.path));
            remarks.retain(|remark| options.selection.takes(remark));
            remarks
        };
        let allowed = options.fixing.allowed();
        let mendable = if allowed.is_some() { batch.mendable() } else { Default::default() };
        let Mended { documents, mended, left } =
            mend(batch.documents.clone(), &mendable, allowed.unwrap_or(Safety::Safe), judge);
        for (path, text) in &documents {
            let Some((located, before)) = batch.located.get(path).zip(batch.documents.get(path)) else { continue };
            match before == text {
                true => {}
                false if options.fixing.diff => self.diffs.push_str(&diff(&batch.name(path), before, text)),
                false => located.replace(before, text)?,
            }
        }
        self.looked_at += if base.is_some() { looked_at.against_base() } else { looked_at };
        self.remarks.extend(left.into_iter().map(|remark| batch.named(remark)));
        self.mended.extend(mended.into_iter().map(|remark| batch.named(remark)));
        self.texts.extend(documents.into_iter().map(|(path, text)| (batch.name(&path), text)));
        Ok(())
    }
}
