//! The text of `wg/ownership`: the owners, the requested reviewers, and the reasons.
//!
//! **Invariant:** the text is the same before and after the run's own review requests, so that a second run writes
//! nothing.

mod outcome;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::{Group, Standing};
use crate::domain::policy::Policy;
use crate::domain::pull::document_report::Concern;
use crate::domain::pull::ownership_report::{Guest, OwnershipReport};
use crate::domain::pull::plan::{Check, Owner, OwnershipReason};
use crate::domain::pull::review::{Candidate, CandidateRole, Fate, Shortfall};
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::types::ids::GroupId;
use crate::domain::types::reviewer::Reviewer;

use self::outcome::{Said, said};
use super::text::{TITLE, cell, code, count, cut, fit, linked_path, prose, sentence};
use super::{ownership_reason, refused_writes, renamed, review_reason};

/// How many paths per reason are named before the rest is counted.
const PATHS: usize = 8;

/// How many reasons per owner are named: a changed index may give one for each of its sections.
const ROWS: usize = 100;

/// The check under its name.
pub fn check(name: &str, snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> Check {
    let Said { conclusion, title, first } = said(snapshot, verdict, policy);
    let asked = verdict.responsible().map(|candidate| &candidate.reviewer).collect();
    let writer = Writer { snapshot, verdict, policy, asked };
    let mut summary = vec![first];
    summary.extend(writer.doubts());
    summary.extend(writer.table());
    let besides =
        [writer.renamed(), writer.stand_ins(), writer.guests(), writer.shortfalls(), writer.labels(), writer.refused()]
            .concat();
    summary.extend((!besides.is_empty()).then(|| besides.join("\n")));
    summary.extend(writer.unowned());
    summary.extend(writer.considered());
    let summary = fit(&summary.join("\n\n"));
    Check { name: name.to_owned(), conclusion, title: cut(&title, TITLE), summary, annotations: Vec::new() }
}

/// The areas that have a name: an area without a name is a fault of the charter, not of the pull request.
fn named_areas(owner: &Owner) -> Vec<&str> {
    owner.areas.iter().map(String::as_str).filter(|area| !area.is_empty()).collect()
}

/// Writes the parts of the summary.
struct Writer<'a> {
    snapshot: &'a Snapshot,
    verdict: &'a OwnershipReport,
    policy: &'a Policy,
    /// Reviewers who have a request or have reviewed, for whichever group.
    asked: BTreeSet<&'a Reviewer>,
}

