//! Who may give which command in a comment.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::command::Verb;

/// Who may give which command; everybody may be told why not.
#[derive(Debug, Clone)]
pub struct Commands {
    allowed: BTreeMap<Verb, BTreeSet<Speaker>>,
}

/// What somebody is who gives a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaker {
    /// Anybody.
    Anyone,
    /// The author of the pull request.
    Author,
    /// Whom GitHub calls owner, member or collaborator.
    Member,
    /// Anybody who stands in a governing document: a lead, approver or reviewer of any group.
    InCharter,
    /// A reviewer, approver or lead of a group that owns what is changed.
    Reviewer,
    /// An approver or lead of a group that owns what is changed.
    Approver,
    /// A lead of a group that owns what is changed.
    Lead,
    /// A lead of the group that oversees the others.
    Oversight,
}

impl Commands {
    /// With what the policy says of single commands.
    pub fn new(said: BTreeMap<Verb, BTreeSet<Speaker>>) -> Self {
        let usual = Verb::ALL.into_iter().map(|verb| (verb, usual(verb).iter().copied().collect()));
        let mut allowed: BTreeMap<_, _> = usual.collect();
        allowed.extend(said);
        Self { allowed }
    }

    /// Who may give a command.
    pub fn speakers(&self, verb: Verb) -> impl Iterator<Item = Speaker> {
        self.allowed.get(&verb).into_iter().flatten().copied()
    }
}

/// Who may give a command if the policy says nothing else. Looking is free, and what people say of themselves is theirs;
/// what changes a pull request takes somebody who has to do with it.
fn usual(verb: Verb) -> &'static [Speaker] {
    match verb {
        Verb::Help | Verb::Explain | Verb::WhoOwns => &[Speaker::Anyone],
        Verb::Recheck => &[Speaker::Author, Speaker::Member, Speaker::InCharter],
        // Who asks whom is nothing for people from outside.
        Verb::Reroll | Verb::Request => &[Speaker::Member, Speaker::InCharter],
        Verb::Away | Verb::Back | Verb::Capacity => &[Speaker::InCharter],
    }
}
