//! Renders findings for code scanning, as SARIF 2.1.0.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use crate::domain::diagnostics::finding::{Rule, RulePage, Severity};
use crate::domain::document::Span;
use crate::domain::render::json::text;
use crate::domain::rules::{Diagnostic, Edit, Fix};

use super::Report;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Characters that have to be escaped in the path of a URL; `/` stays.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Found>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Described>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    description: Message,
    artifact_changes: Vec<Change>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// A report as a SARIF log of one run.
pub fn sarif(report: &Report<'_>) -> String {
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        rules: Rule::ALL.iter().map(|rule| described(report, *rule)).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        column_kind: "unicodeCodePoints",
        results: report.remarks.iter().map(|remark| found(report, remark)).collect(),
    };
    text(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn described(report: &Report<'_>, rule: Rule) -> Described {
    let RulePage { why, fix, .. } = rule.page();
    Described {
        id: rule.id(),
        short_description: message(rule.title()),
        full_description: message(&why),
        help: message(&fix),
        default_configuration: Configuration { level: level(rule.severity()) },
        help_uri: report.page(rule),
    }
}

fn found(report: &Report<'_>, remark: &Diagnostic) -> Found {
    let Diagnostic { path, finding, severity, group: _, fix } = remark;
    let way_out = if finding.help.is_empty() { String::new() } else { format!("\n{}", finding.help) };
    let fix = fix.as_ref().filter(|_| report.is_mendable(remark));
    Found {
        rule_id: finding.rule().id(),
        rule_index: Rule::ALL.iter().position(|rule| *rule == finding.rule()),
        level: level(*severity),
        message: message(&format!("{}{way_out}", finding.message)),
        locations: [Location {
            physical_location: Physical { artifact_location: artifact(path), region: region(finding.span) },
        }],
        fixes: fix.into_iter().map(mend).collect(),
    }
}

fn mend(Fix { title, edits, .. }: &Fix) -> SarifFix {
    let mut changes: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for Edit { path, span, text } in edits {
        let replacement = Replacement { deleted_region: region(*span), inserted_content: message(text) };
        changes.entry(path).or_default().push(replacement);
    }
    let change = |(path, replacements)| Change { artifact_location: artifact(path), replacements };
    SarifFix { description: message(title), artifact_changes: changes.into_iter().map(change).collect() }
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned() }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

/// A path as a URI: relative to the reader's folder, unless it is absolute.
fn artifact(path: &str) -> Artifact {
    let encoded = utf8_percent_encode(path, RESERVED);
    Artifact { uri: if path.starts_with('/') { format!("file://{encoded}") } else { encoded.to_string() } }
}

fn region(Span { start, end }: Span) -> Region {
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples::{hostile, remarks, report, texts};
    use super::*;

    fn told(report: &Report<'_>) -> Value {
        serde_json::from_str(&sarif(report)).unwrap()
    }

    #[test]
    fn a_log_has_what_the_standard_requires() {
        let (remarks, texts) = (remarks(), texts());
        let log = told(&report(&remarks, &texts));
        assert_eq!((&log["version"], log["$schema"].is_string()), (&json!("2.1.0"), true));
        let run = &log["runs"][0];
        assert_eq!(
            (&run["columnKind"], &run["tool"]["driver"]["name"]),
            (&json!("unicodeCodePoints"), &json!("wg-steward"))
        );
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), Rule::ALL.len());
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(result["message"]["text"].is_string() && rules[index]["shortDescription"]["text"].is_string());
            assert_eq!(rules[index]["defaultConfiguration"]["level"], result["level"]);
        }
    }

    #[test]
    fn a_result_says_where_and_how_to_mend_it() {
        let (remarks, texts) = (remarks(), texts());
        let log = told(&Report { pages: Some("https://x.example"), ..report(&remarks, &texts) });
        let results = &log["runs"][0]["results"];
        let place = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(place["region"], json!({"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 5}));
        let change = &results[0]["fixes"][0]["artifactChanges"][0];
        assert_eq!(change["artifactLocation"], json!({"uri": "groups/baking.md"}));
        assert_eq!(change["replacements"][0]["insertedContent"], json!({"text": "bots: []\n"}));
        assert_eq!((&results[2]["level"], results[1].get("fixes")), (&json!("note"), None));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"], "https://x.example/rules/F1");
    }

    #[test]
    fn paths_are_addresses() {
        let uri = |path: &str| artifact(path).uri;
        assert_eq!(uri("a b/ä%#?:\u{1b}.md"), "a%20b/%C3%A4%25%23%3F%3A%1B.md");
        assert_eq!((uri("../x.md"), uri("/tmp/x.md")), ("../x.md".to_owned(), "file:///tmp/x.md".to_owned()));
        let (remarks, texts) = hostile();
        let log = told(&report(&remarks, &texts));
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert!(location["uri"].as_str().unwrap().is_ascii(), "{location}");
    }
}
