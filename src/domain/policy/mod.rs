//! What wg-steward does for one foundation: the model behind `policy.yml`, checked once when it is read.

mod commands;
mod file;
mod path_rules;
mod review;

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics::finding::{Rule, Severity};
use super::document::{At, MAX_BYTES, MAX_CODEOWNERS, Span};
use super::text::fingerprint::fingerprint;
use super::text::slug::slug;
use super::types::ids::{GroupId, Login, RepoName};
use super::types::label::Label;
use super::types::role::Role;

pub use commands::{Commands, Speaker};
pub use file::{PolicyFault, parse, schema};
pub use path_rules::{Capture, OwnerRef, PathPattern, PathRule};
pub use review::{AuthorKind, GroupReview, HowMany, OnlyIf, Review, ReviewRule, Tier, Who};

/// A foundation's policy. **Invariant:** made by [`parse`] alone, so every name and pattern in it is valid.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The foundation's name, for people.
    pub foundation: String,
    /// GitHub organizations that it covers; others are refused.
    pub organizations: BTreeSet<String>,
    /// GitHub's numbers of organizations, by name in lower case, where the policy gives one.
    pub organization_ids: BTreeMap<String, u64>,
    /// Where its charters are.
    pub governing: Governing,
    /// Rules for repositories whose paths have different owners.
    pub paths: BTreeMap<RepoName, Vec<PathRule>>,
    /// Who is asked for a review.
    pub review: Review,
    /// How labels are named and look.
    pub labels: Labels,
    /// Who may give which command in a comment; `None`: nobody any.
    pub commands: Option<Commands>,
    /// What the rules for governing documents weigh.
    pub rules: RuleSettings,
    /// Whether the checklist of a proposal is written as a comment, too.
    pub comment_on_proposals: bool,
    /// Steps of a proposal that no file shows, each a sentence.
    pub proposal_steps: Vec<String>,
    /// Checks by name, each with what it may do.
    pub checks: BTreeMap<String, Mode>,
    /// Every group that is named, with its place: whether there is such a group the charters alone show.
    pub mentions: Vec<Mention>,
}

/// A group that a policy names.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its id.
    pub group: GroupId,
    /// Where.
    pub span: Span,
    /// Areas of it that are named there.
    pub areas: Vec<At<String>>,
}

/// Where the charters and the other governing documents are.
#[derive(Debug, Clone)]
pub struct Governing {
    /// The repository.
    pub repository: RepoName,
    /// The policy's organizations: where a repository that is named without one may be.
    pub organizations: BTreeSet<String>,
    /// In which shape the documents say who owns what.
    pub adapter: Adapter,
    /// Which documents say it; none with [`Adapter::Charters`].
    pub documents: Vec<PathPattern>,
    /// Which documents are charters, first match first; none with another adapter.
    pub charters: Vec<CharterSource>,
    /// Groups that stay out of the automation on purpose (exempt from the rule Y1): nobody misses their blocks.
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
    /// The guards of the organization's sync, where the policy names them.
    pub sync: Option<SyncGuards>,
    /// How many people may lose access by one change before the oversight has to agree; any number if `None`.
    pub oversight_above: Option<usize>,
}

/// What the organization's sync demands before it applies anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncGuards {
    /// How many owners an organization has at least.
    pub min_admins: usize,
    /// The accounts that are owners of every organization.
    pub required_admins: Vec<Login>,
    /// Which share of the members may be removed at once, in percent.
    pub max_removed_percent: usize,
}

/// The check that says who owns what is changed, and who is asked.
pub const OWNERSHIP_CHECK: &str = "wg/ownership";
/// The check that says what the process still asks of a proposal.
pub const PROPOSAL_CHECK: &str = "wg/proposal";
/// The check that says what a change adds to the governing documents that is against the rules.
pub const CHARTER_CHECK: &str = "wg/charter";

/// What the rules weigh in one foundation, where that differs from the rules' own severities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSettings {
    severities: BTreeMap<Rule, Option<Severity>>,
    exempt: BTreeMap<Rule, BTreeSet<GroupId>>,
}

impl RuleSettings {
    /// How much a finding weighs that the rule itself gives `usual`; `None` if nobody looks for it, or not with `group`.
    pub fn severity(&self, rule: Rule, usual: Severity, group: Option<&GroupId>) -> Option<Severity> {
        let exempt = |group| self.exempt.get(&rule).is_some_and(|groups| groups.contains(group));
        if group.is_some_and(exempt) {
            return None;
        }
        match self.severities.get(&rule) {
            // A rule that says less in a special case says no more there than the policy wants.
            Some(set) => set.map(|set| if usual == rule.severity() { set } else { usual.min(set) }),
            None => Some(usual),
        }
    }
}

