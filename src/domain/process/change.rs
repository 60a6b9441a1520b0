//! One change of the governing documents, and the case of the process that it is.

use std::fmt;

use crate::domain::types::ids::{GroupId, Login, RepoName};

/// One change: what a party agrees to or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which case of the process it is.
    pub case: Case,
    /// What changes.
    pub subject: ChangeSubject,
    /// Where it was, or what it was called; ordered.
    pub from: Vec<ChangePlace>,
    /// Where it will be, or what it will be called; ordered.
    pub to: Vec<ChangePlace>,
    /// Whose roles change; ordered.
    pub people: Vec<Login>,
}

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeSubject {
    /// A repository; one that is renamed by its name before.
    Repository(RepoName),
    /// A group.
    Group(GroupId),
    /// An area of a group; one that is renamed by its name before.
    Area(GroupId, String),
    /// A person or a machine.
    Account(Login),
    /// A document, by its path.
    Document(String),
}

/// Where something is, or what it is called.
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
        /// Which list.
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

/// The cases of the process. Whose agreement each one asks for is in [`super::RULES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// A repository that is new in the org file enters an asset list.
    RepositoryCreated,
    /// A repository that is there and has no owner enters an asset list.
    RepositoryClaimed,
    /// A repository goes from one group to another.
    RepositoryMoved,
    /// A repository leaves its asset list and is archived.
    RepositoryArchived,
    /// A repository leaves its asset list and the org file.
    RepositoryDeleted,
    /// A repository leaves its asset list, and stays.
    RepositoryReleased,
    /// One of several owners of a repository gives it up.
    SecondOwnerRemoved,
    /// A repository is renamed.
    RepositoryRenamed,
    /// A repository comes in the org file alone.
    CreatedInOrgFile,
    /// A repository is archived in the org file alone.
    ArchivedInOrgFile,
    /// A repository is no longer archived.
    UnarchivedInOrgFile,
    /// A repository leaves the org file alone.
    DeletedInOrgFile,
    /// A repository with an owner gets a second one.
    SecondOwnerAdded,
    /// A repository of an organization that is not managed enters or leaves an asset list.
    UnmanagedRepository,
    /// A repository goes to another area of its group.
    AreaChanged,
    /// An area comes.
    AreaAdded,
    /// An area goes.
    AreaRemoved,
    /// An area is called otherwise.
    AreaRenamed,
    /// A contributor comes.
    ContributorAdded,
    /// An approver comes, also out of the reviewers.
    ApproverAdded,
    /// A reviewer comes.
    ReviewerAdded,
    /// An approver goes.
    ApproverRemoved,
    /// A reviewer goes.
    ReviewerRemoved,
    /// A lead comes.
    LeadAdded,
    /// A lead gets another one of the two roles of leads.
    LeadChanged,
    /// A lead goes.
    LeadRemoved,
    /// A contributor goes.
    ContributorRemoved,
    /// The account of a machine comes or goes.
    BotChanged,
    /// The configuration of branch protection changes.
    BranchProtectionChanged,
    /// A standard or a process (RFC) comes, changes or goes.
    RfcChanged,
    /// A member of the oversight comes or goes.
    OversightChanged,
    /// A group comes.
    GroupAdded,
    /// A group goes.
    GroupRemoved,
    /// A group gets another name or id.
    GroupRenamed,
}

impl Case {
    /// The id of the case; `None` for one that the process does not know.
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
    /// A change of something that was somewhere, or will be.
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

    /// The groups that it concerns: where the subject was, and where it will be; ordered.
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

    /// The person whose own role it is about, who does not count as a party to it.
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
