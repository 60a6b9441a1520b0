//! Ownership from other documents than charters in the command line: the index of groups alone, and CODEOWNERS.

use serde_json::json;
use tempfile::TempDir;

use super::{arg, put, run, run_with, tree};
use crate::support::shared::shared;

const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";

/// An index in the form of 2021, made up.
const OLD_INDEX: &str = "# Working Groups\n\n- Baking\n- Table Service\n\n## Baking\n\nMission: Provides ovens, and what it takes \
    to heat them.\n\nTechnical assets: Includes components from the Oven Doors, Wood, and Yeast projects.\n\n## Table \
    Service\n\nMission: Provides plates.\n\nTechnical assets: Includes a process for complaints.\n\n## (Working Group \
    Template)\n\n| Artifact | Link |\n|-|-|\n| Forum | TBD |\n\n| &nbsp; | Leads | Profile |\n|-|-|-|\n| | <name> | <handle> |\n";

/// A policy of `acme` that reads documents by an adapter.
fn policies(repository: &str, adapter: &str) -> TempDir {
    let text = format!(
        "foundation: Acme\norganizations: [acme]\ngoverning: {{repository: {repository}, adapter: {adapter}}}\nlabels: {{name: \
         own/<slug>, color: '000000', description: x}}\nchecks: {{wg/ownership: shadow}}\n"
    );
    tree(&[("policy.yml", &text)])
}

/// A root with one CODEOWNERS, and its policy.
fn codeowners(text: &str) -> (TempDir, TempDir) {
    (tree(&[("CODEOWNERS", text)]), policies("acme/site", "codeowners"))
}

