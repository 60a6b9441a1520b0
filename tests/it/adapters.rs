//! Foundations that define ownership in other formats than charters, each with a small governing repository in that
//! format: `tests/fixtures/<adapter>`.

use std::path::{Path, PathBuf};

use wg_steward::domain::governance::ownership::{Claim, Group, Ownership, OwnershipDocument, Standing, asset_lists};
use wg_steward::domain::policy::{self, Governing};
use wg_steward::domain::types::ids::RepoName;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::folder::Folder;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn governing(repository: &str, adapter: &str) -> Governing {
    let text = format!(
        "foundation: X\norganizations: [acme, acme-labs]\ngoverning: {{repository: {repository}, {adapter}}}\n\
         labels: {{name: <slug>, color: \"000000\", description: x}}\nchecks: {{}}\n"
    );
    policy::parse(&text).unwrap().governing
}

fn known(name: &str, governing: &Governing) -> Ownership {
    Ownership::of(&Folder::open(&fixture(name)).unwrap().charters(governing).unwrap(), governing)
}

fn name(text: &str) -> RepoName {
    text.parse().unwrap()
}

/// `group (area, area)` of each owner.
fn said(claims: Vec<Claim<'_>>) -> Vec<String> {
    let areas = |claim: &Claim<'_>| claim.areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join(", ");
    claims.iter().map(|claim| format!("{} ({})", claim.group.id, areas(claim))).collect()
}

fn group<'a>(ownership: &'a Ownership, id: &str) -> &'a Group {
    ownership.group(&id.parse().unwrap()).unwrap_or_else(|| panic!("no group {id}"))
}

fn leads(ownership: &Ownership, id: &str) -> Vec<String> {
    group(ownership, id).leads.iter().map(|lead| format!("{}: {}", lead.login, lead.role)).collect()
}

fn teams(ownership: &Ownership, id: &str) -> Vec<String> {
    group(ownership, id).teams.iter().map(ToString::to_string).collect()
}

/// All findings with their documents.
fn findings(ownership: &Ownership) -> Vec<String> {
    let unread = ownership.unread().map(|(group, finding)| format!("{}: {finding}", group.path));
    let strays = ownership.strays().iter().map(|stray| format!("{}: {}", stray.path, stray.finding));
    unread.chain(strays).collect()
}

