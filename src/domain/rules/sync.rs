//! O: conditions of the organization's sync, which runs after the generator: no account in two roles, and its guards.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::Span;
use crate::domain::document::yaml::scalar;
use crate::domain::governance::charter::entries;
use crate::domain::governance::generated::{Accounts, Occurrence, Respelled, Roster, rosters, team_rosters};
use crate::domain::governance::tree::Tree;
use crate::domain::policy::SyncGuards;
use crate::domain::types::ids::GroupId;

use super::context::RuleContext;
use super::diagnostic::{Edit, Fix, Remarks};

/// How many organizations are named in a sentence.
const SHOWN: usize = 10;

/// The names of two roles, the accounts in them, and where they have both.
struct Roles<'r, 'a> {
    kind: Kind,
    one: &'r str,
    greater: &'r Accounts<'a>,
    other: &'r str,
    lesser: &'r Accounts<'a>,
    place: String,
}

/// Checks a whole tree against the rules of this family.
pub(super) fn check(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let (tree, policy) = (survey.tree, survey.policy);
    if tree.partial || !policy.governing.has_charters() {
        return;
    }
    let rosters = rosters(tree, policy);
    let mut said = BTreeSet::new();
    for Roster { organization, admins, members } in &rosters {
        let place = format!("of `{organization}`");
        let kind = Kind::AdminAndMember;
        let roles = Roles { kind, one: "an owner", greater: admins, other: "a member", lesser: members, place };
        two_roles(survey, &roles, &mut said, remarks);
    }
    for roster in team_rosters(tree, policy) {
        let place = format!("of a team of `{}`", roster.group);
        let (greater, lesser) = (&roster.maintainers, &roster.members);
        let kind = Kind::MaintainerAndMember;
        let roles = Roles { kind, one: "a maintainer", greater, other: "a member", lesser, place };
        two_roles(survey, &roles, &mut said, remarks);
    }
    teams_of_the_org_file(tree, remarks);
    if let Some(guards) = &policy.governing.sync {
        admins(survey, &rosters, guards, remarks);
        removed(survey, &rosters, guards, remarks);
    }
}

/// O2: every document that spells an account differently from where it has the higher role.
fn two_roles(
    survey: &RuleContext<'_>,
    roles: &Roles<'_, '_>,
    said: &mut BTreeSet<(String, String)>,
    remarks: &mut Remarks<'_>,
) {
    let Roles { kind, one, greater, other, lesser, place } = roles;
    for Respelled { login, spots, other: right, at } in lesser.respelled(greater) {
        let mut by_path: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        spots.iter().for_each(|Occurrence { path, span }| by_path.entry(path).or_default().push(*span));
        for (path, spans) in by_path {
            let Some(first) = spans.first().filter(|_| said.insert((path.to_owned(), login.to_owned()))) else {
                continue;
            };
            let message = format!(
                "`{login}` is `{right}` in `{}`, line {}: the generator compares logins letter by letter and makes the \
                 account {one} and {other} {place}, and the sync stops for the whole organization",
                at.path, at.span.start.line,
            );
            let finding = Finding::new(*kind, *first, message).about(Argument::text(&login.to_ascii_lowercase()));
            let finding = finding.with_help(format!("write `{right}` in both, as on the account's profile page"));
            let edit = |span: &Span| Edit { path: path.to_owned(), span: *span, text: scalar(right) };
            let fix = Fix { edits: spans.iter().map(edit).collect(), ..Fix::safe(format!("write `{right}`")) };
            remarks.say_in_with(path, group_at(survey.tree, path), finding, Some(fix));
        }
    }
}

fn group_at<'t>(tree: &'t Tree, path: &str) -> Option<&'t GroupId> {
    tree.charters.get(path).map(|file| &file.id)
}

/// O2: the teams that are in the org file itself.
fn teams_of_the_org_file(tree: &Tree, remarks: &mut Remarks<'_>) {
    let Some(file) = &tree.org_file else { return };
    for organization in &file.read.organizations {
        let mut open: Vec<_> = organization.teams.iter().collect();
        while let Some(team) = open.pop() {
            open.extend(&team.teams);
            let maintainers: BTreeSet<_> = team.maintainers.iter().map(|login| &login.value).collect();
            for member in team.members.iter().filter(|login| maintainers.contains(&login.value)) {
                let message = format!(
                    "`{}` is a maintainer and a member of the team `{}`, and the sync stops for the whole organization",
                    member.value, team.name,
                );
                let finding = Finding::new(Kind::MaintainerAndMember, member.span, message)
                    .about(&member.value)
                    .about(Argument::text(&team.name));
                remarks.say_in(&file.path, None, finding.with_help("remove the account from one of the lists"));
            }
        }
    }
}

