//! Records of runs: stored, recalled, shown and purged.

use super::*;

both![
    what_a_run_did_is_recalled_for_the_next_snapshot_of_that_pull_request,
    a_check_that_is_wanted_anew_keeps_its_run_and_forgets_what_it_says,
    a_comment_is_recalled_until_it_is_gone_for_good,
    what_github_refused_is_recalled_until_it_goes_well,
    nothing_is_recalled_about_what_was_never_seen,
    the_audit_shows_the_newest_writes_first_of_all_targets_or_of_one,
    what_was_written_is_recorded_even_if_the_lease_was_lost,
    a_purge_forgets_the_old_and_keeps_the_new,
];

const HEAD: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

async fn running(store: &Store) -> Lease {
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    lease(store).await.unwrap()
}

fn wrote(action: &str) -> Record {
    Record::Wrote { action: action.into(), detail: r#"{"reviewers":["ann"]}"#.into(), outcome: "done".into() }
}

fn posted(name: &str, run_id: u64, fingerprint: &str) -> Record {
    Record::CheckPosted {
        repository: claw(),
        commit: named(HEAD),
        name: name.into(),
        number: Some(1),
        run_id,
        fingerprint: fingerprint.into(),
    }
}

fn on(number: u64) -> RecordSubject {
    RecordSubject { repository: claw(), number }
}

async fn what_a_run_did_is_recalled_for_the_next_snapshot_of_that_pull_request(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let until = place.now().plus(MINUTE);
    let look = "ff0000 documents".to_owned();
    let records = vec![
        wrote("request_review"),
        Record::Asked { on: on(1), reviewer: named("Ann"), group: Some(named("docs")) },
        Record::Asked { on: on(2), reviewer: named("bob"), group: None },
        Record::LabelPut { on: on(1), label: "wg/docs".into() },
        Record::LabelPut { on: on(1), label: "wg/toc".into() },
        Record::LabelTaken { on: on(1), label: "wg/toc".into() },
        Record::LabelExists { repository: claw(), label: "wg/docs".into(), look, meaning: "group docs".into() },
        posted("wg/ownership", 11, "f1"),
        posted("wg/ownership", 12, "f2"),
        posted("wg/charter", u64::MAX, "f3"),
        Record::CannotBeAsked { repository: claw(), reviewer: named("eve"), until, why: "no collaborator".into() },
    ];
    let _ = store.record(&run, records).await.unwrap();

    let lower: RepoName = named("cloudfoundry/claw");
    let recall = store.recall(&lower, 1, Some(&named(HEAD))).await.unwrap();

    let asked = Request { at: place.now(), group: Some(named("docs")), ..Request::default() };
    assert_eq!(recall.asked, BTreeMap::from([(named("ann"), asked)]));
    assert_eq!(recall.labels_put, BTreeSet::from(["wg/docs".to_owned()]));
    let check = |run, text: &str| PostedCheck { run, fingerprint: text.into() };
    let checks = [("wg/ownership".to_owned(), check(12, "f2")), ("wg/charter".to_owned(), check(u64::MAX, "f3"))];
    assert_eq!(recall.checks, BTreeMap::from(checks));
    let known = KnownLabel { look: "ff0000 documents".into(), meaning: "group docs".into(), renamed_to: None };
    assert_eq!(recall.labels_known, BTreeMap::from([("wg/docs".to_owned(), known)]));
    assert_eq!(recall.cannot_be_asked, BTreeMap::from([(named("eve"), "no collaborator".to_owned())]));
    place.pass(MINUTE);
    assert_eq!(store.recall(&lower, 1, Some(&named(HEAD))).await.unwrap().cannot_be_asked, BTreeMap::new());
}

async fn a_check_that_is_wanted_anew_keeps_its_run_and_forgets_what_it_says(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let wanted = Record::CheckWanted { repository: claw(), commit: named(HEAD) };
    let _ = store.record(&run, vec![posted("wg/ownership", 11, "f1"), wanted]).await.unwrap();

    let checks = store.recall(&claw(), 1, Some(&named(HEAD))).await.unwrap().checks;
    assert_eq!(checks["wg/ownership"], PostedCheck { run: 11, fingerprint: String::new() });
}

async fn a_comment_is_recalled_until_it_is_gone_for_good(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let written = |id, text: &str| Record::CommentWritten {
        on: on(1),
        topic: CommentTopic::Proposal,
        id,
        fingerprint: text.into(),
    };
    let recall = async || store.recall(&claw(), 1, Some(&named(HEAD))).await.unwrap();
    let _ = store.record(&run, vec![written(7, "f1"), written(7, "f2")]).await.unwrap();
    let comment = PostedComment { id: 7, fingerprint: "f2".into() };
    assert_eq!(recall().await.comments, BTreeMap::from([(CommentTopic::Proposal, Some(comment))]));

    let _ = store.record(&run, vec![Record::CommentGone { on: on(1), topic: CommentTopic::Proposal }]).await.unwrap();

    assert_eq!(recall().await.comments, BTreeMap::from([(CommentTopic::Proposal, None)]));
    assert_eq!(
        store.recall(&claw(), 2, Some(&named(HEAD))).await.unwrap(),
        Memory::default(),
        "of another one nothing"
    );
}

async fn what_github_refused_is_recalled_until_it_goes_well(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let until = place.now().plus(MINUTE);
    let (label, comment) = (Write::AddLabel("wg/docs of ours".into()), Write::Comment(CommentTopic::Proposal));
    let refused = |what: &Write, why: &str| Record::Refused { on: on(1), what: what.clone(), why: why.into(), until };
    let recall = async || store.recall(&claw(), 1, Some(&named(HEAD))).await.unwrap().refused;
    let records = vec![refused(&label, "no"), refused(&label, "no permission"), refused(&comment, "locked")];
    let _ = store.record(&run, records).await.unwrap();
    let refusal = |why: &str, due| WriteRefusal { why: why.into(), due };
    let both = |due| [(label.clone(), refusal("no permission", due)), (comment.clone(), refusal("locked", due))];
    assert_eq!(recall().await, BTreeMap::from(both(false)));
    assert!(store.recall(&claw(), 2, None).await.unwrap().refused.is_empty(), "of another one nothing");

    let _ = store.record(&run, vec![Record::Made { on: on(1), what: comment.clone() }]).await.unwrap();
    assert_eq!(recall().await, BTreeMap::from([(label.clone(), refusal("no permission", false))]));
    let wanted = Record::CheckWanted { repository: claw(), commit: named(HEAD) };
    let _ = store.record(&run, vec![posted("wg/ownership", 1, "f"), wanted]).await.unwrap();
    assert_eq!(recall().await, BTreeMap::from([(label.clone(), refusal("no permission", true))]));
    let _ = store.record(&run, vec![refused(&comment, "locked")]).await.unwrap();
    place.pass(MINUTE);
    assert_eq!(recall().await, BTreeMap::from(both(true)), "by then both are due");
}

async fn nothing_is_recalled_about_what_was_never_seen(place: Place) {
    let store = place.open().await;

    assert_eq!(store.recall(&claw(), 1, Some(&named(HEAD))).await.unwrap(), Memory::default());
}

async fn the_audit_shows_the_newest_writes_first_of_all_targets_or_of_one(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let _ = store.record(&run, vec![wrote("request_review"), wrote("post_check")]).await.unwrap();
    let _ = store.accept(delivery("d2", &[pull(2)])).await.unwrap();
    let other = lease(&store).await.unwrap();
    let end = store.record_and_finish(other, vec![wrote("put_label")], Finish::Done).await.unwrap();
    assert_eq!(end, Finished::Done);

    let actions = |rows: Vec<AuditRow>| rows.into_iter().map(|row| row.action).collect::<Vec<_>>();
    assert_eq!(actions(store.audit(None, 2).await.unwrap()), ["put_label", "post_check"]);
    let mine = store.audit(Some(&pull(1)), 9).await.unwrap();
    assert_eq!((mine[0].at, &mine[0].target, mine[0].installation), (place.now(), &pull(1), run.installation()));
    assert_eq!(mine[0].detail, r#"{"reviewers":["ann"]}"#);
    assert_eq!(actions(mine), ["post_check", "request_review"]);
}

async fn what_was_written_is_recorded_even_if_the_lease_was_lost(place: Place) {
    let store = place.open().await;
    let slow = running(&store).await;
    place.pass(MINUTE + SOON);
    let _heir = lease(&store).await.unwrap();

    let end = store.record_and_finish(slow, vec![wrote("put_label")], Finish::Done).await.unwrap();

    assert_eq!(end, Finished::Lost);
    assert_eq!(store.audit(None, 9).await.unwrap().len(), 1);
    assert_eq!(store.health().await.unwrap().running_jobs, 1);
}

async fn a_purge_forgets_the_old_and_keeps_the_new(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let _ = store.record(&run, vec![wrote("post_check"), posted("wg/ownership", 1, "f")]).await.unwrap();
    for number in 0..700 {
        let _ = store.accept(delivery(&format!("old{number}"), &[])).await.unwrap();
    }
    place.pass(MINUTE);
    let _ = store.accept(delivery("new", &[])).await.unwrap();

    let purged = store.purge(place.now()).await.unwrap();

    assert_eq!(
        purged,
        Purged { deliveries: 701, audit: 1, checks: 1, refusals: 0, told: 0, decisions: 0, verdicts: 0 }
    );
    assert_eq!(store.accept(delivery("new", &[])).await.unwrap(), Acceptance::Duplicate);
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
}
