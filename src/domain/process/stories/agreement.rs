//! Who has agreed: the state of the agreements over heads, reviews and days.

use crate::domain::process::{
    AgreementState, ApprovalState, Assessment, Bypass, Change, ChangeHistory, ChangeSet, Opinions, TouchedPath, fewest,
    state,
};
use crate::domain::types::ids::Sha;
use crate::domain::types::review::{Dismissal, Opinion, SubmittedReview};
use crate::domain::types::time::Timestamp;

use super::{CONTRIBUTORS, Edit, OVENS, PROTECTION, STOVES, TOC, cloudfoundry, joined, trees};

/// A repository moves from the area Wood of Ovens to Stoves: more than half of the leads of each.
const MOVE: &[Edit] = &[
    (OVENS, "  - cloudfoundry/bread\n", ""),
    (STOVES, "  - cloudfoundry/iron\n", "  - cloudfoundry/iron\n  - cloudfoundry/bread\n"),
];

/// The same, and words that change nothing.
const MOVE_AND_WORDS: &[Edit] = &[MOVE[0], MOVE[1], (OVENS, "# Ovens: Working Group Charter", "# Ovens Charter")];

/// Another repository moves, too.
const MOVE_MORE: &[Edit] = &[
    (OVENS, "  - cloudfoundry/bread\n", ""),
    (OVENS, "  - cloudfoundry/pipe\n", ""),
    (STOVES, "  - cloudfoundry/iron\n", "  - cloudfoundry/iron\n  - cloudfoundry/bread\n  - cloudfoundry/pipe\n"),
];

/// A lead is added: the oversight decides, and the approvers of the group vote, for seven days.
const LEAD: &[Edit] = &[(OVENS, "technical_leads:\n", "technical_leads:\n- {name: Zoe, github: zoe}\n")];

fn day(day: i64) -> Timestamp {
    Timestamp(day * 24 * 60 * 60 * 1000)
}

fn head(number: usize) -> Sha {
    format!("{number:040x}").parse().unwrap()
}

/// A review of a head: `ann +`, `ann -`.
fn review(text: &str, of: usize, on: i64) -> SubmittedReview {
    let (author, opinion) = text.split_once(' ').unwrap();
    let opinion = if opinion == "+" { Opinion::Approves } else { Opinion::Objects };
    SubmittedReview {
        author: author.parse().unwrap(),
        opinion,
        at: day(on),
        commit: Some(head(of)),
        url: None,
        dismissed: None,
    }
}

fn dismissed(by: &str, on: i64, review: SubmittedReview) -> SubmittedReview {
    SubmittedReview { dismissed: Some(Dismissal { by: by.parse().ok(), at: day(on) }), ..review }
}

/// A pull request of `ann`, pushed on the days from 0 on, with reviews, on a day.
struct Pull<'a> {
    heads: &'a [&'a [Edit]],
    author: &'a str,
    reviews: Vec<SubmittedReview>,
    bypasses: Vec<Bypass>,
    today: i64,
}

impl Pull<'_> {
    fn look<T>(&self, look: impl FnOnce(&ApprovalState<'_>) -> T) -> T {
        let policy = cloudfoundry();
        let author = self.author.parse().ok();
        let assess = |edits: &&[Edit]| {
            let [base, head] = trees(edits, &policy);
            Assessment::of([&base, &head], &base, &[], author.as_ref(), &policy)
        };
        let assessed: Vec<Assessment> = self.heads.iter().map(assess).collect();
        let set = |(number, process): (usize, &Assessment)| ChangeSet {
            commit: head(number),
            at: day(i64::try_from(number).unwrap()),
            changes: process.changes.all.iter().map(Change::fingerprint).collect(),
        };
        let mut sets: Vec<ChangeSet> = assessed.iter().enumerate().map(set).collect();
        let present = sets.pop().unwrap();
        let (history, _) = ChangeHistory::with(sets, (present.commit, present.at, present.changes));
        let opinions = Opinions {
            reviews: &self.reviews,
            bypasses: &self.bypasses,
            cut: false,
            since: None,
            retargeted: None,
            history,
            now: day(self.today),
        };
        look(&state(assessed.last().unwrap(), &opinions))
    }

    fn lines(&self) -> Vec<String> {
        self.look(|state| {
            let people = |reviews: &[&SubmittedReview]| joined(reviews.iter().map(|review| &review.author));
            let line = |one: &AgreementState<'_>| {
                let until = one.until.map_or_else(String::new, |end| format!(", until day {}", end.0 / day(1).0));
                let not: Vec<_> = one.not_counted.iter().map(|(it, why)| format!("{} {why:?}", it.author)).collect();
                format!(
                    "{}: {:?}; for [{}], against [{}], not counted [{}]{until}",
                    one.requirement.party,
                    one.progress,
                    people(&one.have),
                    people(&one.objections),
                    not.join(", ")
                )
            };
            state.all.iter().map(line).collect()
        })
    }

    fn is_agreed(&self) -> bool {
        self.look(|state| state.is_agreed)
    }
}

