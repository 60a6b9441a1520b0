//! Changes of documents other than charters: contributors (P1, P7), branch protection (P10), RFCs (P11).

use std::collections::BTreeSet;

use crate::domain::governance::organization::contributors::Contributors;
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::types::case::Case;
use crate::domain::types::ids::Login;

use super::change::{Change, ChangePlace, ChangeSubject};
use super::same::bounded;

/// A file that a pull request changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TouchedPath<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its former path, if it was moved.
    pub previous: Option<&'a str>,
    /// The Git id of its content after the change, if known.
    pub blob: Option<&'a str>,
}

/// Contributors who are added or removed, organization by organization. If the list exists on one side only, its changes
/// are unknown.
pub(super) fn contributors(before: &Tree, after: &Tree) -> Vec<Change> {
    let (Some(was), Some(is)) = (&before.contributors, &after.contributors) else { return Vec::new() };
    let (was, is) = (&was.read, &is.read);
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in was.organizations.iter().chain(&is.organizations) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    let mut found = Vec::new();
    for name in names {
        let listed = |side: &Contributors| -> BTreeSet<Login> {
            side.of(name).iter().map(|login| login.value.clone()).collect()
        };
        let (was, is) = (listed(was), listed(is));
        let place = bounded(name);
        let list = || vec![ChangePlace::Contributors(place.clone())];
        let change =
            |case, login: &Login| Change::new(case, ChangeSubject::Account(login.clone())).of_people([login.clone()]);
        found
            .extend(is.difference(&was).map(|login| change(Case::ContributorAdded, login).between(Vec::new(), list())));
        found.extend(
            was.difference(&is).map(|login| change(Case::ContributorRemoved, login).between(list(), Vec::new())),
        );
    }
    found
}

/// Any change of the configuration of branch protection.
pub(super) fn protection(before: &Tree, after: &Tree) -> Option<Change> {
    let (was, is) = (before.protection.as_ref(), after.protection.as_ref());
    if was.map(|named| &named.text) == is.map(|named| &named.text) {
        return None;
    }
    let path = is.or(was)?.path.clone();
    let text = is.map(|named| named.text.clone());
    Some(Change::new(Case::BranchProtectionChanged, ChangeSubject::Document(path)).of_content(text))
}

/// RFCs that are added, changed or removed. A moved RFC is one change, as when it gets its number.
pub(super) fn rfcs(touched: &[TouchedPath<'_>], policy: &Policy) -> Vec<Change> {
    let Some(pattern) = &policy.governing.rfcs else { return Vec::new() };
    let is_rfc = |path: &str| pattern.captures(path).is_some();
    let touched: BTreeSet<_> = touched.iter().collect();
    let concerned = touched.into_iter().filter(|file| is_rfc(file.path) || file.previous.is_some_and(is_rfc));
    let change = |file: &TouchedPath<'_>| {
        let moved =
            file.previous.map(|previous| [previous, file.path].map(|path| vec![ChangePlace::Name(path.to_owned())]));
        let [from, to] = moved.unwrap_or_default();
        Change::new(Case::RfcChanged, ChangeSubject::Document(file.path.to_owned()))
            .between(from, to)
            .of_content(file.blob.map(str::to_owned))
    };
    concerned.map(change).collect()
}
