//! The adapters: every finding has a valid place in its document, and an unreadable owner is unknown, not absent.
//!
//! Input: a line with the name of an adapter and a path, then the document.

use std::sync::LazyLock;

use wg_steward::domain::governance::adapters::{Found, is_readable, read};
use wg_steward::domain::governance::ownership::{Ownership, OwnershipDocument, Standing, asset_lists};
use wg_steward::domain::policy::{Governing, parse};
use wg_steward::domain::types::time::Timestamp;

use super::places::Lines;

/// Each adapter with its settings.
const ADAPTERS: [(&str, &str); 6] = [
    ("charters", "charters: [{path: <group>.md}, {path: TOC, group: toc}]"),
    ("index", "adapter: index"),
    ("sigs_yaml", "adapter: sigs_yaml"),
    ("knative", "adapter: knative"),
    ("rust_team", "adapter: rust_team"),
    ("codeowners", "adapter: codeowners, documents: ['**/CODEOWNERS']"),
];

static GOVERNING: LazyLock<Vec<(&str, Governing)>> = LazyLock::new(|| {
    let governing = |(word, adapter): &(&'static str, &str)| {
        let text = format!(
            "foundation: X\norganizations: [acme]\ngoverning: {{repository: acme/x, {adapter}}}\nlabels: {{name: <slug>, \
             color: '000000', description: x}}\nchecks: {{}}\n"
        );
        (*word, parse(&text).expect("it is a policy").governing)
    };
    ADAPTERS.iter().map(governing).collect()
});

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Some((head, text)) = std::str::from_utf8(input).ok().and_then(|input| input.split_once('\n')) else { return };
    let Some((word, path)) = head.split_once(' ') else { return };
    let Some((_, governing)) = GOVERNING.iter().find(|(known, _)| *known == word) else { return };
    let document = OwnershipDocument { path: path.to_owned(), text: text.to_owned(), last_good: None };
    let documents = std::slice::from_ref(&document);
    let found = read(documents, governing);
    assert_eq!(found, read(documents, governing), "the same text reads differently");
    if !governing.is_source(path) {
        assert_eq!(found, Found::default());
        return;
    }
    places(&found, text);
    if is_readable(path, text, governing) {
        // A readable text is the one to keep when the next one can't be read.
        let later =
            OwnershipDocument { text: "\0".to_owned(), last_good: Some((text.to_owned(), Timestamp(1))), ..document };
        let kept = read(std::slice::from_ref(&later), governing);
        let ids = |found: &Found| found.groups.keys().cloned().collect::<Vec<_>>();
        assert!(is_readable(path, "\0", governing) || ids(&kept) == ids(&found), "what was known is forgotten");
    } else {
        let known = found.groups.values().filter(|group| group.standing == Standing::Current);
        assert!(known.flat_map(|group| &group.areas).next().is_none(), "it can't be read, and says who owns what");
    }
    reads_back(found);
}

/// Every finding has a span within the text.
fn places(found: &Found, text: &str) {
    let lines = Lines::of(text);
    found.strays.iter().for_each(|stray| lines.span(stray.finding.span, &stray.finding.message));
    for group in found.groups.values() {
        group.unread.iter().for_each(|finding| lines.span(finding.span, &finding.message));
        if let Standing::Unreadable { fault, .. } = &group.standing {
            lines.span(fault.span, &fault.message);
        }
        let logins: std::collections::BTreeSet<_> = group.leads.iter().map(|lead| &lead.login).collect();
        assert_eq!(logins.len(), group.leads.len(), "somebody leads twice");
    }
}

/// The asset lists have the same content.
fn reads_back(found: Found) {
    let Found { mut groups, unowned, .. } = found;
    for group in groups.values_mut() {
        group.unread.clear();
        group.standing = Standing::Current;
    }
    let ownership = Ownership::from_groups(groups).without_owner(&unowned);
    let day = "2026-08-05".parse().expect("it is a day");
    let written = asset_lists::write(&ownership, day, "acme/x@0");
    let read = asset_lists::parse(&written).unwrap_or_else(|faults| panic!("{faults:?}\n{written}"));
    assert_eq!(asset_lists::write(&read.ownership, day, "acme/x@0"), written);
}
