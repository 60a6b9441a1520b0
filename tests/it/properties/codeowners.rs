//! What holds for every CODEOWNERS that is written: read as GitHub reads it, it names the same owners.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::ids::RepoName;
use wg_steward::domain::ownership::{Area, Asset, Claim, Group, Ownership, Paths, RepoPattern, Standing};
use wg_steward::domain::ownership::{codeowners, teams};
use wg_steward::domain::render;

use super::{GUILD, few};

fn repository() -> RepoName {
    "bakery/oven".parse().unwrap()
}

/// A folder or file, with all that CODEOWNERS takes for something else.
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

/// Some groups, each with some areas. No two patterns have the same rank, as in a CODEOWNERS from which they come.
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
    Group {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        path: String::new(),
        names: Vec::new(),
        org: None,
        leads: Vec::new(),
        bots: BTreeSet::new(),
        areas,
        unread: Vec::new(),
        standing: Standing::Current,
    }
}

/// Where a line of CODEOWNERS is cut: at blanks that have no backslash.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_escaped = false;
    for ch in line.chars() {
        match fields.last_mut() {
            Some(field) if !ch.is_whitespace() || is_escaped => field.push(ch),
            _ => fields.push(String::new()),
        }
        is_escaped = ch == '\\' && !is_escaped;
    }
    fields.retain(|field| !field.is_empty());
    fields
}

/// The owners of a path: those of the last line that fits.
fn read(text: &str, path: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(fields);
    let mut fitting = lines.filter(|fields| Paths::pattern(&fields[0]).unwrap().contain(path));
    fitting.next_back().map(|fields| fields[1..].iter().cloned().collect()).unwrap_or_default()
}

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
        for path in paths {
            let path = path.join("/");
            let team = |group: &Group, area: &Area| {
                let team = teams::of_approvers(group, area, governing);
                format!("@{}/{}", team.organization, team.slug)
            };
            let claims = ownership.owners_of_path(&repository, &path).into_iter();
            let owners = claims.flat_map(|Claim { group, areas }| areas.into_iter().map(move |area| team(group, area)));
            prop_assert_eq!(read(&text, &path), owners.collect::<BTreeSet<_>>(), "{} in\n{}", path, text);
        }
    }
}
