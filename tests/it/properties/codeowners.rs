//! Properties of every written CODEOWNERS: parsed with GitHub's rules, it has the same owners.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::governance::ownership::{
    Area, Asset, Claim, Group, Ownership, OwnershipDocument, RepoPattern, codeowners, teams,
};
use wg_steward::domain::policy::{self, Governing};
use wg_steward::domain::render;
use wg_steward::domain::types::ids::RepoName;

use super::{GUILD, few};

fn repository() -> RepoName {
    "bakery/oven".parse().unwrap()
}

/// A folder or file, including special characters of CODEOWNERS.
fn folder() -> impl Strategy<Value = Option<Asset>> {
    let name = select(&["a", "b", "c", "d e", "#x", "*", "?", "a*", "[c]", "\\", "@a/b", "!d", "\u{a0}", "Ä"]);
    vec(name, 1..4).prop_map(|names| Asset::folder(repository(), &names.join("/")).ok())
}

/// A pattern, whose rank is given later.
fn pattern() -> impl Strategy<Value = String> {
    let name = select(&["a", "b", "*", "**", "?", "a*", "*.md", "#x", "d e", "d\\ e", "\\*", "\\#x"]);
    (any::<bool>(), vec(name, 1..4), any::<bool>()).prop_map(|(is_anchored, names, is_folder)| {
        format!("{}{}{}", if is_anchored { "/" } else { "" }, names.join("/"), if is_folder { "/" } else { "" })
    })
}

fn whole() -> impl Strategy<Value = Asset> {
    let by_name = Just(Asset::Repository(repository()));
    let pattern = select(&["bakery/*", "bakery/ov?n", "bakery/x*"]);
    prop_oneof![by_name, pattern.prop_map(|text| Asset::Repositories(Box::new(RepoPattern::parse(text).unwrap())))]
}

/// Some groups with some areas. No two patterns have the same rank, as in a real CODEOWNERS.
fn ownership() -> impl Strategy<Value = Ownership> {
    let area = (vec(whole(), 0..2), vec(folder(), 0..3), vec(pattern(), 0..3));
    vec((select(&["baking", "milling", "council"]), vec(area, 0..3)), 0..4).prop_map(|groups| {
        let mut rank = 10;
        let mut pattern = |text: String| {
            rank += 1;
            Asset::pattern(repository(), &text, rank).ok()
        };
        let mut known = BTreeMap::new();
        for (id, areas) in groups {
            let area = |(number, (whole, folders, patterns)): (usize, (Vec<_>, Vec<_>, Vec<_>))| {
                let parts = folders.into_iter().chain(patterns.into_iter().map(&mut pattern)).flatten();
                let assets = whole.into_iter().chain(parts).collect();
                Area { name: format!("Area {number}"), assets, ..Area::default() }
            };
            let areas = areas.into_iter().enumerate().map(area).collect();
            known.insert(id.parse().unwrap(), group(id, areas));
        }
        Ownership::from_groups(known)
    })
}

fn group(id: &str, areas: Vec<Area>) -> Group {
    Group { areas, ..Group::blank(id.parse().unwrap(), id, "") }
}

/// A policy that reads CODEOWNERS.
static READER: LazyLock<Governing> = LazyLock::new(|| {
    let text = "foundation: Guild\norganizations: [bakery]\ngoverning:\n  repository: bakery/guild\n  adapter: codeowners\n  \
                documents: ['**/CODEOWNERS']\nlabels: {name: wg/<slug>, color: '123456', description: x}\nchecks: {}\n";
    policy::parse(text).unwrap().governing
});

proptest! {
    #![proptest_config(few(300))]

    #[test]
    fn a_written_codeowners_names_the_owners_that_the_asset_lists_name(
        ownership in ownership(),
        paths in vec(vec(select(&["a", "b", "c", "d e", "#x", "*", "a*", "x.md", "[c]", "\\", "?", "!d", "\u{a0}", "Ä"]), 1..5), 1..20),
    ) {
        let governing = &GUILD.governing;
        let repository = repository();
        let lines = codeowners::lines(&ownership, governing, &repository);
        let text = render::codeowners::codeowners(&repository, &governing.repository, &lines);
        let document = OwnershipDocument { path: "bakery/oven/CODEOWNERS".to_owned(), text: text.clone(), last_good: None };
        let read = Ownership::of(&[document], &READER);
        prop_assert_eq!(read.strays(), [], "{}", text);
        for path in paths {
            let path = path.join("/");
            let team = |group: &Group, area: &Area| {
                teams::of_approvers(group, area, governing).slug
            };
            let claims = ownership.owners_of_path(&repository, &path).into_iter();
            let owners = claims.flat_map(|Claim { group, areas }| areas.into_iter().map(move |area| team(group, area)));
            let found: BTreeSet<_> =
                read.owners_of_path(&repository, &path).iter().map(|claim| claim.group.id.to_string()).collect();
            prop_assert_eq!(found, owners.collect::<BTreeSet<_>>(), "{} in\n{}", path, text);
        }
    }
}
