//! The policy of one foundation: the model behind `policy.yml`, validated once when it is read.

mod agreements;
mod commands;
mod file;
mod labels;
mod path_rules;
mod review;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::diagnostics::finding::{Rule, Severity};
use super::document::{At, MAX_BYTES, MAX_CODEOWNERS, Span};
use super::types::ids::{GroupId, Login, RepoName};
use super::types::role::Role;

pub use agreements::{Agreement, Alternative, PartyRole, RuleSource, Threshold, Wait, WaitStart};
pub use commands::{Commands, Speaker};
pub use file::{PolicyFault, parse, schema};
use labels::LabelLook;
pub use labels::Labels;
pub use path_rules::{Capture, OwnerRef, PathPattern, PathRule};
pub use review::{AuthorKind, GroupReview, HowMany, OnlyIf, Review, ReviewRule, Tier, Who};

/// A foundation's policy. **Invariant:** only [`parse`] creates it, so every name and pattern in it is valid.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The foundation's display name.
    pub foundation: String,
    /// The covered GitHub organizations; others are refused.
    pub organizations: BTreeSet<String>,
    /// GitHub's ids of organizations, by name in lower case, if the policy gives them.
    pub organization_ids: BTreeMap<String, u64>,
    /// Where its charters are.
    pub governing: Governing,
    /// Rules for repositories whose paths have different owners.
    pub paths: BTreeMap<RepoName, Vec<PathRule>>,
    /// How reviewers are chosen.
    pub review: Review,
    /// The names and looks of labels.
    pub labels: Labels,
    /// Which users may run which command in a comment; `None` if there are no commands.
    pub commands: Option<Commands>,
    /// The severities of the rules for governing documents.
    pub rules: RuleSettings,
    /// Who has to agree to which change of the governing documents.
    pub agreements: Vec<Arc<Agreement>>,
    /// Whether the checklist of a proposal is also written as a comment.
    pub comment_on_proposals: bool,
    /// Steps of a proposal that no file shows, one sentence each.
    pub proposal_steps: Vec<String>,
    /// The mode of each check, by its name.
    pub checks: BTreeMap<String, Mode>,
    /// Every group that the policy names, with its position. Only the charters show whether the group exists.
    pub mentions: Vec<Mention>,
}

/// A group that a policy names.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its id.
    pub group: GroupId,
    /// Its position.
    pub span: Span,
    /// Its areas that are named there.
    pub areas: Vec<At<String>>,
}

/// Where the charters and the other governing documents are.
#[derive(Debug, Clone)]
pub struct Governing {
    /// The repository.
    pub repository: RepoName,
    /// The policy's organizations, which may contain a repository that is named without one.
    pub organizations: BTreeSet<String>,
    /// The format of the documents.
    pub adapter: Adapter,
    /// The documents to read; empty for [`Adapter::Charters`].
    pub documents: Vec<PathPattern>,
    /// The charters' paths, first match first; empty for other adapters.
    pub charters: Vec<CharterSource>,
    /// Groups outside the automation on purpose (exempt from the rule Y1): they do not need a block.
    pub outside: BTreeSet<GroupId>,
    /// The index of groups.
    pub index: Option<PathPattern>,
    /// The group that oversees the others.
    pub oversight: Option<GroupId>,
    /// Whether a repository that moves between asset lists concerns both groups.
    pub asset_moves: bool,
    /// The org file, which has all repositories of the managed organizations.
    pub org_file: Option<PathPattern>,
    /// The list of contributors.
    pub contributors: Option<PathPattern>,
    /// The list of organizations, which says which of them are managed.
    pub org_list: Option<PathPattern>,
    /// The configuration of branch protection.
    pub branch_protection: Option<PathPattern>,
    /// Documents that set standards and processes (RFCs).
    pub rfcs: Option<PathPattern>,
    /// The guards of the organization's sync, if the policy names them.
    pub sync: Option<SyncGuards>,
    /// How many people may lose access in one change before the oversight has to agree; `None` means no limit.
    pub oversight_above: Option<usize>,
}

/// The conditions under which the organization's sync applies changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncGuards {
    /// The minimum number of owners of an organization.
    pub min_admins: usize,
    /// The accounts that own every organization.
    pub required_admins: Vec<Login>,
    /// The maximum share of members that may be removed at once, in percent.
    pub max_removed_percent: usize,
}

