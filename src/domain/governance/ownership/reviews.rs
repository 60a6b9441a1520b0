//! How many approvals RFC-0015 requires in a repository, depending on the number of possible approvers.
//!
//! <https://github.com/cloudfoundry/community/blob/main/toc/rfc/rfc-0015-branch-protection.md>

use std::collections::BTreeSet;

use crate::domain::types::ids::{Login, RepoName};

use super::{Claim, Ownership};

/// With this many approvers or fewer, no approval is required: otherwise they could hardly merge their own work.
pub const FEW: usize = 3;

/// People who may approve in a repository: all its areas of all groups, without duplicates in any spelling.
pub fn approvers<'a>(ownership: &'a Ownership, repository: &RepoName) -> BTreeSet<&'a Login> {
    approvers_of(&ownership.owners(repository))
}

/// People who may approve, given these owners.
pub fn approvers_of<'a>(claims: &[Claim<'a>]) -> BTreeSet<&'a Login> {
    let areas = claims.iter().flat_map(|claim| claim.areas.iter().copied());
    areas.flat_map(|area| &area.approvers).collect()
}

/// How many approvals a pull request needs before it can be merged: 0 or 1. A manual setting of the repository
/// overrides this; it is unknown here.
pub fn required(ownership: &Ownership, repository: &RepoName) -> u32 {
    needed(approvers(ownership, repository).len())
}

/// How many approvals a pull request needs with this many possible approvers: 0 or 1.
pub fn needed(approvers: usize) -> u32 {
    u32::from(approvers > FEW)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::governance::ownership::{Area, Asset, Group};

    fn ownership(areas: &[&[&str]]) -> Ownership {
        let area = |logins: &&[&str]| Area {
            approvers: logins.iter().map(|login| login.parse().unwrap()).collect(),
            assets: vec![Asset::Repository("acme/x".parse().unwrap())],
            ..Area::default()
        };
        let areas = areas.iter().map(area).collect();
        let group = Group { areas, ..Group::blank("a".parse().unwrap(), "A", "") };
        Ownership::from_groups(BTreeMap::from([(group.id.clone(), group)]))
    }

    #[test]
    fn a_review_is_required_where_more_than_three_people_could_give_it() {
        let required = |areas: &[&[&str]]| super::required(&ownership(areas), &"acme/x".parse().unwrap());
        assert_eq!(required(&[]), 0);
        assert_eq!(required(&[&["a", "b"], &["b", "c", "C"]]), 0);
        assert_eq!(required(&[&["a", "b"], &["c", "d"]]), 1);
    }
}