fn pull<'a>(heads: &'a [&'a [Edit]], reviews: Vec<SubmittedReview>, today: i64) -> Pull<'a> {
    Pull { heads, author: "fay", reviews, bypasses: Vec::new(), today }
}

#[test]
fn each_party_agrees_by_itself() {
    let none = pull(&[MOVE], Vec::new(), 0).lines();
    assert_eq!(
        none,
        [
            "leads of ovens: Missing(2); for [], against [], not counted []",
            "leads of stoves: Missing(1); for [], against [], not counted []",
            "members of toc: Missing(2); for [], against [], not counted []",
        ]
    );
    let some = vec![review("ada +", 0, 0), review("tia +", 0, 0)];
    let some = pull(&[MOVE], some, 0).lines();
    assert_eq!(some[0], "leads of ovens: Missing(1); for [ada], against [], not counted []");
    assert_eq!(some[1], "leads of stoves: Agreed; for [tia], against [], not counted []");
    assert_eq!(some[2], "members of toc: Missing(1); for [tia], against [], not counted []");
    let all = ["ada +", "bob +", "tia +", "tom +"].map(|text| review(text, 0, 0)).to_vec();
    assert!(pull(&[MOVE], all, 0).is_agreed());
}

#[test]
fn the_fewest_people_count_for_several_parties() {
    let people = |reviews| pull(&[MOVE], reviews, 0).look(|state| fewest(state).map(joined));
    assert_eq!(people(Vec::new()).unwrap(), "ada, bob, ted, tia", "tia leads Stoves and is in the oversight");
    assert_eq!(people(vec![review("tom +", 0, 0)]).unwrap(), "ada, bob, tia");
    let all = ["ada +", "bob +", "tia +", "tom +"].map(|text| review(text, 0, 0)).to_vec();
    assert_eq!(people(all), None);
}

#[test]
fn an_approval_outlives_words_and_not_another_move() {
    let reviews = || ["ada +", "bob +", "tia +", "tom +"].map(|text| review(text, 0, 0)).to_vec();
    assert!(pull(&[MOVE, MOVE_AND_WORDS], reviews(), 1).is_agreed());
    assert!(!pull(&[MOVE, MOVE_AND_WORDS, MOVE_MORE], reviews(), 2).is_agreed());
    let lines = pull(&[MOVE, MOVE_MORE], reviews(), 1).lines();
    assert!(lines[0].starts_with("leads of ovens: Missing(2); for []"), "{lines:?}");
    assert!(lines[0].ends_with("not counted [ada ChangedSince, bob ChangedSince]"), "{lines:?}");
    assert!(pull(&[MOVE, MOVE_MORE, MOVE], reviews(), 2).is_agreed(), "what they agreed to is back");
}

#[test]
fn an_approval_of_an_unknown_commit_and_a_dismissed_one_do_not_count() {
    let reviews = vec![review("ada +", 7, 0), dismissed("fay", 0, review("bob +", 0, 0))];
    let lines = pull(&[MOVE], reviews, 0).lines();
    assert!(lines[0].ends_with("not counted [ada UnknownCommit, bob Dismissed]"), "{lines:?}");
    assert!(lines[0].starts_with("leads of ovens: Missing(2)"), "{lines:?}");
}

#[test]
fn the_author_and_the_candidate_do_not_count_and_the_last_word_of_a_person_does() {
    let own = Pull { author: "ada", ..pull(&[MOVE], vec![review("ada +", 0, 0), review("bob +", 0, 0)], 0) };
    let lines = own.lines();
    assert!(
        lines[0].starts_with("leads of ovens: Impossible; for [bob]") || lines[0].contains("Missing(1)"),
        "{lines:?}"
    );
    assert_eq!(own.look(|state| joined(state.of_others.iter().map(|it| &it.author))), "ada");
    let twice = vec![review("ada +", 0, 0), review("ada -", 0, 0), review("ada +", 0, 0), review("bob +", 0, 0)];
    assert!(pull(&[MOVE], twice, 0).lines()[0].starts_with("leads of ovens: Agreed; for [ada, bob], against []"));
}

#[test]
fn an_objection_stands_until_its_author_withdraws_it_or_more_than_half_outvote_it() {
    let with = |objection: SubmittedReview| {
        let mut reviews: Vec<_> = ["ada +", "bob +", "tom +"].map(|text| review(text, 0, 0)).to_vec();
        reviews.push(objection);
        pull(&[MOVE], reviews, 0).lines()
    };
    let lines = with(review("tia -", 0, 0));
    assert_eq!(lines[1], "leads of stoves: Objected(1); for [], against [tia], not counted []");
    assert_eq!(lines[2], "members of toc: Objected(1); for [tom], against [tia], not counted []");
    let lines = with(dismissed("fay", 0, review("tia -", 0, 0)));
    assert!(lines[2].contains("against [tia]"), "nobody else can dismiss it: {lines:?}");
    let lines = with(dismissed("tia", 0, review("tia -", 0, 0)));
    assert_eq!(lines[2], "members of toc: Missing(1); for [tom], against [], not counted []");

    let outvoted = ["ada +", "bob +", "tom +", "ted +", "tia -"].map(|text| review(text, 0, 0)).to_vec();
    let lines = pull(&[MOVE], outvoted, 0).lines();
    assert_eq!(lines[2], "members of toc: Agreed; for [ted, tom], against [tia], not counted []");
    assert_eq!(
        lines[1], "leads of stoves: Agreed; for [], against [tia], not counted []",
        "more than half of the oversight is enough"
    );
}

#[test]
fn a_period_begins_with_the_change_and_again_when_an_objection_is_withdrawn() {
    let yes = |on| ["tia +", "tom +", "ann +", "ben +"].map(|text| review(text, 0, on)).to_vec();
    let lines = pull(&[LEAD], yes(0), 3).lines();
    assert_eq!(lines[0], "members of toc: Waiting; for [tia, tom], against [], not counted [], until day 7");
    assert!(!pull(&[LEAD], yes(0), 6).is_agreed());
    assert!(pull(&[LEAD], yes(0), 7).is_agreed());
    // Words change on day 1, and the period goes on.
    let words: &[Edit] = &[LEAD[0], (OVENS, "# Ovens: Working Group Charter", "# Ovens Charter")];
    assert!(pull(&[LEAD, words], yes(0), 7).is_agreed());
    let mut objected = yes(0);
    objected.extend([review("ted -", 0, 1), review("ted +", 0, 5)]);
    let lines = pull(&[LEAD], objected, 7).lines();
    assert!(lines[0].starts_with("members of toc: Waiting") && lines[0].ends_with("until day 12"), "{lines:?}");
}

#[test]
fn a_vote_is_of_those_who_vote() {
    let vote = |votes: &[&str]| {
        let reviews = votes.iter().map(|text| review(text, 0, 0)).collect();
        let lines = pull(&[LEAD], reviews, 8).lines();
        lines.into_iter().find(|line| line.starts_with("approvers of ovens")).unwrap()
    };
    assert!(vote(&[]).starts_with("approvers of ovens: Missing(1)"), "nobody has voted");
    assert!(vote(&["ann +"]).starts_with("approvers of ovens: Agreed"));
    assert!(vote(&["ann +", "ben +", "cat -"]).starts_with("approvers of ovens: Missing(1)"), "two of three are 67 %");
    assert!(vote(&["ann +", "ben +", "dan +", "cat -"]).starts_with("approvers of ovens: Agreed"), "75 % are enough");
}

#[test]
fn an_election_is_not_decided_by_approvals_and_unknown_is_never_agreed() {
    let member: &[Edit] = &[(TOC, "- {name: Ted, github: ted}\n", "- {name: Uma, github: uma}\n")];
    let reviews = || ["tia +", "tom +", "ted +", "ada +"].map(|text| review(text, 0, 0)).to_vec();
    let lines = pull(&[member], reviews(), 30).lines();
    assert!(lines.iter().any(|line| line.contains(": Election;")), "{lines:?}");
    assert!(!pull(&[member], reviews(), 30).is_agreed());
    // The list of contributors goes: what changes is unknown.
    let gone: &[Edit] = &[(CONTRIBUTORS, "orgs:\n  cloudfoundry:\n    contributors:\n    - cal\n", "")];
    assert!(!pull(&[gone], reviews(), 30).is_agreed());
}

#[test]
fn reviews_that_may_be_missing_are_no_agreement() {
    let policy = cloudfoundry();
    let [base, after] = trees(MOVE, &policy);
    let process = Assessment::of([&base, &after], &base, &[], None, &policy);
    let changes = process.changes.all.iter().map(Change::fingerprint).collect();
    let (history, new) = ChangeHistory::with(Vec::new(), (head(0), day(0), changes));
    assert!(new.is_some());
    let reviews: Vec<_> = ["ada +", "bob +", "tia +", "tom +"].map(|text| review(text, 0, 0)).to_vec();
    let opinions = |cut| Opinions {
        reviews: &reviews,
        bypasses: &[],
        cut,
        since: None,
        retargeted: None,
        history: history.clone(),
        now: day(0),
    };
    assert!(state(&process, &opinions(false)).is_agreed);
    assert!(!state(&process, &opinions(true)).is_agreed);
}

#[test]
fn a_rule_is_bypassed_where_it_says_so_for_the_changes_of_that_time_by_a_member_of_the_oversight() {
    let one: &[Edit] = &[(CONTRIBUTORS, "- cal", "- cal\n    - zoe")];
    let two: &[Edit] = &[(CONTRIBUTORS, "- cal", "- cal\n    - zoe\n    - yan")];
    let bypass = |by: &str, heads: &[&[Edit]]| {
        let policy = cloudfoundry();
        let [base, after] = trees(heads.last().unwrap(), &policy);
        let process = Assessment::of([&base, &after], &base, &[], None, &policy);
        let changes = process.changes.all.iter().map(Change::fingerprint).collect();
        Bypass { by: by.parse().unwrap(), reason: "away".to_owned(), changes, at: day(0) }
    };
    let agreed = |by: &str, heads: &[&[Edit]], of: &[&[Edit]]| {
        Pull { bypasses: vec![bypass(by, of)], ..pull(heads, Vec::new(), 0) }.is_agreed()
    };
    assert!(agreed("tom", &[one], &[one]));
    assert!(!agreed("ada", &[one], &[one]), "a lead is not of the oversight");
    assert!(!agreed("tom", &[one, two], &[one]), "another contributor was not bypassed");
    assert!(!agreed("tom", &[MOVE], &[MOVE]), "RFC-0007 knows no bypass");
}

#[test]
fn the_roles_are_those_of_the_base_now_and_not_of_the_commit_that_the_pull_request_starts_from() {
    let policy = cloudfoundry();
    let [old, after] = trees(MOVE, &policy);
    let gone: &[Edit] = &[(OVENS, "- {name: Ada, github: ada}", "- {name: New, github: new-lead}")];
    let [_, present] = trees(gone, &policy);
    let process = Assessment::of([&old, &after], &present, &[], None, &policy);
    let leads = process.requirements.all.iter().find(|one| one.party.to_string() == "leads of ovens").unwrap();
    assert!(leads.may_agree(&"new-lead".parse().unwrap()) && !leads.may_agree(&"ada".parse().unwrap()));
}

#[test]
fn a_second_document_beside_the_one_that_is_read_is_not_known() {
    let policy = cloudfoundry();
    let decoy: &[Edit] = &[
        ("org/contributors.yml", "", "orgs:\n  cloudfoundry:\n    contributors:\n    - cal\n"),
        (CONTRIBUTORS, "- cal", "- cal\n    - zoe"),
    ];
    let [before, after] = trees(decoy, &policy);
    let process = Assessment::of([&before, &after], &before, &[], None, &policy);
    assert!(process.changes.unknown.iter().any(|unread| unread.path == CONTRIBUTORS), "{:?}", process.changes);
}

#[test]
fn what_is_added_or_changed_as_a_whole_is_agreed_to_as_a_whole() {
    let policy = cloudfoundry();
    let prints = |edits: &[Edit]| {
        let [before, after] = trees(edits, &policy);
        let process = Assessment::of([&before, &after], &before, &[], None, &policy);
        process.changes.all.iter().map(Change::fingerprint).collect::<Vec<_>>()
    };
    let protected = |text: &'static str| prints(&[(PROTECTION, "{}", text)]);
    assert_ne!(protected("{a: 1}"), protected("{a: 2}"));
    let area = |approver: &'static str| prints(&[(STOVES, "areas:\n", approver)]);
    let one = "areas:\n- name: Clay\n  approvers:\n  - {name: A, github: a}\n  reviewers:\n  - {name: B, github: b}\n  repositories: []\n";
    let swapped = "areas:\n- name: Clay\n  approvers:\n  - {name: B, github: b}\n  reviewers:\n  - {name: A, github: a}\n  repositories: []\n";
    assert_ne!(area(one), area(swapped));
    let group = |lead: &'static str| prints(&[("toc/working-groups/grills.md", "", lead)]);
    let grills = "# G\n\n```yaml\nname: Grills\nexecution_leads:\n- {name: A, github: a}\ntechnical_leads: []\nbots: []\nareas:\n- name: X\n  approvers:\n  - {name: B, github: b}\n  repositories: []\n```\n";
    let other = "# G\n\n```yaml\nname: Grills\nexecution_leads:\n- {name: A, github: a}\ntechnical_leads: []\nbots: []\nareas:\n- name: X\n  approvers:\n  - {name: C, github: c}\n  repositories: []\n```\n";
    let words = "# Grills\n\n```yaml\nname: Grills\nexecution_leads:\n- {name: A A, github: A}\ntechnical_leads: []\nbots: []\nareas:\n- name: X\n  approvers:\n  - {name: B, github: b}\n  repositories: []\n```\n";
    assert_ne!(group(grills), group(other));
    assert_eq!(group(grills), group(words), "another spelling is no change");
}

#[test]
fn no_period_runs_before_a_pull_request_is_proposed_anew_and_approvals_of_another_base_do_not_count() {
    let policy = cloudfoundry();
    let [base, after] = trees(LEAD, &policy);
    let process = Assessment::of([&base, &after], &base, &[], None, &policy);
    let changes = process.changes.all.iter().map(Change::fingerprint).collect();
    let (history, _) = ChangeHistory::with(Vec::new(), (head(0), day(0), changes));
    let reviews: Vec<_> = ["tia +", "tom +", "ann +"].map(|text| review(text, 0, 1)).to_vec();
    let agreed = |since: Option<i64>, retargeted: Option<i64>| {
        let (since, retargeted) = (since.map(day), retargeted.map(day));
        let history = history.clone();
        let opinions =
            Opinions { reviews: &reviews, bypasses: &[], cut: false, since, retargeted, history, now: day(10) };
        state(&process, &opinions).is_agreed
    };
    assert!(agreed(None, None) && agreed(Some(3), None) && agreed(None, Some(0)));
    assert!(!agreed(Some(4), None), "reopened on day 4, it waits until day 11");
    assert!(!agreed(None, Some(2)), "moved to this branch after the reviews");
}

#[test]
fn a_period_that_begins_with_the_agreement_begins_with_the_last_approval_that_was_needed() {
    let policy = cloudfoundry();
    let [base, _] = trees(&[], &policy);
    let touched = [TouchedPath { path: "toc/rfc/rfc-0099-heat.md", previous: None, blob: Some("a") }];
    let process = Assessment::of([&base, &base], &base, &touched, None, &policy);
    let changes = process.changes.all.iter().map(Change::fingerprint).collect();
    let (history, _) = ChangeHistory::with(Vec::new(), (head(0), day(0), changes));
    let until = |reviews: &[SubmittedReview]| {
        let history = history.clone();
        let opinions =
            Opinions { reviews, bypasses: &[], cut: false, since: None, retargeted: None, history, now: day(9) };
        state(&process, &opinions).all[0].until.map(|end| end.0 / day(1).0)
    };
    assert_eq!(until(&[review("tom +", 0, 1)]), None, "one of three is no majority");
    assert_eq!(until(&[review("tom +", 0, 1), review("ted +", 0, 4)]), Some(11));
    assert_eq!(until(&[review("tom +", 0, 1), review("ted +", 0, 4), review("tia +", 0, 6)]), Some(11));
}

#[test]
fn a_long_name_is_not_repeated_by_each_change() {
    let name: &'static str = Box::leak("x".repeat(100_000).into_boxed_str());
    let people: String = (0..1_000).map(|number| format!("  - {{name: A, github: a{number}}}\n")).collect();
    let area = format!("areas:\n- name: {name}\n  approvers:\n{people}  repositories: []\n");
    let policy = cloudfoundry();
    let edit = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let one: &[Edit] = &[(STOVES, "areas:\n", edit(area.replace("a999", "b999")))];
    let [_, before] = trees(one, &policy);
    let two: &[Edit] = &[(STOVES, "areas:\n", edit(area.replace("github: a", "github: c")))];
    let [_, after] = trees(two, &policy);
    let process = Assessment::of([&before, &after], &before, &[], None, &policy);
    assert!(process.changes.all.len() >= 2_000, "{}", process.changes.all.len());
    let longest = process.changes.all.iter().map(|change| format!("{:?}", change.from).len()).max();
    assert!(longest < Some(400), "{longest:?}");
}
