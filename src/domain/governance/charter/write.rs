//! Writes a charter from its model: the shortest document that reads back as the same charter, and its block in the
//! community's format.

use crate::domain::document::At;
use crate::domain::document::yaml::scalar;

use super::{Area, Charter, Config, Listed, Person, entries};

/// The Markdown document with its one `yaml` block.
pub fn write(charter: &Charter) -> String {
    let heading = heading(&charter.name);
    format!("# {heading}: Working Group Charter\n\n## Roles & Technical Assets\n\n{}", block(charter))
}

/// The block from fence to fence. Values are quoted if they would have another meaning without quotes.
pub fn block(charter: &Charter) -> String {
    let Charter { name, org, execution_leads, technical_leads, bots, areas, config } = charter;
    let mut text = format!("```yaml\nname: {}\n", scalar(name));
    if let Some(org) = org {
        line(&mut text, "", &format!("org: {}", scalar(org)));
    }
    for (key, list) in [("execution_leads", execution_leads), ("technical_leads", technical_leads), ("bots", bots)] {
        text.push_str(if list.is_some() { "\n" } else { "" });
        people(&mut text, "", key, list);
    }
    line(&mut text, "", if areas.is_empty() { "\nareas: []" } else { "\nareas:" });
    let areas: Vec<_> = areas.iter().map(area).collect();
    text.push_str(&areas.join("\n"));
    config.iter().for_each(|config| settings(&mut text, config));
    text.push_str("```\n");
    text
}

fn area(area: &Area) -> String {
    let Area { name, approvers, reviewers, bots, repositories, span: _ } = area;
    let mut text = format!("- name: {}\n", scalar(name));
    people(&mut text, "  ", "approvers", approvers);
    people(&mut text, "  ", "reviewers", reviewers);
    people(&mut text, "  ", "bots", bots);
    key(&mut text, "  ", "repositories", repositories);
    for name in entries(repositories) {
        line(&mut text, "  ", &format!("- {}", scalar(name.as_str())));
    }
    text
}

fn people(text: &mut String, indent: &str, name: &str, people: &Listed<Person>) {
    key(text, indent, name, people);
    for Person { name, login, span: _ } in entries(people) {
        let github = format!("github: {}", scalar(login.as_str()));
        match name {
            Some(name) => line(text, indent, &format!("- name: {}\n{indent}  {github}", scalar(name))),
            None => line(text, indent, &format!("- {github}")),
        }
    }
}

fn settings(text: &mut String, At { value: Config { branch_protection, deploy_keys }, .. }: &At<Config>) {
    if branch_protection.is_none() && deploy_keys.is_empty() {
        return line(text, "", "\nconfig: {}");
    }
    line(text, "", "\nconfig:");
    if let Some(flag) = branch_protection {
        line(text, "  ", &format!("generate_rfc0015_branch_protection_rules: {}", flag.value));
    }
    if !deploy_keys.is_empty() {
        line(text, "  ", "deploy_keys:\n    repositories:");
        deploy_keys.iter().for_each(|name| line(text, "    ", &format!("- {}", scalar(name))));
    }
}

/// The key of a list, unless the list is missing.
fn key<T>(text: &mut String, indent: &str, name: &str, list: &Listed<T>) {
    if let Some(list) = list {
        line(text, indent, &format!("{name}:{}", if list.is_empty() { " []" } else { "" }));
    }
}

fn line(text: &mut String, indent: &str, content: &str) {
    text.extend([indent, content, "\n"]);
}

/// As a heading: one line, no markup.
fn heading(text: &str) -> String {
    let mut out = String::new();
    for ch in text.chars() {
        match ch {
            '-' | '.' | ',' | '(' | ')' | '/' => out.push(ch),
            ch if ch.is_ascii_punctuation() => out.extend(['\\', ch]),
            ch => out.push(if ch.is_alphanumeric() { ch } else { ' ' }),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
