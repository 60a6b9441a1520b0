//! The cases of a foundation's process: what a change of its governing documents can be.

use schemars::JsonSchema;
use serde::Deserialize;

/// A case of the process. A policy has the rules for each, by its word ([`Self::code`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// A repository that is new in the org file enters an asset list.
    RepositoryCreated,
    /// An existing repository without an owner enters an asset list.
    RepositoryClaimed,
    /// A repository moves from one group to another.
    RepositoryMoved,
    /// A repository leaves its asset list and is archived.
    RepositoryArchived,
    /// A repository leaves its asset list and the org file.
    RepositoryDeleted,
    /// A repository leaves its asset list and stays in the org file.
    RepositoryReleased,
    /// One of several owners of a repository gives it up.
    SecondOwnerRemoved,
    /// A repository is renamed.
    RepositoryRenamed,
    /// A repository is added to the org file only.
    CreatedInOrgFile,
    /// A repository is archived in the org file only.
    ArchivedInOrgFile,
    /// A repository is no longer archived.
    UnarchivedInOrgFile,
    /// A repository is removed from the org file only.
    DeletedInOrgFile,
    /// A repository with an owner gets a second one.
    SecondOwnerAdded,
    /// A repository of an organization that is not managed enters or leaves an asset list.
    UnmanagedRepository,
    /// A repository moves to another area of its group.
    AreaChanged,
    /// An area is added.
    AreaAdded,
    /// An area is removed.
    AreaRemoved,
    /// An area is renamed.
    AreaRenamed,
    /// A contributor is added.
    ContributorAdded,
    /// An approver is added; the person may have been a reviewer.
    ApproverAdded,
    /// A reviewer is added.
    ReviewerAdded,
    /// An approver is removed.
    ApproverRemoved,
    /// A reviewer is removed.
    ReviewerRemoved,
    /// A lead is added.
    LeadAdded,
    /// A lead gets the other one of the two roles of leads.
    LeadChanged,
    /// A lead is removed.
    LeadRemoved,
    /// A contributor is removed.
    ContributorRemoved,
    /// A bot account is added or removed.
    BotChanged,
    /// The configuration of branch protection changes.
    BranchProtectionChanged,
    /// A standard or a process (RFC) is added, changed or removed.
    RfcChanged,
    /// A member of the oversight is added or removed.
    OversightChanged,
    /// A group is added.
    GroupAdded,
    /// A group is removed.
    GroupRemoved,
    /// A group is renamed, or gets another id.
    GroupRenamed,
}

impl Case {
    /// The id of the case; `None` if the process does not have it.
    pub fn id(self) -> Option<&'static str> {
        self.words().0
    }

    /// The word for it in JSON. **Stable.**
    pub fn code(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (Option<&'static str>, &'static str) {
        match self {
            Self::RepositoryCreated => (Some("C1"), "repository_created"),
            Self::RepositoryClaimed => (Some("C2"), "repository_claimed"),
            Self::RepositoryMoved => (Some("C3"), "repository_moved"),
            Self::RepositoryArchived => (Some("C4"), "repository_archived"),
            Self::RepositoryDeleted => (Some("C5"), "repository_deleted"),
            Self::RepositoryReleased => (Some("C6"), "repository_released"),
            Self::SecondOwnerRemoved => (Some("C6"), "second_owner_removed"),
            Self::RepositoryRenamed => (Some("C7"), "repository_renamed"),
            Self::CreatedInOrgFile => (Some("C8"), "created_in_org_file"),
            Self::ArchivedInOrgFile => (Some("C8"), "archived_in_org_file"),
            Self::UnarchivedInOrgFile => (Some("C8"), "unarchived_in_org_file"),
            Self::DeletedInOrgFile => (Some("C8"), "deleted_in_org_file"),
            Self::SecondOwnerAdded => (Some("C9"), "second_owner_added"),
            Self::UnmanagedRepository => (Some("C10"), "unmanaged_repository"),
            Self::AreaChanged => (Some("C11"), "area_changed"),
            Self::AreaAdded => (Some("C11"), "area_added"),
            Self::AreaRemoved => (Some("C11"), "area_removed"),
            Self::AreaRenamed => (Some("C11"), "area_renamed"),
            Self::ContributorAdded => (Some("P1"), "contributor_added"),
            Self::ApproverAdded => (Some("P2"), "approver_added"),
            Self::ReviewerAdded => (Some("P3"), "reviewer_added"),
            Self::ApproverRemoved => (Some("P4"), "approver_removed"),
            Self::ReviewerRemoved => (Some("P4"), "reviewer_removed"),
            Self::LeadAdded => (Some("P5"), "lead_added"),
            Self::LeadChanged => (Some("P5"), "lead_changed"),
            Self::LeadRemoved => (Some("P6"), "lead_removed"),
            Self::ContributorRemoved => (Some("P7"), "contributor_removed"),
            Self::BotChanged => (Some("P8"), "bot_changed"),
            Self::BranchProtectionChanged => (Some("P10"), "branch_protection_changed"),
            Self::RfcChanged => (Some("P11"), "rfc_changed"),
            Self::OversightChanged => (Some("P12"), "oversight_changed"),
            Self::GroupAdded => (Some("P14"), "group_added"),
            Self::GroupRemoved => (None, "group_removed"),
            Self::GroupRenamed => (None, "group_renamed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_case_in_a_policy_is_its_word_in_json() {
        let schema = schemars::schema_for!(Case);
        let words = schema.get("oneOf").unwrap().as_array().unwrap();
        let words: Vec<_> = words.iter().map(|word| word["const"].as_str().unwrap()).collect();
        assert_eq!(words.len(), 34);
        for word in words {
            let case: Case = serde_json::from_value(word.into()).unwrap();
            assert_eq!(case.code(), word);
        }
    }
}
