//! The result of checking the governing documents in a change: the groups it proposes, the rule violations it adds, and
//! the effects of merging it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Kind, Severity};
use crate::domain::preview::Effects;
use crate::domain::process::Assessment;
use crate::domain::rules::{Diagnostic, Proposal};
use crate::domain::types::ids::GroupId;

/// Everything that the document checks report about a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentReport {
    /// The groups that the change proposes, ordered by id.
    pub proposals: Vec<Proposed>,
    /// New findings that do not belong to a proposed group, ordered by file and position.
    pub remarks: Vec<Diagnostic>,
    /// Paths of the governing documents that the change touches.
    pub documents: Vec<String>,
    /// The effects of merging the change.
    pub effects: Effects,
    /// Groups that have to agree whatever the paths say, and what each has to agree to.
    pub parties: BTreeMap<GroupId, BTreeSet<Concern>>,
    /// The changes of the governing documents, and the agreements that they need; `None` if the base is unknown.
    pub process: Option<Assessment>,
    /// Reasons why the check may have missed something, without duplicates.
    pub doubts: Vec<Uncertainty>,
}

/// What a group has to agree to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// A charter alone proposes a group; the index has no section for it.
    Proposal,
    /// A charter is removed.
    Removal,
    /// This many repositories lose their owner.
    Orphans(usize),
    /// This many people lose access, more than the policy allows without agreement.
    Access(usize),
    /// The group loses this many repositories to another group.
    Repositories(usize),
}

/// A proposed group and the findings on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The group.
    pub proposal: Proposal,
    /// The findings on it, ordered by file and position.
    pub remarks: Vec<Diagnostic>,
    /// Whether its charter has a readable block. Without one, its leads, areas and repositories are unknown.
    pub readable: bool,
    /// Whether the index has a section for it.
    pub section: bool,
    /// How many leads it has: execution leads, then technical leads.
    pub leads: (usize, usize),
    /// How many distinct repositories it lists.
    pub repositories: usize,
}

/// Why the check may have missed something. **Invariant:** a check with an uncertainty fails, unless it is in shadow
/// mode: branch protection lets a neutral check pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncertainty {
    /// GitHub lists only some of the changed files.
    Files {
        /// How many files GitHub lists.
        listed: u64,
        /// How many files changed.
        of: u64,
    },
    /// Only some of the changed documents were read.
    Documents {
        /// How many were read.
        read: usize,
        /// How many documents changed.
        of: usize,
        /// Paths of the unread documents; if there are many, only the first ones.
        unread: Vec<String>,
    },
    /// The documents of the base are unknown.
    Base,
    /// For this many changed documents, only the path is known and not the content.
    Texts(usize),
    /// GitHub lists this many changed documents without their content.
    Missing(usize),
    /// The rules find more than the report keeps: at least this many findings are left out.
    Findings(usize),
    /// The change affects too many people, teams and paths to list its effects.
    Effects,
}

impl DocumentReport {
    /// All findings, on proposed groups and on everything else.
    pub fn all(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_proposals().chain(&self.remarks)
    }

    /// How many repositories lose their owner.
    pub fn orphans(&self) -> usize {
        let orphaned = self.all().filter(|remark| remark.finding.kind == Kind::RepositoryOrphaned);
        orphaned.map(|remark| remark.finding.about.len()).sum()
    }

    /// How many repositories move from one group to another.
    pub fn moved(&self) -> usize {
        self.all().filter(|remark| remark.finding.kind == Kind::RepositoryTaken).count()
    }

    /// All findings on proposed groups.
    pub fn of_proposals(&self) -> impl Iterator<Item = &Diagnostic> {
        self.proposals.iter().flat_map(|proposed| &proposed.remarks)
    }
}

/// How many of these findings have the given severity.
pub fn count<'a>(remarks: impl Iterator<Item = &'a Diagnostic>, severity: Severity) -> usize {
    remarks.filter(|remark| remark.severity == severity).count()
}
