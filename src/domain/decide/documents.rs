//! Checks the governing documents of a change against the rules, and compares them without and with the change.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::charter::entries;
use crate::domain::governance::index::Section;
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::preview::Effects;
use crate::domain::process::{Assessment, TouchedPath};
use crate::domain::pull::document_report::{DocumentReport, Proposed, Uncertainty};
use crate::domain::pull::snapshot::{ChangedFile, Changes, DocumentChange, Snapshot};
use crate::domain::rules::{self, Diagnostic, Proposal};
use crate::domain::types::ids::{GroupId, Sha};

use super::parties;

/// The report on the change; `None` if there are no governing documents to change, or if the policy wants no report.
///
/// Documents that the change does not touch are the base's current ones, so they include everything merged in the
/// meantime. Documents that the change touches are compared with the merge base: other people's changes to them are not
/// part of this change.
pub fn scrutinize(snapshot: &Snapshot, policy: &Policy) -> Option<DocumentReport> {
    let governing = &policy.governing;
    if snapshot.repository != governing.repository || !policy.judges_documents() {
        return None;
    }
    let mut doubts = doubts(snapshot, policy);
    if snapshot.documents.is_empty() && !changes_rfcs(snapshot, policy) {
        return Some(DocumentReport { doubts, process: Some(Assessment::default()), ..DocumentReport::default() });
    }
    let (before, after) = trees(snapshot, policy);
    let process = assessment(snapshot, [&before, &after], policy);
    if snapshot.documents.is_empty() {
        return Some(DocumentReport { doubts, process, ..DocumentReport::default() });
    }
    let mut proposals = rules::proposals(&before, &after);
    let mut more = proposals.len().saturating_sub(MAX_PROPOSALS);
    proposals.truncate(MAX_PROPOSALS);
    let added = rules::Baseline::bounded(&before, policy).counted(&after);
    more += added.more;
    let mut own: BTreeMap<GroupId, Vec<Diagnostic>> =
        proposals.iter().map(|proposal| (proposal.group.clone(), Vec::new())).collect();
    let mut remarks = Vec::new();
    for remark in added.remarks {
        match remark.group.as_ref().and_then(|group| own.get_mut(group)) {
            Some(own) => own.push(remark),
            None => remarks.push(remark),
        }
    }
    let sections = after.sections();
    let proposed = |proposal: Proposal| {
        let remarks = own.remove(&proposal.group).unwrap_or_default();
        proposed(proposal, remarks, &after, &sections)
    };
    let proposals = proposals.into_iter().map(proposed).collect();
    let is_one = |path: &String| governing.is_document(path) || after.charters.contains_key(path);
    let documents = snapshot.documents.iter().filter(|(path, change)| is_one(path) && change.before != change.after);
    let documents = documents.map(|(path, _)| path.clone()).collect();
    let effects = Effects::of_change(&before, &after, policy);
    doubts.extend((more > 0).then_some(Uncertainty::Findings(more)));
    doubts.extend(effects.cut.then_some(Uncertainty::Effects));
    let scrutiny =
        DocumentReport { proposals, remarks, documents, effects, process, doubts, ..DocumentReport::default() };
    let parties = parties::parties(&scrutiny, &before, &after, policy);
    Some(DocumentReport { parties, ..scrutiny })
}

/// Whether the change touches a document that sets standards or processes.
fn changes_rfcs(snapshot: &Snapshot, policy: &Policy) -> bool {
    let rfcs = policy.governing.rfcs.as_ref();
    let is_rfc = |touched: &TouchedPath<'_>| {
        touched.previous.into_iter().chain([touched.path]).any(|path| rfcs.is_some_and(|rfcs| rfcs.fits(path)))
    };
    touched(snapshot).iter().any(is_rfc)
}

fn touched(snapshot: &Snapshot) -> Vec<TouchedPath<'_>> {
    let Changes::Files { files, .. } = &snapshot.changes else { return Vec::new() };
    let touched = |file| {
        let ChangedFile { path, previous, .. }: &ChangedFile = file;
        let blob = snapshot.blobs.get(path).map(Sha::as_str);
        TouchedPath { path, previous: previous.as_deref(), blob }
    };
    files.iter().map(touched).collect()
}

