//! `GET /rules` and `GET /rules/{id}`: the rules as pages without scripts, and their stylesheet.
//!
//! Links between them are relative, so a proxy may serve them below a path.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};

use crate::domain::diagnostics::finding::{Family, RIGHT, Rule, RulePage, Severity, Snippet, WRONG};
use crate::domain::policy::Policy;
use crate::domain::render::rules::{self as words, FamilyView, RuleView};
use crate::domain::rules::similar;
use crate::policies::Foundations;

use super::security_headers::{page, strict};

const STYLE: &str = include_str!("style.css");

/// The routes of the pages, which also show the settings of foundations for each rule.
pub fn pages(foundations: Arc<Foundations>) -> Router {
    Router::new()
        .route("/rules", get(list))
        .route("/rules/{id}", get(one))
        .route("/style.css", get(style))
        .layer(middleware::map_response(strict))
        .with_state(foundations)
}

#[derive(Template)]
#[template(path = "rules.html")]
struct List<'p> {
    severities: [(Severity, &'static str); 3],
    families: Vec<FamilyView<'p>>,
}

#[derive(Template)]
#[template(path = "rule.html")]
struct One<'p> {
    view: RuleView<'p>,
    family: Family,
    page: RulePage,
    examples: [Example; 2],
    previous: Option<Rule>,
    next: Option<Rule>,
}

struct Example {
    class: &'static str,
    title: &'static str,
    snippets: Vec<Snippet>,
}

#[derive(Template)]
#[template(path = "unknown_rule.html")]
struct Unknown {
    message: String,
    similar: Vec<Rule>,
}

async fn list(State(foundations): State<Arc<Foundations>>) -> Response {
    let severities = Severity::ALL.map(|severity| (severity, words::meaning(severity)));
    page(StatusCode::OK, &List { severities, families: FamilyView::all(policies(&foundations)) })
}

async fn one(State(foundations): State<Arc<Foundations>>, id: Result<Path<String>, PathRejection>) -> Response {
    // An id that is not valid UTF-8 is unknown.
    let id = id.map(|Path(id)| id).unwrap_or_default();
    match id.parse::<Rule>() {
        Ok(rule) if rule.id() == id => page(StatusCode::OK, &whole(rule, &foundations)),
        // Each page has one address.
        Ok(rule) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, rule.id())]).into_response(),
        Err(_) => page(StatusCode::NOT_FOUND, &Unknown { message: words::unknown(&id), similar: similar(&id) }),
    }
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

fn policies(foundations: &Foundations) -> Vec<&Policy> {
    foundations.iter().map(|foundation| &foundation.policy).collect()
}

fn whole(rule: Rule, foundations: &Foundations) -> One<'_> {
    let mut page = rule.page();
    let (wrong, right) = (std::mem::take(&mut page.wrong), std::mem::take(&mut page.right));
    let at = Rule::ALL.iter().position(|other| *other == rule).unwrap_or_default();
    One {
        view: RuleView::of(rule, policies(foundations)),
        family: rule.family(),
        page,
        examples: [
            Example { class: "wrong", title: WRONG, snippets: wrong },
            Example { class: "right", title: RIGHT, snippets: right },
        ],
        previous: at.checked_sub(1).and_then(|at| Rule::ALL.get(at)).copied(),
        next: Rule::ALL.get(at + 1).copied(),
    }
}
