//! Sentences about teams: which are created, removed or renamed, and whose membership changes in the others.

use std::collections::BTreeMap;

use crate::domain::preview::{AffectedPerson, TeamChange};

use super::markup::Voice;

const ANEW: &str =
    "The organization's automation removes them and creates new ones, unless it is configured with the new names.";

/// The teams that are created, removed or renamed.
pub(super) fn lines(changes: &[TeamChange], voice: &Voice) -> Vec<String> {
    let names = Names { changes, voice };
    let made = changes.iter().filter(|change| change.before.is_none());
    let removed = changes.iter().filter(|change| change.after.is_none());
    let renamed = changes.iter().filter(|change| {
        let both = change.before.as_ref().zip(change.after.as_ref());
        both.is_some_and(|(before, after)| before != after)
    });
    let mut lines = Vec::new();
    let sentence = |names: Vec<String>, verb| match names.len() {
        1 if voice.names > 0 => format!("The team {} is {verb}.", names.concat()),
        1 => format!("1 team is {verb}."),
        all if voice.names == 0 => format!("{all} teams are {verb}."),
        _ => format!("Teams are {verb}: {}.", voice.list(names, "team", "teams")),
    };
    for (teams, verb) in [(names.short(made), "made"), (names.short(removed), "removed")] {
        if !teams.is_empty() {
            lines.push(sentence(teams, verb));
        }
    }
    let renamed: Vec<_> = renamed.map(|change| names.renaming(change)).collect();
    if !renamed.is_empty() {
        lines.push(format!("{} {ANEW}", sentence(renamed, "renamed")));
    }
    lines
}

/// The people who join and leave the other teams: people with the same teams share a sentence.
pub(super) fn members(changes: &[TeamChange], voice: &Voice) -> Vec<String> {
    let names = Names { changes, voice };
    let staying = || changes.iter().filter(|change| change.before.is_some() && change.after.is_some());
    let sentences = |people: fn(&TeamChange) -> &[AffectedPerson], verbs: [&str; 2]| {
        let mut teams: BTreeMap<&AffectedPerson, Vec<&TeamChange>> = BTreeMap::new();
        for change in staying() {
            people(change).iter().for_each(|person| teams.entry(person).or_default().push(change));
        }
        let mut alike: BTreeMap<Vec<&TeamChange>, Vec<AffectedPerson>> = BTreeMap::new();
        for (person, teams) in teams {
            alike.entry(teams).or_default().push(person.clone());
        }
        let sentence = |(teams, people): (Vec<&TeamChange>, Vec<AffectedPerson>)| {
            let verb = if people.len() == 1 { verbs[0] } else { verbs[1] };
            let teams = voice.list(names.short(teams.into_iter()), "team", "teams");
            format!("{} {verb} {teams}.", voice.people(&people))
        };
        alike.into_iter().map(sentence).collect::<Vec<_>>()
    };
    let mut lines = sentences(|change| &change.joined, ["joins", "join"]);
    lines.extend(sentences(|change| &change.left, ["leaves", "leave"]));
    lines
}

/// How teams are named.
struct Names<'a> {
    changes: &'a [TeamChange],
    voice: &'a Voice,
}

impl Names<'_> {
    /// The name, with the organization if there are several.
    fn name(&self, organization: &str, slug: &str) -> String {
        let others = |change: &TeamChange| !change.organization.eq_ignore_ascii_case(organization);
        let several = self.changes.iter().any(others);
        self.voice.name(&if several { format!("{organization}/{slug}") } else { slug.to_owned() })
    }

    fn renaming(&self, change: &TeamChange) -> String {
        let name = |slug: &Option<String>| self.name(&change.organization, slug.as_deref().unwrap_or_default());
        format!("{} → {}", name(&change.before), name(&change.after))
    }

    /// Names of teams, where `…-leads` shortens a name that begins like the last one shown in full.
    fn short<'a>(&self, changes: impl Iterator<Item = &'a TeamChange>) -> Vec<String> {
        let mut base: Option<(&str, &str)> = None;
        let short = |change: &'a TeamChange| {
            let slug = change.after.as_deref().or(change.before.as_deref()).unwrap_or_default();
            let rest = base.filter(|(organization, _)| *organization == change.organization);
            let rest = rest.and_then(|(_, base)| slug.strip_prefix(base)).filter(|rest| rest.starts_with('-'));
            if let Some(rest) = rest {
                return self.voice.name(&format!("…{rest}"));
            }
            base = Some((&change.organization, slug));
            self.name(&change.organization, slug)
        };
        changes.map(short).collect()
    }
}