/// The changes of the governing documents, and the agreements that they need; `None` if the base is unknown.
pub fn assess(snapshot: &Snapshot, policy: &Policy) -> Option<Assessment> {
    let (before, after) = trees(snapshot, policy);
    assessment(snapshot, [&before, &after], policy)
}

fn assessment(snapshot: &Snapshot, trees: [&Tree; 2], policy: &Policy) -> Option<Assessment> {
    let author = snapshot.author.as_ref().map(|author| &author.login);
    let base = snapshot.base.as_ref()?;
    // The documents of the base branch now, of which the pull request may have changed an older version.
    let present = trees[0].read_again(base, policy);
    Some(Assessment::of(trees, &present, &touched(snapshot), author, policy))
}

/// How many proposed groups are checked one by one.
const MAX_PROPOSALS: usize = 100;

fn proposed(
    proposal: Proposal,
    remarks: Vec<Diagnostic>,
    after: &Tree,
    sections: &BTreeMap<&str, &Section>,
) -> Proposed {
    let file = after.charter(&proposal.group);
    let charter = file.and_then(|file| file.charter());
    let section = match file {
        Some(file) => sections.contains_key(file.path.as_str()),
        None => after.index.as_ref().is_some_and(|index| index.read.section(proposal.group.as_str()).is_some()),
    };
    let leads = charter
        .map_or((0, 0), |charter| (entries(&charter.execution_leads).len(), entries(&charter.technical_leads).len()));
    let repositories = charter.map_or(0, |charter| charter.repositories().count());
    Proposed { remarks, readable: charter.is_some(), section, leads, repositories, proposal }
}

/// How many unread documents are named.
const SHOWN: usize = 20;

/// Why the report may have missed something.
fn doubts(snapshot: &Snapshot, policy: &Policy) -> Vec<Uncertainty> {
    let files = match &snapshot.changes {
        Changes::Files { files, of: Some(of) } => Some(Uncertainty::Files { listed: files.len() as u64, of: *of }),
        _ => None,
    };
    let documents = snapshot.documents_cut.map(|(read, of)| {
        let unread = unread(snapshot, policy).into_iter().take(SHOWN).cloned().collect();
        Uncertainty::Documents { read, of, unread }
    });
    let base = (snapshot.base.is_none() && !snapshot.documents.is_empty()).then_some(Uncertainty::Base);
    let known: Vec<Uncertainty> = files.into_iter().chain(documents).chain(base).collect();
    if !known.is_empty() {
        return known;
    }
    let unread = unread(snapshot, policy).len();
    let doubt = if snapshot.number.is_some() { Uncertainty::Missing(unread) } else { Uncertainty::Texts(unread) };
    (unread > 0).then_some(doubt).into_iter().collect()
}

/// Documents of which only the path is known.
fn unread<'a>(snapshot: &'a Snapshot, policy: &Policy) -> BTreeSet<&'a String> {
    let Changes::Files { files, .. } = &snapshot.changes else { return BTreeSet::new() };
    let paths = files.iter().flat_map(|file| file.previous.iter().chain([&file.path]));
    let documents = paths.filter(|path| policy.governing.is_document(path));
    documents.filter(|path| !snapshot.documents.contains_key(*path)).collect()
}

/// The documents before and after the change. Documents that the change does not touch are parsed once.
fn trees(snapshot: &Snapshot, policy: &Policy) -> (Tree, Tree) {
    let side = |side: fn(&DocumentChange) -> Option<&String>| {
        let mut documents: BTreeMap<String, String> = snapshot.base.as_deref().cloned().unwrap_or_default();
        for (path, change) in &snapshot.documents {
            match side(change) {
                Some(text) => _ = documents.insert(path.clone(), text.clone()),
                None => _ = documents.remove(path),
            }
        }
        documents
    };
    let before = Tree::read(&side(|change| change.before.as_ref()), policy);
    let after = before.read_again(&side(|change| change.after.as_ref()), policy);
    if snapshot.base.is_none() { (before.as_part(), after.as_part()) } else { (before, after) }
}
