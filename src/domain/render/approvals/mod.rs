//! The text of `wg/approvals`: who has to agree to a change of the governing documents, who has, who objects, who is
//! missing, and until when.
//!
//! **Invariant:** the text depends on the time only through what is agreed, so an unchanged state writes nothing.

mod words;

use std::collections::BTreeSet;

use crate::domain::policy::Alternative;
use crate::domain::process::{AgreementState, ApprovalState, Assessment, Party, Progress, UnreadDocument, fewest};
use crate::domain::pull::plan::{Check, Conclusion};
use crate::domain::types::ids::GroupId;
use crate::domain::types::time::Timestamp;

use self::words::{change, linked, moment, named, need, objection, progress, reason};
use super::text::{TITLE, cell, code, count, cut, fit, heading, prose};

/// The maximum number of named changes of an agreement; the rest is counted.
const CHANGES: usize = 10;

/// The check under its name, for a pull request whose documents are all known.
pub fn check(name: &str, process: &Assessment, state: &ApprovalState<'_>) -> Check {
    let writer = Writer { process, state };
    let conclusion = if state.is_agreed { Conclusion::Success } else { Conclusion::Failure };
    let mut parts = vec![writer.first()];
    parts.extend(state.is_cut.then(|| {
        "The timeline of this pull request is too long to read in full, so reviews may be missing. **To do:** open a new pull \
         request with the same changes."
            .to_owned()
    }));
    parts.extend(writer.unknown());
    parts.extend(writer.without_rule());
    parts.extend(writer.table());
    parts.extend(writer.notes());
    parts.extend(writer.others());
    Check {
        name: name.to_owned(),
        conclusion,
        title: cut(&writer.title(), TITLE),
        summary: fit(&parts.join("\n\n")),
        annotations: Vec::new(),
    }
}

/// The check of a change whose base is unknown.
pub fn without_base(name: &str) -> Check {
    let summary = "The documents of the base branch are not known, and with them the people who have to agree.";
    let title = "Not checked: the base can't be read".to_owned();
    Check {
        name: name.to_owned(),
        conclusion: Conclusion::Failure,
        title,
        summary: summary.to_owned(),
        annotations: Vec::new(),
    }
}

/// The check of a change with too many items.
pub fn too_many(name: &str, found: usize, most: usize) -> Check {
    let title = format!("Not checked: {found} changes");
    let summary = format!(
        "This pull request changes {found} items of the governing documents; the agreements of at most {most} can be \
         followed. **To do:** split the pull request."
    );
    Check { name: name.to_owned(), conclusion: Conclusion::Failure, title, summary, annotations: Vec::new() }
}

struct Writer<'a> {
    process: &'a Assessment,
    state: &'a ApprovalState<'a>,
}

impl<'a> Writer<'a> {
    /// The agreements that are required and not reached.
    fn open(&self) -> impl Iterator<Item = &'a AgreementState<'a>> {
        let required = self.state.all.iter().filter(|agreement| agreement.requirement.rule.must);
        required.filter(|agreement| agreement.progress != Progress::Agreed)
    }

    /// The last end of the waiting periods.
    fn until(&self) -> Option<Timestamp> {
        self.open().filter(|agreement| agreement.progress == Progress::Waiting).filter_map(|it| it.until).max()
    }

    /// How many are missing of each party, and who could still approve. Several rules for one party need the same people.
    fn missing(&self) -> Vec<(&'a Party, usize, String)> {
        let mut found: Vec<(&Party, usize, String)> = Vec::new();
        for agreement in self.open() {
            let Some(more) = agreement.missing() else { continue };
            let (party, left) = (&agreement.requirement.party, self.left(agreement));
            match found.iter_mut().find(|(known, ..)| *known == party) {
                Some(known) if known.1 >= more => {}
                Some(known) => *known = (party, more, left),
                None => found.push((party, more, left)),
            }
        }
        found
    }

    /// How many approvals are missing, one person for one party.
    fn needed(&self) -> usize {
        self.missing().iter().map(|(_, more, _)| more).sum()
    }