/// In which shape governing documents say who owns what; `domain::adapters` reads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    /// Charters, as Cloud Foundry has them.
    Charters,
    /// An index of groups alone.
    Index,
    /// `sigs.yaml` of Kubernetes, `wgs.yaml` of Kubeflow.
    SigsYaml,
    /// The index of Knative with OWNERS_ALIASES.
    Knative,
    /// The TOML files of rust-lang/team.
    RustTeam,
    /// CODEOWNERS.
    Codeowners,
}

/// Which documents are charters, and of whom.
#[derive(Debug, Clone)]
pub struct CharterSource {
    /// Their paths, with `<group>` for the id unless `group` says it.
    pub path: PathPattern,
    /// The id, where the path does not say it.
    pub group: Option<GroupId>,
    /// Ids that are no charters.
    pub except: BTreeSet<GroupId>,
    /// Which leads speak for the group, in this order.
    pub leads: Vec<Role>,
}

/// How labels are named and look; `<slug>`, `<id>` and `<name>` stand for the group's, `<kind>` and `<rest>` for what is
/// before and behind the first dash of its id, as in `sig/network` of `sig-network`.
#[derive(Debug, Clone)]
pub struct Labels {
    look: LabelLook,
    overrides: BTreeMap<GroupId, LabelLook>,
    /// How the labels of areas look, where they have some.
    areas: Option<LabelLook>,
    /// Whether issues are labelled, too.
    pub issues: bool,
    /// How many labels of groups and areas one pull request or issue gets, 1 to 50. With more it gets [`Self::many`] alone.
    pub at_most: usize,
    many: LabelLook,
}

#[derive(Debug, Clone)]
struct LabelLook {
    name: String,
    color: String,
    description: String,
}

/// What a check may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is never posted.
    Off,
    /// It is posted, but a failure is shown as neutral.
    Shadow,
    /// It is posted as it is.
    Enforce,
}

/// GitHub's limits for a label.
const LABEL_NAME: usize = 50;
const LABEL_DESCRIPTION: usize = 100;

impl Policy {
    /// Whether an organization is covered, in any spelling.
    pub fn covers(&self, organization: &str) -> bool {
        self.organizations.iter().any(|name| name.eq_ignore_ascii_case(organization))
    }

    /// Whether the account that is called `name` and has this number is the organization that the policy means. Where the policy
    /// gives a number, one that is not known is another.
    pub fn is_organization(&self, name: &str, id: Option<u64>) -> bool {
        let wanted = self.organization_ids.get(&name.to_ascii_lowercase());
        self.covers(name) && wanted.is_none_or(|wanted| id == Some(*wanted))
    }

    /// The rules for the paths of a repository, if it is not owned as a whole.
    pub fn path_rules(&self, repository: &RepoName) -> Option<&[PathRule]> {
        self.paths.get(repository).map(Vec::as_slice)
    }

    /// Whether anything looks into the governing documents themselves, whoever owns them.
    pub fn judges_documents(&self) -> bool {
        self.comment_on_proposals || [PROPOSAL_CHECK, CHARTER_CHECK].iter().any(|check| self.mode(check) != Mode::Off)
    }

    /// What a check may do; one that the policy does not name is off.
    pub fn mode(&self, check: &str) -> Mode {
        self.checks.get(check).copied().unwrap_or(Mode::Off)
    }
}

impl Governing {
    /// The group whose charter lies at `path`, and what the policy says of it.
    pub fn charter_at(&self, path: &str) -> Option<(GroupId, &CharterSource)> {
        self.charters.iter().find_map(|source| {
            let capture = source.path.captures(path)?;
            let id = source.group.clone().or(capture.group)?;
            (!source.except.contains(&id)).then_some((id, source))
        })
    }

    /// Whether Cloud Foundry's RFCs on teams (RFC-0014) and reviews (RFC-0015) hold: they are about charters.
    pub fn has_charters(&self) -> bool {
        self.adapter == Adapter::Charters
    }

    /// Whether a document lies where charters lie, but its name can be no group's id.
    pub fn is_misnamed(&self, path: &str) -> bool {
        let mut fitting = self.charters.iter().filter(|source| source.path.fits(path));
        fitting.next().is_some_and(|source| source.path.captures(path).is_none()) && self.charter_at(path).is_none()
    }

    /// Whether the adapter reads who owns what from the document at `path`, or has to say that it can't.
    pub fn is_source(&self, path: &str) -> bool {
        self.is_governing(path) || self.is_misnamed(path)
    }

    fn is_governing(&self, path: &str) -> bool {
        self.charter_at(path).is_some() || self.documents.iter().any(|pattern| pattern.captures(path).is_some())
    }

    /// Whether `path` is a governing document, be it one that says nothing of owners.
    pub fn is_document(&self, path: &str) -> bool {
        let others = [&self.index, &self.org_file, &self.contributors, &self.org_list, &self.branch_protection];
        others.into_iter().flatten().any(|pattern| pattern.captures(path).is_some()) || self.is_governing(path)
    }

