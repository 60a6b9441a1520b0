//! I: the index of groups: its entries on one group, and the index as a whole.

mod fixes;
mod section;
mod tables;
mod whole;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::governance::index::{Index, Section};
use crate::domain::governance::tree::{CharterFile, Named};
use crate::domain::proposal;
use crate::domain::types::ids::GroupId;

use super::context::RuleContext;
use super::diagnostic::{Fix, Remarks, Subject};

pub(super) use whole::whole;

/// A section of the index, with everything that rules compare it with.
struct View<'a> {
    survey: &'a RuleContext<'a>,
    index: &'a Named<Index>,
    section: &'a Section,
    /// The charter of its group; `None` for a section without a charter.
    file: Option<&'a CharterFile>,
    /// The group's id; `None` if the heading is not a valid id.
    group: Option<GroupId>,
}

/// Checks the index entries of a charter's group against the rules of this family.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let survey = subject.survey;
    let Some(index) = &survey.tree.index else { return };
    let Index { groups, sections, findings, .. } = &index.read;
    // D1 reports an unreadable index, and an index without a list.
    let unlisted = groups.is_empty() && !findings.is_empty();
    if subject.file.fixed || (unlisted && sections.is_empty()) {
        return;
    }
    if !unlisted {
        listed(subject, index, remarks);
    }
    let Some(section) = subject.section else {
        told(subject, index, remarks);
        return;
    };
    if section.is_headed_as_template() {
        headed(subject, index, section, remarks);
    }
    View { survey, index, section, file: Some(subject.file), group: Some(subject.file.id.clone()) }.check(remarks);
}

/// I3: the group's section, identified by its link to the charter, has the group's name.
fn headed(subject: &Subject<'_>, index: &Named<Index>, section: &Section, remarks: &mut Remarks<'_>) {
    let name = subject.file.name();
    let heading = &section.heading;
    let message = format!("the heading of the section is still the template's `{}`", heading.value);
    let fix = Fix::edit(format!("write `## {name}`"), &index.path, heading.span, proposal::section::heading(&name));
    let finding = Finding::new(Kind::SectionAbsent, heading.span, message).with_help(format!("write `## {name}`"));
    remarks.say_in_with(&index.path, Some(&subject.file.id), finding, Some(fix));
}

/// I1: the group is in the list, where people look for it.
fn listed(subject: &Subject<'_>, index: &Named<Index>, remarks: &mut Remarks<'_>) {
    let mut slugs = subject.file.slugs();
    slugs.extend(subject.section.map(Section::slug));
    if index.read.is_cut || slugs.iter().any(|slug| subject.survey.listed.contains(slug)) {
        return;
    }
    let name = listed_name(subject);
    let message = format!("`{name}` is not in the list of groups in the index");
    let help = format!("add `- {name}` to it, at its alphabetical place");
    let finding = Finding::new(Kind::NotListed, subject.title(), message).with_help(help);
    remarks.say_with(subject, finding, fixes::entry(subject, index));
}

/// The group's name in the index, or else in its charter.
fn listed_name(subject: &Subject<'_>) -> String {
    let section = subject.section.filter(|section| !section.is_headed_as_template());
    section.map_or_else(|| subject.file.name(), |section| section.heading.value.clone())
}

/// I3: the index has a section on the group.
fn told(subject: &Subject<'_>, index: &Named<Index>, remarks: &mut Remarks<'_>) {
    let name = subject.file.name();
    let slugs = subject.file.slugs();
    if let Some(hidden) = index.read.templates.iter().find(|section| slugs.contains(&section.slug())) {
        let message = format!("the section `{name}` is inside a comment of the index, where it is not visible");
        let finding = Finding::new(Kind::SectionHidden, hidden.heading.span, message);
        let finding = finding.with_help("move it before the comment with the template");
        remarks.say_in(&index.path, Some(&subject.file.id), finding);
        return;
    }
    // Its section may be in the hidden part, which D1 reports.
    if index.read.is_cut {
        return;
    }
    let message = format!("`{name}` has no section in the index");
    let help = format!("add `## {name}` with mission, topic, artifacts and leads, as in the template");
    let finding = Finding::new(Kind::SectionAbsent, subject.title(), message).with_help(help);
    remarks.say_with(subject, finding, fixes::whole_section(subject, index));
}

impl View<'_> {
    fn check(&self, remarks: &mut Remarks<'_>) {
        self.mission(remarks);
        self.topic(remarks);
        self.artifacts(remarks);
        self.leads(remarks);
    }

    /// A finding in the index.
    fn say(&self, finding: Finding, remarks: &mut Remarks<'_>) {
        self.say_with(finding, None, remarks);
    }

    /// The same with an automatic fix.
    fn say_with(&self, finding: Finding, fix: Option<Fix>, remarks: &mut Remarks<'_>) {
        remarks.say_in_with(&self.index.path, self.group.as_ref(), finding, fix);
    }
}
