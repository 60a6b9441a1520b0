//! Sentences about effects, the same in a check and in a terminal: one for each change, by kind.

use crate::domain::preview::{
    AccessChange, Effects, Holding, LabelChange, OwnerChange, Required, ReviewChange, Shift, Unknown,
};

use super::super::text::count;
use super::markup::Voice;
use super::teams;

const CUT: &str = "There are too many changes of teams and permissions to list them all.";

/// Sentences about changes of one kind.
#[derive(PartialEq, Eq)]
pub(in crate::domain::render) struct Section {
    /// The subject of the change, in the plural.
    pub(in crate::domain::render) about: &'static str,
    pub(in crate::domain::render) lines: Vec<String>,
}

/// All sections, in the same order for every voice.
pub(in crate::domain::render) fn sections(effects: &Effects, voice: &Voice) -> Vec<Section> {
    let Effects { unknown, teams, access, reviews, owners, labels, cut } = effects;
    let section = |about, lines| Section { about, lines };
    vec![
        section("groups", unknown.iter().map(|it| voice.unknown(it)).collect()),
        section("owners", owners.iter().map(|it| voice.owner(it)).collect()),
        section("teams", teams::lines(teams, voice).into_iter().chain(cut.then(|| CUT.to_owned())).collect()),
        section("members", teams::members(teams, voice)),
        section("permissions", access.iter().map(|it| voice.access(it)).collect()),
        section("required reviews", reviews.iter().map(|it| voice.review(it)).collect()),
        section("labels", voice.labels(labels)),
    ]
}

impl Voice {
    fn unknown(&self, Unknown { name, path, .. }: &Unknown) -> String {
        format!("The effects on {} are not known: {} can't be read.", self.said(name), self.name(path))
    }

    fn owner(&self, OwnerChange { shift, from, to, subjects }: &OwnerChange) -> String {
        let verb = |one, many| if is_one(subjects) { one } else { many };
        let what = self.subjects(subjects);
        let only = |one: &[Holding], other: &[Holding]| one.iter().filter(|it| !other.contains(it)).cloned().collect();
        let (gone, come): (Vec<Holding>, Vec<Holding>) = (only(from, to), only(to, from));
        let (gone_from, come_to) = (self.holdings(&gone), self.holdings(&come));
        let [get, leave, go] = [verb("gets", "get"), verb("leaves", "leave"), verb("moves", "move")];
        match shift {
            Shift::First => format!("{what} {get} an owner: {come_to}."),
            Shift::Last => format!("{what} {leave} {gone_from} and will have no owner."),
            _ if gone.is_empty() => format!("{what} {get} another owner beside {}: {come_to}.", self.holdings(from)),
            _ if come.is_empty() => {
                let stay = verb("stays", "stay");
                format!("{what} {leave} {gone_from} and {stay} with {}.", self.holdings(to))
            }
            Shift::Groups | Shift::Areas => format!("{what} {go} from {gone_from} to {come_to}."),
        }
    }

    fn holdings(&self, holdings: &[Holding]) -> String {
        let holding = |Holding { name, areas, .. }: &Holding| {
            let named: Vec<_> = areas.iter().filter(|area| !area.is_empty()).map(|area| self.said(area)).collect();
            match named.len() {
                0 => self.said(name),
                1 if self.names > 0 => format!("{} (area {})", self.said(name), named.concat()),
                _ if self.names > 0 => format!("{} (areas {})", self.said(name), self.list(named, "area", "areas")),
                _ => format!("{} ({})", self.said(name), self.list(named, "area", "areas")),
            }
        };
        self.list(holdings.iter().map(holding).collect(), "group", "groups")
    }

    fn access(&self, AccessChange { before, after, people, subjects }: &AccessChange) -> String {
        let (who, place) = (self.people(people), self.subjects(subjects));
        let verb = |one, many| if is_one(people) { one } else { many };
        match (before, after) {
            (Some(before), Some(after)) => {
                let get = verb("gets", "get");
                format!("{who} {get} {} instead of {} access to {place}.", after.word(), before.word())
            }
            (None, Some(access)) => format!("{who} {} {} access to {place}.", verb("gets", "get"), access.word()),
            (Some(access), None) => format!("{who} {} {} access to {place}.", verb("loses", "lose"), access.word()),
            (None, None) => String::new(),
        }
    }

    fn review(&self, ReviewChange { before, after, subjects }: &ReviewChange) -> String {
        let place = self.subjects(subjects);
        let result = match after.approvals {
            0 => format!("No approval will be required any more in {place}"),
            1 => format!("One approval will be required in {place}"),
            more => format!("{more} approvals will be required in {place}"),
        };
        let by_hand = self.name("branchprotection.yml");
        format!("{result} ({}), unless {by_hand} says otherwise.", approvers(before, after))
    }

    fn labels(&self, labels: &[LabelChange]) -> Vec<String> {
        let one_sided = |come: bool| {
            let names = labels.iter().filter_map(|change| match (&change.before, &change.after) {
                (None, Some(name)) if come => Some(self.name(name)),
                (Some(name), None) if !come => Some(self.name(name)),
                _ => None,
            });
            names.collect::<Vec<_>>()
        };
        let renamed = labels.iter().filter_map(|change| {
            let (before, after) = change.before.as_ref().zip(change.after.as_ref())?;
            Some(format!("{} → {}", self.name(before), self.name(after)))
        });
        let renamed: Vec<_> = renamed.collect();
        let mut lines = Vec::new();
        let mut say = |names: Vec<String>, [one, many]: [&str; 2]| match names.len() {
            0 => {}
            1 if self.names > 0 => lines.push(one.replace("{}", &names.concat())),
            _ => lines.push(many.replace("{}", &self.list(names, "label", "labels"))),
        };
        say(one_sided(true), ["The label {} is created.", "Labels are created: {}."]);
        say(renamed, ["The label changes: {}.", "Labels change: {}."]);
        say(one_sided(false), ["The label {} is no longer used.", "Labels are no longer used: {}."]);
        lines
    }
}

fn is_one<T>(things: &[T]) -> bool {
    things.len() == 1
}

/// "4 approvers, 3 before".
fn approvers(before: &Required, after: &Required) -> String {
    let now = match after.approvers {
        0 => "no approver".to_owned(),
        some => count(some, "approver", "approvers"),
    };
    let before = if before.approvers == 0 { "none".to_owned() } else { before.approvers.to_string() };
    format!("{now}, {before} before")
}
