//! Data about users: open review requests, settings, and commands still to run.

use wg_steward::domain::pull::intent::Intent;
use wg_steward::domain::pull::plan::Reaction;
use wg_steward::domain::pull::snapshot::{Answer, CommandComment};
use wg_steward::domain::types::reviewer::Reviewer;

use super::*;

both![
    open_requests_are_counted_over_the_foundation_without_the_pull_request_in_question,
    a_pull_request_that_nobody_looks_at_is_found_once_a_day,
    a_comment_with_commands_is_kept_once_until_it_is_answered,
    what_a_run_notes_is_there_for_the_next_one,
    a_repository_with_another_name_takes_along_what_is_known,
    a_label_of_another_name_is_found_by_both,
];

fn foundation() -> RepoName {
    named("cloudfoundry/community")
}

fn on(number: u64) -> RecordSubject {
    RecordSubject { repository: claw(), number }
}

fn looked(number: u64, requested: &[&str]) -> Record {
    let requested = requested.iter().map(|login| named(login)).collect();
    Record::Looked { foundation: foundation(), on: on(number), requested }
}

fn noted(note: Intent) -> Record {
    Record::Noted { foundation: foundation(), on: on(1), intent: note }
}

async fn running(store: &Store) -> Lease {
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    lease(store).await.unwrap()
}

async fn open_requests_are_counted_over_the_foundation_without_the_pull_request_in_question(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let _ =
        store.record(&run, vec![looked(1, &["ann", "Bob"]), looked(2, &["ann"]), looked(3, &["ann"])]).await.unwrap();
    let open = async |number| store.people(&foundation(), &claw(), number).await.unwrap().open;
    assert_eq!(open(9).await, [(named("ann"), 3), (named("bob"), 1)].into());
    assert_eq!(open(1).await, [(named("ann"), 2)].into());

    let _ = store.record(&run, vec![looked(1, &["bob"]), looked(2, &[])]).await.unwrap();

    assert_eq!(open(9).await, [(named("ann"), 1), (named("bob"), 1)].into());
    let other = store.people(&claw(), &claw(), 9).await.unwrap();
    assert!(other.open.is_empty() && other.are_counted, "another foundation has its own");
}

async fn a_pull_request_that_nobody_looks_at_is_found_once_a_day(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let _ = store.record(&run, vec![looked(1, &["ann"]), looked(2, &["bob"])]).await.unwrap();
    place.pass(MINUTE);
    let _ = store.record(&run, vec![looked(2, &["bob"])]).await.unwrap();
    assert_eq!(store.overlooked(place.now(), 9).await.unwrap(), [pull(1)]);
    assert_eq!(store.overlooked(place.now(), 9).await.unwrap(), [], "it is to be looked at now");
}

async fn a_comment_with_commands_is_kept_once_until_it_is_answered(place: Place) {
    let store = place.open().await;
    let told = CommandComment { comment: 7, author: named("Ann"), member: true, body: "/wg help".to_owned() };
    for id in ["d1", "d2"] {
        let accepted = Accepted { told: Some((on(1), told.clone())), ..delivery(id, &[pull(1)]) };
        let _ = store.accept(accepted).await.unwrap();
    }
    let run = lease(&store).await.unwrap();
    assert_eq!(store.told(&claw(), 1).await.unwrap(), [told]);

    let answer = Answer { reaction: Reaction::Seen, text: Some("Help".to_owned()), hint: true };
    let kept = Some(answer.clone());
    let _ = store.record(&run, vec![noted(Intent::Obeyed { comment: 7, answer: kept })]).await.unwrap();
    let memory = store.recall(&claw(), 1, None).await.unwrap();
    assert!(store.told(&claw(), 1).await.unwrap().is_empty() && memory.hinted);
    assert_eq!(memory.answers, [(7, Answer { hint: false, ..answer })].into());

    let _ = store.record(&run, vec![Record::Answered { repository: claw(), comment: 7 }]).await.unwrap();
    assert!(store.recall(&claw(), 1, None).await.unwrap().answers.is_empty());
}