/// The check that shows the owners of the changes and the requested reviewers.
pub const OWNERSHIP_CHECK: &str = "wg/ownership";
/// The check that shows what is still missing in a proposal.
pub const PROPOSAL_CHECK: &str = "wg/proposal";
/// The check that shows the rule violations that a change adds to the governing documents.
pub const CHARTER_CHECK: &str = "wg/charter";
/// The check that shows who has to agree to a change of the governing documents, and who has.
pub const APPROVALS_CHECK: &str = "wg/approvals";

/// The foundation's severities for rules, if they differ from the rules' defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSettings {
    severities: BTreeMap<Rule, Option<Severity>>,
    exempt: BTreeMap<Rule, BTreeSet<GroupId>>,
}

impl RuleSettings {
    /// The severity of a finding with the rule's default severity `usual`; `None` if the rule is off or does not apply
    /// to `group`.
    pub fn severity(&self, rule: Rule, usual: Severity, group: Option<&GroupId>) -> Option<Severity> {
        let exempt = |group| self.exempt.get(&rule).is_some_and(|groups| groups.contains(group));
        if group.is_some_and(exempt) {
            return None;
        }
        match self.severities.get(&rule) {
            // If a rule's finding is milder in a special case, the policy can make it milder still, but not more
            // severe.
            Some(set) => set.map(|set| if usual == rule.severity() { set } else { usual.min(set) }),
            None => Some(usual),
        }
    }
}

/// The format of governing documents; `domain::adapters` reads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    /// Charters, as in Cloud Foundry.
    Charters,
    /// Only an index of groups.
    Index,
    /// Kubernetes' `sigs.yaml`, Kubeflow's `wgs.yaml`.
    SigsYaml,
    /// Knative's index with OWNERS_ALIASES.
    Knative,
    /// The TOML files of rust-lang/team.
    RustTeam,
    /// CODEOWNERS.
    Codeowners,
}

/// Documents that are charters, and their groups.
#[derive(Debug, Clone)]
pub struct CharterSource {
    /// Their paths, with `<group>` for the id unless `group` gives it.
    pub path: PathPattern,
    /// The id, if it is not in the path.
    pub group: Option<GroupId>,
    /// Ids that are not charters.
    pub except: BTreeSet<GroupId>,
    /// The leads who review for the group, in this order.
    pub leads: Vec<Role>,
}

/// The mode of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is never posted.
    Off,
    /// It is posted, but a failure is shown as neutral.
    Shadow,
    /// It is posted as it is.
    Enforce,
}

impl Policy {
    /// Whether an organization is covered, ignoring case.
    pub fn covers(&self, organization: &str) -> bool {
        self.organizations.iter().any(|name| name.eq_ignore_ascii_case(organization))
    }

    /// Whether the account with this name and id is the organization that the policy means. If the policy gives an id,
    /// an account with an unknown id is a different one.
    pub fn is_organization(&self, name: &str, id: Option<u64>) -> bool {
        let wanted = self.organization_ids.get(&name.to_ascii_lowercase());
        self.covers(name) && wanted.is_none_or(|wanted| id == Some(*wanted))
    }

    /// The rules for the paths of a repository, if it is not owned as a whole.
    pub fn path_rules(&self, repository: &RepoName) -> Option<&[PathRule]> {
        self.paths.get(repository).map(Vec::as_slice)
    }

    /// Whether the policy wants any report on the content of governing documents.
    pub fn judges_documents(&self) -> bool {
        let checks = [PROPOSAL_CHECK, CHARTER_CHECK, APPROVALS_CHECK];
        self.comment_on_proposals || checks.iter().any(|check| self.mode(check) != Mode::Off)
    }

    /// The mode of a check; a check that the policy does not name is off.
    pub fn mode(&self, check: &str) -> Mode {
        self.checks.get(check).copied().unwrap_or(Mode::Off)
    }
}

impl Governing {
    /// The group whose charter is at `path`, and the policy's entry for it.
    pub fn charter_at(&self, path: &str) -> Option<(GroupId, &CharterSource)> {
        self.charters.iter().find_map(|source| {
            let capture = source.path.captures(path)?;
            let id = source.group.clone().or(capture.group)?;
            (!source.except.contains(&id)).then_some((id, source))
        })
    }

