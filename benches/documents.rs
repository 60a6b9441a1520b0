//! Parsing all governing documents of a foundation, from text to model in one thread; the preview of a change to one of
//! them; and documents made to be expensive.
//!
//! The documents are in `../shared/data/community`. Without them only the expensive ones are parsed, with a note.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use divan::Bencher;
use wg_steward::domain::document::{MAX_BYTES, markdown, yaml};
use wg_steward::domain::governance::organization::{contributors, org_file, org_list, oversight, protection};
use wg_steward::domain::governance::ownership::{Ownership, OwnershipDocument};
use wg_steward::domain::governance::{adapters, charter, index};
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::preview::Effects;

#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn main() {
    if community().is_none() {
        println!("LEFT OUT: all documents of a foundation: ../shared/data/community is not there");
    }
    divan::main();
}

fn community() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/community");
    root.is_dir().then_some(root)
}

/// All texts: the charters and the other governing documents.
struct Texts {
    charters: Vec<String>,
    index: String,
    oversight: String,
    organizations: String,
    contributors: String,
    protection: String,
    listing: String,
}

impl Texts {
    fn read(root: &Path) -> Self {
        let text = |path: &str| fs::read_to_string(root.join(path)).expect("the document is there");
        let folder = fs::read_dir(root.join("toc/working-groups")).expect("the folder is there");
        let paths = folder.map(|entry| entry.expect("it can be listed").path());
        let charters = paths.filter(|path| !path.ends_with("WORKING-GROUPS.md"));
        let mut charters: Vec<_> = charters.map(|path| fs::read_to_string(path).expect("it is a text")).collect();
        charters.extend([text("toc/TOC.md"), text("toc/ADMIN.md")]);
        Self {
            charters,
            index: text("toc/working-groups/WORKING-GROUPS.md"),
            oversight: text("toc/TOC.md"),
            organizations: text("orgs/orgs.yml"),
            contributors: text("orgs/contributors.yml"),
            protection: text("orgs/branchprotection.yml"),
            listing: text("ORGS.md"),
        }
    }
}

const DEFAULT: &str = "cloudfoundry";

#[divan::bench]
fn all_documents_of_a_foundation(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let texts = Texts::read(&root);
    bencher.bench(|| {
        texts.charters.iter().for_each(|text| _ = black_box(charter::read(text)));
        black_box(index::read(&texts.index));
        black_box(oversight::read(&texts.oversight));
        black_box(org_file::read(&texts.organizations, DEFAULT));
        black_box(contributors::read(&texts.contributors, DEFAULT));
        black_box(protection::read(&texts.protection));
        black_box(org_list::read(&texts.listing));
    });
}

#[divan::bench]
fn the_charters_alone(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let texts = Texts::read(&root);
    bencher.bench(|| texts.charters.iter().for_each(|text| _ = black_box(charter::read(text))));
}

#[divan::bench]
fn the_org_file_alone(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let texts = Texts::read(&root);
    bencher.bench(|| org_file::read(black_box(&texts.organizations), DEFAULT));
}

/// Ownership before and after a change of each line of a kind in the largest charter: an approver, a lead, or all
/// repositories, which then have no owner.
fn changed(line: &str, by: &str) -> Option<(Ownership, Ownership, Policy)> {
    let root = community()?;
    let policy = include_str!("../policies/cloudfoundry/policy.yml");
    let policy = policy::parse(policy).expect("a test sees to it that it can be read");
    let folder = fs::read_dir(root.join("toc/working-groups")).expect("the folder is there");
    let paths = folder.map(|entry| entry.expect("it can be listed").path());
    let document = |path: PathBuf| OwnershipDocument {
        text: fs::read_to_string(&path).expect("it is a text"),
        path: path.strip_prefix(&root).expect("it is below").to_str().expect("it is a text").to_owned(),
        last_good: None,
    };
    let mut documents: Vec<_> =
        paths.chain(["toc/TOC.md", "toc/ADMIN.md"].map(|it| root.join(it))).map(document).collect();
    let before = Ownership::of(&documents, &policy.governing);
    let charters = documents.iter_mut().filter(|document| policy.governing.charter_at(&document.path).is_some());
    let largest = charters.max_by_key(|document| document.text.len()).expect("there are some");
    assert!(largest.text.contains(line), "{} has no `{line}`", largest.path);
    largest.text = largest.text.replace(line, by);
    let after = Ownership::of(&documents, &policy.governing);
    Some((before, after, policy))
}

#[divan::bench(args = ["approver", "lead", "repositories"])]
fn effects_of_a_change(bencher: Bencher<'_, '_>, what: &str) {
    let [line, by] = match what {
        "approver" => ["  approvers:\n", "  approvers:\n  - name: Octo Cat\n    github: octocat\n"],
        "lead" => ["technical_leads:\n", "technical_leads:\n- name: Octo Cat\n  github: octocat\n"],
        _ => ["- cloudfoundry/", "- elsewhere/"],
    };
    let Some((before, after, policy)) = changed(line, by) else { return };
    assert!(!Effects::between(&before, &after, &policy).is_empty());
    bencher.bench(|| Effects::between(black_box(&before), &after, &policy));
}

/// The unit is repeated up to the maximum size of a document.
#[divan::bench(args = ["[", "- a\n", ">", "[a](b)", "|a|b|\n|-|-|\n|c|d|\n\n", "<http://a.b>", "*a _b "])]
fn tiresome_markdown(bencher: Bencher<'_, '_>, unit: &str) {
    let text = unit.repeat(MAX_BYTES / unit.len());
    bencher.bench(|| markdown::outline(black_box(&text)));
}

/// The unit is repeated up to the maximum size of a document.
#[divan::bench(args = ["- a\n", "a: &a b\n", "# c\n", "- - a\n", "a: |\n  x\n", "'", "[a, "])]
fn tiresome_yaml(bencher: Bencher<'_, '_>, unit: &str) {
    let text = unit.repeat(MAX_BYTES / unit.len());
    bencher.bench(|| yaml::parse(black_box(&text)));
}

/// Many leads in one index, and many names in one of its cells: a quadratic search would be slow.
#[divan::bench(args = ["leads", "repositories"])]
fn tiresome_index(bencher: Bencher<'_, '_>, what: &str) {
    let text = "foundation: X\norganizations: [acme]\ngoverning: {repository: acme/x, adapter: knative}\nlabels: {name: \
                <slug>, color: '000000', description: x}\nchecks: {}\n";
    let governing = policy::parse(text).expect("it is a policy").governing;
    let mut files = vec![("WORKING-GROUPS.md", "## A\n\n| Artifact | Link |\n|-|-|\n| Repos | x-* |\n".to_owned())];
    if what == "leads" {
        let leads: String = (0..40_000).map(|number| format!("  - a{number}\n")).collect();
        files.push(("OWNERS_ALIASES", format!("aliases:\n  a-wg-leads:\n{leads}")));
    } else {
        let links: String =
            (0..12_000).map(|number| format!("[a-{number}](http://github.com/a/a-{number}) ")).collect();
        files[0].1 = files[0].1.replace("x-*", &links);
    }
    let document = |(path, text): (&str, String)| OwnershipDocument { path: path.to_owned(), text, last_good: None };
    let documents: Vec<_> = files.into_iter().map(document).collect();
    bencher.bench(|| adapters::read(black_box(&documents), &governing));
}
