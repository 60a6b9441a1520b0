//! The list of changes between two versions of the governing documents, in this order: groups, repositories, areas,
//! people of charters, contributors, other documents.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::governance::charter::Charter;
use crate::domain::governance::tree::{CharterFile, Named, Tree};
use crate::domain::policy::{PathPattern, Policy};
use crate::domain::types::case::Case;
use crate::domain::types::ids::{GroupId, Login};

use super::change::{Change, ChangePlace, ChangeSubject};
use super::documents::TouchedPath;
use super::same::Groups;
use super::{areas, documents, repositories, roles};

/// All changes, and the documents whose changes are unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessChanges {
    /// The changes, in a fixed order.
    pub all: Vec<Change>,
    /// Documents whose changes are unknown, ordered by path.
    pub unknown: BTreeSet<UnreadDocument>,
}

/// A document that is unreadable before or after the change, at least in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadDocument {
    /// Its path.
    pub path: String,
    /// The group, if it is a charter.
    pub group: Option<GroupId>,
}

/// Lists the changes between two trees of governing documents. `touched` has all changed files, also those that are not
/// in the trees, such as RFCs.
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
        .filter(|pair| pair.charters.is_none())
        .flat_map(|pair| [&pair.before.id, &pair.after.id])
        .collect();
    found.all.extend(of_groups(&groups));
    found.all.extend(repositories::changes([before, after], &groups, &unread, policy));
    for pair in groups.kept.iter().filter(|pair| pair.before.text != pair.after.text) {
        let Some(charters) = &pair.charters else { continue };
        found.all.extend(areas::changes(&pair.before.id, charters));
        found.all.extend(roles::changes(pair, charters, policy));
    }
    found.all.extend(documents::contributors(before, after));
    found.all.extend(documents::protection(before, after));
    found.all.extend(documents::rfcs(touched, policy));
    found
}

/// Groups that are added, removed or renamed.
fn of_groups(groups: &Groups<'_>) -> Vec<Change> {
    let change = |case, file: &CharterFile| {
        let leads = file.charter().into_iter().flat_map(Charter::leads).map(|lead| lead.login.value.clone());
        Change::new(case, ChangeSubject::Group(file.id.clone())).of_people(leads.collect::<Vec<Login>>())
    };
    let gone = groups.gone.iter().map(|file| change(Case::GroupRemoved, file));
    // Who agrees to a new group agrees to its people and repositories.
    let content = |file: &CharterFile| file.charter().map_or_else(|| file.text.clone(), areas::content);
    let come = groups.come.iter().map(|file| change(Case::GroupAdded, file).of_content(Some(content(file))));
    let renamed = groups.kept.iter().filter_map(|pair| {
        let [was, is] = [pair.before, pair.after].map(CharterFile::name);
        let is_same = pair.before.id == pair.after.id && (pair.charters.is_none() || was == is);
        let [from, to] = [was, is].map(|name| vec![ChangePlace::Name(name)]);
        (!is_same)
            .then(|| Change::new(Case::GroupRenamed, ChangeSubject::Group(pair.before.id.clone())).between(from, to))
    });
    gone.chain(come).chain(renamed).collect()
}

fn unknown(before: &Tree, after: &Tree, groups: &Groups<'_>, policy: &Policy) -> BTreeSet<UnreadDocument> {
    let changed = groups.kept.iter().filter(|pair| pair.before.text != pair.after.text);
    let charters = changed
        .filter(|pair| pair.charters.is_none() || has_new(&pair.before.reading.unread, &pair.after.reading.unread));
    let charters = charters
        .map(|pair| UnreadDocument { path: pair.after.path.clone(), group: Some(pair.before.id.clone()) })
        .collect::<BTreeSet<_>>();
    let governing = &policy.governing;
    let others = [
        document(&before.org_file, &after.org_file, &governing.org_file, |file| &file.findings),
        document(&before.contributors, &after.contributors, &governing.contributors, |file| &file.findings),
    ];
    // A second document could hide what changes in the first.
    let surplus = after.surplus.difference(&before.surplus).cloned();
    let documents = others.into_iter().flatten().chain(surplus).map(|path| UnreadDocument { path, group: None });
    charters.into_iter().chain(documents).collect()
}

/// The path of a document that exists on one side only, or of which a part became unreadable.
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

/// Whether a part is unreadable that was readable or did not exist before, wherever it is.
fn has_new(before: &[Finding], after: &[Finding]) -> bool {
    let known: BTreeSet<_> = before.iter().map(|finding| &finding.message).collect();
    after.iter().any(|finding| !known.contains(&finding.message))
}
