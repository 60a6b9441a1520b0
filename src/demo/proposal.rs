//! The documents of the scene with a proposed group: an index in the community's format, and the proposal.

use std::collections::BTreeMap;

use anyhow::Context;

use crate::domain::governance::tree::{CharterFile, Tree};
use crate::domain::policy::Policy;
use crate::domain::proposal::{Area, Draft, Person, ProposedArtifact, Repository, section, write};

/// The path of the index.
pub(super) const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";

const TEMPLATE: &str = "\
<!--
## Working Group Template

Mission:

The GitHub repos this WG manages in the `cloudfoundry` GitHub organization are to be labeled with the `cff-wg-<name>` topic.

| Artifact | Link |
| -------- | ---- |
| Charter  | TBD  |

| &nbsp; | Leads | Company | Profile |
| ------ | ----- | ------- | ------- |
-->
";

/// An index of the groups that have charters.
pub(super) fn index(tree: &Tree, policy: &Policy) -> String {
    let mut groups: Vec<&CharterFile> =
        tree.charters.values().map(AsRef::as_ref).filter(|file: &&CharterFile| !file.fixed).collect();
    groups.sort_by_key(|file| file.name().to_lowercase());
    let list: String = groups.iter().map(|file| format!("- {}\n", file.name())).collect();
    let told = |file: &&CharterFile| section::section(&section::Entry::of(file, INDEX, policy));
    let sections: Vec<_> = groups.iter().map(told).collect();
    format!("# Working Groups\n\nThe current working groups are:\n\n{list}\n\n{}\n\n{TEMPLATE}", sections.join("\n\n"))
}

/// All documents of a proposal, complete.
pub(super) fn documents(tree: &Tree, policy: &Policy) -> anyhow::Result<Vec<(String, String)>> {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let person = |login: &str, name: &str, company: &str| -> anyhow::Result<Person> {
        Ok(Person { login: login.parse()?, name: name.to_owned(), company: Some(company.to_owned()) })
    };
    let (octocat, monalisa) = (person("octocat", "Octo Cat", "GitHub")?, person("monalisa", "Mona Lisa", "Louvre")?);
    let approvers = vec![octocat.clone(), monalisa.clone(), person("hubot", "Hu Bot", "GitHub")?];
    let repository = Repository { name: "cloudfoundry/observability-notes".parse()?, description: None };
    let area = Area { name: "Tracing".to_owned(), approvers, repositories: vec![repository], ..Area::default() };
    let draft = Draft {
        name: "Observability".to_owned(),
        mission: "To let everybody see what their apps do.".to_owned(),
        goals: lines(&["One trace through all components"]),
        scope: lines(&["Conventions for traces and metrics"]),
        non_goals: lines(&["Dashboards of single products"]),
        execution_leads: vec![octocat],
        technical_leads: vec![monalisa],
        areas: vec![area],
        artifacts: ProposedArtifact::ALL.map(|artifact| (artifact, "[here](https://example.org)".to_owned())).into(),
        ..Draft::default()
    };
    Ok(write(&draft, tree, policy))
}

/// Reads the governing documents that `text` returns.
pub(super) fn tree(
    paths: impl Iterator<Item = String>,
    policy: &Policy,
    text: impl Fn(&str) -> Option<String>,
) -> Tree {
    let documents: BTreeMap<_, _> = paths.filter_map(|path| Some((path.clone(), text(&path)?))).collect();
    Tree::read(&documents, policy)
}

/// The charter without a key that is easy to forget.
pub(super) fn forgetful(charter: &str) -> anyhow::Result<String> {
    let (before, after) = charter.split_once("bots: []\n").context("the charter has no bots")?;
    Ok(format!("{before}{after}"))
}
