//! Hostile pull requests: large amounts of anything that a stranger can write into documents, paths and comments, up to
//! a number of bytes.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use wg_steward::domain::document::MAX_BYTES;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::pull::snapshot::{ChangedFile, Changes, CommandComment, DocumentChange, FileStatus, Snapshot};
use wg_steward::domain::types::ids::RepoName;

const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";
const ORG_FILE: &str = "orgs/orgs.yml";
const CONTRIBUTORS: &str = "orgs/contributors.yml";
const ORG_LIST: &str = "ORGS.md";
const PROTECTION: &str = "orgs/branchprotection.yml";

/// The policy.
pub(crate) fn policy() -> Policy {
    policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).expect("the policy is valid")
}

/// The element that is frequent in each pull request.
pub(crate) const CASES: &[&str] = &[
    "charters",
    "charters that share",
    "charters renamed",
    "repositories",
    "repositories unknown",
    "repositories long",
    "repositories twice",
    "repositories invalid",
    "leads",
    "areas",
    "areas with leads",
    "areas crossed",
    "areas renamed",
    "area named long",
    "people",
    "people twice",
    "keys",
    "deploy keys",
    "persons as areas",
    "text repeated",
    "tags",
    "anchors",
    "blocks",
    "nested",
    "brackets",
    "images",
    "sections",
    "section named long",
    "section links",
    "rows",
    "columns",
    "list",
    "templates",
    "organizations",
    "organizations managed",
    "organization repositories",
    "organization teams",
    "contributors",
    "protection",
    "paths",
    "commands",
];

/// A pull request with `size` bytes of hostile content.
pub(crate) fn pull(case: &str, size: usize) -> Snapshot {
    let mut snapshot = Snapshot::bare("cloudfoundry/community".parse::<RepoName>().expect("it is a name"));
    snapshot.number = Some(12);
    snapshot.commit = "c".repeat(40).parse().ok();
    snapshot.author = None;
    snapshot.base = Some(Arc::new(base()));
    let texts = documents(case, size);
    let before = if case.ends_with("renamed") { Some(texts.clone()) } else { None };
    for (path, text) in texts {
        let known = snapshot.base.as_ref().and_then(|base| base.get(&path)).cloned();
        snapshot.documents.insert(path, DocumentChange { before: known, after: Some(text) });
    }
    for (path, text) in before.into_iter().flatten() {
        let change =
            DocumentChange { before: Some(text.replace("name: G", "name: H").replace(" Ar", " Br")), after: None };
        match case == "areas renamed" {
            true => _ = snapshot.documents.entry(path).and_modify(|it| it.before.clone_from(&change.before)),
            false => _ = snapshot.documents.insert(path.replace("/g", "/h"), change),
        }
    }
    let mut files: Vec<ChangedFile> = snapshot.documents.iter().map(|(path, change)| file(path, change)).collect();
    if case == "paths" {
        let path = |number: usize| format!("{number}{}", "/a@b <img>`|".repeat(size / 3_000 / 12));
        files.extend((0..3_000).map(|number| ChangedFile {
            path: path(number),
            previous: Some(format!("x{}", path(number))),
            status: FileStatus::Renamed,
        }));
    }
    if case == "commands" {
        let body = "/wg explain\n\n/wg request toc\n\n/wg who-owns cloudfoundry/docs\n\n".repeat(200);
        let told = |comment| CommandComment {
            comment,
            author: "octocat".parse().expect("it is a login"),
            member: true,
            body: body.clone(),
        };
        snapshot.commands = (0..10).map(told).collect();
    }
    snapshot.changes = Changes::Files { files, of: None };
    snapshot
}

fn file(path: &str, change: &DocumentChange) -> ChangedFile {
    let status = match (&change.before, &change.after) {
        (Some(_), Some(_)) => FileStatus::Modified,
        (Some(_), None) => FileStatus::Removed,
        (None, _) => FileStatus::Added,
    };
    ChangedFile { path: path.to_owned(), previous: None, status }
}

