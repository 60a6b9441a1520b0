//! Faults of a policy: all at once, each reported once, at its place, with a suggestion.

use wg_steward::domain::policy;

const SMALL: &str = "\
foundation: Acme
organizations: [acme]
governing:
  repository: acme/community
  charters:
  - {path: groups/<group>.md, except: [INDEX]}
  - {path: TOC.md, group: toc, leads: [execution]}
  oversight: toc
paths:
  acme/community:
  - {path: groups/<group>.md, owners: {<group>: charter}}
  - {path: '**', owners: {toc: rest}}
review:
  at_most: 15
  tiers:
  - {who: leads, ask: all}
  - {who: oversight, ask: if_short}
labels: {name: wg/<slug>, color: 0b7285, description: x}
checks: {wg/ownership: enforce}
";

/// The faults of a policy, one per line.
fn mistakes(text: &str) -> Vec<String> {
    policy::parse(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// The faults of the small policy with these changes.
fn changed(changes: &[(&str, &str)]) -> Vec<String> {
    let change = |text: String, (from, to): &(&str, &str)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    mistakes(&changes.iter().fold(SMALL.to_owned(), change))
}

#[track_caller]
fn assert_said(changes: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(changed(changes), expected);
}

#[test]
fn the_small_policy_is_fine() {
    assert_eq!(mistakes(SMALL), [""; 0]);
}

#[test]
fn all_mistakes_of_shape_and_meaning_are_reported_at_once_with_what_is_meant() {
    let changes = [
        ("foundation", "foundatoin"),
        ("repository: acme/community", "repository: community"),
        ("  at_most: 15", "  at_mots: 15\n  minimum: 16\n  gardening: {}"),
        ("who: leads", "who: leadz"),
        ("color: 0b7285", "color: violet"),
        ("enforce", "enforced"),
    ];
    assert_said(
        &changes,
        &[
            "line 1, column 1: `foundatoin` is not a known key. Did you mean `foundation`?",
            "line 4, column 15: `community` is not a repository name: `owner/name` of letters, digits, dots, dashes \
             and underscores",
            "line 14, column 3: `at_mots` is not a known key of `review`. Did you mean `at_most`?",
            "line 15, column 12: `minimum` must be from 0 to 15, not `16`",
            "line 16, column 3: `gardening` is not a known key of `review`. Known keys: `at_most`, `capacity`, `groups`, `mention_refused`, `minimum`, `reminder`, `reviewed`, `tiers`.",
            "line 18, column 11: `leadz` is not a valid value of `who`. Did you mean `leads`? Valid values: `leads`, `approvers`, `reviewers`, `teams`, `oversight`.",
            "line 20, column 34: `violet` is not a colour: write six hex digits without `#`, in quotes",
            "line 21, column 24: `enforced` is not a valid value of `wg/ownership`. Did you mean `enforce`? Valid values: `off`, `shadow`, `enforce`.",
        ],
    );
}

#[test]
fn a_value_of_another_kind_is_reported_with_the_kind_that_is_wanted() {
    for (from, to, said) in [
        ("at_most: 15", "at_most: many", "line 14, column 12: `at_most` must be a whole number, not a text (`many`)"),
        ("at_most: 15", "at_most: [1]", "line 14, column 12: `at_most` must be a whole number, not a list"),
        ("[acme]", "acme", "line 2, column 16: `organizations` must be a list, not a text (`acme`)"),
        ("[acme]", "[acme, {a: b}]", "line 2, column 23: an item of `organizations` must be a text, not a mapping"),
        (
            "ask: all",
            "ask: alll",
            "line 16, column 23: `alll` is not a valid value of `ask`. Did you mean `all`? Valid values: `all`, `if_short`.",
        ),
        ("ask: all", "ask: 99", "line 16, column 23: `ask` must be from 1 to 15, not `99`"),
        (
            "wg/ownership",
            "wg/ownersip",
            "line 19, column 10: `wg/ownersip` is not a known key of `checks`. Did you mean `wg/ownership`?",
        ),
        ("labels: {name: wg/<slug>, ", "labels: {", "line 18, column 1: `name` is missing in `labels`: add it"),
        ("review:\n", "review: &a\n", ""),
        ("at_most: 15", "at_most: 15\n  mention_refused: yes", ""),
        ("at_most: 15", "at_most: 15\n  groups:", ""),
    ] {
        let expected: Vec<&str> = if said.is_empty() { Vec::new() } else { vec![said] };
        assert_said(&[(from, to)], &expected);
    }
}

#[test]
fn patterns_that_match_no_path_and_rules_that_are_never_reached_are_mistakes() {
    let rules = "  - {path: '**', owners: {toc: rest}}\n";
    let more = "  - {path: /docs/**, owners: {toc: a}}\n  - {path: guides/, owners: {toc: b}}\n  - {path: ./img/**, owners: \
        {toc: c}}\n  - {path: src//x, owners: {toc: d}}\n  - {path: groups/<group>.md, owners: {toc: e}}\n  - {path: \
        '**', owners: {toc: rest}}\n  - {path: never/**, owners: {toc: f}}\n";
    assert_said(
        &[(rules, more)],
        &[
            "line 12, column 12: `/docs/**` matches no path: paths of a repository do not start with `/`. Write `docs/**`",
            "line 13, column 12: `guides/` matches no path: paths of files do not end with `/`. Write `guides/**`",
            "line 14, column 12: `./img/**` matches no path: paths of a repository have no `.` between slashes. Write `img/**`",
            "line 15, column 12: `src//x` matches no path: paths of a repository have no `//`. Write `src/x`",
            "line 16, column 12: line 11 has the same pattern `groups/<group>.md`, so this rule is never reached: remove one of them",
            "line 18, column 12: line 17 matches every path, so `never/**` is never reached: move this rule before line 17, or remove it",
        ],
    );
}

#[test]
fn groups_that_no_charter_can_have_are_mistakes() {
    let known = [("  - {path: groups/<group>.md, except: [INDEX]}\n", "  - {path: COUNCIL.md, group: council}\n")];
    let found =
        changed(&[&known[..], &[("{toc: rest}", "{counsil: rest}"), ("oversight: toc", "oversight: docs")]].concat());
    assert_eq!(
        found,
        [
            "line 8, column 14: there cannot be a group `docs`: `charters` does not name it",
            "line 12, column 27: there cannot be a group `counsil`: `charters` does not name it. Did you mean \
             `council`?",
        ]
    );
    let left_out = "there cannot be a group `INDEX`: `except` leaves it out";
    assert_said(&[("{toc: rest}", "{INDEX: rest}")], &[&format!("line 12, column 27: {left_out}")]);
    let more = "rules:\n  exempt: {Y1: [INDEX], Y33: [toc]}\n  severities: {Y: off}\nchecks";
    let found = changed(&[("checks", more), ("at_most: 15", "groups: {INDEX: {minimum: 2}}")]);
    assert_eq!(found.iter().filter(|said| said.contains(left_out)).count(), 2, "{found:?}");
    assert!(found.iter().any(|said| said.contains("`Y33` is not the id of a rule. Did you mean `Y3`?")), "{found:?}");
}

#[test]
fn roles_that_nobody_has_are_mistakes() {
    let governing = "  charters:\n  - {path: groups/<group>.md, except: [INDEX]}\n  - {path: TOC.md, group: toc, leads: \
        [execution]}\n  oversight: toc\n";
    let tiers = "  - {who: leads, ask: all}\n";
    let more = "  - {who: approvers, ask: 1}\n  - {who: teams, ask: 1, only_if: {author: [reviewer]}}\n";
    let found = changed(&[(tiers, more), (governing, "  adapter: index\n")]);
    let expected = [
        "line 13, column 11: the adapter `index` does not read approvers, so `approvers` has no members: remove it",
        "line 14, column 45: the adapter `index` does not read reviewers, so `reviewer` has no members: remove it",
        "line 15, column 11: `oversight` has no members here: name the group that oversees the others with \
         `governing.oversight`",
    ];
    assert_eq!(found, expected);
    // An index links teams; the file of Kubernetes names no teams that the app creates.
    let found = changed(&[(tiers, more), (governing, "  adapter: sigs_yaml\n")]);
    let message = "line 14, column 11: the adapter `sigs_yaml` does not read teams, so `teams` has no members: \
        remove it";
    assert!(found.iter().any(|it| it == message), "{found:?}");
}

#[test]
fn what_is_taken_out_causes_no_mistakes_of_its_own() {
    assert_said(
        &[("path: TOC.md", "pth: TOC.md")],
        &["line 7, column 6: `pth` is not a known key of an item of `charters`. Did you mean `path`?"],
    );
    let found = changed(&[("repository: acme/community", "repository: {}"), ("color: 0b7285", "color: []")]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn bad_texts_are_refused_with_a_place() {
    for (text, words) in [
        (String::new(), "`foundation` is missing in the policy"),
        ("[".repeat(100_000), "this is not valid YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n".to_owned() + &"c: [*b, *b]\n".repeat(3), "is not a known key"),
        (format!("{SMALL}{}", "# comment\n".repeat(60_000)), "bytes"),
        (format!("{SMALL}more: \u{fffd}\n"), "not valid UTF-8"),
        (format!("{SMALL}foundation: b\n"), "`foundation`"),
        (format!("{SMALL}<<: {{a: b}}\n"), "merge keys"),
        ("x".repeat(500_000), "must be a mapping"),
        (format!("{SMALL}---\na: b\n"), "second YAML document"),
    ] {
        let found = mistakes(&text);
        assert!(found.iter().any(|said| said.starts_with("line ") && said.contains(words)), "{words}: {found:.300?}");
    }
    let many: String = (0..20_000).map(|number| format!("key{number}: 1\n")).collect();
    let found = mistakes(&format!("{SMALL}{many}"));
    assert_eq!((found.len(), found[100].as_str()), (101, "19900 more mistakes: fix these first"));
    let rules = "  - {path: 'a{b,c}', owners: {toc: x}}\n".repeat(4_000);
    let found = mistakes(&SMALL.replace("  - {path: '**'", &format!("{rules}  - {{path: '**'")));
    assert_eq!(found.len(), 101);
}

/// The small policy with a rule for agreements, and these changes of the rule.
fn with_rule(changes: &[(&str, &str)]) -> Vec<String> {
    let checks = "checks: {wg/ownership: enforce}\n";
    let rule = "checks: {wg/approvals: enforce}\nagreements:\n- name: moved\n  cases: [repository_moved]\n  who: leads(group)\n  \
        need: {people: 1}\n  source: {name: RFC-1, url: 'https://acme.example/1'}\n";
    changed(&[&[(checks, rule)], changes].concat())
}

#[test]
fn a_rule_that_nobody_could_follow_is_a_mistake() {
    assert_eq!(with_rule(&[]), [""; 0]);
    let one = "`need` takes exactly one of `people`, `more_than_percent` and `percent_of_votes`, and `one_if_fewer_than` only with \
               `people`";
    for (from, to, said) in [
        ("{people: 1}", "{people: 1, percent_of_votes: 75}", format!("line 24, column 9: {one}")),
        ("{people: 1}", "{more_than_percent: 50, one_if_fewer_than: 4}", format!("line 24, column 9: {one}")),
        ("{people: 1}", "{}", format!("line 24, column 9: {one}")),
        (
            "[repository_moved]",
            "[]",
            "line 22, column 10: the rule `moved` has no case, so it is never used: add one, or remove the rule"
                .to_owned(),
        ),
        (
            "https://acme.example/1",
            "javascript:alert(1)",
            "line 25, column 30: `javascript:alert(1)` can't be linked: write an address with `https://`".to_owned(),
        ),
        (
            "source: {name: RFC-1, url: 'https://acme.example/1'}\n",
            "source: {name: RFC-1}\n- name: moved\n  cases: [area_added]\n  who: leads(any)\n  need: merge\n  source: {name: b}\n",
            "line 26, column 9: another rule has the name `moved` already: give this one another".to_owned(),
        ),
    ] {
        assert_eq!(with_rule(&[(from, to)]), [said]);
    }
    let found = with_rule(&[("[repository_moved]", "[repository_move]"), ("leads(group)", "lead(group)")]);
    assert!(found[0].contains("Did you mean `repository_moved`?"), "{found:?}");
    assert!(found[1].contains("Did you mean `leads(group)`?"), "{found:?}");
    let said = |need: &str| with_rule(&[("{people: 1}", need)]).join("\n");
    assert_eq!(said("{people: 0}"), "line 24, column 18: `people` must be from 1 to 100, not `0`");
    assert!(said("{peeple: 1}").contains("Did you mean `people`?"), "{}", said("{peeple: 1}"));
    for number in ["{people: 0}", "{people: 101}", "{more_than_percent: 100}", "{percent_of_votes: 101}"] {
        assert_eq!(with_rule(&[("{people: 1}", number)]).len(), 1, "{number}");
    }
}

#[test]
fn the_check_on_agreements_needs_rules_and_a_party_that_exists() {
    let without = ("wg/ownership: enforce", "wg/approvals: shadow");
    assert_said(
        &[without],
        &["line 19, column 10: `wg/approvals` has no rules, so nobody could agree to a change: add `agreements`"],
    );
    assert_said(&[("wg/ownership: enforce", "wg/approvals: 'off'")], &[]);
    let no_oversight = [
        ("  oversight: toc\n", ""),
        ("  - {who: oversight, ask: if_short}\n", ""),
        ("leads(group)", "members(oversight)"),
    ];
    let found = with_rule(&no_oversight);
    assert!(found.len() == 1 && found[0].contains("`oversight` has no members here"), "{found:?}");
}
