//! Which users may run which command in a comment.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::command::Verb;

/// Which users may run each command; a refusal is explained to everyone.
#[derive(Debug, Clone)]
pub struct Commands {
    allowed: BTreeMap<Verb, BTreeSet<Speaker>>,
}

/// The role of a user who gives a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaker {
    /// Any user.
    Anyone,
    /// The author of the pull request.
    Author,
    /// A user that GitHub reports as owner, member or collaborator.
    Member,
    /// A person in any governing document: a lead, approver or reviewer of any group.
    InCharter,
    /// A reviewer, approver or lead of a group that owns the changes.
    Reviewer,
    /// An approver or lead of a group that owns the changes.
    Approver,
    /// A lead of a group that owns the changes.
    Lead,
    /// A lead of the group that oversees the others.
    Oversight,
}

impl Commands {
    /// Applies the policy's settings for single commands.
    pub fn new(said: BTreeMap<Verb, BTreeSet<Speaker>>) -> Self {
        let usual = Verb::ALL.into_iter().map(|verb| (verb, usual(verb).iter().copied().collect()));
        let mut allowed: BTreeMap<_, _> = usual.collect();
        allowed.extend(said);
        Self { allowed }
    }

    /// The roles that may run a command.
    pub fn speakers(&self, verb: Verb) -> impl Iterator<Item = Speaker> {
        self.allowed.get(&verb).into_iter().flatten().copied()
    }
}

/// The default roles for a command. Any user may look things up, and people may change their own settings. Changing a
/// pull request requires a role related to it.
fn usual(verb: Verb) -> &'static [Speaker] {
    match verb {
        Verb::Help | Verb::Explain | Verb::WhoOwns | Verb::Approvals => &[Speaker::Anyone],
        Verb::Bypass => &[Speaker::Oversight],
        Verb::Recheck => &[Speaker::Author, Speaker::Member, Speaker::InCharter],
        // Outsiders may not choose reviewers.
        Verb::Reroll | Verb::Request => &[Speaker::Member, Speaker::InCharter],
        Verb::Away | Verb::Back | Verb::Capacity => &[Speaker::InCharter],
    }
}