async fn what_a_run_notes_is_there_for_the_next_one(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let ann: Reviewer = named("ann");
    let notes = [
        Intent::GroupWanted { group: named("docs"), by: named("Bob") },
        Intent::Rerolled { reviewer: ann.clone(), by: named("Bob") },
        Intent::Away { login: named("ann"), until: Some(named("2026-12-24")) },
        Intent::Capacity { login: named("ann"), most: Some(3) },
    ];
    let _ = store.record(&run, notes.into_iter().map(noted).collect()).await.unwrap();
    let memory = store.recall(&claw(), 1, None).await.unwrap();
    assert_eq!(memory.groups_wanted, [(named("docs"), named("Bob"))].into());
    assert_eq!(memory.asked[&ann].rerolled_by, Some(named("bob")));
    let people = store.people(&foundation(), &claw(), 1).await.unwrap();
    assert_eq!(
        (people.away_until, people.capacity),
        ([(named("ann"), named("2026-12-24"))].into(), [(named("ann"), 3)].into())
    );

    let back =
        [Intent::Away { login: named("ann"), until: None }, Intent::Capacity { login: named("ann"), most: None }];
    let records = back.into_iter().map(noted).chain([Record::TakenBack { on: on(1), reviewer: ann.clone() }]).collect();
    let _ = store.record(&run, records).await.unwrap();
    let people = store.people(&foundation(), &claw(), 1).await.unwrap();
    assert!(people.away_until.is_empty() && people.capacity.is_empty());
    assert!(store.recall(&claw(), 1, None).await.unwrap().asked[&ann].taken_back);
}

async fn a_repository_with_another_name_takes_along_what_is_known(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let asked = Record::Asked { on: on(1), reviewer: named("ann"), group: Some(named("docs")) };
    let put = Record::LabelPut { on: on(1), label: "wg/docs".into() };
    let _ = store.record(&run, vec![asked, put, looked(1, &["ann"])]).await.unwrap();
    let to: RepoName = named("cloudfoundry/paw");

    let _ = store.record(&run, vec![Record::Renamed { from: claw(), to: to.clone() }]).await.unwrap();

    let memory = store.recall(&to, 1, None).await.unwrap();
    assert!(memory.asked.contains_key(&named("ann")) && memory.labels_put.contains("wg/docs"));
    assert_eq!(store.recall(&claw(), 1, None).await.unwrap(), Memory::default());
    assert!(store.knows(&to, 1).await.unwrap() && !store.knows(&claw(), 1).await.unwrap());
}

async fn a_label_of_another_name_is_found_by_both(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let (old, new) = ("wg/docs".to_owned(), "group/docs".to_owned());
    let look = "ff0000 documents".to_owned();
    let meaning = "group docs".to_owned();
    let made =
        Record::LabelExists { repository: claw(), label: old.clone(), look: look.clone(), meaning: meaning.clone() };
    let there =
        Record::LabelExists { repository: claw(), label: old.clone(), look: look.clone(), meaning: String::new() };
    let put = Record::LabelPut { on: on(1), label: old.clone() };
    let _ = store.record(&run, vec![made, there, put]).await.unwrap();
    let known = store.recall(&claw(), 1, None).await.unwrap().labels_known;
    assert_eq!(known[&old].meaning, meaning, "another run found it there: it is ours all the same");

    let changed = Record::LabelChanged {
        repository: claw(),
        from: old.clone(),
        label: new.clone(),
        look,
        meaning: meaning.clone(),
    };
    let _ = store.record(&run, vec![changed]).await.unwrap();

    let memory = store.recall(&claw(), 1, None).await.unwrap();
    assert_eq!((memory.labels_known[&new].meaning.as_str(), memory.labels_put), ("group docs", [new.clone()].into()));
    assert_eq!(memory.labels_known[&old].renamed_to, Some(new));
}