/// O1: enough owners, and all owners that the sync requires.
fn admins(survey: &RuleContext<'_>, rosters: &[Roster<'_>], guards: &SyncGuards, remarks: &mut Remarks<'_>) {
    let oversight = survey.policy.governing.oversight.as_ref().and_then(|id| survey.tree.charter(id));
    // Other rules report an unreadable oversight charter.
    let Some((file, charter)) = oversight.and_then(|file| Some((file, file.charter()?))) else { return };
    let list = charter.execution_leads.as_ref().map_or(charter.name.span, |list| list.span);
    let span = entries(&charter.execution_leads).first().map_or(list, |lead| lead.span);
    let here = |kind, message: String| Finding::new(kind, span, message);
    let few = rosters.iter().filter(|roster| roster.admins.folded().len() < guards.min_admins);
    for Roster { organization, admins, .. } in few {
        let owners = match admins.folded().len() {
            1 => "1 owner".to_owned(),
            many => format!("{many} owners"),
        };
        let least = guards.min_admins;
        let message = format!("`{organization}` would have {owners}, and the organization's sync stops below {least}");
        let finding = here(Kind::AdminsFew, message).about(Argument::text(organization));
        let finding = finding.with_help("name more leads of the oversight: they are the owners");
        remarks.say_in(&file.path, Some(&file.id), finding);
    }
    for login in &guards.required_admins {
        let is_owner = |roster: &&Roster<'_>| roster.admins.folded().contains(&login.as_str().to_ascii_lowercase());
        let lacking: Vec<_> = rosters.iter().filter(|roster| !is_owner(roster)).collect();
        if lacking.is_empty() {
            continue;
        }
        let names: Vec<_> = lacking.iter().take(SHOWN).map(|roster| format!("`{}`", roster.organization)).collect();
        let message = format!(
            "`{login}` would not be an owner of {}, and the organization's sync stops without it",
            names.join(" and ")
        );
        let finding = here(Kind::AdminMissing, message).about(login);
        remarks.say_in(&file.path, Some(&file.id), finding.with_help("restore the account as a technical lead"));
    }
}

/// O1: not too many members are removed at once. If a document is unreadable, the removed members are unknown.
fn removed(survey: &RuleContext<'_>, rosters: &[Roster<'_>], guards: &SyncGuards, remarks: &mut Remarks<'_>) {
    let Some(base) = survey.base.filter(|base| !base.partial && is_whole(survey.tree)) else { return };
    let by_name: BTreeMap<&str, &Roster<'_>> = rosters.iter().map(|it| (it.organization.as_str(), it)).collect();
    for before in self::rosters(base, survey.policy) {
        let Some(after) = by_name.get(before.organization.as_str()) else { continue };
        let all = |roster: &Roster<'_>| roster.admins.folded().union(&roster.members.folded()).cloned().collect();
        let (had, has): (BTreeSet<String>, BTreeSet<String>) = (all(&before), all(after));
        let gone: BTreeSet<String> = had.difference(&has).cloned().collect();
        if gone.len() * 100 <= had.len() * guards.max_removed_percent {
            continue;
        }
        let message = format!(
            "{} of {} members of `{}` would be removed, and the organization's sync stops above {} %",
            gone.len(),
            had.len(),
            before.organization,
            guards.max_removed_percent
        );
        let mut by_path: BTreeMap<&str, usize> = BTreeMap::new();
        let occurrences = before.admins.spots(&gone).chain(before.members.spots(&gone));
        occurrences.for_each(|occurrence| *by_path.entry(occurrence.path).or_default() += 1);
        let most = by_path.iter().max_by_key(|(_, number)| **number).map(|(path, _)| *path);
        let finding =
            Finding::new(Kind::MembersRemoved, Span::START, message).about(Argument::text(&before.organization));
        let help = "split the removal over several pull requests, or agree with the people who run the sync";
        remarks.say_in(most.unwrap_or_default(), None, finding.with_help(help));
    }
}

/// Whether all documents that name members are readable.
fn is_whole(tree: &Tree) -> bool {
    let charters = tree.charters.values().filter(|file| file.placed).all(|file| !file.reading.is_broken());
    let list = tree.contributors.as_ref().is_none_or(|list| !list.read.organizations.is_empty());
    charters && list
}
