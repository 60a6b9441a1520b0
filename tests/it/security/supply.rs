//! The supply chain of this program.

const RULES: &str = include_str!("../../../deny.toml");
const LOCK: &str = include_str!("../../../Cargo.lock");

#[test]
fn the_rules_for_dependencies_are_strict_and_every_crate_comes_from_one_registry() {
    for rule in [
        "all-features = true",
        "yanked = \"deny\"",
        "unused-allowed-license = \"deny\"",
        "confidence-threshold = 0.95",
        "multiple-versions = \"deny\"",
        "wildcards = \"deny\"",
        "unknown-registry = \"deny\"",
        "unknown-git = \"deny\"",
        "required-git-spec = \"rev\"",
        "allow-git = []",
        "allow-registry = [\"https://github.com/rust-lang/crates.io-index\"]",
    ] {
        assert!(RULES.lines().any(|line| line == rule), "`{rule}` is not a rule of deny.toml");
    }
    let sources = LOCK.lines().filter_map(|line| line.strip_prefix("source = "));
    let mut count = 0;
    for source in sources {
        assert_eq!(source, "\"registry+https://github.com/rust-lang/crates.io-index\"");
        count += 1;
    }
    assert!(count > 100 && LOCK.matches("checksum = ").count() == count, "every crate has its checksum");
}
