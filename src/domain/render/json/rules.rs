//! Rules for programs: what each asks for, why, how a finding is mended, and what foundations make of it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::diagnostics::finding::Severity;
use crate::domain::render::rules::RuleView;
use crate::domain::rules::catalogue::{self, Family, Language};

use super::severity;

/// What `wg-steward rules --format json` prints: all rules, or those that were asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward rules")]
pub struct Rules {
    /// In the order of the catalogue, or of asking.
    rules: Vec<Rule>,
}

/// A rule of the catalogue. In its texts, code stands in backticks.
#[derive(Debug, Serialize, JsonSchema)]
struct Rule {
    /// Its id, such as `Y3`, which stays as it is.
    id: &'static str,
    /// What it looks at.
    #[schemars(schema_with = "family")]
    family: &'static str,
    /// How much a finding weighs, unless a policy says otherwise: `error` blocks, `warning` asks a person to decide,
    /// `notice` informs.
    #[schemars(schema_with = "severity")]
    severity: &'static str,
    /// What it asks for, in one line.
    title: &'static str,
    /// What goes wrong without it.
    why: &'static str,
    /// How a finding is mended.
    mend: &'static str,
    /// Parts of documents in which it finds something.
    wrong: Vec<Snippet>,
    /// The same, mended.
    right: Vec<Snippet>,
    /// The documents that it comes from, at least one.
    sources: Vec<Source>,
    /// What a finding weighs by the policies at hand, ordered as they are.
    foundations: Vec<Weight>,
}

/// A part of a governing document.
#[derive(Debug, Serialize, JsonSchema)]
struct Snippet {
    /// The path of the document.
    file: &'static str,
    /// In which language the part is written.
    #[schemars(schema_with = "language")]
    language: &'static str,
    /// The part, with a line break at its end.
    text: &'static str,
}

/// A document.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// What it is called.
    name: &'static str,
    /// Where it is.
    url: &'static str,
}

/// What a rule weighs in a foundation.
#[derive(Debug, Serialize, JsonSchema)]
struct Weight {
    /// The foundation's name.
    foundation: String,
    /// How much a finding weighs there; `off` if nobody looks for it.
    #[schemars(schema_with = "severity_or_off")]
    severity: &'static str,
}

fn family(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": Family::ALL.map(Family::as_str) })
}

fn severity_or_off(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["error", "warning", "notice", "off"] })
}

fn language(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": [Language::Yaml.as_str(), Language::Markdown.as_str()] })
}

/// Rules, each with what the policies at hand say of it.
pub fn rules<'a>(views: impl Iterator<Item = &'a RuleView<'a>>) -> String {
    super::text(&Rules { rules: views.map(rule).collect() })
}

/// The JSON Schema of [`rules()`].
pub fn rules_schema() -> String {
    super::schema::<Rules>()
}

fn rule(view: &RuleView<'_>) -> Rule {
    let RuleView { rule, about, weights } = view;
    let source = |source: &&catalogue::Source| Source { name: source.name, url: source.url };
    let weight = |(foundation, severity): &(&str, Option<Severity>)| Weight {
        foundation: (*foundation).to_owned(),
        severity: severity.map_or("off", Severity::as_str),
    };
    Rule {
        id: rule.id(),
        family: Family::of(*rule).as_str(),
        severity: rule.severity().as_str(),
        title: rule.title(),
        why: about.why,
        mend: about.mend,
        wrong: about.wrong.iter().map(snippet).collect(),
        right: about.right.iter().map(snippet).collect(),
        sources: about.sources.iter().map(source).collect(),
        foundations: weights.iter().map(weight).collect(),
    }
}

fn snippet(snippet: &catalogue::Snippet) -> Snippet {
    let catalogue::Snippet { file, language, text } = *snippet;
    Snippet { file, language: language.as_str(), text }
}
