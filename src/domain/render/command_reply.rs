//! Replies to commands in comments.

use crate::domain::command::Verb;
use crate::domain::policy::{Policy, Speaker};
use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::plan::Owner;
use crate::domain::pull::snapshot::{Answer, Changes, Snapshot};
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, Login, RepoName};
use crate::domain::types::time::Day;

use super::text::{code, cut, fit, linked_path, prose};
use super::{ownership, ownership_reason};

/// How many characters of a command are quoted.
const QUOTED: usize = 100;

const ADD_A_PATH: &str = "Paths of this repository have owners of their own: add a path to see its owner.";

/// The comment with all pending replies; `None` if there are none.
pub fn comment(snapshot: &Snapshot) -> Option<String> {
    let answers = snapshot.memory.answers.iter();
    let one = |(comment, answer): (&u64, &Answer)| {
        let number = snapshot.number.unwrap_or_default();
        let place = format!("{}#issuecomment-{comment}", snapshot.pull_url(number));
        Some(format!("To [this comment]({place}):\n\n{}", answer.text.as_ref()?))
    };
    let parts: Vec<_> = answers.filter_map(one).collect();
    (!parts.is_empty()).then(|| fit(&format!("{}\n{}", CommentTopic::Answers.mark(), parts.join("\n\n---\n\n"))))
}

/// The reply to one comment: each line with its answer.
pub fn answer(said: &[(String, String)], more: Option<String>) -> String {
    let one = |(line, text): &(String, String)| format!("{}\n\n{text}", code(&cut(line, QUOTED)));
    fit(&said.iter().map(one).chain(more).collect::<Vec<_>>().join("\n\n"))
}

/// The user may not run the command.
pub fn forbidden(verb: Verb, speakers: impl Iterator<Item = Speaker>) -> String {
    let who: Vec<_> = speakers.map(speaker).collect();
    match who.as_slice() {
        [] => format!("The policy does not allow {} here.", code(verb.usage())),
        [others @ .., last] => {
            let others = if others.is_empty() { String::new() } else { format!("{} and ", others.join(", ")) };
            format!("Not done: {} is for {others}{last}.", code(verb.usage()))
        }
    }
}

/// The pull request has no changes with agreements.
pub fn no_agreements() -> String {
    "No agreements are followed here: this is for changes of the governing documents.".to_owned()
}

/// No rule of the pull request can be bypassed by this person.
pub fn nothing_to_bypass() -> String {
    "Not done: this pull request has no rule that you could bypass. Its author and the person whose role changes can't \
     bypass a rule."
        .to_owned()
}

/// The day is in the past.
pub fn passed(until: Day) -> String {
    format!("{until} has passed: write a future date.")
}

/// The named person has no review request that could be replaced.
pub fn not_asked(whom: &Login) -> String {
    format!("Not done: no review is requested from {} here.", code(whom.as_str()))
}

/// A person chose this reviewer: only that person or the reviewer can change it.
pub fn chosen(whom: &Login) -> String {
    format!("Not done: the review of {} was requested by a person, not by wg-steward.", code(whom.as_str()))
}

/// The group owns the changes already, so it does not have to be requested.
pub fn owns_already(group: &GroupId) -> String {
    format!("Not done: {} owns changed files, so its review is already requested.", code(group.as_str()))
}

/// The pull request is closed.
pub fn closed() -> String {
    "Not done: this pull request is closed.".to_owned()
}

/// The group does not exist.
pub fn no_such_group<'a>(group: &GroupId, known: impl Iterator<Item = &'a GroupId>) -> String {
    let known: Vec<_> = known.map(|id| code(id.as_str())).collect();
    format!("There is no group {}. The groups are {}.", code(group.as_str()), known.join(", "))
}

/// The repository is outside the policy's organizations.
pub fn not_covered(repository: &RepoName, policy: &Policy) -> String {
    let organizations: Vec<_> = policy.organizations.iter().map(|name| code(name)).collect();
    let (name, foundation) = (code(repository.as_str()), prose(&policy.foundation));
    format!("{name} is not a repository of {foundation}, which has the organizations {}.", organizations.join(", "))
}

/// The owners of a repository, or of a path in it.
pub fn owners(asked: &Snapshot, verdict: &OwnershipReport, policy: &Policy, by_path: bool) -> String {
    let subject = code(&asked.repository.to_string());
    let by_path_alone = by_path && asked.changes == Changes::NotRead;
    if verdict.owners.is_empty() && by_path_alone {
        return ADD_A_PATH.to_owned();
    }
    if verdict.owners.is_empty() {
        return ownership::check("", asked, verdict, policy).summary;
    }
    let link = |owner: &Owner| match policy.governing.charter_path(&owner.group) {
        Some(path) => {
            let charters = format!("{}/{}", asked.site, policy.governing.repository);
            format!("[{}]({charters}/blob/HEAD/{})", prose(&owner.name), linked_path(&path))
        }
        None => prose(&owner.name),
    };
    let line = |owner: &Owner| {
        let because = owner.because.first();
        let path = because.and_then(|because| because.path.as_deref());
        let why = match because.map(|because| because.reason.as_str()) {
            None | Some("repository") => {
                let areas: Vec<_> =
                    owner.areas.iter().filter(|area| !area.is_empty()).map(|area| prose(area)).collect();
                if areas.is_empty() { String::new() } else { format!(" ({})", areas.join(", ")) }
            }
            Some(reason) => format!(" ({})", prose(&ownership_reason::words(reason))),
        };
        let what = path.map_or_else(|| subject.clone(), |path| format!("{} in {subject}", code(path)));
        format!("- {what}: {}{why}", link(owner))
    };
    let mut lines: Vec<_> = verdict.owners.iter().map(line).collect();
    if by_path_alone {
        lines.push(format!("\n{ADD_A_PATH}"));
    }
    lines.join("\n")
}

fn speaker(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Anyone => "anybody",
        Speaker::Author => "the author of the pull request",
        Speaker::Member => "members of the organization",
        Speaker::InCharter => "people in a charter",
        Speaker::Reviewer => "reviewers of the groups that own this",
        Speaker::Approver => "approvers of the groups that own this",
        Speaker::Lead => "leads of the groups that own this",
        Speaker::Oversight => "members of the oversight",
    }
}
