//! The agreements that each case needs: the rules of Cloud Foundry's RFCs, one row per party, each with its link.

use super::change::Case;
use super::change::Case::{
    ApproverAdded, ApproverRemoved, ArchivedInOrgFile, AreaAdded, AreaChanged, AreaRemoved, AreaRenamed, BotChanged,
    BranchProtectionChanged, ContributorAdded, ContributorRemoved, CreatedInOrgFile, DeletedInOrgFile, GroupAdded,
    GroupRemoved, LeadAdded, LeadChanged, LeadRemoved, OversightChanged, RepositoryArchived, RepositoryClaimed,
    RepositoryCreated, RepositoryDeleted, RepositoryMoved, RepositoryReleased, RepositoryRenamed, ReviewerAdded,
    ReviewerRemoved, RfcChanged, SecondOwnerRemoved, UnarchivedInOrgFile, UnmanagedRepository,
};

/// A row of the table: the party that has to agree in some cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// The word for it in JSON. **Stable.**
    pub code: &'static str,
    /// The cases.
    pub cases: &'static [Case],
    /// The party.
    pub who: PartyRole,
    /// The number of people.
    pub need: Threshold,
    /// The document with the rule.
    pub source: RuleSource,
    /// The minimum number of days; `None` if there is no waiting period.
    pub days: Option<u16>,
    /// Whether the person whose role changes has these days to answer; a pull request of this person does not wait.
    pub to_answer: bool,
    /// Whether it is required; a SHOULD of an RFC is not.
    pub must: bool,
    /// A party that may decide instead.
    pub alternative: Option<Alternative>,
}

/// The party of a rule, by the roles before the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyRole {
    /// The leads of each affected group.
    Leads,
    /// The approvers of the area.
    AreaApprovers,
    /// The approvers of all areas of the group.
    GroupApprovers,
    /// The members of the oversight.
    Oversight,
    /// The leads of any group.
    AnyLead,
    /// Contributors, reviewers and approvers of any group.
    AnyContributor,
}

/// The number of people who have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threshold {
    /// One of them.
    One,
    /// One of them merges the pull request.
    Merge,
    /// Two of them, or one if there are fewer than four.
    TwoOrOneOfFew,
    /// Two of them.
    Two,
    /// More than half of all of them: a quorum.
    MoreThanHalf,
    /// At least this share of those who vote, in percent.
    Votes(u8),
    /// An election decides; approvals do not count.
    Election,
}

impl Threshold {
    /// The word for it in JSON. **Stable.**
    pub fn word(self) -> &'static str {
        match self {
            Self::One | Self::Two | Self::TwoOrOneOfFew => "number",
            Self::Merge => "merge",
            Self::MoreThanHalf => "quorum",
            Self::Votes(_) => "share",
            Self::Election => "election",
        }
    }
}

impl Alternative {
    /// The word for it in JSON. **Stable.**
    pub fn word(self) -> &'static str {
        match self {
            Self::StandIn => "oversight_stands_in",
            Self::Bypass => "oversight_bypasses",
        }
    }
}

/// A party that may decide instead of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alternative {
    /// More than half of the oversight (RFC-0021).
    StandIn,
    /// A member of the oversight bypasses the review and merges (RFC-0008).
    Bypass,
}

/// The document with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleSource {
    /// Its name.
    pub name: &'static str,
    /// Its address; `None` for an unwritten practice.
    pub url: Option<&'static str>,
}

macro_rules! sources {
    ($($constant:ident: $name:literal, $path:literal;)+) => {$(
        const $constant: RuleSource = RuleSource {
            name: $name,
            url: Some(concat!("https://github.com/cloudfoundry/community/blob/main/", $path)),
        };
    )+};
}

sources! {
    RFC_0007: "RFC-0007", "toc/rfc/rfc-0007-repository-ownership.md";
    RFC_0008: "RFC-0008", "toc/rfc/rfc-0008-role-change-process.md";
    RFC_0012: "RFC-0012", "toc/rfc/rfc-0012-formal-aspiring-approvers-as-reviewers.md";
    RFC_0015: "RFC-0015", "toc/rfc/rfc-0015-branch-protection.md";
    RFC_0024: "RFC-0024", "toc/rfc/rfc-0024-promoting-or-revoking-wg-leads.md";
    RFC_0025: "RFC-0025", "toc/rfc/rfc-0025-define-criteria-and-removal-process-for-inactive-members.md";
    RFC_PROCESS: "RFC process", "toc/rfc/README.md#final-comment-period";
    INDEX: "WORKING-GROUPS.md", "toc/working-groups/WORKING-GROUPS.md";
    ELECTIONS: "TOC.md", "toc/TOC.md#elections";
}

