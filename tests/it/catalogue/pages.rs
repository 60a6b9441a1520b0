//! `/rules` and `/rules/{id}` as a browser requests them.

use std::collections::BTreeSet;
use std::sync::Arc;

use regex::Regex;
use reqwest::redirect::Policy;
use reqwest::{Method, Response};
use tokio::net::TcpListener;
use wg_steward::clock::Clock;
use wg_steward::demo::{Stage, StageConfig};
use wg_steward::domain::diagnostics::finding::{Family, Rule};
use wg_steward::http::pages;
use wg_steward::policies::Foundations;

use crate::cli::put;

/// The pages on a socket.
struct Site {
    root: String,
    client: reqwest::Client,
}

impl Site {
    async fn open(foundations: Foundations) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, pages(Arc::new(foundations))).await });
        let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { root, client }
    }

    async fn ask(&self, method: Method, path: &str) -> Response {
        self.client.request(method, format!("{}{path}", self.root)).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.ask(Method::GET, path).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

async fn site() -> Site {
    Site::open(Foundations::load(None).unwrap()).await
}

/// Where the links of a page lead, from its own address.
fn links(page: &str) -> BTreeSet<String> {
    let link = Regex::new(r#"href="([^"]*)""#).unwrap();
    link.captures_iter(page).map(|found| found[1].to_owned()).collect()
}

fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn the_list_has_every_rule_below_the_anchor_of_its_family() {
    let (status, page) = site().await.get("/rules").await;
    assert_eq!(status, 200);
    let mut rest = page.as_str();
    for family in Family::ALL {
        let (_, below) = rest.split_once(&format!("<section id=\"{}\">", family.as_str())).unwrap();
        let end = below.find("</section>").unwrap();
        for rule in family.rules() {
            assert!(below[..end].contains(&format!("href=\"rules/{rule}\"")), "{rule}");
        }
        rest = &below[end..];
    }
}

#[tokio::test]
async fn every_page_can_be_read_and_every_link_leads_somewhere() {
    let site = site().await;
    for rule in Rule::ALL {
        let (status, page) = site.get(&format!("/rules/{rule}")).await;
        assert_eq!(status, 200, "{rule}");
        assert!(page.contains("<h1>") && !page.contains("<script"), "{rule}");
        for link in links(&page) {
            let known = match link.strip_prefix("../rules") {
                Some("") => true,
                Some(anchor) => Family::ALL.iter().any(|family| anchor == format!("#{}", family.as_str())),
                None => {
                    link == "../style.css" || link.starts_with("https://github.com/") || link.parse::<Rule>().is_ok()
                }
            };
            assert!(known, "{rule}: {link}");
        }
    }
    assert_eq!(site.get("/style.css").await.0, 200);
}

#[tokio::test]
async fn what_stands_in_an_example_is_no_markup() {
    let site = site().await;
    let (_, page) = site.get("/rules/I11").await;
    assert!(!page.contains("<img"), "{page}");
    assert!(page.contains("&#60;img src=&#34;https://github.com/mo.png&#34;&#62;"), "{page}");
    let (status, page) = site.get("/rules/%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(status == 404 && !page.contains("<script"), "{page}");
}

#[tokio::test]
async fn a_browser_is_told_to_load_nothing_but_the_stylesheet() {
    let site = site().await;
    for path in ["/rules", "/rules/Y3", "/rules/y3", "/rules/Q1", "/style.css"] {
        let answer = site.ask(Method::GET, path).await;
        let content = header(&answer, "content-security-policy");
        assert!(content.starts_with("default-src 'none'; style-src 'self'"), "{path}: {content}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{path}");
        let kept = if path == "/rules/Q1" { "no-store" } else { "public, max-age=600" };
        assert_eq!(header(&answer, "cache-control"), kept, "{path}");
    }
    let kinds = [("/rules", "text/html; charset=utf-8"), ("/style.css", "text/css; charset=utf-8")];
    for (path, kind) in kinds {
        assert_eq!(header(&site.ask(Method::GET, path).await, "content-type"), kind);
    }
}

#[tokio::test]
async fn head_is_answered_without_a_body_and_other_methods_are_refused() {
    let site = site().await;
    for (path, status) in [("/rules", 200), ("/rules/Y3", 200), ("/rules/Q1", 404), ("/style.css", 200)] {
        let answer = site.ask(Method::HEAD, path).await;
        let full = site.ask(Method::GET, path).await;
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-length")),
            (status, header(&full, "content-length"))
        );
        assert_eq!(answer.text().await.unwrap(), "", "{path}");
        assert_eq!(site.ask(Method::POST, path).await.status(), 405, "{path}");
    }
}

#[tokio::test]
async fn an_id_in_another_case_leads_to_the_one_address_of_its_page() {
    let answer = site().await.ask(Method::GET, "/rules/y3").await;
    assert_eq!((answer.status().as_u16(), header(&answer, "location").as_str()), (308, "Y3"));
}

#[tokio::test]
async fn an_unknown_rule_is_a_page_that_leads_to_the_nearest_and_to_all() {
    let site = site().await;
    let (status, page) = site.get("/rules/Y33").await;
    assert_eq!(status, 404);
    assert!(page.contains("<code>Y33</code> is not a rule"), "{page}");
    assert!(links(&page).is_superset(&["../rules", "Y3"].map(str::to_owned).into()), "{page}");
    for path in ["/rules/%FF", "/rules/nonsense"] {
        let (status, page) = site.get(path).await;
        assert!(status == 404 && links(&page).contains("../rules"), "{path}: {page}");
    }
    let long = format!("/rules/{}", "x".repeat(5000));
    let (status, page) = site.get(&long).await;
    assert!(status == 404 && page.len() < 2000, "{}", page.len());
}

#[tokio::test]
async fn what_a_foundation_makes_of_a_rule_is_said_and_is_no_markup() {
    let folder = tempfile::tempdir().unwrap();
    let policy = include_str!("../../../policies/cloudfoundry/policy.yml")
        .replace("foundation: Cloud Foundry Foundation", "foundation: A <b>Foundation</b>");
    let rules = "\nrules:\n  severities:\n    I2: off\n    I5: error\n";
    put(folder.path(), "policy.yml", format!("{policy}{rules}").as_bytes());
    let site = Site::open(Foundations::in_folder(folder.path()).unwrap()).await;
    for (path, words) in [("/rules/I2", "has switched it off."), ("/rules/I5", "makes it an error.")] {
        let (_, page) = site.get(path).await;
        assert!(page.contains(&format!("A &#60;b&#62;Foundation&#60;/b&#62; {words}")), "{page}");
    }
    let (_, page) = site.get("/rules").await;
    assert_eq!(page.matches("class=\"departure\"").count(), 2, "{page}");
}

#[tokio::test]
async fn the_app_serves_them_beside_its_webhooks() {
    let stage = Stage::start(StageConfig {
        database_url: "sqlite::memory:".to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        foundations: Foundations::load(None).unwrap(),
        clock: Clock::system(),
        reconcile: false,
    });
    let stage = stage.await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = |path: &str| client.get(format!("http://{}{path}", stage.app().address())).send();
    // The client follows from one address to the other.
    let answer = ask("/rules/y3").await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.url().path()), (200, "/rules/Y3"));
    assert_eq!(ask("/healthz").await.unwrap().text().await.unwrap(), "ok\n");
    assert_eq!(ask("/nothing").await.unwrap().status(), 404);
    stage.stop().await;
}
