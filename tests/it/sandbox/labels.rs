//! Labels are renamed and restyled wherever they are set.

use reqwest::Method;
use serde_json::json;
use wg_steward::sandbox::{FileChanges, NewHead};

use crate::support::sandbox_story::{Story, claw, json_of, login};

const LABELS: &str = "/repos/cloudfoundry/claw/labels";

#[tokio::test]
async fn a_label_keeps_its_places_when_it_gets_another_name() {
    let story = Story::begin().await;
    let (sandbox, bob) = (&story.sandbox, login("bob"));
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let issue = sandbox.open_issue(&claw(), &bob, "A question", "").unwrap();
    story.post(LABELS, json!({ "name": "Docs", "color": "0e8a16", "description": "Documentation" })).await;
    for on in [number, issue] {
        sandbox.add_label(&claw(), on, "Docs", &bob).unwrap();
    }
    let body = json!({ "new_name": "wg/Docs", "color": "ffffff" });
    let changed = story.send(&story.token, Method::PATCH, &format!("{LABELS}/docs"), Some(body)).await;
    assert_eq!(changed.status(), 200);
    let changed = json_of(changed).await;
    assert_eq!((&changed["name"], &changed["description"]), (&json!("wg/Docs"), &json!("Documentation")));
    assert_eq!(sandbox.pull(&claw(), number).unwrap().labels, ["wg/Docs"]);
    let on_issue = story.read(&format!("/repos/cloudfoundry/claw/issues/{issue}/labels")).await;
    assert_eq!(json_of(on_issue).await[0]["name"], "wg/Docs");
    assert_eq!(story.read(&format!("{LABELS}/docs")).await.status(), 404);
    let told = json_of(story.read(&format!("/repos/cloudfoundry/claw/issues/{number}/timeline")).await).await;
    assert_eq!(told[1]["label"], json!({ "name": "Docs", "color": "0e8a16" }));
    story.end();
}

#[tokio::test]
async fn a_label_gets_no_name_that_another_has_but_its_own_in_another_case() {
    let story = Story::begin().await;
    for name in ["one", "two"] {
        story.post(LABELS, json!({ "name": name, "color": "0e8a16" })).await;
    }
    let rename = |from: &str, to: &str| {
        let path = format!("{LABELS}/{from}");
        let body = json!({ "new_name": to });
        let story = &story;
        async move { story.send(&story.token, Method::PATCH, &path, Some(body)).await }
    };
    let taken = rename("one", "TWO").await;
    assert_eq!(taken.status(), 422);
    assert_eq!(json_of(taken).await["errors"][0]["code"], "already_exists");
    assert_eq!(rename("none", "three").await.status(), 404);
    assert_eq!(json_of(rename("one", "One").await).await["name"], "One");
    let names = json_of(story.read(&format!("{LABELS}?per_page=1&page=1")).await).await;
    assert_eq!((names.as_array().unwrap().len(), &names[0]["name"]), (1, &json!("One")));
    story.end();
}
