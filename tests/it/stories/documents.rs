//! Pull requests to governing documents: the checks of a proposal and of a charter over time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wg_steward::clock::Clock;
use wg_steward::domain::types::ids::Sha;
use wg_steward::policies::Foundations;
use wg_steward::sandbox::FileChanges;

use crate::support::stage::{Acme, login, repo};

pub(super) const GUILD: &str = "bakery/guild";
const CHARTER: &str = "groups/brewing.md";
const INDEX: &str = "groups/INDEX.md";
const ORG_FILE: &str = "org/org.yml";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

pub(super) fn document(path: &str) -> String {
    fs::read_to_string(folder().join("foundation").join(path)).unwrap()
}

/// The Bakers' Guild with all checks, and more settings in its policy.
fn guild(more: &str) -> Foundations {
    let place = tempfile::tempdir().unwrap();
    let policy = fs::read_to_string(folder().join("policy.yml")).unwrap();
    fs::write(place.path().join("policy.yml"), format!("{policy}  wg/ownership: enforce\n{more}")).unwrap();
    Foundations::load(Some(place.path())).unwrap()
}

/// The guild's documents on GitHub, read by the app.
async fn governed(more: &str) -> Acme {
    governed_at(more, Clock::system()).await
}

/// The same with a clock that the story sets.
pub(super) async fn governed_at(more: &str, clock: Clock) -> Acme {
    let acme = Acme::start_at(guild(more), clock).await;
    let documents = ["COUNCIL.md", "STAFF.md", "ORGS.md", INDEX, ORG_FILE, "org/contributors.yml"];
    let groups = ["baking", "milling", "pastry", "tasting"].map(|group| format!("groups/{group}.md"));
    let paths = documents.into_iter().map(str::to_owned).chain(groups);
    let all = paths.fold(FileChanges::new(), |all, path| all.write(&path, document(&path)));
    push(&acme, all).await;
    acme
}

pub(super) async fn push(acme: &Acme, changes: FileChanges) {
    acme.stage.github.push_to_default_branch(&repo(GUILD), &login("baker"), &changes).unwrap();
    acme.deliver().await;
}

/// A complete charter of a group that brews.
fn brewing() -> String {
    let area = "areas:\n- name: Beer\n  approvers:\n";
    let approvers = ["whisk", "sugarplum", "jam-jar", "kim-kugel"];
    let approvers: String = approvers.iter().map(|login| format!("  - {}\n", person(login, "    "))).collect();
    format!(
        "# Brewing: Working Group Charter\n\n## Mission\n\nTo brew.\n\n## Goals\n\n- Beer\n\n## Scope\n\n- Kettles\n\n## \
         Non-Goals\n\n- Wine\n\n## Roles & Technical Assets\n\n```yaml\nname: Brewing\nexecution_leads:\n- {}\n\
         technical_leads:\n- {}\nbots: []\n{area}{approvers}  repositories:\n  - bakery/kettle\n```\n",
        person("whisk", "  "),
        person("sugarplum", "  "),
    )
}

fn person(login: &str, indent: &str) -> String {
    format!("name: {login}\n{indent}github: {login}")
}

/// The complete proposal, with `charter` as the group's charter.
fn proposal(charter: String) -> FileChanges {
    let row = |login: &str| {
        format!(
            "| <img width=\"30px\" src=\"https://github.com/{login}.png\"> | {login} | Malt Ltd. | \
             [@{login}](https://github.com/{login}) |\n"
        )
    };
    let rows = ["Forum", "Community Meeting Calendar", "Meeting Notes", "Slack Channel"];
    let rows: String =
        rows.iter().map(|row| format!("| {row} | [here](https://b.example/{}) |\n", row.len())).collect();
    let section = format!(
        "## Brewing\n\nMission: To brew.\n\nThe GitHub repos this WG manages in the `bakery` GitHub organization are to be \
         labeled with the `cff-wg-brewing` topic.\n\n| Artifact | Link |\n| -- | -- |\n| Charter | [brewing.md](./brewing.md) |\n\
         {rows}\n| &nbsp; | Leads | Company | Profile |\n| -- | -- | -- | -- |\n{}{}\n\n## Milling\n",
        row("whisk").replace("Malt Ltd.", "Hops Inc."),
        row("sugarplum"),
    );
    let index =
        document(INDEX).replacen("## Milling\n", &section, 1).replacen("- Milling\n", "- Brewing\n- Milling\n", 1);
    let orgs = document(ORG_FILE).replacen("      oven: {}\n", "      kettle: {}\n      oven: {}\n", 1);
    FileChanges::new().write(CHARTER, charter).write(INDEX, index).write(ORG_FILE, orgs)
}

/// The latest run of each check on a commit: its result and its title.
fn checks(acme: &Acme, commit: &Sha) -> BTreeMap<String, (String, String)> {
    let runs = acme.stage.github.check_runs(&repo(GUILD), commit).into_iter();
    runs.map(|run| (run.name, (run.conclusion.unwrap(), run.title.unwrap()))).collect()
}

