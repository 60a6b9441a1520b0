//! The security headers of all pages.

use reqwest::Method;

use crate::support::stage::Acme;

#[tokio::test]
async fn every_page_tells_a_browser_to_run_nothing_and_to_show_it_to_no_other_site() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let decision = format!("/pulls/acme/boiler/{number}");
    let kept = ["/rules", "/rules/Y3", "/style.css"];
    let fresh = ["/rules/nothing", "/pulls/acme/boiler/99", &decision, "/healthz", "/readyz"];
    for path in kept.iter().chain(&fresh) {
        let answer = acme.ask(Method::GET, path).await;
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
        let content = header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(content.split("; ").any(|it| it == part), "{path}: {content}");
        }
        assert!(!content.contains("unsafe") && !content.contains("script-src"), "{path}: {content}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", if kept.contains(path) { "public, max-age=600" } else { "no-store" }),
        ] {
            assert_eq!(header(name), value, "{path}: {name}");
        }
        assert!(header("server").is_empty() && header("set-cookie").is_empty(), "{path}");
        let text = answer.text().await.unwrap();
        assert!(!text.contains("<script") && !text.contains("style=\""), "{path}: {text}");
    }
}
