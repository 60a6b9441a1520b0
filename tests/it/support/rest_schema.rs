//! GitHub's published description of its API, to hold against it what was asked and answered.
//!
//! The description lies beside the project; where it is missing, the tests say so and go on without it. What it leaves
//! out of the operations that we use stands in `rest_additions.json`, written by hand from GitHub's documentation.

use jsonschema::Validator;
use serde_json::{Value, json};
use wg_steward::sandbox::Exchange;

use super::shared::shared;

/// The operations that GitHub describes.
pub(crate) struct RestSchema {
    operations: Vec<Value>,
    components: Value,
}

impl RestSchema {
    /// Reads the description, if it is there.
    pub(crate) fn load() -> Option<Self> {
        let text = std::fs::read_to_string(shared("github-rest.json")?).unwrap();
        let mut document: Value = serde_json::from_str(&text).unwrap();
        let mut components = document["components"].take();
        let more: Value = serde_json::from_str(include_str!("rest_additions.json")).unwrap();
        let known = components["schemas"].as_object_mut().unwrap();
        let added = more["schemas"].as_object().unwrap().clone();
        assert!(added.keys().all(|name| !known.contains_key(name)), "GitHub now describes what was added by hand");
        known.extend(added);
        let operations = [&document["operations"], &more["operations"]];
        Some(Self {
            operations: operations.into_iter().flat_map(|it| it.as_array().unwrap().clone()).collect(),
            components,
        })
    }

    /// What is wrong with an exchange, in words; nothing if all is well. A fault's answer is not looked at.
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

    /// What is wrong with a value that should be of one of the described forms, as `issue`.
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

/// Whether a path is of a template's form; a parameter spans several segments where the expression says `.+`.
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
            // The description allows fields that it does not name; GitHub ignores them, so to us they are mistakes.
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
        // Refusals that every operation may give are described for few of them.
        Value::Null if status >= 400 => schema.violations(&error, body),
        Value::Null => vec!["is no status that GitHub describes".to_owned()],
        described => schema.violations(described, body),
    }
}
