//! A sample group for the tests of this folder.

use std::collections::BTreeMap;

use super::{Area, Draft, Person, ProposedArtifact, Repository, linked};

/// A person; without a company if it is empty.
pub(super) fn person(login: &str, name: &str, company: &str) -> Person {
    let company = Some(company.to_owned()).filter(|company| !company.is_empty());
    Person { login: login.parse().unwrap(), name: name.to_owned(), company }
}

/// A group that lacks three approvers.
pub(super) fn baking() -> Draft {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let octocat = person("octocat", "Octo Cat", "Ovens Inc.");
    Draft {
        name: "Baking".to_owned(),
        mission: "To bake bread for everybody.".to_owned(),
        goals: lines(&["Fresh bread every day", "Recipes that anybody can follow"]),
        scope: lines(&["Ovens"]),
        non_goals: lines(&["Cakes"]),
        execution_leads: vec![octocat.clone()],
        technical_leads: vec![octocat, person("MonaLisa", "Mona Lisa", "Louvre")],
        areas: vec![Area {
            name: "Bread".to_owned(),
            approvers: vec![person("007", "007", "")],
            repositories: vec![Repository {
                name: "bakery/sourdough".parse().unwrap(),
                description: Some("All about sourdough".to_owned()),
            }],
            ..Area::default()
        }],
        artifacts: artifacts(),
        ..Draft::default()
    }
}

fn artifacts() -> BTreeMap<ProposedArtifact, String> {
    let said = [
        (ProposedArtifact::Forum, "https://zoom.example/1"),
        (ProposedArtifact::Calendar, "Thursdays at 10:30"),
        (ProposedArtifact::Notes, "https://docs.example/1"),
        (ProposedArtifact::Slack, "#baking https://slack.example/C1"),
    ];
    said.into_iter().map(|(artifact, said)| (artifact, linked(artifact, said))).collect()
}
