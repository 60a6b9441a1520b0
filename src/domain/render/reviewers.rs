//! Our only comment that mentions people: those who get a reminder, and those that GitHub does not accept as reviewers.
//! **Invariant:** a mention is a valid login, so it can't be anything but a name.

use crate::domain::policy::Policy;
use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::review::Fate;
use crate::domain::pull::snapshot::{Request, Snapshot};
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;

use super::text::{count, prose};

/// The comment; `None` if there is no one to mention.
pub fn comment(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> Option<String> {
    let mut lines = reminded(snapshot, policy);
    if policy.review.mention_refused {
        lines.extend(refused(verdict));
    }
    let body = || format!("{}\n{}", CommentTopic::Reviewers.mark(), lines.join("\n"));
    (!lines.is_empty()).then(body)
}

fn reminded(snapshot: &Snapshot, policy: &Policy) -> Vec<String> {
    let days = policy.review.remind_after.map(|days| count(days as usize, "working day", "working days"));
    let line = |(reviewer, request): (&Reviewer, &Request)| {
        let login = reviewer.person().filter(|login| request.reminded.is_some() && snapshot.is_asked(login))?;
        let login = mentionable(login)?;
        let since = request.at.day()?;
        let days = days.as_ref()?;
        let way_out = if policy.commands.is_some() { " If you can't review it, comment `/wg reroll`." } else { "" };
        Some(format!(
            "- @{login}: this pull request has waited for your review since {since}, for more than {days}.{way_out}"
        ))
    };
    snapshot.memory.asked.iter().filter_map(line).collect()
}

fn refused(verdict: &OwnershipReport) -> Vec<String> {
    let refused = verdict.candidates.iter().filter(|candidate| matches!(candidate.fate, Fate::Refused(_)));
    let line = |candidate: &crate::domain::pull::review::Candidate| {
        let login = mentionable(candidate.reviewer.person()?)?;
        let group = prose(verdict.name(&candidate.group));
        Some(format!(
            "- @{login}: you are {} of {group}, but GitHub does not allow a review request to you here. Please \
             review anyway, or ask for access.",
            candidate.part
        ))
    };
    refused.filter_map(line).collect()
}

/// A login that GitHub reads as one mention: at any other character the mention would end, and ping a different user.
fn mentionable(login: &Login) -> Option<&Login> {
    let fits = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_');
    login.as_str().chars().all(fits).then_some(login)
}
