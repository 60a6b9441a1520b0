//! One check for a commit that is the head of several open pull requests: it has the worst of their results.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::domain::pull::plan::{Annotation, Check, Conclusion};
use crate::domain::pull::snapshot::Snapshot;

use super::text::{TITLE, cell, cut, fit, prose};

/// How many pull requests are named, because a stranger may open one per branch.
const NAMED: usize = 20;

/// How many are shown in full, and how many characters of each.
const TOLD: usize = 5;
const SUMMARY: usize = 10_000;

/// How many annotations each one gets.
const ANNOTATED: usize = 50;

/// The commit's check: `own` if no other pull request has the commit.
pub fn check<'a>(snapshot: &Snapshot, own: &'a Check) -> Cow<'a, Check> {
    let (Some(siblings), Some(number)) = (snapshot.memory.siblings.get(&own.name), snapshot.number) else {
        return Cow::Borrowed(own);
    };
    let mut parts: Vec<(u64, &Check)> = siblings.iter().map(|(number, check)| (*number, check)).collect();
    parts.push((number, own));
    // The worst result comes first: it is the check's result, and it has to be among those that are named.
    parts.sort_by_key(|(number, check)| (Reverse(check.conclusion), *number));
    let Some((worst, first)) = parts.first().copied() else { return Cow::Borrowed(own) };
    let rows = parts.iter().take(NAMED).map(|(number, check)| row(snapshot, *number, check));
    let more = if parts.len() > NAMED { "\n\nThere are more than these." } else { "" };
    let to_do = match first.conclusion {
        Conclusion::Failure => format!("**To do:** see [#{worst}]({}).", snapshot.pull_url(worst)),
        Conclusion::Neutral | Conclusion::Success => "No action needed from the author.".to_owned(),
    };
    let head = format!(
        "{to_do} This commit is the head of several open pull requests, and the check shows the worst of their results. A \
         pull request that is closed, or gets another head, no longer counts.\n\n\
         | pull request | result | |\n|---|---|---|\n{}{more}",
        rows.collect::<Vec<_>>().join("\n"),
    );
    let told = parts.iter().take(TOLD).map(|(number, check)| {
        format!("### [#{number}]({})\n\n{}", snapshot.pull_url(*number), shortened(&check.summary))
    });
    let summary = fit(&std::iter::once(head).chain(told).collect::<Vec<_>>().join("\n\n"));
    let annotations = parts.iter().take(TOLD).flat_map(|(_, check)| check.annotations.iter().take(ANNOTATED));
    Cow::Owned(Check {
        name: own.name.clone(),
        conclusion: first.conclusion,
        title: cut(&format!("#{worst}: {}", first.title), TITLE),
        summary,
        annotations: distinct(annotations),
    })
}

fn row(snapshot: &Snapshot, number: u64, check: &Check) -> String {
    let url = snapshot.pull_url(number);
    format!("| [#{number}]({url}) | {} | {} |", check.conclusion.as_str(), cell(&prose(&check.title)))
}

/// The summary if it leaves room for the others, otherwise a note. It is not cut, because a cut may leave elements
/// open, and the next summary would become a part of it.
fn shortened(summary: &str) -> String {
    if summary.chars().count() <= SUMMARY {
        return summary.to_owned();
    }
    "The text is too long to be shown here. See the page of this pull request.".to_owned()
}

fn distinct<'a>(annotations: impl Iterator<Item = &'a Annotation>) -> Vec<Annotation> {
    let mut distinct: Vec<Annotation> = Vec::new();
    for annotation in annotations {
        if !distinct.contains(annotation) {
            distinct.push(annotation.clone());
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pull::snapshot::Siblings;

    fn said(conclusion: Conclusion, title: &str) -> Check {
        let (name, title) = ("wg/charter".to_owned(), title.to_owned());
        Check { name, conclusion, title, summary: format!("About {conclusion:?}."), annotations: Vec::new() }
    }

    /// The check of the pull request `number` next to others with the same head.
    fn seen_by(number: u64, all: &[(u64, Check)]) -> Check {
        let mut snapshot = Snapshot::bare("acme/boiler".parse().unwrap());
        snapshot.number = Some(number);
        let others = all.iter().filter(|(other, _)| *other != number).cloned().collect();
        snapshot.memory.siblings = Siblings::from([("wg/charter".to_owned(), others)]);
        let own = &all.iter().find(|(other, _)| *other == number).unwrap().1;
        check(&snapshot, own).into_owned()
    }

    #[test]
    fn the_worst_counts_and_all_of_them_write_the_same() {
        let all = [
            (3, said(Conclusion::Success, "Good")),
            (7, said(Conclusion::Failure, "Bad")),
            (9, said(Conclusion::Neutral, "?")),
        ];
        let seen: Vec<Check> = [3, 7, 9].map(|number| seen_by(number, &all)).into();
        assert_eq!((seen[0].conclusion, seen[0].title.as_str()), (Conclusion::Failure, "#7: Bad"));
        assert!(seen[0].summary.contains("[#3](https://github.com/acme/boiler/pull/3) | success | Good"), "{seen:?}");
        assert_eq!((&seen[0], &seen[0]), (&seen[1], &seen[2]));
    }

    #[test]
    fn more_than_a_check_has_room_for_are_one_check_all_the_same() {
        let long = Check { summary: "x".repeat(60_000), ..said(Conclusion::Failure, "Long") };
        let mut all: Vec<(u64, Check)> = (1..=60).map(|number| (number, long.clone())).collect();
        all.push((61, said(Conclusion::Success, "Good")));
        let (first, last) = (seen_by(1, &all), seen_by(61, &all));
        assert_eq!(first, last);
        assert!(first.summary.chars().count() < 65_536 && first.summary.contains("There are more than these."));
    }

    #[test]
    fn alone_a_pull_request_says_what_it_has_to_say() {
        let own = said(Conclusion::Success, "Good");
        assert_eq!(*check(&Snapshot::bare("acme/boiler".parse().unwrap()), &own), own);
    }
}
