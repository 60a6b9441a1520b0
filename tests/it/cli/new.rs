//! `new`: the documents that propose a group, from flags only.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{Ran, arg, charter, community, put, run};
use crate::support::shared::shared;

const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";
const ORGS: &str = "orgs/orgs.yml";
const NEW: &str = "toc/working-groups/edge-caching.md";

/// A governing repository with all documents that a proposal changes.
fn foundation() -> TempDir {
    let root = community();
    let index = "# Working Groups\n\n- Documentation\n- Zeta\n\n\n## Documentation\n\nMission: To document.\n";
    put(root.path(), INDEX, index.as_bytes());
    let people = "orgs:\n  cloudfoundry:\n    contributors: [anna, hubot, otto]\n";
    put(root.path(), "orgs/contributors.yml", people.as_bytes());
    put(root.path(), ORGS, b"orgs:\n  cloudfoundry:\n    repos:\n      books:\n        has_wiki: false\n      x: {}\n");
    root
}

/// All values that can be given by flags, except approvers.
const FLAGS: &[&str] = &[
    "Edge Caching",
    "--mission",
    "To bring content closer to its readers.",
    "--goal",
    "A cache in front of every router",
    "--scope",
    "The cache",
    "--non-goal",
    "A CDN",
    "--lead",
    "anna:Anna A:Books Ltd.:both",
    "--lead",
    "hubot:Hu Bot:Robots Inc.:technical",
    "--area",
    "Cache",
    "--repository",
    "Cache:cloudfoundry/edge=Edge: a cache",
    "--forum",
    "https://zoom.example/1",
    "--calendar",
    "Thursdays",
    "--notes",
    "Notes https://docs.example/1",
    "--slack",
    "#edge https://slack.example/C1",
];

const APPROVERS: &[&str] = &[
    "--approver",
    "Cache:anna",
    "--approver",
    "Cache:monalisa",
    "--approver",
    "Cache:hubot",
    "--approver",
    "Cache:eve:Eve E",
];

fn propose(root: &Path, more: &[&str]) -> Ran {
    run(&[&["new"], FLAGS, &["--root", arg(root)], more].concat())
}

