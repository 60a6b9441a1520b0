//! Why a review is or is not requested from a candidate: the same words in check, page, terminal and JSON.

use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::review::{Candidate, CandidateRole, Fate};

/// A claim in the commits about a person; any author can write it.
const NAMED: &str = "named as an author in a commit, not verified";

/// Why a candidate was chosen or skipped, without its name.
pub fn reason(candidate: &Candidate, verdict: &OwnershipReport) -> String {
    match &candidate.fate {
        Fate::Ask => asked(candidate, verdict.name(&candidate.group)),
        Fate::Asked => "already requested".to_owned(),
        Fate::Silent => "requested, but has not answered for so long that another person is requested, too".to_owned(),
        Fate::Reviewed => "has reviewed already".to_owned(),
        Fate::Counted(first) => format!("counted once, for {}", verdict.name(first)),
        Fate::Author => "author of this pull request".to_owned(),
        Fate::Signer => "author of a commit of this pull request, by a verified signature".to_owned(),
        Fate::Bot => "a bot, not a person".to_owned(),
        Fate::TakenOff(None) => "was requested before and removed from this pull request".to_owned(),
        Fate::TakenOff(Some(by)) if candidate.reviewer.person() == Some(by) => {
            "removed themselves from this pull request".to_owned()
        }
        Fate::TakenOff(Some(by)) => format!("removed from this pull request by `{by}`"),
        Fate::Replaced(people) => {
            let people: Vec<_> = people.iter().map(|login| format!("`{login}`")).collect();
            format!("GitHub's code review assignment requested {} instead", people.join(", "))
        }
        Fate::Rerolled(by) => format!("replacement requested by `{by}`"),
        Fate::Away(until) => format!("away until {until}"),
        Fate::AtCapacity(most) => format!("at the limit of {}", requests(*most)),
        Fate::Refused(words) => format!("can't review here ({words})"),
        Fate::Full => "the limit of requested reviewers is reached".to_owned(),
        Fate::Unknown => {
            "was requested before; the timeline is too long to read in full, so it is not known whether they have \
             reviewed"
                .to_owned()
        }
        Fate::Draft => "will be requested when the draft is ready for review".to_owned(),
        Fate::Older => "the pull request is older than the app's installation".to_owned(),
        Fate::Enough => {
            let open = candidate.open.map(|open| format!("{} elsewhere", requests(open)));
            let named = candidate.named_in_commits.then(|| NAMED.to_owned());
            let why: Vec<_> = named.into_iter().chain(open).collect();
            let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(", ")) };
            format!("not needed, enough others are requested{why}")
        }
    }
}

/// The candidate's role, and why this one was chosen: `approver of Docs, fewest open requests (3)`.
pub fn asked(candidate: &Candidate, group: &str) -> String {
    let named = if candidate.named_in_commits { format!(", {NAMED}") } else { String::new() };
    let role = format!("{}{named}", role(candidate, group));
    let open = candidate.open.filter(|_| candidate.reviewer.person().is_some());
    open.map_or_else(|| role.clone(), |open| format!("{role}, with {} elsewhere", requests(open)))
}

/// The candidate's role in the group with this name.
pub fn role(candidate: &Candidate, group: &str) -> String {
    match candidate.part {
        CandidateRole::Oversight => format!("{}, for {group}", candidate.part),
        part => format!("{part} of {group}"),
    }
}

fn requests(open: u32) -> String {
    match open {
        0 => "no open request".to_owned(),
        1 => "1 open request".to_owned(),
        _ => format!("{open} open requests"),
    }
}