/// The documents of the base: a few small ones.
fn base() -> BTreeMap<String, String> {
    let known = each(2_000, |number| format!("      knwon-{number}: {{}}\n"));
    let charter = |name: &str, repository: &str| {
        charter(name, &person(0), "", &format!("- name: First\n  approvers: []\n  repositories: [{repository}]\n"))
    };
    let texts = [
        (
            ORG_FILE,
            format!("orgs:\n  cloudfoundry:\n    admins: []\n    members: []\n    teams: {{}}\n    repos:\n{known}"),
        ),
        (CONTRIBUTORS, "orgs:\n  cloudfoundry:\n    contributors: [octocat]\n".to_owned()),
        (INDEX, "# Working Groups\n\n- Docs\n\n## Docs\n\nMission: To x.\n".to_owned()),
        ("toc/working-groups/docs.md", charter("Docs", "cloudfoundry/docs")),
        ("toc/TOC.md", charter("TOC", "cloudfoundry/community")),
    ];
    texts.map(|(path, text)| (path.to_owned(), text)).into()
}

/// The changed documents: about `size` bytes in total, none above the maximum that is read.
fn documents(case: &str, size: usize) -> BTreeMap<String, String> {
    match case {
        "charters" => each_charter(size / MAX_BYTES + 1, |bytes| fill(bytes.min(size), repository), size),
        "charters that share" => each_charter(100, |bytes| fill(bytes, repository), size),
        "charters renamed" => each_charter(48, |bytes| fill(bytes, repository), size / 2),
        "commands" => each_charter(4, |bytes| fill(bytes, repository), size),
        "paths" => BTreeMap::new(),
        case => {
            let bytes = (size / if case == "areas renamed" { 2 } else { 1 }).min(MAX_BYTES - 4_096);
            let (path, text) = document(case, bytes);
            BTreeMap::from([(path.to_owned(), text)])
        }
    }
}

fn each_charter(count: usize, entries: impl Fn(usize) -> String, size: usize) -> BTreeMap<String, String> {
    let bytes = (size / count).min(MAX_BYTES - 4_096).saturating_sub(400);
    let one = |number: usize| {
        let area = format!("- name: First\n  approvers: []\n  repositories:\n{}", entries(bytes));
        (format!("toc/working-groups/g{number}.md"), charter(&format!("G{number}"), &person(0), "", &area))
    };
    (0..count).map(one).collect()
}

/// A document with many occurrences of one element.
fn document(case: &str, bytes: usize) -> (&'static str, String) {
    if let Some(text) = block(case, bytes) {
        return ("toc/working-groups/g1.md", text);
    }
    if let Some(text) = markdown(case, bytes) {
        return ("toc/working-groups/g1.md", text);
    }
    match case {
        "organizations" | "organization repositories" | "organization teams" => (ORG_FILE, org_file(case, bytes)),
        "organizations managed" => {
            (ORG_LIST, format!("| Organization | Managed |\n|-|-|\n{}", fill(bytes, |n| format!("| o{n} | Yes |\n"))))
        }
        "contributors" => {
            let list = fill(bytes, |n| format!("    - c{}\n", n % 500));
            (CONTRIBUTORS, format!("orgs:\n  cloudfoundry:\n    contributors:\n{list}"))
        }
        "protection" => {
            let orgs = fill(bytes, |n| format!("    o{n}:\n      x: 1\n"));
            (PROTECTION, format!("branch-protection:\n  orgs:\n{orgs}"))
        }
        case => (INDEX, index(case, bytes)),
    }
}

