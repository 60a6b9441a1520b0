//! A name stands for one thing: no two public types of the product share one.

use std::collections::BTreeMap;

use regex::Regex;

use super::none;
use super::source::Source;

/// Names that two public types still share. This list only gets shorter.
const SHARED: &[&str] = &["Area", "Effects", "Named", "People", "Simulation", "TreeRead"];

/// The files that define a public type of each name.
fn types(sources: &[Source]) -> BTreeMap<String, Vec<&str>> {
    let defined = Regex::new(r"(?m)^\s*pub (?:struct|enum|trait|type|union) ([A-Z]\w*)").unwrap();
    let mut types: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for source in sources {
        for found in defined.captures_iter(&source.code) {
            types.entry(found[1].to_owned()).or_default().push(&source.path);
        }
    }
    types
}

fn shared_names(sources: &[Source], known: &[&str]) -> Vec<String> {
    let types = types(sources);
    let is_shared = |name: &str| types.get(name).is_some_and(|files| files.len() > 1);
    let new = types.iter().filter(|(name, files)| files.len() > 1 && !known.contains(&name.as_str()));
    let taken =
        new.map(|(name, files)| format!("`{name}` is defined in {}: give one another name", files.join(" and ")));
    let unused = known.iter().filter(|name| !is_shared(name));
    taken.chain(unused.map(|name| format!("`{name}` is shared no longer: take it out of SHARED"))).collect()
}

#[test]
fn no_two_public_types_share_a_name() {
    none(shared_names(&Source::all("src"), SHARED));
}

#[test]
fn a_shared_name_and_an_unused_exception_are_caught() {
    let files = [Source::of("src/a.rs", "pub struct Turn;"), Source::of("src/b.rs", "pub enum Turn {}\nstruct Pace;")];
    assert_eq!(shared_names(&files, &[]), ["`Turn` is defined in src/a.rs and src/b.rs: give one another name"]);
    none(shared_names(&files, &["Turn"]));
    assert_eq!(shared_names(&files[..1], &["Turn"]), ["`Turn` is shared no longer: take it out of SHARED"]);
}
