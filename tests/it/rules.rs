//! Rules as documents: each file of `tests/rules/` describes changes in the documents of a made-up foundation, and the
//! expected findings.

mod change;
mod printer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use wg_steward::domain::decide::decide;
use wg_steward::domain::diagnostics::finding::Rule;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::{self, CHARTER_CHECK, PROPOSAL_CHECK, Policy};
use wg_steward::domain::pull::snapshot::{Changes, DocumentChange, Snapshot};
use wg_steward::domain::rules::{Diagnostic, added, audit, proposals};

use crate::support::document::{Kinds, parse, play, rewrite};
use crate::support::shared::documents;
use crate::support::simulation::blank;
use change::Changes as Edits;

const FOLDER: &str = "tests/rules";

/// Texts by their paths.
pub(crate) type Documents = BTreeMap<String, String>;

/// The kind of a block.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Policy,
    Base,
    Tree,
    Change,
    Then,
    Findings,
    Proposals,
    /// The text of a check.
    Check(&'static str),
}

const KINDS: &Kinds<Kind> = &[
    ("yaml policy", Kind::Policy),
    ("yaml base", Kind::Base),
    ("yaml tree", Kind::Tree),
    ("yaml change", Kind::Change),
    ("yaml then", Kind::Then),
    ("text findings", Kind::Findings),
    ("text proposals", Kind::Proposals),
    ("markdown proposal", Kind::Check(PROPOSAL_CHECK)),
    ("markdown charter", Kind::Check(CHARTER_CHECK)),
];

static FOUNDATION: LazyLock<Documents> = LazyLock::new(|| documents(&folder().join("foundation")));

/// The documents of the made-up foundation.
pub(crate) fn foundation() -> Documents {
    FOUNDATION.clone()
}

/// Its policy, with settings for `rules`.
pub(crate) fn policy(rules: &str) -> Policy {
    let text = std::fs::read_to_string(folder().join("policy.yml")).unwrap();
    policy::parse(&format!("{text}\n{rules}")).unwrap_or_else(|faults| panic!("{faults:?}\n\nin\n\n{rules}"))
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER)
}

/// The input: documents as they are, or a change of them.
struct Scene {
    policy: Policy,
    before: Option<Documents>,
    after: Documents,
}

impl Scene {
    fn tree(&self, documents: &Documents) -> Tree {
        Tree::read(documents, &self.policy)
    }

    /// The findings: all for documents as they are, for a change only the added ones.
    fn remarks(&self) -> Vec<Diagnostic> {
        match &self.before {
            Some(before) => added(&self.tree(before), &self.tree(&self.after), &self.policy),
            None => audit(&self.tree(&self.after), &self.policy),
        }
    }

    /// The findings, checked against the properties of all findings.
    fn checked(&self) -> Vec<Diagnostic> {
        let remarks = self.remarks();
        for remark in &remarks {
            printer::lies_within(remark, &self.after);
            let Some(fix) = &remark.fix else { continue };
            let Self { policy, before, .. } = self;
            let mended =
                Self { policy: policy.clone(), before: before.clone(), after: printer::mended(fix, &self.after) };
            let mended = mended.remarks();
            let says = |remarks: &[Diagnostic]| {
                remarks.iter().filter(|it| it.finding.message == remark.finding.message).count()
            };
            assert!(says(&mended) < says(&remarks), "`{}` does not mend `{}`", fix.title, remark.finding.message);
        }
        remarks
    }

    /// The text of a check for the change, as GitHub shows it.
    fn check(&self, name: &str) -> String {
        let before = self.before.as_ref().expect("a check stands below a change");
        let paths: BTreeSet<&String> = before.keys().chain(self.after.keys()).collect();
        let change = |path: &String| {
            let change = DocumentChange { before: before.get(path).cloned(), after: self.after.get(path).cloned() };
            (change.before != change.after).then(|| (path.clone(), change))
        };
        let snapshot = Snapshot {
            documents: paths.into_iter().filter_map(change).collect(),
            base: Some(Arc::new(before.clone())),
            changes: Changes::Files { files: Vec::new(), of: None },
            pages: Some("https://steward.example".to_owned()),
            ..blank("bakery/guild")
        };
        let plan = decide(&snapshot, &self.tree(before).ownership, &self.policy);
        let check = plan.checks.into_iter().find(|check| check.name == name).expect("the policy wants this check");
        let annotated = check.annotations.len();
        format!("{}: {}\n{annotated} annotated\n\n{}\n", check.conclusion.as_str(), check.title, check.summary)
    }

    fn proposals(&self) -> String {
        let before = self.before.as_ref().expect("`text proposals` stands below a change");
        let found = proposals(&self.tree(before), &self.tree(&self.after));
        let lines: String = found.iter().map(|it| format!("proposal {} {}\n", it.group, it.name)).collect();
        if lines.is_empty() { "none\n".to_owned() } else { lines }
    }
}

