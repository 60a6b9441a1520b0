//! Y: the block of a charter: findings of its reader, and of further checks on its meaning.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Argument, Finding, Kind, Rule};
use crate::domain::document::{At, Lines, Span};
use crate::domain::governance::charter::{Charter, Config, one_line};
use crate::domain::governance::ownership::teams;
use crate::domain::governance::tree::CharterFile;
use crate::domain::text::slug::slug;

use super::diagnostic::{Fix, Remarks, Subject};
use super::line_removal;

/// Checks a charter against the rules of this family.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    read(subject, remarks);
    written(subject, remarks);
    let Some(charter) = subject.file.charter() else { return };
    organization(subject, charter, remarks);
    settings(subject, charter, remarks);
    deploy_keys(subject, charter, remarks);
    reserved(subject, charter, remarks);
    areas_alike(subject, charter, remarks);
    named_alike(subject, charter, remarks);
}

/// Y1 to Y3 and R1: the findings of the reader.
fn read(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    for finding in &subject.file.reading.findings {
        let is_bots = finding.about == [Argument::word("bots"), Argument::word("a charter")];
        let fix = if finding.kind == Kind::KeyMissing && is_bots { add_bots(subject) } else { None };
        remarks.say_with(subject, finding.clone(), fix);
    }
}

/// Adds the line `bots: []` before that of the areas, or at the beginning of the block.
fn add_bots(subject: &Subject<'_>) -> Option<Fix> {
    let block = subject.file.reading.block?;
    let text = &subject.file.text;
    let lines = Lines::of(text);
    let (start, end) = (lines.byte(block.start), lines.byte(block.end));
    let body = text.get(start..end)?;
    let mut offset = start;
    let mut first = None;
    for line in body.split_inclusive('\n') {
        let key = line.trim_end();
        // A key at the left margin; the first line is the fence.
        let top = offset > start && key.starts_with(|ch: char| ch.is_alphabetic()) && key.contains(':');
        if top && (key.starts_with("areas:") || first.is_none()) {
            first = Some(offset);
        }
        offset += line.len();
    }
    let end_of_line = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let place = lines.place(first?);
    let blank = text.get(..first?)?.ends_with(&format!("{end_of_line}{end_of_line}"));
    let gap = if blank { end_of_line } else { "" };
    let line = format!("bots: []{end_of_line}{gap}");
    Some(Fix::edit("add `bots: []`", &subject.file.path, Span::from(place), line))
}

/// Y1: a charter in prose has no block at all.
fn written(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let reading = &subject.file.reading;
    let said = reading.findings.iter().any(|finding| finding.rule() == Rule::Y1);
    if reading.block.is_some() || said {
        return;
    }
    let message = "the charter has no block marked `yaml`, so the group has no leads and owns nothing";
    let help = "add one with `name`, `execution_leads`, `technical_leads`, `bots` and `areas`, as in other charters";
    remarks.say(subject, Finding::new(Kind::BlockMissing, subject.title(), message).with_help(help));
}

/// Y4: teams can only be created in organizations that the automation manages.
fn organization(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let Some(org) = &charter.org else { return };
    let survey = subject.survey;
    if survey.managed.contains(org.as_str()) {
        return;
    }
    if let Some(right) = survey.managed_spelling(org) {
        let message = format!(
            "the organization `{}` is spelled `{right}`: the organization's generator compares letter by letter, and stops",
            one_line(org)
        );
        let finding = Finding::new(Kind::OrganizationSpelling, org.span, message).about(Argument::text(org));
        let fix = Fix::edit(format!("write `{right}`"), &subject.file.path, org.span, right);
        remarks.say_with(subject, finding.with_help(format!("write `{right}`")), Some(fix));
        return;
    }
    let managed = survey.policy.organizations.iter().filter(|name| survey.is_managed(name));
    let managed: Vec<_> = managed.map(|name| format!("`{name}`")).collect();
    let message = format!("the organization `{}` is not managed, so no teams can be created in it", one_line(org));
    let help = match managed.as_slice() {
        [] => "leave `org` out".to_owned(),
        names => format!("write {}, or leave `org` out", names.join(" or ")),
    };
    remarks.say(
        subject,
        Finding::new(Kind::OrganizationUnmanaged, org.span, message).about(Argument::text(org)).with_help(help),
    );
}

/// Y5: since its amendment, RFC-0015 applies to all groups.
fn settings(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let Some(At { value: Config { branch_protection: Some(flag), .. }, .. }) = &charter.config else { return };
    let message = "`generate_rfc0015_branch_protection_rules` is no longer used: RFC-0015 applies to all groups";
    let finding = Finding::new(Kind::SettingObsolete, flag.span, message).with_help("remove it");
    let title = "remove `generate_rfc0015_branch_protection_rules`".to_owned();
    let fix = line_removal::without_key(&subject.file.path, &subject.file.text, flag.span, "config", title);
    remarks.say_with(subject, finding, fix);
}