const PRACTICE: RuleSource = RuleSource { name: "practice", url: None };

const OWNERSHIP: &[Case] = &[
    RepositoryCreated,
    RepositoryClaimed,
    RepositoryMoved,
    RepositoryArchived,
    RepositoryDeleted,
    RepositoryReleased,
    SecondOwnerRemoved,
    RepositoryRenamed,
    CreatedInOrgFile,
    ArchivedInOrgFile,
    UnarchivedInOrgFile,
    DeletedInOrgFile,
    UnmanagedRepository,
];

const fn row(
    code: &'static str,
    cases: &'static [Case],
    who: PartyRole,
    need: Threshold,
    source: RuleSource,
) -> Agreement {
    Agreement { code, cases, who, need, source, days: None, to_answer: false, must: true, alternative: None }
}

const fn stand_in(row: Agreement) -> Agreement {
    Agreement { alternative: Some(Alternative::StandIn), ..row }
}

const fn bypass(row: Agreement) -> Agreement {
    Agreement { alternative: Some(Alternative::Bypass), ..row }
}

const fn to_answer(row: Agreement) -> Agreement {
    Agreement { days: Some(14), to_answer: true, ..row }
}

const fn week(row: Agreement) -> Agreement {
    Agreement { days: Some(7), ..row }
}

const fn should(row: Agreement) -> Agreement {
    Agreement { must: false, ..row }
}

/// The table. Two cases have no row and no rule: a second owner, which rule R3 forbids, and the rename of a group.
pub const RULES: &[Agreement] = &[
    stand_in(row("ownership_group", OWNERSHIP, PartyRole::Leads, Threshold::MoreThanHalf, RFC_0007)),
    row("ownership_oversight", OWNERSHIP, PartyRole::Oversight, Threshold::MoreThanHalf, RFC_0007),
    stand_in(row(
        "areas",
        &[AreaChanged, AreaAdded, AreaRemoved, AreaRenamed],
        PartyRole::Leads,
        Threshold::One,
        PRACTICE,
    )),
    bypass(row("contributor_attested", &[ContributorAdded], PartyRole::AnyContributor, Threshold::Two, RFC_0008)),
    bypass(row("contributor_merged", &[ContributorAdded], PartyRole::AnyLead, Threshold::Merge, RFC_0008)),
    bypass(row("approver_attested", &[ApproverAdded], PartyRole::AreaApprovers, Threshold::TwoOrOneOfFew, RFC_0008)),
    bypass(row("approver_merged", &[ApproverAdded], PartyRole::Leads, Threshold::Merge, RFC_0008)),
    bypass(row("reviewer_supported", &[ReviewerAdded], PartyRole::AreaApprovers, Threshold::TwoOrOneOfFew, RFC_0012)),
    bypass(row("reviewer_merged", &[ReviewerAdded], PartyRole::Leads, Threshold::Merge, RFC_0012)),
    to_answer(bypass(row("approver_revoked", &[ApproverRemoved], PartyRole::Leads, Threshold::Merge, RFC_0008))),
    to_answer(bypass(row("reviewer_revoked", &[ReviewerRemoved], PartyRole::Leads, Threshold::Merge, RFC_0012))),
    week(row("lead_sponsored", &[LeadAdded, LeadChanged], PartyRole::Oversight, Threshold::MoreThanHalf, RFC_0024)),
    should(row("lead_supported", &[LeadAdded, LeadChanged], PartyRole::Leads, Threshold::One, RFC_0024)),
    week(row("lead_voted", &[LeadAdded, LeadChanged], PartyRole::GroupApprovers, Threshold::Votes(75), RFC_0024)),
    to_answer(row("lead_revoked", &[LeadRemoved], PartyRole::Oversight, Threshold::MoreThanHalf, RFC_0024)),
    to_answer(bypass(row(
        "contributor_revoked",
        &[ContributorRemoved],
        PartyRole::AnyLead,
        Threshold::Merge,
        RFC_0025,
    ))),
    stand_in(row("bots", &[BotChanged], PartyRole::Leads, Threshold::One, PRACTICE)),
    row("branch_protection", &[BranchProtectionChanged], PartyRole::Oversight, Threshold::One, RFC_0015),
    week(row("rfc_decided", &[RfcChanged], PartyRole::Oversight, Threshold::MoreThanHalf, RFC_PROCESS)),
    row("oversight_elected", &[OversightChanged], PartyRole::Oversight, Threshold::Election, ELECTIONS),
    row("group_formed", &[GroupAdded, GroupRemoved], PartyRole::Oversight, Threshold::MoreThanHalf, INDEX),
];
