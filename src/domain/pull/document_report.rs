//! What was found out about the governing documents that a change touches: which groups it proposes, what it adds that is
//! against the rules, what it brings about.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Kind, Severity};
use crate::domain::preview::Effects;
use crate::domain::rules::{Diagnostic, Proposal};
use crate::domain::types::ids::GroupId;

/// Everything that the checks of documents tell about a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentReport {
    /// The groups that it proposes, ordered by id.
    pub proposals: Vec<Proposed>,
    /// What it adds that is of no proposed group, ordered by file and place.
    pub remarks: Vec<Diagnostic>,
    /// The governing documents that it changes, by path.
    pub documents: Vec<String>,
    /// What it causes when it is merged.
    pub effects: Effects,
    /// Groups that have to agree whatever the paths say, each with what for.
    pub parties: BTreeMap<GroupId, BTreeSet<Concern>>,
    /// Why something may have been missed, each reason once.
    pub doubts: Vec<Uncertainty>,
}

/// What a group has to agree to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// A group is proposed by its charter alone, without a section in the index.
    Proposal,
    /// A charter is removed.
    Removal,
    /// So many repositories lose their owner.
    Orphans(usize),
    /// So many people lose access, more than the policy lets pass.
    Access(usize),
    /// It loses repositories to another group: so many.
    Repositories(usize),
}

/// A proposed group with what the rules say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The group.
    pub proposal: Proposal,
    /// What the rules say of it, ordered by file and place.
    pub remarks: Vec<Diagnostic>,
    /// Whether its charter has a block that can be read: else leads, areas and repositories are not known.
    pub readable: bool,
    /// Whether the index has a section for it.
    pub section: bool,
    /// How many leads it has, execution and technical.
    pub leads: (usize, usize),
    /// How many repositories it has that are listed once.
    pub repositories: usize,
}

/// Why something may have been missed. **Invariant:** a check with a doubt fails, unless it is in shadow mode: branch
/// protection lets a neutral check pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncertainty {
    /// Only so many of the changed files are known.
    Files {
        /// Those that are listed.
        listed: u64,
        /// All of them.
        of: u64,
    },
    /// Only so many of the changed documents were read.
    Documents {
        /// Those that were.
        read: usize,
        /// All of them.
        of: usize,
        /// The paths of the others, the first ones of many.
        unread: Vec<String>,
    },
    /// The documents of the base are not known.
    Base,
    /// Only the paths of changed documents are known, not what is in them: so many.
    Texts(usize),
    /// GitHub lists so many changed documents and does not give their texts.
    Missing(usize),
    /// The rules find more than is kept: at least so many findings are left out.
    Findings(usize),
    /// So many people, teams and places are concerned that it is not listed what the change causes.
    Effects,
}

impl DocumentReport {
    /// All remarks, on proposed groups and on others.
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

    /// All remarks on proposed groups.
    pub fn of_proposals(&self) -> impl Iterator<Item = &Diagnostic> {
        self.proposals.iter().flat_map(|proposed| &proposed.remarks)
    }
}

/// How many of these weigh so much.
pub fn count<'a>(remarks: impl Iterator<Item = &'a Diagnostic>, severity: Severity) -> usize {
    remarks.filter(|remark| remark.severity == severity).count()
}