impl Writer<'_> {
    /// Groups whose charter is unreadable: those that own something here, or all of them if there is no owner.
    fn doubts(&self) -> Vec<String> {
        let owns = |id: &GroupId| self.verdict.owners.iter().any(|owner| owner.group == *id);
        let concerned = self.verdict.unreadable.iter().filter(|(id, _)| self.verdict.owners.is_empty() || owns(id));
        concerned.map(|(_, group)| self.doubt(group)).collect()
    }

    fn doubt(&self, group: &Group) -> String {
        let Standing::Unreadable { fault, as_of } = &group.standing else { return String::new() };
        let since = match as_of {
            Some(moment) => format!("The list of its repositories is from {moment}."),
            None => "Its repositories are not known.".to_owned(),
        };
        let leads: Vec<_> = group.leads.iter().map(|lead| code(lead.login.as_str())).collect();
        let menders = match leads.is_empty() {
            true => String::new(),
            false => format!(" Can be fixed by: {}.", leads.join(", ")),
        };
        format!(
            "> The charter of {} can't be read ({}, line {}: {}). {since}{menders}",
            self.link(&group.name, &group.path),
            code(&group.path),
            fault.place().line,
            prose(&fault.message),
        )
    }

    fn table(&self) -> Option<String> {
        if self.verdict.owners.is_empty() {
            return None;
        }
        let head = "| Files | Owner | Reason | Reviewers |\n|---|---|---|---|";
        let rows = self.verdict.owners.iter().flat_map(|owner| self.rows(owner));
        Some(std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n"))
    }

    /// One row for each reason of an owner; the first one shows the reviewers.
    fn rows(&self, owner: &Owner) -> Vec<String> {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for OwnershipReason { path, reason } in &owner.because {
            reasons.entry(reason).or_default().extend(path.as_deref());
        }
        let more = reasons.len().saturating_sub(ROWS);
        let row = |(number, (reason, paths)): (usize, (&str, Vec<&str>))| {
            let whose = self.owner_link(owner);
            let asked = if number == 0 { self.asked(&owner.group, "<br>") } else { String::new() };
            let cells = [self.what(&paths), whose, why(owner, reason), asked];
            format!("| {} |", cells.map(|text| cell(&text)).join(" | "))
        };
        let mut rows: Vec<_> = reasons.into_iter().take(ROWS).enumerate().map(row).collect();
        if more > 0 {
            rows.push(format!(
                "| and {} | {} | | |",
                count(more, "more reason", "more reasons"),
                self.owner_link(owner)
            ));
        }
        rows
    }

    fn what(&self, paths: &[&str]) -> String {
        if paths.is_empty() {
            return code(&self.snapshot.repository.to_string());
        }
        let mut shown: Vec<_> = paths.iter().take(PATHS).map(|path| code(path)).collect();
        if paths.len() > PATHS {
            shown.push(format!("and {} more", paths.len() - PATHS));
        }
        shown.join("<br>")
    }

    fn asked(&self, group: &GroupId, separator: &str) -> String {
        let candidates = self.verdict.candidates.iter().filter(|candidate| candidate.group == *group);
        let own = candidates.filter(|candidate| self.asked.contains(&candidate.reviewer));
        let shown: Vec<_> = own.map(|candidate| format!("{} ({})", name(candidate), candidate.part)).collect();
        if shown.is_empty() { "none".to_owned() } else { shown.join(separator) }
    }

    /// Reports that the charters list the repository under a former name.
    fn renamed(&self) -> Vec<String> {
        let listed = self.verdict.listed_as.iter();
        listed.map(|former| renamed::listed(former, &self.snapshot.repository)).collect()
    }

    /// Groups with review requests to fallback candidates.
    fn stand_ins(&self) -> Vec<String> {
        let group = |owner: &Owner| {
            let own = || self.verdict.candidates.iter().filter(|candidate| candidate.group == owner.group);
            let mut answering = own().filter(|candidate| candidate.fate.is_responsible()).peekable();
            let whom = match answering.peek()?.part {
                CandidateRole::Oversight => "a member of the oversight reviews instead of a lead (RFC-0021)".to_owned(),
                CandidateRole::Lead(_) => "leads review instead".to_owned(),
                part => format!("{part}s review instead"),
            };
            let mut first = own().filter(|candidate| !candidate.stands_in);
            let leads = first.clone().all(|candidate| matches!(candidate.part, CandidateRole::Lead(_)));
            let nobody = match (leads, first.any(|candidate| candidate.fate == Fate::Silent)) {
                (true, false) => "no lead can review",
                (true, true) => "no lead has answered",
                (false, false) => "none of the first choices can review",
                (false, true) => "none of the first choices has answered",
            };
            let name = self.owner_link(owner);
            answering.all(|candidate| candidate.stands_in).then(|| format!("- {name}: {nobody}, so {whom}."))
        };
        self.verdict.owners.iter().filter_map(group).collect()
    }

    /// Groups that a user requested a review from.
    fn guests(&self) -> Vec<String> {
        let line = |(id, guest): (&GroupId, &Guest)| {
            let requested = guest.requested_by.iter().map(|by| format!("requested by {}", code(by.as_str())));
            let concerns = guest.concerns.iter().map(|concern| format!("has to agree: {}", concerned(concern)));
            let why: Vec<_> = requested.chain(concerns).collect();
            format!(
                "- A review is also requested from {} ({}): {}.",
                prose(&guest.name),
                why.join("; "),
                self.asked(id, ", ")
            )
        };
        self.verdict.guests.iter().map(line).collect()
    }

    /// Groups that have too few reviewers. If no review is requested at all, the first sentence reports it.
    fn shortfalls(&self) -> Vec<String> {
        let line = |shortfall: &Shortfall| {
            let Shortfall { group, area, wanted, found } = shortfall;
            let area = area.as_ref().map_or_else(String::new, |area| format!(" ({})", prose(area)));
            let name = prose(self.verdict.name(group));
            let wanted = count(*wanted, "reviewer", "reviewers");
            let own = || self.verdict.candidates.iter().filter(|candidate| candidate.group == *group);
            let why = if own().any(|candidate| candidate.fate == Fate::Full) {
                "the limit of requested reviewers is reached"
            } else if own().any(|candidate| candidate.fate == Fate::Enough) {
                "the policy requests no more of them here"
            } else {
                "no other person can review"
            };
            let found = if *found == 0 { "none".to_owned() } else { found.to_string() };
            format!("- {name}{area} needs {wanted} and has {found}: {why}.")
        };
        let found_any = self.verdict.responsible().next().is_some();
        self.verdict.shortfalls.iter().filter(|_| found_any).map(line).collect()
    }

    /// Why there is no label.
    fn labels(&self) -> Vec<String> {
        let why = "- No label was added: GitHub allows 100 labels, and there is no room for those of the owners.";
        self.verdict.labels_lack_room.then(|| why.to_owned()).into_iter().collect()
    }

    /// The writes that GitHub refused.
    fn refused(&self) -> Vec<String> {
        self.verdict.refused.iter().map(|(write, why)| refused_writes::line(write, why)).collect()
    }

    fn unowned(&self) -> Option<String> {
        let unowned = &self.verdict.unowned;
        let shown: Vec<_> = unowned.iter().take(PATHS).map(|path| format!("- {}", code(path))).collect();
        let more = unowned.len().saturating_sub(PATHS);
        let more = if more > 0 { format!("\n- and {more} more") } else { String::new() };
        (!unowned.is_empty()).then(|| format!("These paths have no owner:\n\n{}{more}", shown.join("\n")))
    }

    fn considered(&self) -> Option<String> {
        let lines: Vec<_> = self.verdict.candidates.iter().map(|candidate| self.candidate(candidate)).collect();
        let people = lines.join("\n");
        (!lines.is_empty())
            .then(|| format!("<details><summary>Who was considered, and why</summary>\n\n{people}\n\n</details>"))
    }

    fn candidate(&self, candidate: &Candidate) -> String {
        let group = self.verdict.name(&candidate.group);
        let login = name(candidate);
        let role = sentence(&review_reason::role(candidate, group));
        match &candidate.fate {
            Fate::Ask | Fate::Asked => {
                format!("- {login}: requested, {}", sentence(&review_reason::asked(candidate, group)))
            }
            Fate::Reviewed => format!("- {login}: has reviewed, {role}"),
            Fate::Replaced(_) => {
                format!("- {login} ({role}): replaced, {}", sentence(&review_reason::reason(candidate, self.verdict)))
            }
            Fate::Silent | Fate::Unknown => {
                format!("- {login} ({role}): {}", review_reason::reason(candidate, self.verdict))
            }
            _ => {
                format!("- {login} ({role}): skipped, {}", sentence(&review_reason::reason(candidate, self.verdict)))
            }
        }
    }

    /// **Invariant:** a charter that does not exist yet gets no link.
    fn owner_link(&self, owner: &Owner) -> String {
        if self.verdict.new_groups.contains(&owner.group) {
            return format!("{} (new)", prose(&owner.name));
        }
        match self.policy.governing.charter_path(&owner.group) {
            Some(path) => self.link(&owner.name, &path),
            None => prose(&owner.name),
        }
    }

    fn link(&self, name: &str, path: &str) -> String {
        let path = linked_path(path);
        format!("[{}]({}/{}/blob/HEAD/{path})", prose(name), self.snapshot.site, self.policy.governing.repository)
    }
}

/// What a group has to agree to.
fn concerned(concern: &Concern) -> String {
    match concern {
        Concern::Proposal => "a group is proposed".to_owned(),
        Concern::Removal => "a charter is removed".to_owned(),
        Concern::Orphans(number) => count(*number, "repository loses its owner", "repositories lose their owner"),
        Concern::Access(people) => format!("{people} people lose access"),
        Concern::Repositories(number) => {
            format!("{} to another group", count(*number, "repository goes", "repositories go"))
        }
    }
}

/// A person or a team, as code, so that the text pings no one.
fn name(candidate: &Candidate) -> String {
    code(&candidate.reviewer.to_string())
}

fn why(owner: &Owner, reason: &str) -> String {
    match reason.split_once(':').unwrap_or((reason, "")) {
        ("repository", _) => {
            let areas: Vec<_> = named_areas(owner).into_iter().map(prose).collect();
            match areas.as_slice() {
                [] => "its asset list".to_owned(),
                [area] => format!("area {area}"),
                areas => format!("areas {}", areas.join(", ")),
            }
        }
        ("index-section-without-charter", section) => format!("no group has the section {}", code(section)),
        _ => prose(&ownership_reason::words(reason)),
    }
}
