//! The documents that the rules come from.

use super::Source;

macro_rules! in_community {
    ($path:literal) => {
        concat!("https://github.com/cloudfoundry/community/blob/main/", $path)
    };
}

pub(super) static RFC_0007: Source = Source {
    name: "RFC-0007, Working Group Repository Ownership",
    url: in_community!("toc/rfc/rfc-0007-repository-ownership.md"),
};
pub(super) static RFC_0008: Source =
    Source { name: "RFC-0008, Role Change Process", url: in_community!("toc/rfc/rfc-0008-role-change-process.md") };
pub(super) static RFC_0012: Source = Source {
    name: "RFC-0012, Formally track aspiring approvers as reviewers",
    url: in_community!("toc/rfc/rfc-0012-formal-aspiring-approvers-as-reviewers.md"),
};
pub(super) static RFC_0014: Source = Source {
    name: "RFC-0014, Standardizing Github Teams and Access",
    url: in_community!("toc/rfc/rfc-0014-github-teams-and-access.md"),
};
pub(super) static RFC_0015: Source = Source {
    name: "RFC-0015, Default git branch protection rules",
    url: in_community!("toc/rfc/rfc-0015-branch-protection.md"),
};
pub(super) static RFC_0024: Source = Source {
    name: "RFC-0024, Promoting and Revoking Working Group Leads",
    url: in_community!("toc/rfc/rfc-0024-promoting-or-revoking-wg-leads.md"),
};
pub(super) static RFC_0036: Source = Source {
    name: "RFC-0036, Managing Multiple Github Orgs",
    url: in_community!("toc/rfc/rfc-0036-multiple-github-orgs.md"),
};
pub(super) static ROLES: Source =
    Source { name: "Roles of the community (ROLES.md)", url: in_community!("toc/ROLES.md") };
pub(super) static PRINCIPLES: Source =
    Source { name: "Principles of technical governance (PRINCIPLES.md)", url: in_community!("toc/PRINCIPLES.md") };
pub(super) static ORGS: Source =
    Source { name: "GitHub organizations of the foundation (ORGS.md)", url: in_community!("ORGS.md") };
/// Its text, its conventions for topics, and the template at its end.
pub(super) static INDEX: Source = Source {
    name: "Index of working groups (WORKING-GROUPS.md)",
    url: in_community!("toc/working-groups/WORKING-GROUPS.md"),
};
/// What nobody wrote down, but every charter does.
pub(super) static CHARTERS: Source = Source {
    name: "The charters of the working groups",
    url: "https://github.com/cloudfoundry/community/tree/main/toc/working-groups",
};
pub(super) static AUTOMATION: Source =
    Source { name: "The organization's automation (orgs/readme.md)", url: in_community!("orgs/readme.md") };
pub(super) static GENERATOR: Source =
    Source { name: "The organization's generator (org_management.py)", url: in_community!("orgs/org_management.py") };
pub(super) static SYNC: Source = Source {
    name: "The workflow of the organization's sync (org-management.yml)",
    url: in_community!(".github/workflows/org-management.yml"),
};
pub(super) static PERIBOLOS: Source = Source {
    name: "The organization's sync (peribolos)",
    url: "https://github.com/kubernetes-sigs/prow/tree/main/cmd/peribolos",
};
/// A login in two spellings, and what came of it.
pub(super) static OUTAGE: Source = Source {
    name: "A login in two spellings that stopped the sync (#1231)",
    url: "https://github.com/cloudfoundry/community/pull/1231",
};
/// The review of a proposal, in which people asked for it.
pub(super) static DOCS_PROPOSAL: Source =
    Source { name: "Review of the proposal of Docs (#677)", url: "https://github.com/cloudfoundry/community/pull/677" };

pub(super) static KNATIVE_PROPOSING: Source = Source {
    name: "Knative's process, Proposing a new working group",
    url: "https://github.com/knative/community/blob/main/mechanics/WORKING-GROUP-PROCESSES.md#proposing-a-new-working-group",
};
pub(super) static KNATIVE_LEADS: Source = Source {
    name: "Knative's process, Leads",
    url: "https://github.com/knative/community/blob/main/mechanics/WORKING-GROUP-PROCESSES.md#leads",
};
