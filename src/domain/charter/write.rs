//! A charter's text from its model: the shortest document that reads back as the same charter.

use std::fmt::Write;

use super::{Area, Charter, Person};

/// The Markdown document with its one `yaml` block.
pub fn write(charter: &Charter) -> String {
    let mut text = format!("# {}: Working Group Charter\n\n## Roles & Technical Assets\n\n```yaml\n", charter.name);
    line(&mut text, "", &format!("name: {}", quoted(&charter.name)));
    if let Some(org) = &charter.org {
        line(&mut text, "", &format!("org: {}", quoted(org)));
    }
    people(&mut text, "", "execution_leads", &charter.execution_leads);
    people(&mut text, "", "technical_leads", &charter.technical_leads);
    people(&mut text, "", "bots", &charter.bots);
    line(&mut text, "", if charter.areas.is_empty() { "areas: []" } else { "areas:" });
    charter.areas.iter().for_each(|each| area(&mut text, each));
    text.push_str("```\n");
    text
}

fn area(text: &mut String, area: &Area) {
    line(text, "", &format!("- name: {}", quoted(&area.name)));
    people(text, "  ", "approvers", &area.approvers);
    area.reviewers.iter().for_each(|reviewers| people(text, "  ", "reviewers", reviewers));
    area.bots.iter().for_each(|bots| people(text, "  ", "bots", bots));
    line(text, "  ", if area.repositories.is_empty() { "repositories: []" } else { "repositories:" });
    area.repositories.iter().for_each(|repository| line(text, "  ", &format!("- {repository}")));
}

fn people(text: &mut String, indent: &str, key: &str, people: &[Person]) {
    line(text, indent, &format!("{key}:{}", if people.is_empty() { " []" } else { "" }));
    for person in people {
        line(text, indent, &format!("- github: {}", quoted(person.login.as_str())));
        if !person.name.is_empty() {
            line(text, indent, &format!("  name: {}", quoted(&person.name)));
        }
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
            ch if ch.is_control() => _ = write!(out, "\\u{:04x}", u32::from(ch)),
            ch => out.push(ch),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::charter::read;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let person = |login: &str| Person { name: "Ä \"x\" \\ y".to_owned(), login: login.parse().unwrap() };
        let area = Area {
            name: "A: b".to_owned(),
            approvers: vec![person("007")],
            reviewers: Some(Vec::new()),
            bots: Some(vec![person("on")]),
            repositories: vec!["cloudfoundry/x".parse().unwrap()],
        };
        let charter = Charter {
            name: "no".to_owned(),
            org: Some("concourse".to_owned()),
            execution_leads: vec![person("octocat")],
            areas: vec![area, Area { name: "empty".to_owned(), ..Area::default() }],
            ..Charter::default()
        };
        let reading = read(&write(&charter));
        assert_eq!(reading.faults, []);
        assert_eq!(reading.charter, Some(charter));
    }
}
