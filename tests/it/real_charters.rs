//! Real and made-up charters: every version of six years, and others, compared with the messages and results of the
//! organization's own generator.

use serde_json::{Value, json};
use wg_steward::domain::diagnostics::finding::Rule;
use wg_steward::domain::document::Lines;
use wg_steward::domain::document::markdown::outline;
use wg_steward::domain::governance::charter::generator::{Class, GeneratorVerdict};
use wg_steward::domain::governance::charter::{Area, Charter, Listed, Person, Reading, entries, read};

use crate::real_index::stands;
use crate::support::shared::{History, json_lines, shared};

/// Made-up charters whose model differs from the generator's, with the reason.
const READ_OTHERWISE: [(&str, &str); 5] = [
    ("login written é", "GitHub gives no such login: Y3 says so, and nobody can be asked by that name"),
    ("login written >", "the login is empty: Y3 says so"),
    ("repositories '  - cloudfoundry\\n'", "an owner alone is not a repository: R1; the generator crashes on it later"),
    ("repositories '  - /cloudfoundry/a\\n'", "R1; the generator reads it, and then gives nobody any rights there"),
    ("repositories '  - cloudfoundry/a.git\\n'", "GitHub lets no repository be called so: R1"),
];

/// Made-up charters for which the generator's message names another line than ours, with the reason.
const OTHER_LINES: [(&str, &str); 1] =
    [("two documents", "the generator names the first document's beginning, we the second's: there the mistake is")];

/// The unread parts of six years. One group had its block in a bare fence on purpose, to stay out of the automation.
const UNREAD: [&str; 1] = ["Y1: the block looks like a charter's, but is not marked at all instead of `yaml`: the \
    organization's generator will ignore it, and it is not read here either"];