/// Blocks of charters.
fn block(case: &str, bytes: usize) -> Option<String> {
    let area = |list: &str, entries: String| {
        let others = if list == "repositories" { "  approvers: []\n" } else { "  repositories: [cloudfoundry/x]\n" };
        charter("G1", &person(0), "", &format!("- name: First\n{others}  {list}:\n{entries}"))
    };
    let long = "x".repeat(bytes / 2);
    Some(match case {
        "repositories" => area("repositories", fill(bytes, repository)),
        "repositories unknown" => area("repositories", fill(bytes, |n| format!("  - cloudfoundry/known-{n}\n"))),
        "repositories long" => {
            area("repositories", fill(bytes, |n| format!("  - cloudfoundry/{}{n}\n", "a".repeat(80))))
        }
        "repositories twice" => area("repositories", fill(bytes, |_| "  - cloudfoundry/docs\n".to_owned())),
        "repositories invalid" => area("repositories", fill(bytes, |n| format!("  - a b {n}\n"))),
        "leads" => charter("G1", &fill(bytes, |n| format!("- p{n}\n")), "", ""),
        "areas" => charter("G1", &person(0), "", &fill(bytes, empty_area)),
        "areas with leads" => {
            let leads = fill(4_000, |n| format!("- p{n}\n"));
            charter("G1", &leads, "", &fill(bytes - 4_000, |n| empty_area(n).replace("[]", "[p]")))
        }
        "areas crossed" => {
            let approvers = fill(bytes / 40, |n| format!("  - q{n}\n"));
            let crossed = |n: usize| {
                let own =
                    fill(bytes / 40, |m| if (m >> (n % 12)) & 1 == 0 { repository(m) } else { "  - a/b\n".into() });
                format!("- name: A{n}\n  approvers:\n{approvers}  repositories:\n{own}")
            };
            charter("G1", &person(0), "", &each(18, crossed))
        }
        "areas renamed" => {
            let crossed = |n: usize| {
                let own = fill(bytes / 110, |m| format!("  - cloudfoundry/r{m}\n"));
                format!("- name: Ar{n}x\n  approvers: []\n  repositories:\n{own}")
            };
            charter("G1", &person(0), "", &each(99, crossed))
        }
        "area named long" => {
            let entries = fill(bytes / 2, |n| format!("  k{n}: 1\n"));
            charter("G1", &person(0), "", &format!("- name: {long}\n  approvers: []\n  repositories: []\n{entries}"))
        }
        "people" => area("approvers", fill(bytes, |n| format!("  - a{n}\n"))),
        "people twice" => area("approvers", fill(bytes, |n| format!("  - {}\n", if n % 2 == 0 { "ab" } else { "AB" }))),
        "keys" => charter("G1", &person(0), &fill(bytes, |n| format!("k{n}: 1\n")), ""),
        "deploy keys" => {
            let (own, keys) = (fill(bytes / 2, repository), fill(bytes / 2, |n| format!("    - CloudFoundry/R{n}\n")));
            let config = format!("config:\n  deploy_keys:\n    repositories:\n{keys}");
            charter("G1", &person(0), &config, &format!("- name: First\n  approvers: []\n  repositories:\n{own}"))
        }
        "persons as areas" => charter("G1", &person(0), "", &fill(bytes, |n| format!("- github: p{n}\n"))),
        "text repeated" => {
            let entries = fill(bytes / 2, |_| "  - *a\n".to_owned());
            let first = format!("- name: &a {long}\n  approvers: []\n  repositories:\n{entries}");
            charter("G1", &person(0), "", &first)
        }
        "tags" => charter("G1", &person(0), "", &fill(bytes, |n| format!("- !!str a{n}\n"))),
        "anchors" => charter("G1", &person(0), "", &fill(bytes, |n| format!("- &a{n} a\n"))),
        _ => return None,
    })
}

/// Markdown of charters.
fn markdown(case: &str, bytes: usize) -> Option<String> {
    let headed = |text: String| format!("# G1: Working Group Charter\n\n{text}");
    Some(match case {
        "blocks" => headed(fill(bytes, |n| format!("```yaml\nexecution_leads: {n}\n```\n"))),
        "nested" => headed(fill(bytes, |_| "> ".to_owned())),
        "brackets" => headed(fill(bytes, |_| "[".to_owned())),
        "images" => {
            let depth = bytes / 2 / 6;
            headed(format!("{}{}{}", "![".repeat(depth), "x".repeat(bytes / 2), "](u)".repeat(depth)))
        }
        _ => return None,
    })
}

