//! What a run establishes before it acts: commands that it obeys, reminders that are due. It is on disk before anything
//! is written on GitHub, so that a run that is cut off obeys nothing twice.

use crate::domain::types::ids::{GroupId, Login, Sha};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Day;

use super::snapshot::{Answer, Memory, Request, Snapshot};

/// One thing to keep in mind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// The commands of this comment are obeyed; this is to be answered.
    Obeyed {
        /// The comment's number on GitHub.
        comment: u64,
        /// What is to be said; `None` where nothing was asked: a command in code, in a quote or in an HTML comment.
        answer: Option<Answer>,
    },
    /// Somebody wants a group to be asked.
    GroupWanted {
        /// The group.
        group: GroupId,
        /// Who wants it.
        by: Login,
    },
    /// Somebody wants another person in the place of this one.
    Rerolled {
        /// Whom.
        reviewer: Reviewer,
        /// Who wants it.
        by: Login,
    },
    /// Somebody's request is renewed by a mention.
    Reminded {
        /// Whose.
        reviewer: Reviewer,
    },
    /// Somebody wants the checks of a commit anew, whatever they say.
    CheckWanted {
        /// The commit.
        commit: Sha,
    },
    /// Somebody is away until the end of a day; `None`: is back.
    Away {
        /// Who.
        login: Login,
        /// The last day.
        until: Option<Day>,
    },
    /// Somebody takes so many open requests; `None`: as many as is usual.
    Capacity {
        /// Who.
        login: Login,
        /// How many.
        most: Option<u32>,
    },
}

impl Intent {
    /// Its kind, without user text.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Obeyed { .. } => "commands obeyed",
            Self::GroupWanted { .. } => "group wanted",
            Self::Rerolled { .. } => "another person wanted",
            Self::Reminded { .. } => "reminded",
            Self::CheckWanted { .. } => "check wanted anew",
            Self::Away { .. } => "away or back",
            Self::Capacity { .. } => "capacity changed",
        }
    }
}

impl Snapshot {
    /// The snapshot as it is once the intents are stored.
    pub fn remember(&mut self, intents: &[Intent]) {
        for intent in intents.iter().cloned() {
            let Memory { asked, groups_wanted, answers, hinted, .. } = &mut self.memory;
            match intent {
                Intent::Obeyed { comment, answer } => {
                    self.commands.retain(|told| told.comment != comment);
                    *hinted |= answer.as_ref().is_some_and(|answer| answer.hint);
                    answers.extend(answer.map(|answer| (comment, answer)));
                }
                Intent::GroupWanted { group, by } => _ = groups_wanted.entry(group).or_insert(by),
                Intent::Rerolled { reviewer, by } => {
                    let request =
                        asked.entry(reviewer).or_insert_with(|| Request { at: self.now, ..Request::default() });
                    request.rerolled_by = Some(by);
                    request.taken_back = false;
                }
                Intent::Reminded { reviewer } => {
                    asked.entry(reviewer).and_modify(|request| request.reminded = Some(self.now));
                }
                Intent::CheckWanted { commit } => {
                    let checks = self.memory.checks.values_mut().filter(|_| self.commit.as_ref() == Some(&commit));
                    checks.for_each(|posted| posted.fingerprint.clear());
                }
                Intent::Away { login, until: Some(until) } => _ = self.people.away_until.insert(login, until),
                Intent::Away { login, until: None } => _ = self.people.away_until.remove(&login),
                Intent::Capacity { login, most: Some(most) } => _ = self.people.capacity.insert(login, most),
                Intent::Capacity { login, most: None } => _ = self.people.capacity.remove(&login),
            }
        }
    }
}