/// A verdict in the data's names of families and classes.
fn class(verdict: &GeneratorVerdict) -> String {
    match verdict {
        GeneratorVerdict::Accepts => "ok".to_owned(),
        GeneratorVerdict::NoBlock => "no-yaml".to_owned(),
        GeneratorVerdict::Refuses { class, .. } => class.to_string(),
        GeneratorVerdict::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn every_version_of_six_years_is_judged_as_the_generator_judged_it() {
    let (Some(rows), Some(store)) = (shared("history/charters.jsonl"), shared("history/objects.git")) else { return };
    let rows = json_lines(&rows);
    assert_eq!(rows.len(), 938);
    let mut history = History::open(store);
    let mut differences = Vec::new();
    for row in &rows {
        let text = history.blob(row["blob"].as_str().unwrap()).unwrap();
        let reading = read(&text);
        let expected = row["class"].as_str().or(row["verdict"].as_str()).unwrap();
        let mut differ = |what: String| differences.push(format!("{} ({}): {what}", row["blob"], row["paths"][0]));
        if class(&reading.generator) != expected {
            differ(format!("{expected}, not {:?}", reading.generator));
        }
        match &reading.generator {
            GeneratorVerdict::Refuses { message, .. } => {
                assert_eq!(message, row["message"].as_str().unwrap());
                if !says_what_the_generator_says(&reading, &text) {
                    differ(format!("no finding says {message}: {:#?}", reading.findings));
                }
            }
            GeneratorVerdict::Accepts
                if reading.charter.is_none() || !reading.findings.iter().all(|it| it.rule() == Rule::R1) =>
            {
                differ(format!("accepted, but {:#?}", reading.findings));
            }
            _ => {}
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// Whether a finding names the missing key, at the first key of the block.
fn says_what_the_generator_says(reading: &Reading, text: &str) -> bool {
    let GeneratorVerdict::Refuses { class: Class::Required, message, place } = &reading.generator else { return false };
    let key = message.split('\'').nth(1).unwrap();
    let inner = text.lines().zip(1_u32..).skip_while(|(line, _)| *line != "```yaml").skip(1);
    let first = inner.into_iter().find(|(line, _)| !line.trim().is_empty() && !line.starts_with('#')).unwrap().1;
    let says = |start: &str| {
        let named = reading.findings.iter().filter(|finding| finding.rule() == Rule::Y3);
        let mut here = named.filter(|finding| finding.span.start == *place && place.line == first);
        here.any(|finding| finding.message.starts_with(start))
    };
    says(&format!("`{key}` is missing"))
}

#[test]
fn everything_that_stayed_unread_in_six_years_is_said() {
    let (Some(rows), Some(store)) = (shared("history/charters.jsonl"), shared("history/objects.git")) else { return };
    let mut history = History::open(store);
    let mut unread: Vec<String> = Vec::new();
    for row in json_lines(&rows) {
        let text = history.blob(row["blob"].as_str().unwrap()).unwrap();
        let reading = read(&text);
        unread.extend(reading.unread.iter().map(|finding| format!("{}: {}", finding.rule(), finding.message)));
    }
    unread.sort();
    unread.dedup();
    assert_eq!(unread, UNREAD);
}

#[test]
fn everything_in_every_version_stands_where_the_model_says() {
    let (Some(rows), Some(store)) = (shared("history/charters.jsonl"), shared("history/objects.git")) else { return };
    let mut history = History::open(store);
    let mut read_charters = 0;
    for row in json_lines(&rows) {
        let text = history.blob(row["blob"].as_str().unwrap()).unwrap();
        let reading = read(&text);
        let lines = Lines::of(&text);
        reading.title.iter().for_each(|title| stands(&text, &lines, title.span, title));
        reading.findings.iter().for_each(|finding| stands(&text, &lines, finding.span, ""));
        if let Some(charter) = &reading.charter {
            charter_stands(&text, &lines, charter);
            read_charters += 1;
        }
    }
    assert!(read_charters > 700, "{read_charters}");
}

fn charter_stands(text: &str, lines: &Lines<'_>, charter: &Charter) {
    stands(text, lines, charter.name.span, &charter.name);
    charter.org.iter().for_each(|org| stands(text, lines, org.span, org));
    for person in charter.people() {
        stands(text, lines, person.login.span, person.login.as_str());
        stands(text, lines, person.span, person.login.as_str());
        person.name.iter().for_each(|name| stands(text, lines, name.span, name));
    }
    for area in &charter.areas {
        stands(text, lines, area.name.span, &area.name);
        stands(text, lines, area.span, &area.name);
        entries(&area.repositories).iter().for_each(|name| stands(text, lines, name.span, name.as_str()));
    }
}

fn people(people: &Listed<Person>) -> Value {
    let person = |person: &Person| match &person.name {
        Some(name) => json!({ "name": name.value, "github": person.login.as_str() }),
        None => json!({ "github": person.login.as_str() }),
    };
    entries(people).iter().map(person).collect()
}

/// A model in the generator's format: without missing keys.
fn model(reading: &Reading) -> Value {
    let charter = reading.charter.as_ref().unwrap();
    let org = charter.org.as_ref().map_or("cloudfoundry", |org| org.as_str());
    let mut model = json!({ "name": charter.name.value, "org": org });
    let lists = [
        ("execution_leads", &charter.execution_leads),
        ("technical_leads", &charter.technical_leads),
        ("bots", &charter.bots),
    ];
    for (key, list) in lists {
        if list.is_some() {
            model[key] = people(list);
        }
    }
    model["areas"] = charter.areas.iter().map(area).collect();
    model
}

fn area(area: &Area) -> Value {
    let mut model = json!({ "name": area.name.value });
    for (key, list) in [("approvers", &area.approvers), ("reviewers", &area.reviewers), ("bots", &area.bots)] {
        if list.is_some() {
            model[key] = people(list);
        }
    }
    if area.repositories.is_some() {
        model["repositories"] = entries(&area.repositories).iter().map(|name| json!(name.to_string())).collect();
    }
    model
}

/// The class of the data's name for an error.
fn expected(upstream: &str) -> String {
    match upstream.split_once(':') {
        None => upstream.to_owned(),
        Some(("schema", rule)) => format!("schema-{rule}"),
        Some((_, "ConstructorError")) => Class::Construction.to_string(),
        Some((_, "MarkedYAMLError")) => Class::DuplicateKey.to_string(),
        Some((_, "ScannerError" | "ComposerError" | "ReaderError" | "ParserError")) => Class::Syntax.to_string(),
        Some(other) => panic!("{other:?} is a new class"),
    }
}

/// The document's line of the generator's message, which counts from the opening fence.
fn line(vector: &Value) -> Option<u32> {
    let message = vector["message"].as_str()?;
    let told: u32 = message.split("line ").nth(1)?.split(',').next()?.parse().ok()?;
    let before = vector["text"].as_str()?.split("```yaml").next()?.matches('\n').count();
    Some(told + u32::try_from(before).unwrap())
}

fn listed(table: &[(&str, &str)], vector: &Value) -> bool {
    table.iter().any(|(name, _)| vector["name"] == *name)
}

fn judged_otherwise(vector: &Value, reading: &Reading) -> Option<String> {
    let wanted = expected(vector["upstream"].as_str().unwrap());
    if class(&reading.generator) != wanted {
        return Some(format!("{wanted}, not {:?}", reading.generator));
    }
    let (GeneratorVerdict::Refuses { place, .. }, Some(line)) = (&reading.generator, line(vector)) else { return None };
    let other = (place.line != line) != listed(&OTHER_LINES, vector);
    other.then(|| format!("line {line}, not {place}: {}", vector["message"]))
}

fn read_otherwise(vector: &Value, reading: &Reading) -> Option<String> {
    if vector["upstream"] != "ok" {
        return reading.findings.is_empty().then(|| "nothing is found".to_owned());
    }
    let (model, listed) = (model(reading), listed(&READ_OTHERWISE, vector));
    let other = (model != vector["parsed"]) != listed || reading.unread.is_empty() == listed;
    other.then(|| format!("{}, not {model}; unread: {:?}", vector["parsed"], reading.unread))
}

fn cut_otherwise(vector: &Value, text: &str) -> Option<String> {
    let outline = outline(text).unwrap();
    let marked = outline.fences().filter(|fence| fence.language() == "yaml").count();
    let blocks = outline.fences().count();
    let same = vector["commonmark_yaml_fences"] == marked && vector["commonmark_fences"] == blocks;
    (!same).then(|| format!("{marked} of {blocks} blocks are marked"))
}

#[test]
fn made_up_charters_are_read_and_judged_as_the_generator_does() {
    let Some(vectors) = shared("history/charter-vectors.json") else { return };
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(vectors).unwrap()).unwrap();
    assert_eq!(vectors.len(), 61);
    let mut differences = Vec::new();
    for vector in &vectors {
        let text = vector["text"].as_str().unwrap();
        let reading = read(text);
        let found = [judged_otherwise(vector, &reading), read_otherwise(vector, &reading), cut_otherwise(vector, text)];
        differences.extend(found.into_iter().flatten().map(|what| format!("{}: {what}", vector["name"])));
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
