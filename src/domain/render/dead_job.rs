//! Dead jobs, for the operators' page.
//!
//! **Invariant:** the page shows no name of a repository or person and no path, because a repository may be private.
//! Errors are shown without these; the operator's command shows everything.

use crate::domain::render::text::{count, cut, plain};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

/// How many are shown one by one, and how many characters each.
pub const NEWEST: u32 = 3;
const MAX: usize = 300;

/// The placeholder for a name.
const NAME: &str = "…";

/// A dead job: its target failed permanently.
#[derive(Debug, Clone, Copy)]
pub struct GivenUp<'a> {
    /// The target.
    pub target: &'a Target,
    /// How many attempts there were.
    pub attempts: u64,
    /// The error, with all causes.
    pub error: &'a str,
    /// When the job failed permanently.
    pub at: Timestamp,
}

/// The problem and the fix, then the latest dead jobs. `dead`: how many there are; `suspects`: how many are retried
/// although their process died several times.
pub fn problems(dead: u64, suspects: u64, latest: &[GivenUp<'_>]) -> Vec<String> {
    let number = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    let suspects = (suspects > 0).then(|| {
        let jobs = count(number(suspects), "job", "jobs");
        format!(
            "the process died several times while it worked on {jobs}: each is retried alone, and fails permanently \
             if the process dies again"
        )
    });
    if dead == 0 {
        return suspects.into_iter().collect();
    }
    let jobs = count(number(dead), "job", "jobs");
    let sum = format!(
        "{jobs} failed permanently: `wg-steward deliveries list --dead` shows which and why, `wg-steward deliveries \
         retry --dead` retries them"
    );
    let each = latest.iter().map(|GivenUp { target, attempts, error, at }| {
        let tries = count(usize::try_from(*attempts).unwrap_or(usize::MAX), "try", "tries");
        format!("failed permanently {at}: {}, after {tries}: {}", kind(target), cut(&nameless(error, target), MAX))
    });
    std::iter::once(sum).chain(each).chain(suspects).collect()
}

fn kind(target: &Target) -> &'static str {
    match target {
        Target::Pull { .. } => "a pull request",
        Target::Issue { .. } => "an issue",
        Target::Head { .. } => "a commit whose check is to run again",
        Target::Queue { .. } => "a trial merge of a queue",
        Target::Charters { .. } => "the charters",
        Target::OpenPulls { .. } => "the open pull requests of a repository",
    }
}

/// An error without paths, names with an owner, mentions, and the names of its repository.
fn nameless(error: &str, target: &Target) -> String {
    let owner = target.repository().owner().to_ascii_lowercase();
    let key = target.repository().key();
    let name = key.split_once('/').map_or("", |(_, name)| name);
    let tells = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.contains(['/', '@', '#']) || word.contains(name) || word.contains(&owner)
    };
    let word = |word: &str| if tells(word) { masked(word) } else { word.to_owned() };
    plain(&error.split_whitespace().map(word).collect::<Vec<_>>().join(" "))
}

/// A masked word that keeps its punctuation.
fn masked(word: &str) -> String {
    let mark = |ch: char| "`'\"().,:;".contains(ch);
    let begin = word.len() - word.trim_start_matches(mark).len();
    let end = word.trim_end_matches(mark).len().max(begin);
    let part = |range: std::ops::Range<usize>| word.get(range).unwrap_or_default();
    format!("{}{NAME}{}", part(0..begin), part(end..word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_told_without_a_name() {
        let target: Target = "pull:acme/secret-thing#7".parse().unwrap();
        let error = "GitHub forbids `GET /repos/acme/secret-thing/pulls/7` (Secret-Thing of @octocat: not accessible): \
                     acme/other (gone), see https://x.example/acme";
        let given_up = GivenUp { target: &target, attempts: 5, error, at: Timestamp(0) };
        let told = problems(4, 0, &[given_up; 3]);
        assert_eq!(told.len(), 4);
        assert!(told[0].starts_with("4 jobs failed permanently: `wg-steward deliveries list --dead`"), "{}", told[0]);
        let expected = "failed permanently 1970-01-01T00:00:00Z: a pull request, after 5 tries: GitHub forbids 'GET \
                        …' (… of …: not accessible): … (gone), see …";
        assert_eq!(told[1], expected);
        assert!(problems(0, 0, &[]).is_empty());
        let suspects = problems(0, 2, &[]);
        assert!(suspects[0].starts_with("the process died several times while it worked on 2 jobs"), "{suspects:?}");
    }
}
