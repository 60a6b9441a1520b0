//! `wg-steward new`: writes the documents that propose a working group, and asks for what is missing.

mod context;
mod dialogue;
mod flags;
mod parse_answer;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};

use crate::domain::diagnostics::finding::Severity;
use crate::domain::governance::tree::Tree;
use crate::domain::proposal::{Draft, Need, ProposalRefusal, Question, missing, refusals, write};
use crate::domain::render::draft::{ProposalSteps, difference, lacking, refusal};
use crate::domain::render::terminal;
use crate::domain::rules::{self, Diagnostic};
use crate::domain::text::slug::slug;

use super::atomic_write::{Change, write_all};
use super::error::Failure;
use super::{Outcome, output};

use context::Ground;
use dialogue::Dialogue;
pub(super) use flags::Options;

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = options.foundations()?;
    let ground = Ground::find(options.root(), &foundations)?;
    let draft = options.draft(&ground.known).map_err(Failure::refused)?;
    stand(&draft, &ground)?;
    let in_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let open = |draft: &Draft| missing(draft).into_iter().filter(|question| options.asks(question)).collect::<Vec<_>>();
    if !in_terminal {
        let lacks: Vec<_> = open(&draft).into_iter().filter(|question| question.need() != Need::IfAny).collect();
        if !lacks.is_empty() {
            return Err(Failure::Incomplete(lacking(&lacks)));
        }
        return finish(&draft, &ground, options);
    }
    let mut dialogue = Dialogue::new(io::stdin().lock(), io::stderr().lock(), &ground, output::paint_beside());
    let draft = dialogue.complete(draft, &open)?;
    // The dialogue took time: the documents may have changed.
    let ground = Ground::find(options.root(), &foundations)?;
    stand(&draft, &ground)?;
    if !options.dry_run {
        let files: Vec<_> = changes(&draft, &ground)?.into_iter().map(|it| (it.path, it.before.is_none())).collect();
        dialogue.confirm(&proposal(&draft, &ground, &files, &[]).listed())?;
    }
    drop(dialogue);
    finish(&draft, &ground, options)
}

/// Checks that a draft has no errors.
fn stand(draft: &Draft, ground: &Ground<'_>) -> Result<(), Failure> {
    let found = refusals(draft, &ground.tree, &ground.foundation.policy);
    if found.is_empty() { Ok(()) } else { Err(Failure::refused(found.iter().map(refusal).collect())) }
}

/// Writes or shows the files, and prints the next steps.
fn finish(draft: &Draft, ground: &Ground<'_>, options: &Options) -> Result<Outcome, Failure> {
    let changes = changes(draft, ground)?;
    let paint = output::paint();
    for remark in remarks(&changes, ground) {
        output::mention(remark.severity.as_str(), terminal::found(&remark.path, &remark.finding));
    }
    if options.dry_run {
        let before = |change: &Change| change.before.clone().unwrap_or_default();
        let shown = changes.iter().map(|change| difference(&change.path, &before(change), &change.after, paint));
        output::print(&shown.collect::<String>())?;
        output::mention("note", "nothing is written: this was a dry run");
        return Ok(Outcome::Fine);
    }
    write_all(&ground.root, &changes)?;
    let files: Vec<_> = changes.iter().map(|change| (change.path.clone(), change.before.is_none())).collect();
    let open: Vec<_> = missing(draft).into_iter().filter(|question| question.need() == Need::Later).collect();
    output::print(&proposal(draft, ground, &files, &open).text(paint))?;
    Ok(Outcome::Fine)
}

fn changes(draft: &Draft, ground: &Ground<'_>) -> Result<Vec<Change>, Failure> {
    let written = write(draft, &ground.tree, &ground.foundation.policy);
    let change = |(path, after): (String, String)| {
        let charter = ground.foundation.policy.governing.charter_at(&path).is_some();
        // The file at the charter's path may not be a charter, so that the tree does not contain it.
        if charter && ground.has(&path) {
            return Err(Failure::refused(vec![refusal(&ProposalRefusal::FileTaken(path))]));
        }
        let before = ground.documents.get(&path).cloned();
        Ok(Change { path, before, after })
    };
    written.into_iter().map(change).collect()
}

fn proposal<'a>(
    draft: &'a Draft,
    ground: &'a Ground<'_>,
    files: &'a [(String, bool)],
    open: &'a [Question],
) -> ProposalSteps<'a> {
    let governing = &ground.foundation.policy.governing;
    ProposalSteps {
        name: &draft.name,
        slug: draft.id().map_or_else(String::new, |id| slug(id.as_str())),
        root: ground.elsewhere(),
        governing: governing.repository.as_str(),
        oversight: ground.oversight(),
        files,
        open,
    }
}

/// The findings of the check for the proposal.
fn remarks(changes: &[Change], ground: &Ground<'_>) -> Vec<Diagnostic> {
    let policy = &ground.foundation.policy;
    let mut documents = ground.documents.clone();
    documents.extend(changes.iter().map(|change| (change.path.clone(), change.after.clone())));
    let remarks = rules::added(&ground.tree, &Tree::read(&documents, policy), policy);
    let written: BTreeSet<_> = changes.iter().map(|change| &change.path).collect();
    let worth = |remark: &Diagnostic| written.contains(&remark.path) || remark.severity == Severity::Error;
    remarks.into_iter().filter(worth).collect()
}
