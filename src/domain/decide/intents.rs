//! Decides what a run intends before it writes: which commands it runs, and whose review requests are renewed.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::domain::command::{self, Command, CommandLine, Misread};
use crate::domain::governance::ownership::Ownership;
use crate::domain::policy::{APPROVALS_CHECK, Commands, Mode, OWNERSHIP_CHECK, Policy};
use crate::domain::process::Change;
use crate::domain::pull::intent::Intent;
use crate::domain::pull::plan::Reaction;
use crate::domain::pull::review::reminder;
use crate::domain::pull::snapshot::{Answer, ChangedFile, Changes, CommandComment, FileStatus, PullState, Snapshot};
use crate::domain::render;
use crate::domain::render::documents::DocumentCheckInput;
use crate::domain::types::ids::{GroupId, Login, RepoName};
use crate::domain::types::reviewer::Reviewer;

use super::approvals::Approvals;
use super::command_permissions::is_one;
use super::{Facts, verdict};

/// The intents to store before the first write, in order.
pub fn intents(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Vec<Intent> {
    let reminders = if snapshot.queued { Vec::new() } else { reminder::due(snapshot, policy) };
    let Some(commands) = policy.commands.as_ref().filter(|_| !snapshot.commands.is_empty() && !snapshot.queued) else {
        return reminders;
    };
    let facts = OnceCell::new();
    let mut servant =
        CommandRunner { snapshot: snapshot.clone(), ownership, policy, commands, facts, intents: Vec::new() };
    servant.keep(reminders);
    snapshot.commands.iter().for_each(|told| servant.execute(told));
    servant.intents
}

/// Runs the commands one by one, each as if the commands before it had been carried out.
struct CommandRunner<'a> {
    snapshot: Snapshot,
    ownership: &'a Ownership,
    policy: &'a Policy,
    commands: &'a Commands,
    facts: OnceCell<Facts>,
    intents: Vec<Intent>,
}

/// The outcome of one line.
enum Outcome {
    /// The command is done, and there is nothing to report.
    Done,
    /// The reply.
    Said(String),
    /// The command was refused, for this reason.
    Refused(String),
}

