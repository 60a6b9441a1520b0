//! What a change of the governing documents changes, each thing for itself and in one order: groups, repositories, areas,
//! people of charters, contributors, other documents.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::governance::charter::Charter;
use crate::domain::governance::tree::{CharterFile, Named, Tree};
use crate::domain::policy::{PathPattern, Policy};
use crate::domain::types::ids::{GroupId, Login};

use super::change::{Case, Change, ChangePlace, ChangeSubject};
use super::documents::TouchedPath;
use super::same::Groups;
use super::{areas, documents, repositories, roles};

/// All changes, and what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessChanges {
    /// What changes, in one order.
    pub all: Vec<Change>,
    /// Documents of which it is not known what changes in them, ordered by path.
    pub unknown: BTreeSet<UnreadDocument>,
}

/// A document that can't be read, before or after, or only in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadDocument {
    /// Its path.
    pub path: String,
    /// The group whose charter it is.
    pub group: Option<GroupId>,
}

/// Lists what changes between two trees of governing documents. The files that are touched say of documents that are no
/// governing ones, such as RFCs.
pub fn changes(before: &Tree, after: &Tree, touched: &[TouchedPath<'_>], policy: &Policy) -> ProcessChanges {
    let mut found = ProcessChanges::default();
    if !policy.governing.has_charters() {
        return found;
    }
    let groups = Groups::of(before, after);
    found.unknown = unknown(before, after, &groups, policy);
    let unread: BTreeSet<&GroupId> = groups
        .kept
        .iter()
        .filter(|pair| pair.before.charter().is_none() || pair.after.charter().is_none())
        .flat_map(|pair| [&pair.before.id, &pair.after.id])
        .collect();
    found.all.extend(of_groups(&groups));
    found.all.extend(repositories::changes([before, after], &groups, &unread, policy));
    for pair in groups.kept.iter().filter(|pair| pair.before.text != pair.after.text) {
        let (Some(was), Some(is)) = (pair.before.charter(), pair.after.charter()) else { continue };
        found.all.extend(areas::changes(pair, was, is));
        found.all.extend(roles::changes(pair, was, is, policy));
    }
    found.all.extend(documents::contributors(before, after));
    found.all.extend(documents::protection(before, after));
    found.all.extend(documents::rfcs(touched, policy));
    found
}

/// Groups that come, go, or are called otherwise.
fn of_groups(groups: &Groups<'_>) -> Vec<Change> {
    let change = |case, file: &CharterFile| {
        let leads = file.charter().into_iter().flat_map(Charter::leads).map(|lead| lead.login.value.clone());
        Change::new(case, ChangeSubject::Group(file.id.clone())).of_people(leads.collect::<Vec<Login>>())
    };
    let gone = groups.gone.iter().map(|file| change(Case::GroupRemoved, file));
    let come = groups.come.iter().map(|file| change(Case::GroupAdded, file));
    let renamed = groups.kept.iter().filter_map(|pair| {
        let readable = pair.before.charter().is_some() && pair.after.charter().is_some();
        let names = [pair.before, pair.after].map(|file| if readable { file.name() } else { String::new() });
        if pair.before.id == pair.after.id && names[0] == names[1] {
            return None;
        }
        let [from, to] = [pair.before, pair.after].map(|file| vec![ChangePlace::Name(file.name())]);
        Some(Change::new(Case::GroupRenamed, ChangeSubject::Group(pair.before.id.clone())).between(from, to))
    });
    gone.chain(come).chain(renamed).collect()
}

fn unknown(before: &Tree, after: &Tree, groups: &Groups<'_>, policy: &Policy) -> BTreeSet<UnreadDocument> {
    let changed = groups.kept.iter().filter(|pair| pair.before.text != pair.after.text);
    let charters = changed.filter(|pair| {
        let unreadable = pair.before.charter().is_none() || pair.after.charter().is_none();
        unreadable || has_new(&pair.before.reading.unread, &pair.after.reading.unread)
    });
    let charters = charters
        .map(|pair| UnreadDocument { path: pair.after.path.clone(), group: Some(pair.before.id.clone()) })
        .collect::<BTreeSet<_>>();
    let governing = &policy.governing;
    let others = [
        document(&before.org_file, &after.org_file, &governing.org_file, |file| &file.findings),
        document(&before.contributors, &after.contributors, &governing.contributors, |file| &file.findings),
    ];
    let documents = others.into_iter().flatten().map(|path| UnreadDocument { path, group: None });
    charters.into_iter().chain(documents).collect()
}

/// The path of a document that is there on one side alone, or of which something can't be read any more.
fn document<T>(
    before: &Option<std::sync::Arc<Named<T>>>,
    after: &Option<std::sync::Arc<Named<T>>>,
    wanted: &Option<PathPattern>,
    findings: fn(&T) -> &Vec<Finding>,
) -> Option<String> {
    wanted.as_ref()?;
    match (before, after) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one.path.clone()),
        (Some(one), Some(other)) => {
            let new = one.text != other.text && has_new(findings(&one.read), findings(&other.read));
            new.then(|| other.path.clone())
        }
    }
}

/// Whether something can't be read that could be read, or was not there; wherever it stands.
fn has_new(before: &[Finding], after: &[Finding]) -> bool {
    let known: BTreeSet<_> = before.iter().map(|finding| &finding.message).collect();
    after.iter().any(|finding| !known.contains(&finding.message))
}
