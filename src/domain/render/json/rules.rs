//! Rules as JSON: requirement, reason, fix, and the foundations' severities.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::diagnostics::finding;
use crate::domain::diagnostics::finding::{Family, Language, RulePage, Severity};
use crate::domain::render::rules::RuleView;

use super::severity;

/// The output of `wg-steward rules --format json`: all rules, or the requested ones.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward rules")]
pub struct Rules {
    /// In the order of their families, or as requested.
    rules: Vec<Rule>,
}

/// A rule. In its texts, code is in backticks.
#[derive(Debug, Serialize, JsonSchema)]
struct Rule {
    /// Its stable id, such as `Y3`.
    id: &'static str,
    /// The kind of document or entry that it checks.
    #[schemars(schema_with = "family")]
    family: &'static str,
    /// The default severity of a finding: `error` blocks merging, `warning` asks a person to decide, `notice` informs.
    #[schemars(schema_with = "severity")]
    severity: &'static str,
    /// What it requires, in one line.
    title: &'static str,
    /// What goes wrong without it.
    why: String,
    /// How to fix a finding.
    how_to_fix: String,
    /// Examples with a finding.
    wrong: Vec<Snippet>,
    /// The same examples, fixed.
    right: Vec<Snippet>,
    /// Its sources, at least one.
    sources: Vec<Source>,
    /// The severity in each of the given policies, in their order.
    foundations: Vec<Weight>,
}

/// A part of a governing document.
#[derive(Debug, Serialize, JsonSchema)]
struct Snippet {
    /// The path of the document.
    file: String,
    /// The language of the excerpt.
    #[schemars(schema_with = "language")]
    language: &'static str,
    /// The excerpt, with a line break at its end.
    text: String,
}

/// A document.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// Its name.
    name: String,
    /// Its address.
    url: String,
}

/// The severity of a rule in a foundation.
#[derive(Debug, Serialize, JsonSchema)]
struct Weight {
    /// The foundation's name.
    foundation: String,
    /// The severity of a finding there; `off` if the rule is disabled.
    #[schemars(schema_with = "severity_or_off")]
    severity: &'static str,
}

fn family(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": Family::ALL.iter().map(|family| family.as_str()).collect::<Vec<_>>() })
}

fn severity_or_off(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["error", "warning", "notice", "off"] })
}

fn language(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": Language::ALL.map(Language::as_str) })
}

/// Rules, each with the given policies' settings.
pub fn rules<'a>(views: impl Iterator<Item = &'a RuleView<'a>>) -> String {
    super::text(&Rules { rules: views.map(rule).collect() })
}

/// The JSON Schema of [`rules()`].
pub fn rules_schema() -> String {
    super::schema::<Rules>()
}

fn rule(view: &RuleView<'_>) -> Rule {
    let RuleView { rule, weights } = view;
    let RulePage { why, fix, wrong, right, sources } = rule.page();
    let weight = |(foundation, severity): &(&str, Option<Severity>)| Weight {
        foundation: (*foundation).to_owned(),
        severity: severity.map_or("off", Severity::as_str),
    };
    Rule {
        id: rule.id(),
        family: rule.family().as_str(),
        severity: rule.severity().as_str(),
        title: rule.title(),
        why,
        how_to_fix: fix,
        wrong: wrong.into_iter().map(snippet).collect(),
        right: right.into_iter().map(snippet).collect(),
        sources: sources.into_iter().map(|finding::Source { name, url }| Source { name, url }).collect(),
        foundations: weights.iter().map(weight).collect(),
    }
}

fn snippet(finding::Snippet { file, language, text }: finding::Snippet) -> Snippet {
    Snippet { file, language: language.as_str(), text }
}
