//! One change of the governing documents, and its case in the process.

use std::fmt;

use crate::domain::types::ids::{GroupId, Login, RepoName};

/// One change: a party agrees to it or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its case in the process.
    pub case: Case,
    /// The thing that changes.
    pub subject: ChangeSubject,
    /// Its places or names before; ordered.
    pub from: Vec<ChangePlace>,
    /// Its places or names after; ordered.
    pub to: Vec<ChangePlace>,
    /// The people whose roles change; ordered.
    pub people: Vec<Login>,
}

/// The thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeSubject {
    /// A repository, by its name before.
    Repository(RepoName),
    /// A group.
    Group(GroupId),
    /// An area of a group, by its name before.
    Area(GroupId, String),
    /// A person or a bot.
    Account(Login),
    /// A document, by its path.
    Document(String),
}

/// A place in the governing documents, or a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangePlace {
    /// An area's asset list.
    Area {
        /// The group.
        group: GroupId,
        /// The area's name.
        area: String,
    },
    /// A list of people.
    Seat {
        /// The group.
        group: GroupId,
        /// The area's name; `None` for a list of the whole group.
        area: Option<String>,
        /// The list.
        list: RoleList,
    },
    /// The contributors of an organization.
    Contributors(String),
    /// A name.
    Name(String),
}

/// A list of people in a charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleList {
    /// `execution_leads`.
    ExecutionLeads,
    /// `technical_leads`.
    TechnicalLeads,
    /// `approvers` of an area.
    Approvers,
    /// `reviewers` of an area.
    Reviewers,
    /// `bots` of a group or an area.
    Bots,
}

/// The cases of the process. [`super::RULES`] has the rules for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

impl Change {
    /// A change without places and people.
    pub(super) fn new(case: Case, subject: ChangeSubject) -> Self {
        Self { case, subject, from: Vec::new(), to: Vec::new(), people: Vec::new() }
    }

    #[must_use]
    pub(super) fn between(self, from: Vec<ChangePlace>, to: Vec<ChangePlace>) -> Self {
        Self { from, to, ..self }
    }

    #[must_use]
    pub(super) fn of_people(self, people: impl IntoIterator<Item = Login>) -> Self {
        let people = std::collections::BTreeSet::from_iter(people);
        Self { people: people.into_iter().collect(), ..self }
    }

    /// The affected groups: those of the subject before and after; ordered.
    pub fn groups(&self) -> Vec<&GroupId> {
        let own = match &self.subject {
            ChangeSubject::Group(group) | ChangeSubject::Area(group, _) => Some(group),
            ChangeSubject::Repository(_) | ChangeSubject::Account(_) | ChangeSubject::Document(_) => None,
        };
        let places = self.from.iter().chain(&self.to).filter_map(ChangePlace::group);
        let mut groups: Vec<_> = own.into_iter().chain(places).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The person whose role changes. This person does not count as a party.
    pub fn candidate(&self) -> Option<&Login> {
        match &self.subject {
            ChangeSubject::Account(login) => Some(login),
            _ => None,
        }
    }
}

impl ChangePlace {
    /// Its group.
    pub fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Area { group, .. } | Self::Seat { group, .. } => Some(group),
            Self::Contributors(_) | Self::Name(_) => None,
        }
    }
}

impl RoleList {
    /// The key of the list in a charter.
    pub fn word(self) -> &'static str {
        match self {
            Self::ExecutionLeads => "execution_leads",
            Self::TechnicalLeads => "technical_leads",
            Self::Approvers => "approvers",
            Self::Reviewers => "reviewers",
            Self::Bots => "bots",
        }
    }
}

impl fmt::Display for ChangeSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repository(name) => write!(f, "{name}"),
            Self::Group(group) => write!(f, "{group}"),
            Self::Area(group, area) => write!(f, "{group}: {area}"),
            Self::Account(login) => write!(f, "{login}"),
            Self::Document(path) => f.write_str(path),
        }
    }
}

impl fmt::Display for ChangePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Area { group, area } => write!(f, "{group}: {area}"),
            Self::Seat { group, area: Some(area), list } => write!(f, "{group}: {area}: {}", list.word()),
            Self::Seat { group, area: None, list } => write!(f, "{group}: {}", list.word()),
            Self::Contributors(organization) => write!(f, "contributors of {organization}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
