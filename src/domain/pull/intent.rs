//! What a run intends before it writes: commands to run and reminders that are due. The store has it on disk before the
//! first write to GitHub, so an interrupted run never runs a command twice.

use std::collections::BTreeSet;

use crate::domain::process::Bypass;
use crate::domain::types::ids::{GroupId, Login, Sha};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Day;

use super::snapshot::{Answer, Memory, Request, Snapshot};

/// One intent that a run records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// The commands of this comment are done; the reply is still to be posted.
    Obeyed {
        /// The comment's id on GitHub.
        comment: u64,
        /// The reply. `None` if the comment has no command after all, only one in code, in a quote or in an HTML
        /// comment.
        answer: Option<Answer>,
    },
    /// A user requests a review from a group.
    GroupWanted {
        /// The group.
        group: GroupId,
        /// The user who requests it.
        by: Login,
    },
    /// A user requests a replacement for a reviewer.
    Rerolled {
        /// The reviewer to replace.
        reviewer: Reviewer,
        /// The user who requests it.
        by: Login,
    },
    /// A mention renews a review request.
    Reminded {
        /// The reviewer whose request is renewed.
        reviewer: Reviewer,
    },
    /// A user wants the checks of a commit to run again, whatever their result is.
    CheckWanted {
        /// The commit.
        commit: Sha,
    },
    /// A member of the oversight bypasses the rules for these changes.
    Bypassed {
        /// The member.
        by: Login,
        /// Why.
        reason: String,
        /// The changes ([`crate::domain::process::Change::fingerprint`]).
        changes: BTreeSet<String>,
    },
    /// A user is away until the end of a day; `None` means that the user is back.
    Away {
        /// The user.
        login: Login,
        /// The last day.
        until: Option<Day>,
    },
    /// A user limits their open requests; `None` means that the default applies.
    Capacity {
        /// The user.
        login: Login,
        /// The limit.
        most: Option<u32>,
    },
}

impl Intent {
    /// A stable word for the kind, without any user text.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Obeyed { .. } => "commands run",
            Self::GroupWanted { .. } => "group wanted",
            Self::Rerolled { .. } => "another person wanted",
            Self::Reminded { .. } => "reminded",
            Self::CheckWanted { .. } => "check re-run requested",
            Self::Bypassed { .. } => "bypassed",
            Self::Away { .. } => "away or back",
            Self::Capacity { .. } => "capacity changed",
        }
    }
}

impl Snapshot {
    /// Updates the snapshot to the state after these intents are stored.
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
                Intent::Bypassed { by, reason, changes } => {
                    self.memory.bypasses.push(Bypass { by, reason, changes, at: self.now });
                }
                Intent::Away { login, until: Some(until) } => _ = self.people.away_until.insert(login, until),
                Intent::Away { login, until: None } => _ = self.people.away_until.remove(&login),
                Intent::Capacity { login, most: Some(most) } => _ = self.people.capacity.insert(login, most),
                Intent::Capacity { login, most: None } => _ = self.people.capacity.remove(&login),
            }
        }
    }
}