/// Y3: the generator only accepts keys for the group's own repositories, and compares names exactly.
fn deploy_keys(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let Some(config) = charter.config.as_ref().filter(|config| !config.deploy_keys.is_empty()) else { return };
    let own: BTreeSet<&str> = charter.repositories().map(|name| name.as_str()).collect();
    let mut spellings = BTreeMap::new();
    charter.repositories().for_each(|name| _ = spellings.entry(name.key()).or_insert(name));
    for key in &config.deploy_keys {
        if own.contains(key.as_str()) {
            continue;
        }
        let respelled = spellings.get(&key.to_ascii_lowercase()).copied();
        let (message, help) = match respelled {
            Some(name) => (
                format!(
                    "`{}` in `deploy_keys` is spelled `{}` in its area: the organization's generator stops",
                    one_line(key),
                    name.value
                ),
                format!("write `{}`", name.value),
            ),
            None => (
                format!(
                    "`{}` is in `deploy_keys`, but in no area of the group: the organization's generator stops",
                    one_line(key)
                ),
                "remove it, or add the repository to an area".to_owned(),
            ),
        };
        let fix = respelled.map(|name| Fix::edit(help.clone(), &subject.file.path, key.span, name.value.as_str()));
        let finding = Finding::new(Kind::DeployKeyForeign, key.span, message).about(Argument::text(key));
        remarks.say_with(subject, finding.with_help(help), fix);
    }
}

/// Y6: team names that are empty, or that the generator uses for other teams.
fn reserved(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    if subject.file.fixed {
        return;
    }
    let team = slug(&format!("wg-{}", *charter.name));
    let of_leads = subject.survey.managed.iter().map(|name| slug(&format!("wg-leads-{name}")));
    let span = charter.name.span;
    if team == "wg-leads" || of_leads.into_iter().any(|name| name == team) {
        let message = format!(
            "the team `{team}` of `{}` is the team of all leads, and would be overwritten",
            one_line(&charter.name)
        );
        let finding = Finding::new(Kind::TeamReserved, span, message);
        remarks.say(subject, finding.with_help("give the group another name"));
    }
    if slug(&charter.name).is_empty() {
        let finding = Finding::new(
            Kind::TeamNameEmpty,
            span,
            "the name of the group has no letter or digit: its teams would have no name",
        );
        remarks.say(subject, finding.with_help("use letters in the group's name"));
    }
    for area in charter.areas.iter().filter(|area| !area.name.trim().is_empty() && slug(&area.name).is_empty()) {
        let message = format!(
            "the area `{}` has no letter or digit in its name: its teams would have no name",
            one_line(&area.name)
        );
        let finding = Finding::new(Kind::TeamNameEmpty, area.name.span, message).about(Argument::area(&area.name));
        remarks.say(subject, finding.with_help("use letters in the area's name"));
    }
}

/// Y6: two areas with the same slug would share their teams.
fn areas_alike(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for area in charter.areas.iter().filter(|area| !area.name.trim().is_empty()) {
        if let Some(first) = seen.get(&slug(&area.name)) {
            let (name, first) = (one_line(&area.name), one_line(first));
            let message = format!("the area `{name}` would share its teams with the area `{first}`");
            let finding = Finding::new(Kind::AreasShareTeams, area.name.span, message)
                .about(Argument::area(&name))
                .with_help("give one of them another name");
            remarks.say(subject, finding);
        } else {
            seen.insert(slug(&area.name), &area.name);
        }
    }
}

/// Y6: two groups with the same name, or with teams of the same name.
fn named_alike(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let (survey, file) = (subject.survey, subject.file);
    let name = one_line(&charter.name);
    let namesakes = survey.names.get(&slug(&charter.name)).map(Vec::as_slice).unwrap_or_default();
    let mut others = namesakes.iter().filter(|other| other.path != file.path).peekable();
    if others.peek().is_some() {
        // The charter whose file has this name, too, is the original; the others copied it.
        let by_right = |file: &CharterFile| file.placed && slug(file.stem()) == slug(&charter.name);
        if let Some(other) = others.find(|other| !by_right(file) || by_right(other)) {
            let message = format!("`{name}` is the name of the group in `{}`, too", other.path);
            let help = "write this group's own name: teams are named after it";
            let finding = Finding::new(Kind::GroupsShareName, charter.name.span, message).about(&other.id);
            remarks.say(subject, finding.with_help(help));
        }
        return;
    }
    let Some(own) = survey.tree.ownership.group(&file.id).filter(|_| file.placed) else { return };
    for team in teams::of_group(own, &survey.policy.governing) {
        let made = survey.teams.get(&(team.organization.to_ascii_lowercase(), team.slug.clone()));
        let Some(other) = made.into_iter().flatten().find(|other| other.id != file.id) else { continue };
        let message = format!("the team `{}` would also be created for `{}`", team.slug, other.name);
        let finding = Finding::new(Kind::GroupsShareTeam, charter.name.span, message).about(&other.id);
        remarks.say(subject, finding.with_help("rename the group, or the area that the team belongs to"));
        return;
    }
}