    /// Whether a file at `path`, which is no place for a governing document, may be a charter all the same.
    pub fn may_be_stray(&self, path: &str) -> bool {
        self.has_charters() && path.ends_with(".md") && !self.is_document(path)
    }

    /// Where the charter of the staff is: of the group that the policy names and that does not oversee the others.
    pub fn staff(&self) -> Option<String> {
        let named = self.charters.iter().filter_map(|source| source.group.as_ref());
        named.filter(|id| self.oversight.as_ref() != Some(*id)).find_map(|id| self.charter_path(id))
    }

    /// Where the charter of a group lies or would lie; `None` where the policy does not say it in so many words.
    pub fn charter_path(&self, id: &GroupId) -> Option<String> {
        let named = self.charters.iter().find(|source| source.group.as_ref() == Some(id));
        let source = named.or_else(|| self.charters.iter().find(|source| source.group.is_none()))?;
        let path = source.path.to_string();
        (!path.contains(['*', '?', '{', '['])).then(|| path.replace("<group>", id.as_str()))
    }
}

impl Adapter {
    /// The word that policies have for it.
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

    /// Whether its documents name people who may approve.
    pub(super) fn has_approvers(self) -> bool {
        match self {
            Self::Charters | Self::SigsYaml | Self::RustTeam | Self::Codeowners => true,
            Self::Index | Self::Knative => false,
        }
    }

    /// Whether it knows which teams there are on GitHub: no other one is asked for a review.
    pub fn knows_teams(self) -> bool {
        match self {
            Self::Charters | Self::Index | Self::Knative | Self::RustTeam | Self::Codeowners => true,
            Self::SigsYaml => false,
        }
    }

    /// How many bytes of a document it reads at most.
    pub fn most_bytes(self) -> usize {
        match self {
            Self::Codeowners => MAX_CODEOWNERS,
            Self::Charters | Self::Index | Self::SigsYaml | Self::Knative | Self::RustTeam => MAX_BYTES,
        }
    }

    /// Where its documents are, unless the policy says it.
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

impl Labels {
    /// The label of the group `id` that is called `name`. Where nothing is left of the name, it is called by its id.
    pub fn of(&self, id: &GroupId, name: &str) -> Label {
        filled(self.overrides.get(id).unwrap_or(&self.look), id, name, None)
    }

    /// The label of an area of the group `id` that is called `name`; `None` where areas have none.
    pub fn of_area(&self, id: &GroupId, name: &str, area: &str) -> Option<Label> {
        Some(filled(self.areas.as_ref()?, id, name, Some(area)))
    }

    /// The one label that stands for more groups and areas than [`Self::at_most`].
    pub fn many(&self) -> Label {
        let LabelLook { name, color, description } = &self.many;
        Label { name: short(name), color: color.clone(), description: cut(description, LABEL_DESCRIPTION) }
    }
}

/// A look with a group's names in it. What is too long for GitHub is cut; a name then ends in some digits of its own, so
/// that no two long names become one.
fn filled(look: &LabelLook, id: &GroupId, name: &str, area: Option<&str>) -> Label {
    let (kind, rest) = id.as_str().split_once('-').unwrap_or(("", id.as_str()));
    let fill = |text: &str| {
        let text = match kind {
            "" => text.replace("<kind>/", "").replace("<kind>", ""),
            _ => text.replace("<kind>", kind),
        };
        let text = text.replace("<rest>", rest).replace("<slug>", &slug(name)).replace("<id>", id.as_str());
        let text = text.replace("<area>", area.unwrap_or_default());
        let text = text.replace("<area-slug>", &area.map(slug).unwrap_or_default());
        text.replace("<name>", name)
    };
    let name = Some(short(&fill(&look.name))).filter(|name| !name.trim().is_empty());
    Label {
        name: name.unwrap_or_else(|| short(id.as_str())),
        color: look.color.clone(),
        description: cut(&fill(&look.description), LABEL_DESCRIPTION),
    }
}

/// A name that GitHub takes, the same for the same text.
fn short(name: &str) -> String {
    const DIGITS: usize = 6;
    if name.chars().count() <= LABEL_NAME {
        return name.to_owned();
    }
    let digits: String = fingerprint(name).chars().take(DIGITS).collect();
    format!("{}-{digits}", cut(name, LABEL_NAME - DIGITS - 1))
}

/// The first `most` characters, without a dash or blank at the cut.
fn cut(text: &str, most: usize) -> String {
    let cut = text.char_indices().nth(most).map_or(text, |(index, _)| &text[..index]);
    if cut.len() == text.len() { text.to_owned() } else { cut.trim_end_matches(['-', ' ', '/']).to_owned() }
}