/// The result and title of a check on the pull request's head.
pub(super) fn said(acme: &Acme, number: u64, check: &str) -> (String, String) {
    checks(acme, &acme.pull(GUILD, number).head).remove(check).unwrap()
}

fn result(acme: &Acme, number: u64, check: &str) -> String {
    said(acme, number, check).0
}

#[tokio::test]
async fn a_proposal_that_forgets_a_key_is_red_until_it_is_there() {
    let acme = governed("").await;
    let forgetful = brewing().replace("bots: []\n", "");
    let number = acme.open_with(GUILD, "whisk", proposal(forgetful), false);
    acme.deliver().await;
    assert_eq!(said(&acme, number, "wg/proposal"), ("failure".into(), "1 error".into()));
    // One change, one verdict: the other check points to this one.
    assert_eq!(result(&acme, number, "wg/charter"), "failure");
    let head = acme.pull(GUILD, number).head;
    let runs = acme.stage.github.check_runs(&repo(GUILD), &head);
    let check = runs.iter().find(|run| run.name == "wg/proposal").unwrap();
    let summary = check.summary.as_deref().unwrap();
    let link = format!("/bakery/guild/blob/{head}/groups/brewing.md?plain=1#L");
    assert!(summary.starts_with("**To do:** `bots` is missing") && summary.contains(&link), "{summary}");
    assert!(summary.contains("bots: []\n") && summary.contains("If merged:"), "{summary}");
    assert_eq!(check.annotations.len(), 1, "{:?}", check.annotations);

    let mended = FileChanges::new().write(CHARTER, brewing());
    acme.stage.github.push_to_pull(&repo(GUILD), number, &mended).unwrap();
    acme.deliver().await;
    assert_eq!(said(&acme, number, "wg/proposal"), ("success".into(), "No problems found".into()));
    assert_eq!(acme.stage.github.comments(&repo(GUILD), number).len(), 0, "the policy wants no comment");
}

#[tokio::test]
async fn every_check_reports_where_it_does_not_apply_on_queues_and_anew() {
    let acme = governed("").await;
    let number = acme.open_with(GUILD, "passer-by", FileChanges::of_paths(["README.md"]), false);
    acme.deliver().await;
    let head = acme.pull(GUILD, number).head;
    let all = checks(&acme, &head);
    let applies = |name: &str| all[name].1.starts_with("Not applicable");
    assert!(applies("wg/proposal") && applies("wg/charter") && all.len() == 3, "{all:?}");

    let trial = acme.stage.github.enqueue_merge_group(&repo(GUILD), number, &login("baker")).unwrap();
    acme.deliver().await;
    assert_eq!(checks(&acme, &trial), all);

    acme.stage.github.rerequest_check_suite(&repo(GUILD), &head, &login("baker")).unwrap();
    acme.deliver().await;
    assert_eq!(checks(&acme, &head), all);
}

#[tokio::test]
async fn a_check_turns_red_and_green_by_itself_when_the_base_moves() {
    let acme = governed("").await;
    let number = acme.open_with(GUILD, "whisk", proposal(brewing()), false);
    acme.deliver().await;
    assert_eq!(result(&acme, number, "wg/proposal"), "success");

    let taken = document("groups/baking.md").replace("  - bakery/oven\n", "  - bakery/kettle\n  - bakery/oven\n");
    push(&acme, FileChanges::new().write("groups/baking.md", taken)).await;
    let (result, title) = said(&acme, number, "wg/proposal");
    assert_eq!((result.as_str(), title.as_str()), ("failure", "1 error"));

    push(&acme, FileChanges::new().write("groups/baking.md", document("groups/baking.md"))).await;
    assert_eq!(said(&acme, number, "wg/proposal").0, "success");
}

#[tokio::test]
async fn the_checklist_is_one_comment_that_is_edited_and_never_forced_on_anybody() {
    let acme = governed("proposals: {comment: true}\n").await;
    let number = acme.open_with(GUILD, "whisk", proposal(brewing().replace("bots: []\n", "")), false);
    acme.deliver().await;
    let comments = || acme.stage.github.comments(&repo(GUILD), number);
    let [first] = &comments()[..] else { panic!("{:?}", comments()) };
    assert!(first.body.starts_with("<!-- wg-steward") && first.body.contains("❌"), "{}", first.body);

    let mend =
        |text: String| acme.stage.github.push_to_pull(&repo(GUILD), number, &FileChanges::new().write(CHARTER, text));
    mend(brewing()).unwrap();
    acme.deliver().await;
    let [second] = &comments()[..] else { panic!("{:?}", comments()) };
    assert!(second.id == first.id && !second.body.contains("❌"), "{}", second.body);

    acme.stage.github.delete_comment(&repo(GUILD), second.id).unwrap();
    mend(brewing().replace("bots: []\n", "")).unwrap();
    acme.deliver().await;
    mend(brewing()).unwrap();
    acme.deliver().await;
    assert_eq!(comments().len(), 0, "who deletes it does not want it");
    assert_eq!(result(&acme, number, "wg/proposal"), "success");
}
