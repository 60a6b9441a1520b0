//! Organization and repository names in the documents' spelling: the organization's own generator compares bytes, and
//! treats another spelling of a managed organization as one that is not managed.

use std::collections::BTreeMap;

use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::types::ids::RepoName;

use super::Draft;

/// The draft with organizations spelled as in the org file or the policy, and repositories spelled as in the org file,
/// or else as first spelled in the draft.
pub(super) fn spelled(draft: &Draft, tree: &Tree, policy: &Policy) -> Draft {
    let mut draft = draft.clone();
    draft.org = draft.org.map(|name| organization(&name, tree, policy).to_owned());
    let mut first: BTreeMap<RepoName, RepoName> = BTreeMap::new();
    for repository in draft.areas.iter_mut().flat_map(|area| &mut area.repositories) {
        let name = full(&repository.name, tree, policy);
        repository.name = first.entry(name.clone()).or_insert(name).clone();
    }
    draft
}

fn full(name: &RepoName, tree: &Tree, policy: &Policy) -> RepoName {
    if let Some(listed) = tree.org_file.as_ref().and_then(|file| file.read.repository(name)) {
        return listed.name.value.clone();
    }
    let full = format!("{}/{}", organization(name.owner(), tree, policy), name.name());
    full.parse().unwrap_or_else(|_| name.clone())
}

fn organization<'n>(name: &'n str, tree: &'n Tree, policy: &'n Policy) -> &'n str {
    let listed = tree.org_file.as_ref().and_then(|file| file.read.organization(name));
    let covered = || policy.organizations.iter().find(|known| known.eq_ignore_ascii_case(name));
    listed.map(|listed| &listed.name.value).or_else(covered).map_or(name, String::as_str)
}
