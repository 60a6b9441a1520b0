//! The page about security names existing tests, and all tests in this folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

const PAGE: &str = include_str!("../../../docs/security.md");

/// The lines of all tables, cell by cell.
fn rows() -> Vec<Vec<&'static str>> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what"));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// The paths in one column: in backticks, with `::`.
fn named(column: usize) -> BTreeSet<String> {
    let name = Regex::new(r"`((?:[a-z_0-9]+::)+[a-z_0-9]+)`").unwrap();
    let cells = rows().into_iter().filter_map(|row| row.get(column).copied());
    cells.flat_map(|cell| name.captures_iter(cell).map(|found| found[1].to_owned())).collect()
}

/// The names of the test functions in a file.
fn tests_in(text: &str) -> BTreeSet<String> {
    let test = Regex::new(r"(?m)^\s*#\[(?:tokio::)?test\]\n(?:\s*(?:#\[.*\]|///.*)\n)*\s*(?:async )?fn (\w+)").unwrap();
    let property = Regex::new(r"(?m)^    #\[test\]\n    fn (\w+)").unwrap();
    // Tests that run on both databases are listed by name.
    let list = Regex::new(r"(?s)\nboth!\[(.*?)\];").unwrap();
    let listed = list.captures(text).map(|found| found[1].to_owned()).unwrap_or_default();
    let both = listed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let all = test.captures_iter(text).chain(property.captures_iter(text));
    all.map(|found| found[1].to_owned()).chain(both).collect()
}

/// The source file of a module path: in the integration tests, or behind `wg_steward::` in the product.
fn source(modules: &[&str]) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = match modules {
        ["wg_steward", modules @ .., "tests"] => root.join("src").join(modules.join("/")),
        modules => root.join("tests/it").join(modules.join("/")),
    };
    let file = folder.with_extension("rs");
    fs::read_to_string(file).or_else(|_| fs::read_to_string(folder.join("mod.rs"))).ok()
}

fn is_there(name: &str) -> bool {
    let parts: Vec<&str> = name.split("::").collect();
    let Some((test, modules)) = parts.split_last() else { return false };
    source(modules).is_some_and(|text| tests_in(&text).contains(*test))
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let named = named(2);
    assert!(named.len() > 40, "{named:?}");
    let missing: Vec<_> = named.iter().filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that are not there: {missing:#?}");
    for wrong in ["security::slow::nobody_wrote_this", "security::nothing::x", "wg_steward::http::signature::tests::x"]
    {
        assert!(!is_there(wrong), "{wrong}");
    }
}

#[test]
fn every_test_of_security_stands_on_the_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/security");
    let mut here = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let tests = tests_in(&fs::read_to_string(&path).unwrap());
        here.extend(tests.into_iter().map(|test| format!("security::{file}::{test}")));
    }
    assert!(here.len() > 20, "{here:?}");
    let missing: Vec<_> = here.difference(&named(2)).cloned().collect();
    assert!(missing.is_empty(), "docs/security.md does not name {missing:#?}");
}

#[test]
fn every_line_of_the_table_names_a_test_and_says_what_is_left() {
    let rows = rows();
    assert!(rows.len() > 25, "{} lines", rows.len());
    for row in rows {
        assert!(row.len() == 4 && row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        assert!(row[2].contains("::"), "no test: {row:?}");
    }
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for module in named(1) {
        let place = sources.join(module.replace("::", "/"));
        assert!(place.is_dir() || place.with_extension("rs").is_file(), "`{module}` stops nothing: it is not there");
    }
}
