//! The public page of a decision: the same text as the check, and nothing private.

use reqwest::Method;
use wg_steward::sandbox::{FileChanges, RepositoryOptions};

use crate::support::markup::{by_comrak, links, tags, words};
use crate::support::process::Process;
use crate::support::stage::{Acme, acme_with_all_checks, login, repo};
use crate::support::town::Town;

#[tokio::test]
async fn the_page_says_what_the_checks_say_word_for_word() {
    let mut acme = Acme::start_with(acme_with_all_checks()).await;
    let charter = "# Bakery: Working Group Charter\n\n```yaml\nname: Bakery\nexecution_leads: []\n```\n";
    let changes = FileChanges::new().write("groups/bakery.md", charter);
    let number = acme.open_with("acme/governance", "contributor", changes, false);
    acme.deliver().await;
    acme.calls();

    let (status, page) = acme.get(&format!("/pulls/acme/governance/{number}")).await;

    assert_eq!((status, acme.calls()), (200, Vec::new()), "GitHub is not asked");
    let head = acme.pull("acme/governance", number).head;
    let runs = acme.stage.github.check_runs(&repo("acme/governance"), &head);
    assert_eq!(runs.len(), 3);
    for run in runs {
        let (_, section) = page.split_once(&format!("<span class=\"id\">{}</span>", run.name)).unwrap();
        let (head, summary) = section.split_once("</section>").unwrap().0.split_once("</h2>").unwrap();
        assert!(words(head).ends_with(&format!("{} {}", run.conclusion.unwrap(), run.title.unwrap())), "{head}");
        let theirs = by_comrak(&run.summary.unwrap());
        assert_eq!((words(summary), links(summary)), (words(&theirs), links(&theirs)));
    }
    let site = &acme.stage.settings().github_api_url;
    assert!(links(&page).contains(&format!("{site}/acme/governance/pull/{number}")), "{page}");
    assert!(links(&page).contains("../../../style.css") && words(&page).contains("Decided on 20"), "{page}");
}

#[tokio::test]
async fn a_new_decision_replaces_the_old_one_and_a_closed_pull_request_keeps_its_last() {
    let acme = Acme::start().await;
    let number = acme.open_with("acme/boiler", "contributor", FileChanges::of_paths(["x"]), true);
    acme.deliver().await;
    let path = format!("/pulls/Acme/Boiler/{number}");
    assert!(acme.get(&path).await.1.contains("<h2>Engines (Steam): draft, no review requested yet</h2>"));
    acme.stage.github.mark_ready(&repo("acme/boiler"), number).unwrap();
    acme.deliver().await;
    let (_, page) = acme.get(&path).await;
    assert!(
        page.contains("<h2>Engines (Steam): review requested from 2 leads</h2>") && !page.contains("draft"),
        "{page}"
    );
    let trial = acme.stage.github.enqueue_merge_group(&repo("acme/boiler"), number, &login("octocat")).unwrap();
    acme.deliver().await;
    assert_eq!(acme.stage.github.check_runs(&repo("acme/boiler"), &trial).len(), 1);
    assert_eq!(acme.get(&path).await.1, page, "a trial merge is not what people look at");
    acme.stage.github.close_pull(&repo("acme/boiler"), number).unwrap();
    acme.deliver().await;
    assert_eq!(acme.get(&path).await.1, page);
}

#[tokio::test]
async fn what_is_private_unknown_or_undecided_is_one_and_the_same_page() {
    let acme = Acme::start().await;
    acme.stage.github.set_private(&repo("acme/piston"), true).unwrap();
    let private = acme.open("acme/piston", "contributor");
    acme.deliver().await;
    assert_eq!(acme.check("acme/piston", private).conclusion.as_deref(), Some("success"), "it was decided");
    let undecided = acme.open("acme/boiler", "contributor");
    let (status, page) = acme.get(&format!("/pulls/acme/piston/{private}")).await;
    assert!(status == 404 && !page.contains("piston"), "{page}");
    for path in [
        &format!("/pulls/acme/boiler/{undecided}"),
        "/pulls/acme/boiler/4711",
        "/pulls/acme/nothing/1",
        "/pulls/nobody/nothing/1",
        "/pulls/acme/boiler/0",
        "/pulls/acme/boiler/+1",
        "/pulls/acme/boiler/one",
        "/pulls/acme/boiler/99999999999999999999999",
        "/pulls/acme/%FF/1",
        "/pulls/acme/%3Cscript%3E/1",
        "/pulls/acme/..%2f..%2f/1",
    ] {
        assert_eq!(acme.get(path).await, (404, page.clone()), "{path}");
    }
}

