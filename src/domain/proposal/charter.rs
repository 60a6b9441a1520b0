//! A whole charter: the sections that every charter has, and the block.

use crate::domain::document::{At, Span};
use crate::domain::governance::charter;
use crate::domain::governance::charter::{Charter, Listed, block};

use super::{Area, Draft, Person, plain};

/// The text before the block, so that the section is not empty.
const ASSETS: &str =
    "The leads of this working group, its areas with their approvers, and the repositories that it manages:";
const NO_ASSETS: &str = "The leads of this working group. It has no repositories yet.";

/// The charter's document.
pub fn write(draft: &Draft) -> String {
    let Draft { name, mission, goals, scope, non_goals, .. } = draft;
    let assets = if draft.repositories().next().is_some() { ASSETS } else { NO_ASSETS };
    format!(
        "# {}: Working Group Charter\n\n## Mission\n\n{}\n\n## Goals\n\n{}\n## Scope\n\n{}\n## Non-Goals\n\n{}\n\
         ## Roles & Technical Assets\n\n{assets}\n\n{}",
        plain::heading(name),
        plain::inline(mission),
        bullets(goals),
        bullets(scope),
        bullets(non_goals),
        block(&model(draft)),
    )
}

/// The content of the block.
pub fn model(draft: &Draft) -> Charter {
    let Draft { name, org, execution_leads, technical_leads, bots, areas, .. } = draft;
    Charter {
        name: At::nowhere(name.clone()),
        org: org.clone().map(At::nowhere),
        execution_leads: people(execution_leads),
        technical_leads: people(technical_leads),
        bots: people(bots),
        areas: areas.iter().map(area).collect(),
        config: None,
    }
}

fn area(area: &Area) -> charter::Area {
    let Area { name, approvers, reviewers, bots, repositories } = area;
    // RFC-0014 creates a team for every existing list, even an empty one.
    let optional = |list: &[Person]| if list.is_empty() { None } else { people(list) };
    let names = repositories.iter().map(|repository| At::nowhere(repository.name.clone()));
    charter::Area {
        name: At::nowhere(name.clone()),
        approvers: people(approvers),
        reviewers: optional(reviewers),
        bots: optional(bots),
        repositories: Some(At::nowhere(names.collect())),
        span: Span::START,
    }
}

fn people(list: &[Person]) -> Listed<charter::Person> {
    let person = |Person { login, name, company: _ }: &Person| charter::Person {
        name: Some(At::nowhere(name.clone())),
        login: At::nowhere(login.clone()),
        span: Span::START,
    };
    Some(At::nowhere(list.iter().map(person).collect()))
}

fn bullets(items: &[String]) -> String {
    items.iter().map(|item| format!("* {}\n", plain::item(item))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::baking;
    use super::*;

    #[test]
    fn a_charter_is_written_as_the_community_writes_it() {
        let expected = "\
# Baking: Working Group Charter

## Mission

To bake bread for everybody.

## Goals

* Fresh bread every day
* Recipes that anybody can follow

## Scope

* Ovens

## Non-Goals

* Cakes

## Roles & Technical Assets

The leads of this working group, its areas with their approvers, and the repositories that it manages:

```yaml
name: Baking

execution_leads:
- name: Octo Cat
  github: octocat

technical_leads:
- name: Octo Cat
  github: octocat
- name: Mona Lisa
  github: MonaLisa

bots: []

areas:
- name: Bread
  approvers:
  - name: \"007\"
    github: \"007\"
  repositories:
  - bakery/sourdough
```
";
        assert_eq!(write(&baking()), expected);
    }

    #[test]
    fn a_charter_without_areas_says_so() {
        let draft = Draft { areas: Vec::new(), ..baking() };
        let text = write(&draft);
        assert!(
            text.contains("It has no repositories yet.") && text.ends_with("bots: []\n\nareas: []\n```\n"),
            "{text}"
        );
        assert_eq!(charter::read(&text).charter, Some(model(&draft)));
    }
}