    fn title(&self) -> String {
        let Assessment { changes, requirements, .. } = self.process;
        if self.state.all.is_empty() && self.state.is_agreed {
            return "Not applicable: no change needs an agreement".to_owned();
        }
        if self.state.is_agreed {
            return "Agreed by all parties".to_owned();
        }
        if !changes.unknown.is_empty() {
            return "Not known: a changed document can't be read".to_owned();
        }
        if self.state.is_cut {
            return "Not known: the timeline is too long".to_owned();
        }
        if !requirements.without_rule.is_empty() {
            let changes = count(requirements.without_rule.len(), "change", "changes");
            return format!("No rule says who has to agree to {changes}");
        }
        let is = |wanted: fn(&Progress) -> bool| self.open().filter(|it| wanted(&it.progress)).count();
        let unknown = is(|it| *it == Progress::Unknown);
        let impossible = is(|it| matches!(it, Progress::Impossible | Progress::Election));
        // One objection may be against several agreements.
        let blocked = self.open().filter(|it| matches!(it.progress, Progress::Objected(_)));
        let objections =
            blocked.flat_map(|it| &it.objections).map(|review| &review.author).collect::<BTreeSet<_>>().len();
        let (needed, parties) = (self.needed(), self.missing().len());
        let from = format!("from {}", count(parties, "party", "parties"));
        match (unknown, impossible, objections, needed) {
            (1.., ..) => "Not known who may agree, or to what".to_owned(),
            (_, 1.., ..) => "Approvals alone can't complete this".to_owned(),
            (_, _, 1.., _) => format!("{}; {needed} more needed {from}", count(objections, "objection", "objections")),
            (_, _, _, 1..) => format!("{} needed {from}", count(needed, "more approval", "more approvals")),
            _ => self
                .until()
                .map_or_else(|| "Not agreed yet".to_owned(), |end| format!("Agreed, waits until {}", moment(end))),
        }
    }

    /// The cheapest way to green.
    fn first(&self) -> String {
        if self.state.all.is_empty() && self.state.is_agreed {
            return "No action needed from the author: no change in this pull request needs an agreement.".to_owned();
        }
        if self.state.is_agreed {
            return "No action needed from the author: everybody who has to agree has agreed.".to_owned();
        }
        let need = |(party, more, left): (&Party, usize, String)| {
            format!("{more} more {} ({left})", self.party(party, more == 1))
        };
        let needs: Vec<String> = self.missing().into_iter().map(need).collect();
        let mut sentences = Vec::new();
        match needs.split_last() {
            None => {}
            Some((last, [])) => sentences.push(format!("**To do:** get the approval of {last}.")),
            Some((last, others)) => {
                sentences.push(format!("**To do:** get the approvals of {} and of {last}.", others.join(", of ")));
            }
        }
        if let Some(people) = fewest(self.state).filter(|people| people.len() < self.needed()) {
            let people: Vec<_> = people.iter().map(|login| code(login.as_str())).collect();
            let (people, verb) = (people.join(", "), if people.len() == 1 { "is" } else { "are" });
            sentences.push(format!("{people} {verb} enough: one person may agree for several parties."));
        }
        if let Some(end) = self.until() {
            let only = if needs.is_empty() { "No action needed from the author: the" } else { "The" };
            sentences
                .push(format!("{only} waiting period ends on {}; this check then runs again by itself.", moment(end)));
        }
        if needs.is_empty() && self.until().is_none() && self.open().any(|it| it.progress == Progress::Waiting) {
            sentences.push("The waiting period begins when the pull request is opened.".to_owned());
        }
        for agreement in self.open() {
            let party = self.party(&agreement.requirement.party, false);
            match agreement.progress {
                Progress::Impossible => {
                    sentences.push(format!("Too few {party} may approve this: ask the oversight how to go on."))
                }
                Progress::Election => sentences.push(format!("The {party} are elected; no approval is enough.")),
                _ => {}
            }
        }
        if sentences.is_empty() {
            sentences.push("**To do:** ask the oversight how to go on.".to_owned());
        }
        sentences.join(" ")
    }

    /// The people who could still agree.
    fn left(&self, agreement: &AgreementState<'_>) -> String {
        agreement.left().map_or_else(|| "not known".to_owned(), |people| named(people.into_iter()))
    }

    fn unknown(&self) -> Option<String> {
        let unknown = &self.process.changes.unknown;
        let names: Vec<_> = unknown.iter().map(|UnreadDocument { path, .. }| code(path)).collect();
        (!names.is_empty()).then(|| {
            format!(
                "A part of these documents can't be read before or after the change, so what changes is not known: {}. \
                 **To do:** fix what the check `wg/charter` shows.",
                names.join(", ")
            )
        })
    }

    fn without_rule(&self) -> Option<String> {
        let places = &self.process.requirements.without_rule;
        let changes = places.iter().filter_map(|place| self.process.changes.all.get(*place)).map(change);
        let changes: Vec<_> = changes.take(CHANGES).map(|change| format!("- {change}")).collect();
        (!changes.is_empty()).then(|| {
            format!("No rule says who has to agree to this, so no approval is enough:\n\n{}", changes.join("\n"))
        })
    }