#[test]
fn an_index_without_charters_has_its_groups_with_mission_and_technical_assets() {
    let root = tree(&[(INDEX, OLD_INDEX)]);
    let ran = run(&["groups", "--root", arg(root.path())]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for words in [
        "baking         Baking             0     not known  not known",
        "mission           Provides ovens, and what it takes to heat them.",
        "technical assets  Includes components from the Oven Doors, Wood, and Yeast projects.",
        "It names projects, not repositories",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("template"), "{}", ran.out);
    let ran = run(&["groups", "table-service", "--root", arg(root.path())]);
    for words in
        ["leads     not known", "Includes a process for complaints.", "which repositories the group owns is not known"]
    {
        assert!(ran.code == 0 && ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("wg-table-service-leads"), "no team is made up: {}", ran.out);
    let ran = run(&["groups", "baking", "--root", arg(root.path()), "--format", "json"]);
    let group = &ran.json()["groups"][0];
    assert_eq!((&group["projects"], &group["teams"]), (&json!(["Oven Doors", "Wood", "Yeast"]), &json!([])));
    assert_eq!(group["mission"], "Provides ovens, and what it takes to heat them.");
}

#[test]
fn who_owns_a_repository_is_unknown_by_an_index_of_projects_and_not_nobody() {
    let root = tree(&[(INDEX, OLD_INDEX)]);
    let ran = run(&["owners", "cloudfoundry/oven-doors-release", "--root", arg(root.path())]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for words in ["unknown: the index names projects, not repositories", "baking  project Oven Doors"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("no owner"), "{}", ran.out);
    let ran = run(&["owners", "cloudfoundry/wood", "--root", arg(root.path()), "--format", "json"]);
    assert_eq!(ran.json()["projects"], json!([{"group": "baking", "project": "Wood"}]));
    let ran = run(&["owners", "cloudfoundry/other", "--root", arg(root.path())]);
    assert!(ran.code == 1 && ran.out.contains("No group has a project of that name."), "{ran:?}");
    let ran = run(&["export", "teams", "--root", arg(root.path())]);
    assert!(ran.code == 2 && ran.err.contains("an export needs charters"), "{ran:?}");
}

#[test]
fn the_oldest_index_of_the_foundation_has_its_eight_groups_by_either_adapter() {
    let Some(document) = shared("000_e8017faa5c76ae45.txt") else { return };
    let text = std::fs::read_to_string(document).unwrap();
    let root = tree(&[(INDEX, &text), ("toc/WORKING-GROUPS.md", &text)]);
    let kept = policies("acme/community", "index");
    for policies in [&[][..], &["--policies", arg(kept.path())]] {
        let ran = run(&[&["groups", "--root", arg(root.path()), "--format", "json"], policies].concat());
        let answer = ran.json();
        let groups = answer["groups"].as_array().unwrap();
        let ids: Vec<_> = groups.iter().map(|group| group["id"].as_str().unwrap()).collect();
        let eight = [
            "app-runtime-deployments",
            "app-runtime-interfaces",
            "app-runtime-platform",
            "buildpacks",
            "community-experience",
            "foundational-infrastructure",
            "service-management",
            "vulnerability-management",
        ];
        assert_eq!(ids, eight, "{ran:?}");
        assert!(groups.iter().all(|group| group["mission"].is_string() && group["technical_assets"].is_string()));
        assert_eq!(groups[5]["projects"][0], "BOSH");
    }
    let ran = run(&["owners", "cloudfoundry/uaa", "--root", arg(root.path())]);
    assert!(ran.code == 1 && ran.out.contains("foundational-infrastructure  project UAA"), "{ran:?}");
}

#[test]
fn a_section_of_an_index_that_is_not_a_group_is_said() {
    let leads = "## Leads of all groups\n\n&nbsp; | Name | Groups\n---|---|---\n&nbsp; | [Ada](https://github.com/ada) | Pots\n";
    let kept = policies("acme/community", "index");
    let root = tree(&[("WORKING-GROUPS.md", &format!("# Groups\n\n## Pots\n\nMission: To boil.\n\n{leads}"))]);
    let ran = run(&["groups", "--root", arg(root.path()), "--policies", arg(kept.path())]);
    assert!(ran.code == 0 && ran.out.contains("pots") && !ran.out.contains("leads-of-all"), "{ran:?}");
    assert!(ran.err.contains("the section 'Leads of all groups' is not read as a group"), "{ran:?}");
    let root = tree(&[("WORKING-GROUPS.md", leads)]);
    let ran = run(&["groups", "--root", arg(root.path()), "--policies", arg(kept.path())]);
    assert!(ran.err.contains("this index has no section of a group"), "{ran:?}");
}

#[test]
fn a_codeowners_without_a_good_line_is_read_and_keeps_its_findings() {
    let (root, kept) = codeowners("* @ octocat\n");
    let ran = run(&["owners", "acme/site", "a.txt", "--root", arg(root.path()), "--policies", arg(kept.path())]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("CODEOWNERS:1:1: D1: '@' is not an owner, and GitHub skips the line"), "{ran:?}");
    let (root, kept) = codeowners("/docs/\n*.lock\n");
    let ran = run(&["owners", "acme/site", "docs/a", "x", "--root", arg(root.path()), "--policies", arg(kept.path())]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:?}");
    assert!(ran.out.contains("Without an owner\n  docs/a\n  x\n"), "{ran:?}");
    let nothing = tree(&[("README.md", "x")]);
    let ran = run(&["owners", "acme/site", "--root", arg(nothing.path()), "--policies", arg(kept.path())]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn a_line_of_codeowners_that_github_refuses_owns_nothing() {
    let (root, kept) = codeowners("* @acme/all\n/app/[id]/ @acme/routes\n/lib/\\[x\\]/ @acme/lib\n@acme/maintainers\n");
    let (root, kept) = (arg(root.path()), arg(kept.path()));
    let arguments = ["owners", "acme/site", "app/[id]/page", "lib/[x]/a", "--root", root, "--policies", kept];
    let ran = run(&arguments);
    for words in ["all  all\n    app/[id]/page", "lib  lib\n    lib/[x]/a"] {
        assert!(ran.code == 0 && ran.out.contains(words), "{words}: {ran:?}");
    }
    for words in ["CODEOWNERS:2:1: D1:", "write '/app/\\[id\\]/'", "CODEOWNERS:4:1: D1:", "write '* @acme/maintainers'"]
    {
        assert!(ran.err.contains(words), "{words}: {ran:?}");
    }
}

#[test]
fn a_team_that_owns_code_is_asked_as_a_team_whatever_the_tiers_say() {
    let (root, kept) = codeowners("* @acme/all\n/docs/ @acme/docs\n/away/ @other/team\n");
    for tiers in ["", "review: {tiers: [{who: approvers, ask: 1}]}\n"] {
        let policy = std::fs::read_to_string(kept.path().join("policy.yml")).unwrap();
        put(kept.path(), "policy.yml", (policy + tiers).as_bytes());
        let arguments = ["simulate", "--changes", "-", "--repository", "acme/site", "--root", arg(root.path())];
        let arguments = [&arguments[..], &["--policies", arg(kept.path()), "--format", "json"]].concat();
        let answer = run_with(&arguments, b"M\tdocs/a.md\nM\tb.txt\nM\taway/x\n").json();
        let teams: Vec<_> = answer["reviewers"].as_array().unwrap().iter().map(|asked| &asked["team"]).collect();
        // No review can be requested from a team of another organization.
        assert_eq!(teams, ["all", "docs"], "{answer:#}");
        assert_eq!(answer["reviewers"][0]["role"], "code owner");
        assert!(!answer["checks"][0]["title"].as_str().unwrap().contains("no reviewer"), "{answer:#}");
    }
}

#[test]
fn what_stands_in_for_an_unreadable_file_gets_no_label() {
    let kept = policies("acme/team", "rust_team");
    let core = "name = \"core\"\n[people]\nleads = [\"ada\"]\nmembers = [\"ada\"]\n";
    let root = tree(&[("teams/core.toml", core), ("repos/acme/lost.toml", "org = \"acme\"\nname = [\n")]);
    let arguments = ["simulate", "--changes", "-", "--repository", "acme/lost", "--root", arg(root.path())];
    let ran = run_with(&[&arguments[..], &["--policies", arg(kept.path()), "--format", "json"]].concat(), b"M\tx\n");
    let answer = ran.json();
    assert_eq!(
        (&answer["labels"]["add"], &answer["checks"][0]["conclusion"]),
        (&json!([]), &json!("neutral")),
        "{ran:?}"
    );
}

#[test]
fn a_policy_that_asks_teams_of_which_its_adapter_knows_none_is_an_error() {
    let kept = policies("acme/community", "sigs_yaml");
    let policy = std::fs::read_to_string(kept.path().join("policy.yml")).unwrap();
    put(kept.path(), "policy.yml", (policy + "review: {tiers: [{who: teams, ask: all}]}\n").as_bytes());
    let ran = run(&["policy", "check", arg(kept.path())]);
    let message = "the adapter `sigs_yaml` does not read teams, so `teams` has no members: remove it";
    assert!(ran.code == 2 && ran.err.contains(message), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn links_in_the_place_of_documents_are_followed_within_the_root_or_said() {
    use std::os::unix::fs::symlink;
    let kept = policies("acme/community", "sigs_yaml");
    let sigs = "sigs:\n- dir: sig-x\n  name: X\n  leadership: {chairs: [{github: ada}]}\n";
    let root = tree(&[("lists/all.yaml", sigs)]);
    symlink("lists/all.yaml", root.path().join("sigs.yaml")).unwrap();
    symlink("../elsewhere.yaml", root.path().join("wgs.yaml")).unwrap();
    let ran = run(&["groups", "--root", arg(root.path()), "--policies", arg(kept.path())]);
    assert!(ran.code == 0 && ran.out.contains("sig-x"), "{ran:?}");
    assert!(
        ran.err.contains("wgs.yaml: this is a link to `../elsewhere.yaml`") && !ran.err.contains("sigs.yaml"),
        "{ran:?}"
    );
    let (root, kept) = codeowners("* @acme/all\n");
    std::fs::create_dir(root.path().join(".github")).unwrap();
    symlink("../CODEOWNERS", root.path().join(".github/CODEOWNERS")).unwrap();
    let ran = run(&["owners", "acme/site", "x", "--root", arg(root.path()), "--policies", arg(kept.path())]);
    assert!(ran.code == 0 && ran.err.contains("GitHub does not follow it"), "{ran:?}");
}