/// All files with their bytes.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                all.insert(name, fs::read(path).unwrap());
            }
        }
    }
    all
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn everything_that_is_said_is_written_and_what_comes_next_is_told() {
    let root = foundation();
    let ran = propose(root.path(), APPROVERS);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for words in [
        NEW,
        "changed  orgs/orgs.yml",
        "open a pull request to cloudfoundry/community",
        "cf-dev@lists.cloudfoundry.org",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(ran.out.contains("the decision of the Oversight") && !ran.out.contains("left open"), "{}", ran.out);
    let text = read(root.path(), NEW);
    assert!(text.starts_with("# Edge Caching: Working Group Charter\n\n## Mission\n\nTo bring"), "{text}");
    assert!(text.contains("bots: []\n") && text.contains("  - name: B\n    github: monalisa\n"), "{text}");
    let index = read(root.path(), INDEX);
    assert!(index.contains("- Documentation\n- Edge Caching\n- Zeta\n"), "{index}");
    assert!(index.ends_with("| Robots Inc. | [@hubot](https://github.com/hubot) |\n"), "{index}");
    let edge = "      edge:\n        default_branch: main\n        description: \"Edge: a cache\"\n      x: {}\n";
    assert!(read(root.path(), ORGS).ends_with(edge));
    let owner = run(&["owners", "cloudfoundry/edge", "--root", arg(root.path())]);
    assert!(owner.code == 0 && owner.out.contains("Edge Caching"), "{owner:?}");
}

#[test]
fn what_is_missing_is_listed_with_its_flags_and_nothing_is_written() {
    let root = foundation();
    let before = files(root.path());
    let ran = run(&["new", "Edge", "--lead", "anna:execution", "--root", arg(root.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    for words in [
        "10 things are missing",
        "--mission TEXT",
        "--non-goal TEXT",
        "Technical leads",
        "--lead \"anna:Full Name:Company:…\"",
        "--slack TEXT",
        "`--leave-open`",
        "Nothing is written.",
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    let ran = propose(root.path(), &[]);
    assert!(
        ran.code == 2 && ran.err.contains("1 thing is missing") && ran.err.contains("--approver \"Cache:"),
        "{ran:?}"
    );
    assert_eq!(files(root.path()), before);
}

#[test]
fn what_may_wait_is_left_open_on_demand_and_told() {
    let root = foundation();
    let ran = run(&[&["new"], &FLAGS[..13], &["--leave-open", "--root", arg(root.path())]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("4 things are left open"), "{}", ran.out);
    let index = read(root.path(), INDEX);
    assert!(index.contains("| Forum                      | TBD |"), "{index}");
    assert!(
        index.contains("This working group has no repositories in the `cloudfoundry` GitHub organization."),
        "{index}"
    );
    assert!(!read(root.path(), ORGS).contains("edge"), "no repository, no entry");
}

#[test]
fn organizations_and_repositories_are_written_in_the_spelling_of_the_org_file() {
    let root = foundation();
    put(root.path(), ORGS, b"orgs:\n  cloudfoundry:\n    repos:\n      Edge: {}\n      books: {}\n");
    let more = ["--repository", "Cache:CloudFoundry/Edge-Proxy=x", "--area", "Proxies", "--leave-open"];
    let again = ["--repository", "Proxies:cloudfoundry/edge-PROXY"];
    let ran = propose(root.path(), &[&more[..], &again, &["--org", "CloudFoundry"], APPROVERS].concat());
    assert_eq!((ran.code, ran.err.contains("R2")), (0, false), "{ran:?}");
    let charter = read(root.path(), NEW);
    for line in ["- cloudfoundry/Edge-Proxy\n", "- cloudfoundry/Edge\n", "org: cloudfoundry\n"] {
        assert!(charter.contains(line), "{line}: {charter}");
    }
    assert_eq!(charter.matches("- cloudfoundry/Edge-Proxy\n").count(), 2, "{charter}");
    assert!(read(root.path(), ORGS).contains("      Edge-Proxy:\n"), "{}", read(root.path(), ORGS));
}

#[test]
fn a_dry_run_shows_all_and_writes_nothing() {
    let root = foundation();
    let before = files(root.path());
    let ran = propose(root.path(), &[APPROVERS, &["--dry-run"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["+ # Edge Caching: Working Group Charter", " 4 + - Edge Caching", "+       edge:"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(ran.err.contains("nothing is written"), "{}", ran.err);
    assert_eq!(files(root.path()), before);
}

#[test]
fn what_stands_in_the_way_is_named_and_nothing_is_written() {
    let root = foundation();
    put(root.path(), "toc/working-groups/notes.md", b"no charter");
    let before = files(root.path());
    let named = |name: &'static str| [&[name], &FLAGS[1..], APPROVERS].concat();
    let with = |more: &[&'static str]| [FLAGS, APPROVERS, more].concat();
    for (arguments, words) in [
        (named("documentation"), "there is a group called `Documentation` in `toc/working-groups/docs.md`"),
        (named("Zeta"), "there is a group called `Zeta` in `toc/working-groups/WORKING-GROUPS.md`"),
        (named("Documentation Leads"), "the group `docs` has a GitHub team `wg-documentation-leads` already"),
        (named("Notes"), "`toc/working-groups/notes.md` is taken"),
        (named("TBD"), "the name `TBD`: this is a placeholder"),
        (named("!"), "this name gives no name"),
        (with(&["--repository", "Cache:cloudfoundry/Books"]), "`cloudfoundry/Books` belongs to `Documentation`"),
        (with(&["--repository", "Cache:concourse/x"]), "is not in the group's organization `cloudfoundry`"),
        (with(&["--repository", "Other:cloudfoundry/y"]), "`Other` is not one of the areas `Cache`"),
        (with(&["--repository", "Cache:y"]), "`y` is not a repository name"),
        (with(&["--lead", "mona lisa:M:execution"]), "`mona lisa` is not a GitHub login"),
        (with(&["--lead", "eve:Eve:boss"]), "end with a role"),
        (with(&["--lead", "nobody:execution"]), "write the full name after the login"),
        (with(&["--reviewer", "Cache:ANNA"]), "listed twice among the approvers and reviewers"),
        (with(&["--org", "kubernetes"]), "the organization `kubernetes` is not managed"),
        (with(&["--file-stem", "../x"]), "write lowercase letters, digits and dashes"),
    ] {
        let ran = run(&[&["new"], &arguments[..], &["--root", arg(root.path())]].concat());
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(words), "{words}: {ran:?}");
    }
    assert_eq!(files(root.path()), before);
}

#[test]
fn a_folder_without_charters_is_no_ground() {
    let empty = super::tree(&[(INDEX, "# Working Groups\n")]);
    let ran = propose(empty.path(), APPROVERS);
    assert!(ran.code == 2 && ran.err.contains("no charter of cloudfoundry/community is here"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (root, other) = (foundation(), tempfile::tempdir().unwrap());
    fs::rename(root.path().join("toc/working-groups"), other.path().join("wg")).unwrap();
    std::os::unix::fs::symlink(other.path().join("wg"), root.path().join("toc/working-groups")).unwrap();
    let before = files(other.path());
    let ran = propose(root.path(), APPROVERS);
    assert!(ran.code == 2 && ran.err.contains("link"), "{ran:?}");
    assert_eq!(files(other.path()), before);
}

#[test]
fn the_checkout_around_the_current_folder_is_taken() {
    let root = foundation();
    let ran = Command::new(env!("CARGO_BIN_EXE_wg-steward"))
        .arg("new")
        .args(FLAGS)
        .args(APPROVERS)
        .env_remove("WG_STEWARD_POLICIES")
        .current_dir(root.path().join("toc"))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert!(read(root.path(), NEW).contains("name: Edge Caching"));
    assert!(String::from_utf8(ran.stdout).unwrap().contains("git -C /"));
}

#[test]
fn a_second_group_finds_its_place_beside_the_first() {
    let root = foundation();
    put(root.path(), "toc/working-groups/zeta.md", charter("Zeta", "eve", "cloudfoundry/z").as_bytes());
    assert_eq!(propose(root.path(), APPROVERS).code, 0);
    let again = propose(root.path(), APPROVERS);
    assert!(again.code == 2 && again.err.contains("there is a group called `Edge Caching`"), "{again:?}");
    let second: Vec<_> =
        FLAGS.iter().map(|flag| flag.replace("Edge Caching", "Ebooks").replace("/edge", "/ebooks")).collect();
    let second: Vec<_> = second.iter().map(String::as_str).collect();
    let ran = run(&[&["new"], &second[..], APPROVERS, &["--root", arg(root.path())]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let index = read(root.path(), INDEX);
    assert!(index.contains("- Documentation\n- Ebooks\n- Edge Caching\n- Zeta\n"), "{index}");
    let (first, second) = (index.find("\n\n\n## Ebooks").unwrap(), index.find("\n\n\n## Edge").unwrap());
    assert!(first < second, "{index}");
}

#[test]
fn a_proposal_to_the_foundation_changes_three_files_and_no_other_line() {
    let Some(community) = shared("community") else { return };
    let root = tempfile::tempdir().unwrap();
    for (path, bytes) in files(&community) {
        put(root.path(), &path, &bytes);
    }
    let before = files(root.path());
    let approvers = ["beyhan", "rkoster", "ameowlia", "gerg"].map(|login| format!("Cache:{login}"));
    let approvers = approvers.iter().flat_map(|approver| ["--approver", approver]);
    let mut arguments: Vec<&str> = [&["new"], FLAGS, &["--root", arg(root.path())]].concat();
    arguments.extend(approvers);
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    // The name is new, and no flag can change that; the output says so before the check does.
    let said: Vec<_> = ran.err.lines().collect();
    let new = |line: &&str| ["anna", "hubot"].iter().any(|login| line.contains(login)) && line.contains(": L4: ");
    assert!(said.len() == 2 && said.iter().all(new), "{}", ran.err);
    let check = run(&["check", "--base", arg(&community), arg(root.path())]);
    assert!(check.code == 0 && !check.out.contains("error["), "{check:?}");
    let after = files(root.path());
    let changed: Vec<_> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    assert_eq!(changed, [ORGS, INDEX, NEW]);
    let index = read(root.path(), INDEX);
    assert!(index.contains("- Docs\n- Edge Caching\n- Foundational Infrastructure\n"), "{index}");
    for path in [ORGS, INDEX] {
        let (old, new) = (String::from_utf8_lossy(&before[path]), String::from_utf8_lossy(&after[path]));
        let mut lines = new.split('\n');
        assert!(old.split('\n').all(|line| lines.any(|other| other == line)), "{path}");
    }
    let ran = run(&["groups", "edge-caching", "--root", arg(root.path())]);
    assert!(ran.code == 0 && ran.out.contains("wg-edge-caching-cache-approvers"), "{ran:?}");
}
