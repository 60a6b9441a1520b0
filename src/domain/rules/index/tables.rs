//! I6 to I12 and I15: the tables of a section.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::governance::charter::Charter;
use crate::domain::governance::index;
use crate::domain::governance::index::{Artifacts, IndexPerson, People};
use crate::domain::governance::tree::target;
use crate::domain::proposal::ProposedArtifact;
use crate::domain::proposal::section::{CHARTER, charter_link};
use crate::domain::rules::diagnostic::Remarks;
use crate::domain::rules::people;
use crate::domain::text::placeholder::is_placeholder;
use crate::domain::types::ids::Login;

use super::View;

/// The rows of the table of artifacts in the template; the last one is for one or more channels.
fn rows() -> impl Iterator<Item = &'static str> {
    std::iter::once(CHARTER).chain(ProposedArtifact::ALL.map(ProposedArtifact::row))
}

impl View<'_> {
    /// I6: all rows are there, and no others.
    pub(super) fn artifacts(&self, remarks: &mut Remarks<'_>) {
        let heading = &self.section.heading;
        let Some(artifacts) = &self.section.artifacts else {
            let message = format!("the section `{}` has no table of artifacts", heading.value);
            let help = format!("add one with the rows {}", rows().collect::<Vec<_>>().join(", "));
            self.say(Finding::new(Kind::ArtifactsMissing, heading.span, message).with_help(help), remarks);
            return;
        };
        if artifacts.swapped {
            let message = format!("the columns of the table of artifacts of `{}` are swapped", heading.value);
            let finding = Finding::new(Kind::ArtifactColumns, artifacts.span, message);
            let finding = finding.with_help("write the artifact into the first column, its link into the second");
            remarks.mention_in(&self.index.path, self.group.as_ref(), finding);
        }
        for name in rows().filter(|name| !artifacts.rows.iter().any(|row| is_row(row, name))) {
            let message = format!("the artifacts of `{}` lack the row `{name}`", heading.value);
            let help = format!("add `| {name} | … |`");
            let finding = Finding::new(Kind::ArtifactMissing, artifacts.span, message)
                .about(Argument::word(name))
                .with_help(help);
            let fix = if artifacts.swapped { None } else { self.row(artifacts, name) };
            self.say_with(finding, fix, remarks);
        }
        for row in &artifacts.rows {
            self.artifact(row, remarks);
        }
        self.shared(artifacts, remarks);
    }

    fn artifact(&self, row: &index::Artifact, remarks: &mut Remarks<'_>) {
        let name = row.name.value.trim();
        if is_row(row, CHARTER) {
            self.charter_row(row, remarks);
            return;
        }
        if !rows().any(|known| is_row(row, known)) {
            let message = format!("the row `{name}` is not in the template");
            let finding = Finding::new(Kind::ArtifactUnknown, row.name.span, message).about(Argument::text(name));
            remarks.mention_in(&self.index.path, self.group.as_ref(), finding);
        }
        let value = &row.value;
        let open = value.text.trim().is_empty() && value.links.is_empty() || is_placeholder(&value.text);
        let nowhere = value.links.iter().any(|link| link.url.trim().is_empty());
        if open || nowhere {
            let what = if open { "is still to be determined" } else { "has a link that leads nowhere" };
            let message = format!("`{name}` of `{}` {what}", self.section.heading.value);
            let help = "link it as soon as it exists";
            let span = if value.text.trim().is_empty() { row.span } else { value.span };
            let kind = if open { Kind::ArtifactOpen } else { Kind::ArtifactNowhere };
            self.say(Finding::new(kind, span, message).about(Argument::text(name)).with_help(help), remarks);
        }
    }

    /// I8: the link leads to the charter.
    fn charter_row(&self, row: &index::Artifact, remarks: &mut Remarks<'_>) {
        let Some(file) = self.file.filter(|file| file.placed) else { return };
        let repository = &self.survey.policy.governing.repository;
        let targets: Vec<_> =
            row.value.links.iter().map(|link| target(&self.index.path, repository, &link.url)).collect();
        if targets.iter().flatten().any(|target| *target == file.path) {
            return;
        }
        let heading = &self.section.heading.value;
        let message = match row.value.links.first() {
            Some(link) => format!("the row Charter of `{heading}` links `{}` and not its charter", link.url),
            None => format!("the row Charter of `{heading}` links no charter"),
        };
        let help = format!("write `{}`", charter_link(&self.index.path, &file.path));
        let span = if row.value.text.trim().is_empty() { row.span } else { row.value.span };
        let fix = self.linked(row, &file.path);
        self.say_with(Finding::new(Kind::CharterLink, span, message).with_help(help), fix, remarks);
    }

    /// I15: a link that was copied together with another group's section.
    fn shared(&self, artifacts: &Artifacts, remarks: &mut Remarks<'_>) {
        for row in artifacts.rows.iter().filter(|row| !is_row(row, CHARTER)) {
            let links = row.value.links.iter().filter(|link| !link.url.trim().is_empty());
            let copied = links.into_iter().find_map(|link| {
                let sections = self.survey.links.get(link.url.trim())?;
                Some((link, sections.iter().find(|other| other.span != self.section.span)?))
            });
            if let Some((link, other)) = copied {
                let (name, heading) = (row.name.trim(), &self.section.heading.value);
                let message = format!("`{name}` of `{heading}` has the same link as `{}`", other.heading.value);
                let help = "each group has its own: fix the copied link";
                self.say(
                    Finding::new(Kind::LinkShared, link.span, message)
                        .about(Argument::text(name))
                        .about(Argument::text(link.url.trim()))
                        .with_help(help),
                    remarks,
                );
            }
        }
    }

    /// I9 to I12: the leads.
    pub(super) fn leads(&self, remarks: &mut Remarks<'_>) {
        let heading = &self.section.heading;
        let Some(leads) = &self.section.leads else {
            let message = format!("the section `{}` has no table of leads", heading.value);
            let help = "add one with the columns Leads, Company, Profile, as in the template";
            self.say(Finding::new(Kind::LeadsMissing, heading.span, message).with_help(help), remarks);
            return;
        };
        self.columns(leads, remarks);
        self.same_leads(remarks);
        let charter = self.file.and_then(|file| file.charter());
        let by_charter = charter.into_iter().flat_map(Charter::leads).map(|lead| &lead.login.value).collect();
        for person in &leads.rows {
            if let Some(login) = person.moved_up() {
                let message = format!(
                    "the row of {} has one cell too few: its profile is in the column `Company`",
                    shown(person)
                );
                let finding = Finding::new(Kind::RowCells, person.span, message).about(&login.value);
                self.say(finding.with_help("write the company, or `&nbsp;`, before the profile"), remarks);
                continue;
            }
            self.one_account(person, &by_charter, remarks);
            if person.company.text.trim().is_empty() {
                let message = format!("the company of {} is missing", shown(person));
                let help = format!("write it, or `{}`", people::INDEPENDENT);
                let span = if person.company.span.start == person.company.span.end {
                    person.span
                } else {
                    person.company.span
                };
                self.say(
                    Finding::new(Kind::CompanyMissing, span, message)
                        .about(Argument::text(&person.name.text))
                        .with_help(help),
                    remarks,
                );
            }
        }
    }

    fn columns(&self, leads: &People, remarks: &mut Remarks<'_>) {
        let has = |names: &[&str]| {
            leads.columns.iter().any(|column| names.iter().any(|name| column.trim().eq_ignore_ascii_case(name)))
        };
        let wanted: [(&str, &[&str]); 3] =
            [("Leads", &["leads", "lead"]), ("Company", &["company", "employer"]), ("Profile", &["profile"])];
        for (name, _) in wanted.into_iter().filter(|(_, names)| !has(names)) {
            let message = format!("the table of leads of `{}` lacks the column `{name}`", self.section.heading.value);
            let help = "use the columns Leads, Company, Profile, as in the template";
            self.say(
                Finding::new(Kind::LeadsColumn, leads.span, message).about(Argument::word(name)).with_help(help),
                remarks,
            );
        }
    }

    /// I10: the charter appoints leads, and the index shows them.
    fn same_leads(&self, remarks: &mut Remarks<'_>) {
        let Some((file, charter)) = self.file.and_then(|file| Some((file, file.charter()?))) else { return };
        let by_charter: BTreeSet<&Login> = charter.leads().map(|lead| &lead.login.value).collect();
        let shown: BTreeSet<Login> = self.section.logins().map(|login| login.value).collect();
        let unread = people::has_unread_leads(file, charter);
        for login in self.section.logins().filter(|login| !unread && !by_charter.contains(&login.value)) {
            let message = format!("`{}` is a lead in the index, but not in the charter `{}`", login.value, file.path);
            let help = "add the account to the leads of the charter, or remove the row here";
            self.say(
                Finding::new(Kind::LeadOnlyInIndex, login.span, message).about(&login.value).with_help(help),
                remarks,
            );
        }
        let mut said = BTreeSet::new();
        for lead in charter.leads().filter(|lead| !shown.contains(&lead.login.value)) {
            if !said.insert(&lead.login.value) {
                continue;
            }
            let message = format!("`{}` is a lead in the charter, but not in the index", lead.login.value);
            let help = format!("add a row to the table of leads in `{}`", self.index.path);
            let finding = Finding::new(Kind::LeadOnlyInCharter, lead.login.span, message)
                .about(&lead.login.value)
                .with_help(help);
            remarks.say_in_with(&file.path, self.group.as_ref(), finding, self.lead(lead));
        }
    }

    /// I11: a copied row still has the other person's picture.
    fn one_account(&self, person: &IndexPerson, by_charter: &BTreeSet<&Login>, remarks: &mut Remarks<'_>) {
        let logins: BTreeSet<Login> =
            [person.linked(), person.written(), person.pictured()].into_iter().flatten().map(|it| it.value).collect();
        let picture = person.image.as_ref().map(|image| image.split(['?', '#']).next().unwrap_or_default());
        let (kind, message) = if logins.len() > 1 {
            let logins: Vec<_> = logins.iter().map(|login| format!("`{login}`")).collect();
            let message = format!("the row of {} shows several accounts, {}", shown(person), logins.join(" and "));
            (Kind::AccountsDiffer, message)
        } else if picture.is_none_or(|url| !url.ends_with(".png")) {
            (Kind::PictureMissing, format!("the row of {} shows no picture of the account", shown(person)))
        } else {
            return;
        };
        let linked = person.login().map(|login| login.value);
        let login = logins.iter().find(|login| by_charter.contains(login)).or(linked.as_ref());
        let login = login.map_or_else(|| "<login>".to_owned(), ToString::to_string);
        let help = format!("use the picture `https://github.com/{login}.png`, and the profile of the same account");
        self.say(
            Finding::new(kind, person.span, message).about(Argument::text(&person.name.text)).with_help(help),
            remarks,
        );
    }
}

/// The person in a row: the name, or the account.
fn shown(person: &IndexPerson) -> String {
    match person.name.text.trim() {
        "" => person.login().map_or_else(|| "a person without a name".to_owned(), |login| format!("`{login}`")),
        name => format!("`{name}`"),
    }
}

fn is_row(row: &index::Artifact, name: &str) -> bool {
    let own = row.name.trim();
    own.eq_ignore_ascii_case(name)
        || (name == ProposedArtifact::Slack.row() && own.eq_ignore_ascii_case("Slack Channels"))
}
