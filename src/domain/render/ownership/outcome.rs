//! The result of `wg/ownership`: its conclusion, its title, and what to do next.

use std::collections::BTreeSet;

use crate::domain::policy::Policy;
use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::plan::{Conclusion, Owner};
use crate::domain::pull::review::{Candidate, CandidateRole, Fate};
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::render::text::{TITLE, code, count, cut, prose, titled};

use super::named_areas;

const OLDER: &str = "No action needed from the author. This pull request is older than the installation of this app: reviews are \
                     requested when it is next pushed to, marked as ready, reviewed or commented on with a command.";

/// A result with its title and its first sentence.
pub(super) struct Said {
    pub(super) conclusion: Conclusion,
    pub(super) title: String,
    pub(super) first: String,
}

/// Determines the result.
pub(super) fn said(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> Said {
    // Branch protection lets a neutral check pass, and an unchecked change must not pass.
    let unknown = |title: &str, first: &str| Said {
        conclusion: Conclusion::Failure,
        title: title.to_owned(),
        first: first.to_owned(),
    };
    if let Some((listed, of)) = verdict.missing {
        let found = if verdict.owners.is_empty() {
            "The listed files have no owner"
        } else {
            "The owners below are those of the listed files"
        };
        let first = format!(
            "GitHub lists {listed} of the {of} changed files. {found}; the owners of the others are not known. **To \
             do:** split the pull request, or ask the owners of the others yourself."
        );
        return unknown(&format!("Only {listed} of {of} files were checked"), &first);
    }
    let doubted = verdict.owners.iter().any(|owner| verdict.unreadable.contains_key(&owner.group));
    let may_be_owned = verdict.owners.is_empty() && !verdict.unreadable.is_empty();
    if doubted || may_be_owned {
        return unknown(
            "Ownership unknown: a charter can't be read",
            "A charter can't be read at present, so the owner can't be confirmed. **To do:** wait until it is \
             fixed, then re-run this check. It also runs again by itself within a few hours.",
        );
    }
    if verdict.owners.is_empty() {
        return nobody(snapshot, verdict, policy);
    }
    let first = first(snapshot, verdict, policy);
    // Success only if a review is requested or done, or if none is needed.
    let conclusion = match outcome(verdict) {
        Outcome::New | Outcome::Nobody => Conclusion::Neutral,
        Outcome::Draft | Outcome::Older | Outcome::Asked(_) | Outcome::Full => Conclusion::Success,
    };
    Said { conclusion, title: title(verdict), first }
}

/// What to do next, if there are owners.
fn first(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> String {
    let owners = if verdict.owners.len() == 1 { "group that owns" } else { "groups that own" };
    let first = match outcome(verdict) {
        Outcome::Draft => {
            "No action needed yet. Reviews are requested when this draft is marked as ready for review.".to_owned()
        }
        Outcome::Older => OLDER.to_owned(),
        Outcome::Asked(_) => {
            format!(
                "No action needed from the author. Reviews were requested from {}.",
                whom(snapshot, verdict, policy, owners)
            )
        }
        Outcome::Full => {
            "No action needed from the author. The limit of requested reviewers is reached, so no other review was \
             requested."
                .to_owned()
        }
        Outcome::New => {
            let whom = oversight(snapshot, policy).unwrap_or_else(|| "people who oversee the groups".to_owned());
            format!(
                "No review was requested: the group is new, and its leads become leads when this is merged. **To do:** \
                 ask the {whom} for a review."
            )
        }
        Outcome::Nobody => {
            format!("No reviewer is available. **To do:** ask another person of the {owners} this for a review.")
        }
    };
    if verdict.unowned.is_empty() { first } else { format!("{first} Some of the paths have no owner: see below.") }
}

/// The people and teams that reviews were requested from, in words.
fn whom(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy, owners: &str) -> String {
    let is_guest = |candidate: &&Candidate| verdict.guests.contains_key(&candidate.group);
    let own = verdict.responsible().filter(|candidate| !is_guest(candidate));
    let parts: BTreeSet<CandidateRole> = own.map(|candidate| candidate.part).collect();
    let mut words: Vec<&str> = parts.iter().filter_map(|part| plural(*part)).collect();
    words.dedup();
    let overseers = parts.contains(&CandidateRole::Oversight).then(|| {
        let whom = oversight(snapshot, policy).unwrap_or_else(|| "people who oversee the groups".to_owned());
        format!("the {whom}")
    });
    let own = match words.as_slice() {
        [] => None,
        [word] => Some(format!("the {word} of the {owners} this")),
        words => Some(format!("{} of the {owners} this", words.join(" and "))),
    };
    let guests = agreeing(verdict);
    own.into_iter().chain(overseers).chain(guests).collect::<Vec<_>>().join(" and from ")
}

/// Reviewers for groups that own nothing here.
fn agreeing(verdict: &OwnershipReport) -> Option<String> {
    let guests = || verdict.responsible().filter(|candidate| verdict.guests.contains_key(&candidate.group));
    let groups: BTreeSet<_> = guests().map(|it| prose(verdict.name(&it.group))).collect();
    let groups: Vec<_> = groups.into_iter().collect();
    let leads = guests().all(|candidate| matches!(candidate.part, CandidateRole::Lead(_)));
    let whom = if leads { "the leads of " } else { "" };
    (!groups.is_empty()).then(|| format!("{whom}{}", groups.join(" and ")))
}

fn plural(part: CandidateRole) -> Option<&'static str> {
    match part {
        CandidateRole::Lead(_) => Some("leads"),
        CandidateRole::Approver => Some("approvers"),
        CandidateRole::Reviewer => Some("reviewers"),
        CandidateRole::Team | CandidateRole::Itself => Some("teams"),
        CandidateRole::Oversight => None,
    }
}

fn counted(asked: usize, verdict: &OwnershipReport) -> String {
    let all = |is: fn(CandidateRole) -> bool| verdict.responsible().all(|candidate| is(candidate.part));
    if all(|part| matches!(part, CandidateRole::Lead(_))) {
        count(asked, "lead", "leads")
    } else if all(|part| part == CandidateRole::Itself) {
        count(asked, "team", "teams")
    } else if all(|part| !matches!(part, CandidateRole::Team | CandidateRole::Itself)) {
        count(asked, "person", "people")
    } else {
        count(asked, "reviewer", "reviewers")
    }
}

/// How to get an owner, if there is none.
fn nobody(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> Said {
    let repository = code(&snapshot.repository.to_string());
    let ask = oversight(snapshot, policy).map(|whom| format!("ask the {whom}"));
    let (what, first) = if !verdict.by_path {
        let charters = format!("{}/{}", snapshot.site, policy.governing.repository);
        let until = ask.map_or_else(String::new, |ask| format!("; until then {ask}"));
        let governing = format!("[{}]({charters})", code(&policy.governing.repository.to_string()));
        let first = match policy.governing.has_charters() {
            true => format!(
                "{repository} is in no charter. **To do:** a working group claims it by adding it to an area of its \
                 charter in {governing}{until}."
            ),
            false => format!(
                "No group in {governing} lists {repository}. **To do:** a group claims it by listing it in its governing \
                 document{until}."
            ),
        };
        ("this repository", first)
    } else {
        let ask = ask.unwrap_or_else(|| "ask the people who oversee the groups".to_owned());
        let why = if verdict.unowned.is_empty() {
            "This pull request changes no file that has an owner."
        } else {
            "The policy's rules for paths give the changed files no owner."
        };
        ("the changed files", format!("{why} **To do:** {ask} to name a reviewer."))
    };
    Said { conclusion: Conclusion::Neutral, title: format!("No working group owns {what}"), first }
}

/// The group that oversees the others, with a link to its charter.
fn oversight(snapshot: &Snapshot, policy: &Policy) -> Option<String> {
    let id = policy.governing.oversight.as_ref()?;
    let source = policy.governing.charters.iter().find(|source| source.group.as_ref() == Some(id))?;
    let charters = format!("{}/{}", snapshot.site, policy.governing.repository);
    Some(format!("[{}]({charters}/blob/HEAD/{})", prose(&id.as_str().to_uppercase()), source.path))
}

/// The outcome of choosing reviewers, if there are owners.
enum Outcome {
    /// No review is requested before the draft is ready.
    Draft,
    /// No review is requested yet: the pull request is older than the app's installation.
    Older,
    /// This many people and teams have a request or have reviewed.
    Asked(usize),
    /// No review is requested because the limit is reached.
    Full,
    /// All owners are proposed groups.
    New,
    /// No reviewer is available.
    Nobody,
}

fn outcome(verdict: &OwnershipReport) -> Outcome {
    // Reviewers who have not answered still have their request.
    let silent = verdict.candidates.iter().filter(|candidate| candidate.fate == Fate::Silent).count();
    let asked = verdict.responsible().count() + silent;
    let fates = || verdict.candidates.iter().map(|candidate| &candidate.fate);
    if fates().any(|fate| *fate == Fate::Draft) && asked == 0 {
        Outcome::Draft
    } else if fates().any(|fate| *fate == Fate::Older) && asked == 0 {
        Outcome::Older
    } else if asked > 0 {
        Outcome::Asked(asked)
    } else if fates().any(|fate| *fate == Fate::Full) {
        Outcome::Full
    } else if verdict.owners.iter().all(|owner| verdict.new_groups.contains(&owner.group)) {
        Outcome::New
    } else {
        Outcome::Nobody
    }
}

fn title(verdict: &OwnershipReport) -> String {
    let outcome = match outcome(verdict) {
        Outcome::Draft => "draft, no review requested yet".to_owned(),
        Outcome::Older => "no review requested yet".to_owned(),
        Outcome::Asked(asked) => format!("review requested from {}", counted(asked, verdict)),
        Outcome::Full => "enough reviews requested".to_owned(),
        Outcome::New => "new group, no review requested".to_owned(),
        Outcome::Nobody => "no reviewer available".to_owned(),
    };
    let room = TITLE.saturating_sub(outcome.chars().count() + 2);
    let whose = match verdict.owners.as_slice() {
        [owner] => owner_with_area(owner, room),
        owners => count(owners.len(), "group", "groups"),
    };
    format!("{whose}: {outcome}")
}

/// `App Runtime Platform (Diego)`, without the area if both do not fit.
fn owner_with_area(owner: &Owner, room: usize) -> String {
    let name = titled(&owner.name);
    if let [area] = named_areas(owner).as_slice() {
        let both = format!("{name} ({})", titled(area));
        if both.chars().count() <= room {
            return both;
        }
    }
    cut(&name, room)
}