#[track_caller]
fn assert_findings(ownership: &Ownership, expected: &[&str]) {
    let found = findings(ownership);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

fn kubernetes() -> Governing {
    policy::parse(include_str!("../../policies/kubernetes/policy.yml")).unwrap().governing
}

#[test]
fn the_deepest_folder_of_a_subproject_decides_in_kubernetes() {
    let known = known("kubernetes", &kubernetes());
    let of = |path: &str| said(known.owners_of_path(&name("kubernetes/kubernetes"), path));
    assert_eq!(of("pkg/oven/door.go"), ["sig-baking (ovens)", "sig-serving (plates)"]);
    assert_eq!(of("pkg/oven/fuel/wood.go"), ["sig-baking (fuel)"]);
    assert_eq!(of("pkg/plate"), ["sig-serving (plates)"]);
    assert_eq!(of("pkg/ovens/x.go"), [""; 0]);
    assert_eq!(said(known.owners(&name("kubernetes-sigs/oven-tool"))), ["sig-baking (ovens)"]);
    assert_eq!(leads(&known, "sig-baking"), ["ada: chair", "Bea: chair", "cleo: technical lead"]);
    assert_eq!(leads(&known, "committee-steering"), ["greta: chair"]);
    let approvers = |area: usize| group(&known, "sig-baking").areas[area].approvers.clone();
    assert_eq!((approvers(0)[0].as_str(), approvers(1)[0].as_str()), ("dan", "emil"));
}

#[test]
fn what_cannot_be_read_of_kubernetes_groups_is_said_with_its_place() {
    let known = known("kubernetes", &kubernetes());
    let expected = [
        "sigs.yaml: line 40, column 7: D1: the subproject `fuel` has `https://example.com/not/OWNERS` among its owners",
        "sigs.yaml: line 47, column 7: D1: `Nameless` in `chairs` names no account: add `github: …`",
        "sigs.yaml: line 59, column 3: D1: the group `Without Folder` has no `dir`, so `wg-without-folder` is assumed",
    ];
    assert_findings(&known, &expected);
}

#[test]
fn a_broken_list_of_groups_leaves_what_was_known_or_says_that_nothing_is() {
    let governing = kubernetes();
    let good = std::fs::read_to_string(fixture("kubernetes/sigs.yaml")).unwrap();
    let last_good = Some((good, Timestamp(1)));
    let broken = OwnershipDocument { path: "sigs.yaml".to_owned(), text: "sigs: [\n".to_owned(), last_good };
    let known = Ownership::of(std::slice::from_ref(&broken), &governing);
    assert_eq!(said(known.owners(&name("kubernetes-sigs/oven-tool"))), ["sig-baking (ovens)"]);
    let Standing::Unreadable { as_of, .. } = &group(&known, "sig-baking").standing else { panic!("it is unreadable") };
    assert_eq!((*as_of, known.unreadable().count(), findings(&known).len()), (Some(Timestamp(1)), 5, 0));
    let known = Ownership::of(&[OwnershipDocument { last_good: None, ..broken }], &governing);
    let unreadable: Vec<_> = known.unreadable().map(|(id, _, fault)| (id.to_string(), fault.place().line)).collect();
    assert_eq!(unreadable, [("sigs.yaml".to_owned(), 1)]);
}

#[test]
fn knative_groups_own_patterns_in_all_organizations_and_fall_back_on_aliases() {
    let known = known("knative", &governing("acme/community", "adapter: knative"));
    let of = |repository: &str| said(known.owners(&name(repository)));
    assert_eq!(of("acme/kitchen"), ["kitchen (Kitchen)"]);
    assert_eq!(of("acme/kitchen-sink"), ["kitchen (Kitchen)"]);
    assert_eq!(of("Acme-Labs/Kitchen-Knife"), ["kitchen (Kitchen)"]);
    assert_eq!(of("elsewhere/kitchen-sink"), [""; 0]);
    assert_eq!((of("acme/table"), of("acme-labs/table").len()), (of("acme-labs/chairs"), 0));
    assert_eq!(of("acme/wine-red"), ["cellar (Cellar)"]);
    assert_eq!(leads(&known, "kitchen"), ["ada: technical lead", "bea: execution lead"]);
    assert_eq!(leads(&known, "table-chairs"), ["cleo: lead"]);
    assert_eq!(leads(&known, "cellar"), ["dan: lead"]);
    assert_eq!(teams(&known, "table-chairs"), ["acme/furniture-wg-leads"]);
    // Both are below a heading of former groups, whatever their own tables contain.
    assert_eq!((of("acme/menus"), known.group(&"menus".parse().unwrap())), (vec![], None));
    assert_eq!(of("acme-labs/net-work"), ["kitchen (Kitchen)"]);
    let expected = [
        "WORKING-GROUPS.md: line 41, column 19: D1: `https://example.com/shelf` among the repositories of `Cellar`",
        "WORKING-GROUPS.md: line 41, column 19: D1: `bottles` among the repositories of `Cellar` is not a repository",
        "OWNERS_ALIASES: line 4, column 5: D1: `not a login` is not a GitHub login",
    ];
    assert_findings(&known, &expected);
}

#[test]
fn an_index_alone_makes_groups_of_its_sections() {
    let known = known("index", &governing("acme/community", "adapter: index"));
    assert_eq!(known.groups().count(), 1);
    assert_eq!(said(known.owners(&name("acme/oven"))), ["baking (Baking)"]);
    assert_eq!(said(known.owners_of_path(&name("acme/house"), "doors/a")), ["baking (Baking)"]);
    assert_eq!(leads(&known, "baking"), ["ada: lead"]);
    let expected = [
        "WORKING-GROUPS.md: line 17, column 1: D1: the row of `Bea` in a table of leads of `Baking` names no account",
        "WORKING-GROUPS.md: line 12, column 110: D1: `http://x.org/` among the repositories of `Baking` is not a link to one",
    ];
    assert_findings(&known, &expected);
}

#[test]
fn rust_teams_own_the_repositories_to_which_they_may_write() {
    let known = known("rust_team", &governing("oven-lang/team", "adapter: rust_team"));
    assert_eq!(said(known.owners(&name("oven-lang/oven"))), ["ovens (ovens)"]);
    assert_eq!(said(known.owners(&name("oven-lang/timer"))), ["triage (triage)"]);
    let ovens = group(&known, "ovens");
    assert_eq!((ovens.name.as_str(), leads(&known, "ovens")), ("Ovens team", vec!["ada: lead".to_owned()]));
    let members: Vec<_> = ovens.areas[0].approvers.iter().map(|login| login.as_str()).collect();
    assert_eq!(members, ["ada", "bea"]);
    let unreadable: Vec<_> = known.unreadable().map(|(id, _, _)| id.as_str()).collect();
    assert_eq!(unreadable, ["repos-oven-lang-lost.toml", "teams-broken.toml"]);
    assert_eq!(said(known.owners(&name("oven-lang/lost"))), ["repos-oven-lang-lost.toml ()"]);
    let expected = [
        "teams/ovens.toml: line 9, column 5: D1: an entry of `members` names no account",
        "repos/oven-lang/lost.toml: line 2, column 8: D1: this is not valid TOML",
        "repos/oven-lang/oven.toml: line 9, column 1: D1: `oven-lang/oven` is given to the team `gone`, which does \
         not exist",
        "repos/oven-lang/timer.toml: line 6, column 9: D1: the team `ovens` has the access `owner`, which does not \
         exist",
    ];
    assert_findings(&known, &expected);
}

#[test]
fn the_last_line_of_codeowners_that_fits_decides_and_may_give_a_path_to_nobody() {
    let adapter = "adapter: codeowners, documents: [\"**/CODEOWNERS\"]";
    let known = known("codeowners", &governing("acme/site", adapter));
    let of = |path: &str| said(known.owners_of_path(&name("acme/site"), path));
    assert_eq!(of("README"), ["@ada (acme/site)", "kitchen (acme/site)"]);
    assert_eq!(of("ovens/door"), ["ovens (acme/site)"]);
    assert_eq!(of("ovens/door.md"), ["other.writers (acme/site)"]);
    assert_eq!(of("ovens/a.lock"), [""; 0]);
    // It has an owner, but only GitHub knows the account.
    assert_eq!(of("menus/today"), ["cook@example.com (acme/site)"]);
    assert_eq!(leads(&known, "cook@example.com"), [""; 0]);
    assert_eq!(of("pots/lid"), of("README"));
    assert_eq!(said(known.owners_of_path(&name("acme/oven"), "doors/x")), ["ovens (acme/oven)"]);
    assert_eq!(teams(&known, "ovens"), ["acme/ovens"]);
    assert_eq!((teams(&known, "other.writers"), teams(&known, "@ada").len()), (vec!["other/writers".to_owned()], 0));
    assert_eq!((leads(&known, "@ada"), leads(&known, "ovens").len()), (vec!["ada: code owner".to_owned()], 0));
    let expected = [
        ".github/CODEOWNERS: line 7, column 1: D1: the account of the address `cook@example.com` is not known here",
        ".github/CODEOWNERS: line 8, column 1: D1: `nobody` is not an owner, and GitHub skips the line",
        "CODEOWNERS: line 1, column 1: D1: GitHub reads only one CODEOWNERS file of a repository, and it is not \
         this one",
    ];
    assert_findings(&known, &expected);
}

#[test]
fn what_belongs_to_nobody_belongs_to_nobody_in_asset_lists_too() {
    let known = known("codeowners", &governing("acme/site", "adapter: codeowners"));
    let text = asset_lists::write(&known, "2026-08-05".parse().unwrap(), "acme/site@0");
    assert!(text.contains("\nunowned:\n- {repository: acme/site, paths: \"*.lock\", rank: 6}\n"), "{text}");
    let kept = asset_lists::parse(&text).unwrap().ownership;
    let of = |path: &str| said(kept.owners_of_path(&name("acme/site"), path));
    assert_eq!((of("ovens/a.lock"), of("ovens/door").len()), (vec![], 1));
}

#[test]
fn what_an_adapter_does_not_know_is_a_fault_of_the_policy_with_the_way_out() {
    let faults = |governing: &str| -> Vec<String> {
        let text = format!(
            "foundation: X\norganizations: [acme]\ngoverning: {{repository: acme/x, {governing}}}\n\
             labels: {{name: <slug>, color: \"000000\", description: x}}\nchecks: {{}}\n"
        );
        policy::parse(&text).unwrap_err().into_iter().map(|fault| fault.message).collect()
    };
    assert_eq!(
        faults("adapter: sigs_yaml, charters: [{path: <group>.md}], documents: [], asset_moves: true"),
        [
            "the adapter `sigs_yaml` does not know `charters`: name what it reads with `documents`",
            "`documents` is empty: say what `sigs_yaml` reads, or leave it out",
            "`asset_moves` compares charters, which `sigs_yaml` does not read: remove it",
        ]
    );
    assert!(faults("oversight: x")[0].starts_with("`charters` is missing"), "{:?}", faults("oversight: x"));
    assert!(faults("charters: [], documents: [x]").len() == 2);
    assert!(faults("adapter: magic")[0].contains("magic"));
}

#[test]
fn every_adapter_knows_where_its_documents_usually_are() {
    for (adapter, path) in [
        ("index", "toc/WORKING-GROUPS.md"),
        ("sigs_yaml", "wgs.yaml"),
        ("knative", "OWNERS_ALIASES"),
        ("rust_team", "repos/rust-lang/cargo.toml"),
        ("codeowners", ".github/CODEOWNERS"),
    ] {
        let governing = governing("acme/x", &format!("adapter: {adapter}"));
        assert!(governing.is_source(path) && governing.is_document(path), "{adapter}");
        assert!(!governing.is_source("README.md") && !governing.is_source("repos/archive/a/b.toml"), "{adapter}");
    }
}

#[test]
fn the_policy_for_kubernetes_covers_all_organizations_in_which_its_subprojects_are() {
    let policy = policy::parse(include_str!("../../policies/kubernetes/policy.yml")).unwrap();
    let all = ["kubernetes", "kubernetes-client", "kubernetes-csi", "kubernetes-sigs", "etcd-io"];
    assert!(all.iter().chain(&["kubernetes-incubator", "kubernetes-retired"]).all(|name| policy.covers(name)));
    let text = "sigs:\n- dir: sig-keys\n  name: Keys\n  subprojects:\n  - name: store\n    owners: \
                [https://raw.githubusercontent.com/etcd-io/etcd/main/OWNERS]\n";
    let document = OwnershipDocument { path: "sigs.yaml".to_owned(), text: text.to_owned(), last_good: None };
    let known = Ownership::of(&[document], &policy.governing);
    assert_eq!(said(known.owners(&name("etcd-io/etcd"))), ["sig-keys (store)"]);
}

#[test]
fn a_codeowners_of_three_megabytes_is_read_and_a_larger_one_is_not() {
    let governing = governing("acme/site", "adapter: codeowners");
    let line =
        |number: usize| format!("/packages/package-{number:06}/ @person-{} @other-{}\n", number % 4000, number % 3000);
    let all: String = (0..)
        .map(line)
        .scan(0, |bytes, line| {
            *bytes += line.len();
            (*bytes <= 3 << 20).then_some(line)
        })
        .collect();
    let of = |text: String| {
        let document = OwnershipDocument { path: "CODEOWNERS".to_owned(), text, last_good: None };
        Ownership::of(&[document], &governing)
    };
    let known = of(all.clone());
    let path = "packages/package-040001/index.js";
    assert_eq!(
        said(known.owners_of_path(&name("acme/site"), path)),
        ["@other-1001 (acme/site)", "@person-1 (acme/site)"]
    );
    let known = of(all + &"#".repeat(100));
    let faults: Vec<_> =
        known.unreadable().map(|(_, group, fault)| (group.is_stand_in, fault.message.clone())).collect();
    assert!(faults.len() == 1 && faults[0].0 && faults[0].1.contains("larger than 3 MB"), "{faults:?}");
}

#[test]
fn nothing_but_lines_without_owners_gives_all_of_it_to_nobody() {
    let governing = governing("acme/site", "adapter: codeowners");
    let document =
        OwnershipDocument { path: "CODEOWNERS".to_owned(), text: "/docs/\n*.lock\n".to_owned(), last_good: None };
    let known = Ownership::of(&[document], &governing);
    let site = name("acme/site");
    assert!(known.has_parts(&site) && known.owners_of_path(&site, "docs/a").is_empty());
    assert_eq!((known.unowned().len(), known.repositories().count()), (2, 0));
}

#[test]
fn labels_of_kubernetes_have_a_slash_for_the_first_dash() {
    let policy = policy::parse(include_str!("../../policies/kubernetes/policy.yml")).unwrap();
    let label = |id: &str| policy.labels.of(&id.parse().unwrap(), "X").name;
    assert_eq!(label("sig-contributor-experience"), "sig/contributor-experience");
    assert_eq!((label("committee-steering"), label("solo")), ("committee/steering".to_owned(), "solo".to_owned()));
}