fn index(case: &str, bytes: usize) -> String {
    let section = |name: &str, text: String| format!("# Working Groups\n\n- A\n\n## {name}\n\n{text}");
    let artifacts = "| Artifact | Link |\n|-|-|\n";
    match case {
        "sections" => format!("# Working Groups\n\n- A\n{}", fill(bytes, |n| format!("\n## G{n}\n\nMission: To x.\n"))),
        "section named long" => {
            let rows = fill(bytes / 2, |n| format!("| A{n} | |\n"));
            section(&"x".repeat(bytes / 2), format!("{artifacts}{rows}"))
        }
        "section links" => {
            let one = |n| format!("\n## G{n}\n\n{artifacts}| Forum | [x](https://a.b) |\n");
            format!("# Working Groups\n\n- A\n{}", fill(bytes, one))
        }
        "rows" => {
            let row = |n| {
                format!("| <img src=\"https://github.com/a{n}.png\"> | X | Y | [@b{n}](https://github.com/c{n}) |\n")
            };
            section("Docs", format!("| | Leads | Company | Profile |\n|-|-|-|-|\n{}", fill(bytes, row)))
        }
        "columns" => {
            let rows = fill(bytes / 2, |_| "|a|b|c|d|e|\n".to_owned());
            section("Docs", format!("| | Leads | Company | Profile | {} |\n|-|-|-|-|-|\n{rows}", "x".repeat(bytes / 2)))
        }
        "templates" => {
            let seen = fill(bytes / 2, |n| format!("\n## <n{n}>\n"));
            let hidden = fill(bytes / 2, |_| "\n<!--\nx\n-->\n".to_owned());
            format!("# Working Groups\n\n- A\n{seen}{hidden}")
        }
        _ => format!("# Working Groups\n\n{}", fill(bytes, |n| format!("- G{}\n", 999_999 - n))),
    }
}

fn org_file(case: &str, bytes: usize) -> String {
    let of_foundry = |key: &str, text: String| {
        format!("orgs:\n  cloudfoundry:\n    admins: []\n    members: []\n    {key}:\n{text}")
    };
    match case {
        "organizations" => format!("orgs:\n{}", fill(bytes, |n| format!("  o{n}: {{}}\n"))),
        "organization repositories" => of_foundry("repos", fill(bytes, |n| format!("      b c{n}: 1\n"))),
        _ => {
            let members = fill(bytes / 2, |_| "        - ab\n".to_owned());
            let team =
                format!("      ? {}\n      :\n        maintainers: [ab]\n        members:\n", "t".repeat(bytes / 2));
            of_foundry("teams", format!("{team}{members}"))
        }
    }
}

fn empty_area(number: usize) -> String {
    format!("- name: A{number}\n  approvers: []\n  reviewers: []\n  bots: []\n  repositories: []\n")
}

fn repository(number: usize) -> String {
    format!("  - cloudfoundry/r{number}\n")
}

fn person(number: usize) -> String {
    format!("- name: P\n  github: p{number}\n")
}

/// A charter with these leads, these keys and these areas.
fn charter(name: &str, leads: &str, keys: &str, areas: &str) -> String {
    let areas = if areas.is_empty() { "areas: []\n".to_owned() } else { format!("areas:\n{areas}") };
    format!(
        "# {name}: Working Group Charter\n\n## Mission\n\nTo x.\n\n```yaml\nname: {name}\nexecution_leads:\n{leads}technical_leads: \
         []\nbots: []\n{keys}{areas}```\n"
    )
}

fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Lines up to this many bytes.
fn fill(bytes: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let next = line(number);
        if text.len() + next.len() > bytes {
            break;
        }
        write!(text, "{next}").expect("texts can be written");
    }
    text
}
