//! Checking a whole tree of governing documents against the rules: the foundation's, parsed and checked, and made-up
//! ones that are expensive for quadratic rules.
//!
//! The documents are in `../shared/data/community`. Without them only the expensive ones are checked, with a note.

#[path = "support/community.rs"]
mod source;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;

use divan::Bencher;
use wg_steward::domain::document::MAX_BYTES;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::rules::{added, audit};

use source::{cloudfoundry, community, documents};

type Documents = BTreeMap<String, String>;

#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn main() {
    if community().is_none() {
        println!("LEFT OUT: all documents of a foundation: ../shared/data/community is not there");
    }
    divan::main();
}

#[divan::bench]
fn a_foundation_read_and_judged(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let policy = cloudfoundry();
    let documents = documents(&root, &policy);
    bencher.bench(|| audit(&Tree::read(black_box(&documents), &policy), &policy));
}

#[divan::bench]
fn a_foundation_judged(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let policy = cloudfoundry();
    let tree = Tree::read(&documents(&root, &policy), &policy);
    bencher.bench(|| audit(black_box(&tree), &policy));
}

#[divan::bench]
fn what_a_change_of_a_foundation_adds(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let policy = cloudfoundry();
    let tree = Tree::read(&documents(&root, &policy), &policy);
    bencher.bench(|| added(black_box(&tree), black_box(&tree), &policy));
}

/// Documents made to be expensive for the rules, by their frequent element.
#[divan::bench(args = ["headings", "aliases", "repositories", "slips", "leads", "areas", "sections", "links", "rows", "names", "charters"])]
fn tiresome(bencher: Bencher<'_, '_>, much: &str) {
    let policy = cloudfoundry();
    let documents = tiresome_documents(much);
    let tree = Tree::read(&documents, &policy);
    bencher.bench(|| audit(black_box(&tree), &policy));
}

fn tiresome_documents(much: &str) -> Documents {
    const CHARTER: &str = "toc/working-groups/much.md";
    let each = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let index = |text: String| ("toc/working-groups/WORKING-GROUPS.md".to_owned(), text);
    let document = match much {
        "headings" => (CHARTER.to_owned(), "# x\n".repeat(5_000_000 / 4)),
        "aliases" => (CHARTER.to_owned(), charter("", "", &bomb())),
        "repositories" => {
            let list = each(20_000, &|number| format!("  - cloudfoundry/r{number}\n"));
            (CHARTER.to_owned(), charter("", &list, ""))
        }
        "slips" => {
            // Each differs by one letter from an existing one.
            let list = each(18_000, &|number| format!("  - cloudfoundry/known-{number}\n"));
            (CHARTER.to_owned(), charter("", &list, ""))
        }
        "leads" => (CHARTER.to_owned(), charter(&each(8_000, &|number| person(number)), "", "")),
        "areas" => {
            let areas =
                each(4_000, &|number| format!("- name: A{number}\n  approvers: []\n  bots: []\n  repositories: []\n"));
            (CHARTER.to_owned(), charter("", "", &areas))
        }
        "sections" => {
            let list = each(2_000, &|number| format!("- G{number}\n"));
            let sections = each(2_000, &|number| format!("\n## G{number}\n\nMission: To x.\n"));
            index(format!("# Working Groups\n\n{list}{sections}"))
        }
        "links" => {
            let section = |number| {
                format!(
                    "\n## G{number}\n\n| Artifact | Link |\n|-|-|\n| Forum | [x](https://a.b) |\n| Notes | [y](https://a.c) |\n"
                )
            };
            index(format!("# Working Groups\n\n- A\n{}", each(2_000, &section)))
        }
        "rows" => {
            let row = |number| {
                format!(
                    "| <img src=\"https://github.com/a{number}.png\"> | X | Y | [@b{number}](https://github.com/c{number}) |\n"
                )
            };
            index(format!(
                "# Working Groups\n\n- A\n\n## A\n\n| | Leads | Company | Profile |\n|-|-|-|-|\n{}",
                each(3_000, &row)
            ))
        }
        "names" => {
            index(format!("# Working Groups\n\n{}", each(20_000, &|number| format!("- G{}\n", 99_999 - number))))
        }
        _ => {
            let file = |number| {
                let text = charter(&person(0), "  - cloudfoundry/shared\n", "").replace("Much", &format!("G{number}"));
                (format!("toc/working-groups/g{number}.md"), text)
            };
            return others().into_iter().chain((0..500).map(file)).collect();
        }
    };
    assert!(much == "headings" || document.1.len() < MAX_BYTES, "{much} is too large to be read");
    others().into_iter().chain([document]).collect()
}

/// The other documents: an org file with many names, and another group.
fn others() -> Documents {
    let known: String = (0..2_000).fold(String::new(), |mut text, number| {
        writeln!(text, "      knwon-{number}: {{}}").expect("texts can be written");
        text
    });
    Documents::from([
        ("orgs/orgs.yml".to_owned(), format!("orgs:\n  cloudfoundry:\n    repos:\n{known}")),
        ("orgs/contributors.yml".to_owned(), "orgs:\n  cloudfoundry:\n    contributors: [octocat]\n".to_owned()),
        (
            "toc/working-groups/docs.md".to_owned(),
            charter(&person(0), "  - cloudfoundry/docs\n", "").replace("Much", "Docs"),
        ),
    ])
}

fn person(number: usize) -> String {
    format!("- name: P\n  github: p{number}\n")
}

/// A charter with additional leads, repositories and areas.
fn charter(leads: &str, repositories: &str, areas: &str) -> String {
    let list = |text: &str| if text.is_empty() { " []\n".to_owned() } else { format!("\n{text}") };
    format!(
        "# Much: Working Group Charter\n\n## Mission\n\nTo x.\n\n```yaml\nname: Much\nexecution_leads:{}technical_leads: []\nbots: \
         []\nareas:\n- name: First\n  approvers: []\n  repositories:{}{areas}```\n",
        list(leads),
        list(repositories)
    )
}

fn bomb() -> String {
    let mut bomb = "- &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for number in 1..10 {
        let before = format!("*a{}, ", number - 1).repeat(10);
        writeln!(bomb, "- &a{number} [{before}]").expect("texts can be written");
    }
    bomb
}