impl CommandRunner<'_> {
    fn execute(&mut self, told: &CommandComment) {
        let spoken = command::read(&told.body);
        if spoken.lines.is_empty() {
            return self.keep(vec![Intent::Obeyed { comment: told.comment, answer: None }]);
        }
        let hinted = self.snapshot.memory.hinted;
        let unknown = |line: &CommandLine| matches!(line.said, Err(Misread::Unknown { .. } | Misread::Empty));
        let hint = spoken.lines.iter().any(unknown);
        let nothing_new = hinted && spoken.lines.iter().all(unknown);
        let mut said = Vec::new();
        let mut reaction = Reaction::Done;
        for line in &spoken.lines {
            let outcome = match &line.said {
                Ok(command) => self.command(command, told),
                Err(_) => Outcome::Refused(render::command::misread(line)),
            };
            let (worse, text) = match outcome {
                Outcome::Done => (Reaction::Done, None),
                Outcome::Said(text) => (Reaction::Seen, Some(text)),
                Outcome::Refused(text) => (Reaction::Refused, Some(text)),
            };
            reaction = reaction.max(worse);
            said.extend(text.map(|text| (line.text.clone(), text)));
        }
        let more = (spoken.more > 0).then(|| render::command::too_many(spoken.more));
        let is_silent = nothing_new || (said.is_empty() && more.is_none());
        let text = (!is_silent).then(|| render::command_reply::answer(&said, more));
        self.keep(vec![Intent::Obeyed { comment: told.comment, answer: Some(Answer { reaction, text, hint }) }]);
    }

    fn keep(&mut self, intents: Vec<Intent>) {
        self.snapshot.remember(&intents);
        self.intents.extend(intents);
    }

    fn command(&mut self, command: &Command, told: &CommandComment) -> Outcome {
        let verb = command.verb();
        let mut speakers = self.commands.speakers(verb);
        if !speakers.any(|speaker| is_one(speaker, told, &self.snapshot, self.ownership, self.policy)) {
            return Outcome::Refused(render::command_reply::forbidden(verb, self.commands.speakers(verb)));
        }
        let login = told.author.clone();
        let closed = self.snapshot.state == PullState::Closed;
        match command {
            Command::Recheck | Command::Reroll { .. } | Command::Request { .. } | Command::Bypass { .. } if closed => {
                Outcome::Refused(render::command_reply::closed())
            }
            Command::Help => Outcome::Said(render::command::help()),
            Command::Explain { path: None } => Outcome::Said(self.explained()),
            Command::Explain { path: Some(path) } => {
                Outcome::Said(self.owners(&self.snapshot.repository.clone(), Some(path)))
            }
            Command::WhoOwns { repository, path } => self.who_owns(repository, path.as_deref()),
            Command::Recheck => self.done(self.snapshot.commit.clone().map(|commit| Intent::CheckWanted { commit })),
            Command::Reroll { login: whom } => self.reroll(whom.as_ref(), &login),
            Command::Request { group } => self.request(group, login),
            Command::Approvals => self.approvals(),
            Command::Bypass { reason } => self.bypass(reason, login),
            Command::Away { until } if self.snapshot.now.day().is_some_and(|today| *until < today) => {
                Outcome::Refused(render::command_reply::passed(*until))
            }
            Command::Away { until } => self.done([Intent::Away { login, until: Some(*until) }]),
            Command::Back => self.done([Intent::Away { login, until: None }]),
            Command::Capacity { most } => self.done([Intent::Capacity { login, most: *most }]),
        }
    }

    fn done(&mut self, intents: impl IntoIterator<Item = Intent>) -> Outcome {
        self.keep(intents.into_iter().collect());
        Outcome::Done
    }

    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| Facts::of(&self.snapshot, self.ownership, self.policy))
    }

    /// The text of the ownership check.
    fn explained(&self) -> String {
        let verdict = self.facts().verdict(&self.snapshot, self.ownership, self.policy);
        render::ownership::check(OWNERSHIP_CHECK, &self.snapshot, &verdict, self.policy).summary
    }

    /// The text of the check on agreements.
    fn approvals(&self) -> Outcome {
        let scrutiny = self.facts().scrutiny.as_ref();
        let papers =
            scrutiny.map(|scrutiny| DocumentCheckInput { snapshot: &self.snapshot, scrutiny, policy: self.policy });
        match papers.and_then(|papers| Approvals::of(papers).check) {
            Some(check) => Outcome::Said(check.summary),
            None => Outcome::Refused(render::command_reply::no_agreements()),
        }
    }

    /// Bypasses the rules that this member of the oversight may bypass, for the present changes.
    fn bypass(&mut self, reason: &str, by: Login) -> Outcome {
        let is_on = self.policy.mode(APPROVALS_CHECK) != Mode::Off;
        let scrutiny = self.facts().scrutiny.as_ref().filter(|_| is_on);
        let process = scrutiny.and_then(|scrutiny| scrutiny.process.as_ref());
        let needed = process.iter().flat_map(|process| &process.requirements.all);
        if !needed.into_iter().any(|requirement| requirement.may_bypass(&by)) {
            return Outcome::Refused(render::command_reply::nothing_to_bypass());
        }
        let mut changes: BTreeSet<String> =
            process.iter().flat_map(|process| &process.changes.all).map(Change::fingerprint).collect();
        // Only what the check has shown before: a push may have come after the comment.
        if let Some(shown) = self.snapshot.memory.change_sets.iter().max_by_key(|set| set.at) {
            changes.retain(|change| shown.changes.contains(change));
        }
        self.done([Intent::Bypassed { by, reason: reason.to_owned(), changes }])
    }

    /// Replaces the named reviewer or, without a name, the user who gives the command. A reviewer chosen by a person
    /// can only be replaced by themselves.
    fn reroll(&mut self, whom: Option<&Login>, by: &Login) -> Outcome {
        let whom = whom.unwrap_or(by);
        let reviewer = Reviewer::from(whom);
        if !self.snapshot.requested.contains(whom) {
            return Outcome::Refused(render::command_reply::not_asked(whom));
        }
        if whom != by && !self.snapshot.memory.asked.contains_key(&reviewer) {
            return Outcome::Refused(render::command_reply::chosen(whom));
        }
        self.done([Intent::Rerolled { reviewer, by: by.clone() }])
    }

    fn request(&mut self, group: &GroupId, by: Login) -> Outcome {
        if self.ownership.group(group).is_none() {
            let known = self.ownership.groups().map(|(id, _)| id);
            return Outcome::Refused(render::command_reply::no_such_group(group, known));
        }
        if self.facts().owned.owners.iter().any(|owner| owner.group == *group) {
            return Outcome::Refused(render::command_reply::owns_already(group));
        }
        self.done([Intent::GroupWanted { group: group.clone(), by }])
    }

    fn who_owns(&self, repository: &RepoName, path: Option<&str>) -> Outcome {
        if !self.policy.covers(repository.owner()) {
            return Outcome::Refused(render::command_reply::not_covered(repository, self.policy));
        }
        Outcome::Said(self.owners(repository, path))
    }

    fn owners(&self, repository: &RepoName, path: Option<&str>) -> String {
        let changes = match path {
            Some(path) => {
                let file = ChangedFile { path: path.to_owned(), previous: None, status: FileStatus::Modified };
                Changes::Files { files: vec![file], of: None }
            }
            None => Changes::NotRead,
        };
        let site = self.snapshot.site.clone();
        let asked = Snapshot { changes, site, ..Snapshot::bare(repository.clone()) };
        let by_path = self.policy.path_rules(self.ownership.listed_name(repository)).is_some()
            || self.ownership.has_parts(repository);
        let verdict = verdict(&asked, self.ownership, self.policy);
        render::command_reply::owners(&asked, &verdict, self.policy, by_path)
    }
}
