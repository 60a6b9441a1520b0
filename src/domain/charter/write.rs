//! A charter's text from its model: the shortest document that reads back as the same charter.

use std::fmt::Write;

use super::{Area, Charter, Listed, Person, entries};

/// The Markdown document with its one `yaml` block.
pub fn write(charter: &Charter) -> String {
    let Charter { name, org, execution_leads, technical_leads, bots, areas, config } = charter;
    let mut text = format!("# {}: Working Group Charter\n\n## Roles & Technical Assets\n\n```yaml\n", heading(name));
    line(&mut text, "", &format!("name: {}", quoted(name)));
    if let Some(org) = org {
        line(&mut text, "", &format!("org: {}", quoted(org)));
    }
    people(&mut text, "", "execution_leads", execution_leads);
    people(&mut text, "", "technical_leads", technical_leads);
    people(&mut text, "", "bots", bots);
    line(&mut text, "", if areas.is_empty() { "areas: []" } else { "areas:" });
    areas.iter().for_each(|each| area(&mut text, each));
    match config.as_ref().map(|config| &config.branch_protection) {
        Some(Some(flag)) => {
            line(&mut text, "", "config:");
            line(&mut text, "  ", &format!("generate_rfc0015_branch_protection_rules: {}", flag.value));
        }
        Some(None) => line(&mut text, "", "config: {}"),
        None => {}
    }
    text.push_str("```\n");
    text
}

fn area(text: &mut String, area: &Area) {
    let Area { name, approvers, reviewers, bots, repositories, span: _ } = area;
    line(text, "", &format!("- name: {}", quoted(name)));
    people(text, "  ", "approvers", approvers);
    people(text, "  ", "reviewers", reviewers);
    people(text, "  ", "bots", bots);
    key(text, "  ", "repositories", repositories);
    // Without quotes: with its slash a name is a text to every reader.
    entries(repositories).iter().for_each(|name| line(text, "  ", &format!("- {name}")));
}

fn people(text: &mut String, indent: &str, name: &str, people: &Listed<Person>) {
    key(text, indent, name, people);
    for Person { name, login, span: _ } in entries(people) {
        line(text, indent, &format!("- github: {}", quoted(login.as_str())));
        if let Some(name) = name {
            line(text, indent, &format!("  name: {}", quoted(name)));
        }
    }
}

/// The key of a list, unless the list is not written.
fn key<T>(text: &mut String, indent: &str, name: &str, list: &Listed<T>) {
    if let Some(list) = list {
        line(text, indent, &format!("{name}:{}", if list.is_empty() { " []" } else { "" }));
    }
}

fn line(text: &mut String, indent: &str, content: &str) {
    // Writing to a string can't fail.
    _ = writeln!(text, "{indent}{content}");
}

/// In double quotes, so that no reader takes it for a number or a boolean.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => out.extend(['\\', ch]),
            ch if ch.is_alphanumeric() || ch.is_ascii_graphic() || ch == ' ' => out.push(ch),
            ch => _ = write!(out, "\\U{:08X}", u32::from(ch)),
        }
    }
    out.push('"');
    out
}

/// As a heading has it: one line, no markup.
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