    /// Whether Cloud Foundry's RFCs on teams (RFC-0014) and reviews (RFC-0015) apply: they are about charters.
    pub fn has_charters(&self) -> bool {
        self.adapter == Adapter::Charters
    }

    /// Whether a document is where charters are, but its name can't be a group's id.
    pub fn is_misnamed(&self, path: &str) -> bool {
        let mut fitting = self.charters.iter().filter(|source| source.path.fits(path));
        fitting.next().is_some_and(|source| source.path.captures(path).is_none()) && self.charter_at(path).is_none()
    }

    /// Whether the adapter reads owners from the document at `path`, or has to report that it can't.
    pub fn is_source(&self, path: &str) -> bool {
        self.is_governing(path) || self.is_misnamed(path)
    }

    fn is_governing(&self, path: &str) -> bool {
        self.charter_at(path).is_some() || self.documents.iter().any(|pattern| pattern.captures(path).is_some())
    }

    /// Whether `path` is a governing document, even one without owners.
    pub fn is_document(&self, path: &str) -> bool {
        let others = [&self.index, &self.org_file, &self.contributors, &self.org_list, &self.branch_protection];
        others.into_iter().flatten().any(|pattern| pattern.captures(path).is_some()) || self.is_governing(path)
    }

    /// Whether a file at `path` may be a charter, although it is in the wrong place.
    pub fn may_be_stray(&self, path: &str) -> bool {
        self.has_charters() && path.ends_with(".md") && !self.is_document(path)
    }

    /// The path of the staff's charter: of the group that the policy names and that does not oversee the others.
    pub fn staff(&self) -> Option<String> {
        let named = self.charters.iter().filter_map(|source| source.group.as_ref());
        named.filter(|id| self.oversight.as_ref() != Some(*id)).find_map(|id| self.charter_path(id))
    }

    /// The path where a group's charter is or would be; `None` if the policy does not give one exact path.
    pub fn charter_path(&self, id: &GroupId) -> Option<String> {
        let named = self.charters.iter().find(|source| source.group.as_ref() == Some(id));
        let source = named.or_else(|| self.charters.iter().find(|source| source.group.is_none()))?;
        let path = source.path.to_string();
        (!path.contains(['*', '?', '{', '['])).then(|| path.replace("<group>", id.as_str()))
    }
}

impl Adapter {
    /// The adapter's word in policies.
    pub fn word(self) -> &'static str {
        match self {
            Self::Charters => "charters",
            Self::Index => "index",
            Self::SigsYaml => "sigs_yaml",
            Self::Knative => "knative",
            Self::RustTeam => "rust_team",
            Self::Codeowners => "codeowners",
        }
    }

    /// Whether its documents name approvers.
    pub(super) fn has_approvers(self) -> bool {
        match self {
            Self::Charters | Self::SigsYaml | Self::RustTeam | Self::Codeowners => true,
            Self::Index | Self::Knative => false,
        }
    }

    /// Whether it knows the teams on GitHub: a review is requested from known teams only.
    pub fn knows_teams(self) -> bool {
        match self {
            Self::Charters | Self::Index | Self::Knative | Self::RustTeam | Self::Codeowners => true,
            Self::SigsYaml => false,
        }
    }

    /// The maximum size of a document, in bytes.
    pub fn most_bytes(self) -> usize {
        match self {
            Self::Codeowners => MAX_CODEOWNERS,
            Self::Charters | Self::Index | Self::SigsYaml | Self::Knative | Self::RustTeam => MAX_BYTES,
        }
    }

    /// The default locations of its documents.
    pub(super) fn usual_documents(self) -> &'static [&'static str] {
        match self {
            Self::Charters => &[],
            Self::Index => &["{*/,}WORKING-GROUPS.md"],
            Self::SigsYaml => &["{sigs,wgs}.yaml"],
            Self::Knative => &["{*/,}WORKING-GROUPS.md", "OWNERS_ALIASES"],
            Self::RustTeam => &["teams/*.toml", "repos/*/*.toml"],
            Self::Codeowners => &["{.github/,,docs/}CODEOWNERS"],
        }
    }
}