#[tokio::test]
async fn what_becomes_private_is_shown_no_more_on_any_of_its_pull_requests() {
    let acme = Acme::start().await;
    acme.stage.github.add_repository(&repo("acme/secret"), RepositoryOptions::default());
    let numbers = [acme.open("acme/secret", "contributor"), acme.open("acme/secret", "somebody")];
    acme.deliver().await;
    for number in numbers {
        assert_eq!(acme.get(&format!("/pulls/acme/secret/{number}")).await.0, 200);
    }
    acme.stage.github.set_private(&repo("acme/secret"), true).unwrap();
    acme.stage.github.push_to_pull(&repo("acme/secret"), numbers[1], &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    for number in numbers {
        assert_eq!(acme.get(&format!("/pulls/acme/secret/{number}")).await.0, 404);
    }
}

#[tokio::test]
async fn what_people_write_is_no_markup_there() {
    let acme = Acme::start().await;
    let name = r#"<img src=x onerror=alert(1)> @all [a](javascript:alert(2)) <script>"#;
    let charter = format!(
        "# X: Working Group Charter\n\n```yaml\nname: '{name}'\nexecution_leads: [{{name: A, github: octocat}}]\n\
         areas:\n- name: '</details></section><b>'\n  repositories: [acme/kettle]\n```\n"
    );
    let github = &acme.stage.github;
    github.add_repository(&repo("acme/kettle"), RepositoryOptions::default());
    let changes = FileChanges::new().write("groups/evil.md", charter);
    github.push_to_default_branch(&repo("acme/governance"), &login("octocat"), &changes).unwrap();
    acme.deliver().await;
    let owned = acme.open("acme/kettle", "contributor");
    let changes =
        FileChanges::of_paths(["groups/`<img src=x onerror=alert(3)>`|</details>.md", "<svg onload=alert(4)>"]);
    let by_path = acme.open_with("acme/governance", "contributor", changes, false);
    // Not compared with GitHub's API description: the sandbox writes such paths into addresses unescaped.
    acme.stage.deliver().await.unwrap();
    for (path, shown) in [
        (format!("/pulls/acme/kettle/{owned}"), "<img src=x onerror=alert(1)>"),
        (format!("/pulls/acme/governance/{by_path}"), "<svg onload=alert(4)>"),
    ] {
        let (status, page) = acme.get(&path).await;
        assert!(status == 200 && words(&page).contains(shown), "{page}");
        let tags = tags(&page);
        let harmful = ["<img", "<script", "<svg", "<b>", "<style", "<iframe", "<form"];
        assert!(!tags.iter().any(|tag| harmful.iter().any(|word| tag.starts_with(word))), "{tags:?}");
        assert!(!tags.iter().any(|tag| tag.contains(" on") || tag.contains("src=")), "{tags:?}");
        let leads = |link: &String| link.starts_with("http://") || link == "../../../style.css";
        assert!(links(&page).iter().all(leads), "{:?}", links(&page));
        assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
    }
}

#[tokio::test]
async fn a_browser_may_run_nothing_there_and_keeps_nothing() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    for path in [format!("/pulls/acme/boiler/{number}"), "/pulls/acme/boiler/99".to_owned()] {
        let answer = acme.ask(Method::GET, &path).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        let content = header("content-security-policy");
        assert!(content.starts_with("default-src 'none'; style-src 'self'; base-uri 'none'"), "{content}");
        assert_eq!((header("x-content-type-options"), header("referrer-policy")), ("nosniff", "no-referrer"));
        assert_eq!((header("cache-control"), header("content-type")), ("no-store", "text/html; charset=utf-8"));
        assert_eq!(acme.ask(Method::POST, &path).await.status(), 405);
        let (status, head) = (answer.status(), acme.ask(Method::HEAD, &path).await);
        assert_eq!((head.status(), head.text().await.unwrap().as_str()), (status, ""));
    }
}

#[tokio::test]
async fn the_check_links_to_the_page_and_a_dry_run_shows_nothing() {
    let town = Town::open().await;
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_PUBLIC_URL", "https://steward.example/".to_owned()));
    let mut process = Process::start(&environment).await;
    town.github.set_private(&repo("acme/piston"), true).unwrap();
    let details = |repository: &str, number| {
        let run = town.github.check_runs(&repo(repository), &town.head(repository, number)).remove(0);
        run.details_url.filter(|url| url.contains("/pulls/"))
    };
    let (public, private) = (town.pull("acme/boiler", "A change"), town.pull("acme/piston", "A change"));
    town.settle(&mut process).await;
    assert_eq!(details("acme/boiler", public), Some(format!("https://steward.example/pulls/acme/boiler/{public}")));
    assert_eq!(details("acme/piston", private), None);
    assert_eq!(process.terminate().await.0, Some(0));

    environment.push(("WG_STEWARD_DRY_RUN", "true".to_owned()));
    let mut process = Process::start(&environment).await;
    let dry = town.pull("acme/boiler", "Another change");
    town.settle(&mut process).await;
    let store = town.store().await;
    assert!(store.decision(&repo("acme/boiler"), public).await.unwrap().is_some());
    assert_eq!(store.decision(&repo("acme/boiler"), dry).await.unwrap(), None);
    store.close().await;
}