    /// One row for each agreement.
    fn table(&self) -> Option<String> {
        if self.state.all.is_empty() {
            return None;
        }
        let head =
            "| Who has to agree | State | Approved by | May still approve | For | Rule |\n|---|---|---|---|---|---|";
        let rows = self.state.all.iter().map(|agreement| self.row(agreement));
        Some(std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n"))
    }

    fn row(&self, agreement: &AgreementState<'_>) -> String {
        let requirement = agreement.requirement;
        let rule = &requirement.rule;
        let source = match &rule.source.url {
            Some(url) => format!("[{}]({url})", prose(&rule.source.name)),
            None => prose(&rule.source.name),
        };
        let should = if rule.must { "" } else { " (recommended, not required)" };
        let bypass = agreement.bypass.map(|bypass| format!("bypassed by {}", code(bypass.by.as_str())));
        let have: Vec<_> = agreement.have.iter().map(|review| linked(review)).chain(bypass).collect();
        let left = if agreement.progress == Progress::Agreed { String::new() } else { self.left(agreement) };
        let until = match (agreement.progress, agreement.until, requirement.wait) {
            (Progress::Agreed, ..) | (_, None, None) => String::new(),
            (_, Some(end), _) => format!("<br>not before {}", moment(end)),
            (_, None, Some(wait)) => format!("<br>waits {}", count(wait.days.into(), "day", "days")),
        };
        let changes = requirement.changes.iter().filter_map(|place| self.process.changes.all.get(*place));
        let all = requirement.changes.len();
        let mut what: Vec<_> = changes.take(CHANGES).map(change).collect();
        what.extend((all > CHANGES).then(|| format!("and {} more", all - CHANGES)));
        let cells = [
            heading(&self.party(&requirement.party, false)),
            format!("{}{until}", progress(agreement.progress)),
            have.join("<br>"),
            left,
            what.join("<br>"),
            format!("{}{should}, {source}", need(rule.need)),
        ];
        format!("| {} |", cells.map(|text| cell(&text)).join(" | "))
    }

    /// Objections, approvals that do not count, and parties that may decide instead.
    fn notes(&self) -> Option<String> {
        let all = || self.state.all.iter();
        let mut notes: Vec<String> = all().flat_map(|one| &one.objections).map(|review| objection(review)).collect();
        let not_counted = all().flat_map(|one| one.not_counted.iter().map(move |it| (one, it)));
        notes.extend(not_counted.map(|(one, (review, why))| {
            let party = self.party(&one.requirement.party, false);
            format!("- {} does not count for the {party}: {}.", linked(review), reason(*why))
        }));
        let open = || self.open().map(|one| one.requirement);
        notes.extend(all().filter_map(|one| one.bypass).map(|bypass| {
            let (by, at) = (code(bypass.by.as_str()), moment(bypass.at));
            format!("- {by} bypassed rules on {at}: {}", prose(&bypass.reason))
        }));
        let stand_ins = open().filter_map(|one| Some((one, one.substitutes()?)));
        notes.extend(stand_ins.map(|(one, instead)| {
            let have = all().filter(|state| state.requirement == one).flat_map(|state| &state.stand_in).count();
            let people = count(instead.count, "member", "members");
            let party = self.party(&one.party, false);
            format!("- {people} of the oversight can approve instead of the {party}: {have} so far.")
        }));
        if open().any(|one| one.rule.alternative == Some(Alternative::Bypass)) {
            notes.push(
                "- A member of the oversight may bypass some of these rules with `/wg bypass REASON`.".to_owned(),
            );
        }
        let mut seen = BTreeSet::new();
        notes.retain(|note| seen.insert(note.clone()));
        (!notes.is_empty()).then(|| notes.join("\n"))
    }

    fn others(&self) -> Option<String> {
        let people: Vec<_> = self.state.of_others.iter().map(|review| linked(review)).collect();
        (!people.is_empty()).then(|| {
            format!(
                "Approved, and counted for no party: {}. The author, people whose own role changes, bots, and people \
                 without a role before this change do not count.",
                people.join(", ")
            )
        })
    }

    fn party(&self, party: &Party, one: bool) -> String {
        let group = |id: &GroupId| prose(self.process.names.get(id).map_or(id.as_str(), String::as_str));
        let of =
            |one_word: &str, words: &str, whose: String| format!("{} of {whose}", if one { one_word } else { words });
        match party {
            Party::Oversight(id) => of("member", "members", group(id)),
            Party::Leads(id) => of("lead", "leads", group(id)),
            Party::AreaApprovers(id, area) => of("approver", "approvers", format!("{} ({})", prose(area), group(id))),
            Party::GroupApprovers(id) => of("approver", "approvers", group(id)),
            Party::AnyLead => of("lead", "leads", "any group".to_owned()),
            Party::AnyContributor => {
                of("contributor or approver", "contributors and approvers", "any group".to_owned())
            }
        }
    }
}
