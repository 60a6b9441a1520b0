//! GitHub's published description of its API, to compare requests and responses with.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};
use wg_steward::sandbox::Exchange;

use super::shared::shared;

/// The operations in GitHub's API description.
pub(crate) struct RestSchema {
    operations: Vec<Value>,
    components: Value,
}

impl RestSchema {
    /// The description, read once; `None` in each test that may run without it.
    #[track_caller]
    pub(crate) fn load() -> Option<&'static Self> {
        static READ: OnceLock<RestSchema> = OnceLock::new();
        let path = shared("github-rest-full.json")?;
        Some(READ.get_or_init(|| {
            let text = std::fs::read_to_string(path).unwrap();
            let mut document: Value = serde_json::from_str(&text).unwrap();
            let components = document["components"].take();
            Self { operations: document["operations"].as_array().unwrap().clone(), components }
        }))
    }

    /// The problems of an exchange in words; empty if there are none. The response of a fault is not checked.
    pub(crate) fn check(&self, exchange: &Exchange) -> Vec<String> {
        let Exchange { method, path, status, .. } = exchange;
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path}: GitHub has no such operation")];
        };
        let mut complaints = query_complaints(self, operation, exchange);
        complaints.extend(request_complaints(self, operation, exchange));
        if !exchange.faulted {
            complaints.extend(response_complaints(self, operation, exchange));
        }
        complaints.iter().map(|complaint| format!("{method} {path} ({status}): {complaint}")).collect()
    }

    /// The problems of a value that should match a described schema, such as `issue`.
    pub(crate) fn check_value(&self, form: &str, value: &Value) -> Vec<String> {
        self.violations(&json!({ "$ref": format!("#/components/schemas/{form}") }), value)
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let segments: Vec<&str> = path.split('/').collect();
        self.operations.iter().filter(|operation| operation["method"] == method).find(|operation| {
            let template: Vec<&str> = operation["template"].as_str().unwrap().split('/').collect();
            fits(&template, &segments, operation["regex"].as_str().unwrap())
        })
    }

    fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let whole = json!({ "allOf": [schema], "components": self.components });
        let validator: Validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// The operation whose response is described as a list of any of twenty schemas, one of which requires nothing.
const TIMELINE: &str = "issues/list-events-for-timeline";

/// The schema of a timeline entry by its event: the entry is compared with it only.
fn form(event: &str) -> &'static str {
    match event {
        "committed" => "timeline-committed-event",
        "reviewed" => "timeline-reviewed-event",
        "commented" => "timeline-comment-event",
        "labeled" => "labeled-issue-event",
        "unlabeled" => "unlabeled-issue-event",
        "renamed" => "renamed-issue-event",
        "review_requested" => "review-requested-issue-event",
        "review_request_removed" => "review-request-removed-issue-event",
        "review_dismissed" => "review-dismissed-issue-event",
        "locked" => "locked-issue-event",
        _ => "state-change-issue-event",
    }
}

/// Whether a path matches a template; a parameter spans several segments if the expression has `.+`.
fn fits(template: &[&str], segments: &[&str], expression: &str) -> bool {
    match (template, segments) {
        ([], []) => true,
        ([part, template @ ..], [segment, segments @ ..]) if part.starts_with('{') => {
            let name = part.trim_matches(['{', '}']);
            let takes_more = expression.contains(&format!("<{name}>.+"));
            let most = if takes_more { segments.len() } else { 0 };
            !segment.is_empty() && (0..=most).any(|more| fits(template, &segments[more..], expression))
        }
        ([part, template @ ..], [segment, segments @ ..]) => part == segment && fits(template, segments, expression),
        _ => false,
    }
}

fn query_complaints(schema: &RestSchema, operation: &Value, exchange: &Exchange) -> Vec<String> {
    let parameters = operation["params"].as_array().unwrap();
    let complaints = exchange.query.iter().flat_map(|(name, text)| {
        let known = parameters.iter().find(|it| it["in"] == "query" && it["name"] == *name);
        let Some(parameter) = known else { return vec![format!("query `{name}` is unknown")] };
        let number = if parameter["schema"]["type"] == "integer" { text.parse::<i64>().ok() } else { None };
        let value = number.map_or(json!(text), |number| json!(number));
        schema.violations(&parameter["schema"], &value)
    });
    complaints.collect()
}

fn request_complaints(schema: &RestSchema, operation: &Value, exchange: &Exchange) -> Vec<String> {
    let described = operation.get("body").filter(|body| !body.is_null());
    match (described, &exchange.request_body) {
        (None, Some(_)) => vec!["takes no body".to_owned()],
        (Some(_), None) if operation["body_required"] == true => vec!["wants a body".to_owned()],
        (None | Some(_), None) => Vec::new(),
        (Some(described), Some(body)) => {
            let mut complaints = schema.violations(described, body);
            // The description allows additional fields. GitHub ignores them, so here they count as mistakes.
            if let (Some(known), Some(fields)) = (described["properties"].as_object(), body.as_object()) {
                let unknown = fields.keys().filter(|field| !known.contains_key(*field));
                complaints.extend(unknown.map(|field| format!("field `{field}` of the request is unknown")));
            }
            complaints
        }
    }
}

fn response_complaints(schema: &RestSchema, operation: &Value, exchange: &Exchange) -> Vec<String> {
    let status = exchange.status;
    let Some(body) = &exchange.response_body else {
        let raw = exchange.response_headers.get("content-type").is_some_and(|kind| kind.contains("raw"));
        return if raw || status == 304 || status == 204 { Vec::new() } else { vec!["answers no JSON".to_owned()] };
    };
    let error = json!({ "$ref": "#/components/schemas/basic-error" });
    match &operation["responses"][status.to_string()] {
        described if operation["operationId"] == TIMELINE && status == 200 => {
            let entries = body.as_array().into_iter().flatten().zip(0..);
            let each = entries.flat_map(|(entry, place): (&Value, usize)| {
                let complaints = schema.check_value(form(entry["event"].as_str().unwrap_or_default()), entry);
                complaints.into_iter().map(move |complaint| format!("/{place}{complaint}"))
            });
            schema.violations(described, body).into_iter().chain(each).collect()
        }
        // Common refusals are described for few operations only.
        Value::Null if status >= 400 => schema.violations(&error, body),
        Value::Null => vec!["is no status that GitHub describes".to_owned()],
        described => schema.violations(described, body),
    }
}