/// A document that is being run.
#[derive(Default)]
struct Player {
    /// The policy of the next scene only.
    rules: Option<String>,
    base: Option<Documents>,
    scene: Option<Scene>,
    /// The rules in each block of findings.
    found: Vec<BTreeSet<Rule>>,
}

impl Player {
    fn take(&mut self, kind: Kind, body: &str) -> Option<String> {
        let changed = |documents: Documents| parse::<Edits>(body).of(documents);
        match kind {
            Kind::Policy => self.rules = Some(body.to_owned()),
            Kind::Base => self.base = Some(changed(foundation())),
            Kind::Tree => self.open(None, changed(foundation())),
            Kind::Change => {
                let before = self.base.take().unwrap_or_else(foundation);
                self.open(Some(before.clone()), changed(before));
            }
            Kind::Then => {
                let scene = self.scene.as_mut().expect("something is changed before `then`");
                scene.after = changed(std::mem::take(&mut scene.after));
            }
            Kind::Findings => {
                let scene = self.scene.as_ref().expect("something is changed before its findings");
                let remarks = scene.checked();
                self.found.push(remarks.iter().map(|remark| remark.finding.rule()).collect());
                return Some(printer::findings(&remarks, &scene.after));
            }
            Kind::Check(name) => {
                return Some(self.scene.as_ref().expect("something is changed before its checks").check(name));
            }
            Kind::Proposals => {
                return Some(self.scene.as_ref().expect("something is changed before its proposals").proposals());
            }
        }
        None
    }

    fn open(&mut self, before: Option<Documents>, after: Documents) {
        let policy = policy(&self.rules.take().unwrap_or_default());
        self.scene = Some(Scene { policy, before, after });
    }

    /// The document with all findings updated, and the rules of each block.
    fn play(text: &str) -> (String, Vec<BTreeSet<Rule>>) {
        let mut player = Self::default();
        let told = rewrite(text, KINDS, |kind, body| player.take(kind, body));
        let Self { rules, base, scene: _, found } = player;
        assert!(rules.is_none() && base.is_none(), "`policy` and `base` stand before what is changed");
        (told, found)
    }
}

/// The document of a rule, with the title of the rule's page.
fn titled(name: &str, text: &str) -> String {
    let (Ok(rule), Some((_, cases))) = (name.parse::<Rule>(), text.split_once('\n')) else { return text.to_owned() };
    format!("# [{rule}](../../src/domain/rules/pages/{rule}.md): {}\n{cases}", rule.title())
}

#[test]
fn every_rule_comes_out_as_its_document_says() {
    let mut found: BTreeMap<String, Vec<BTreeSet<Rule>>> = BTreeMap::new();
    play(FOLDER, |path, text| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let (told, rules) = Player::play(&titled(name, text));
        found.insert(name.to_owned(), rules);
        told
    });
    let mut lacking = Vec::new();
    for rule in Rule::ALL {
        let Some(blocks) = found.get(rule.id()) else {
            lacking.push(format!("{rule} has no document"));
            continue;
        };
        let hits = blocks.iter().filter(|rules| rules.contains(rule)).count();
        if hits == 0 || hits == blocks.len() {
            lacking.push(format!(
                "{rule}: {hits} of {} blocks are hits, and there has to be one and a miss",
                blocks.len()
            ));
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn the_foundation_itself_gives_nothing_to_say() {
    let scene = Scene { policy: policy(""), before: None, after: foundation() };
    assert_eq!(printer::findings(&scene.checked(), &scene.after), "nothing\n");
    let change = Scene { before: Some(foundation()), ..scene };
    assert_eq!((change.checked(), change.proposals().as_str()), (vec![], "none\n"));
}

/// Runs a document of one block.
fn try_out(kind: &str, body: &str) {
    Player::play(&format!("```{kind}\n{body}\n```\n"));
}

#[test]
#[should_panic(expected = "`yaml chnage`")]
fn a_block_of_an_unknown_kind_is_an_error() {
    try_out("yaml chnage", "{}");
}

#[test]
#[should_panic(expected = "{chnage: x}")]
fn an_unknown_key_is_an_error() {
    try_out("yaml change", "COUNCIL.md: [{chnage: x}]");
}

#[test]
#[should_panic(expected = "`no such words` is not in `COUNCIL.md`")]
fn an_edit_that_does_not_apply_is_an_error() {
    try_out("yaml change", "COUNCIL.md: [{replace: no such words, by: x}]");
}

#[test]
#[should_panic(expected = "there is no `groups/soup.md`")]
fn a_document_that_is_not_there_is_an_error() {
    try_out("yaml change", "groups/soup.md: null");
}

#[test]
#[should_panic(expected = "stand before what is changed")]
fn a_base_without_a_change_is_an_error() {
    try_out("yaml base", "COUNCIL.md: null");
}
