//! Webhooks that were accepted, and the work that they caused.

use crate::domain::pull::missed_deliveries::HookDelivery;
use crate::domain::render::text::{count, plain};
use crate::domain::types::ids::DeliveryId;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::layout::{Align, Page, Paint};

/// A webhook.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// Its id on GitHub.
    pub id: DeliveryId,
    /// Event and action: `pull_request.opened`.
    pub event: String,
    /// When it was accepted.
    pub received: Timestamp,
    /// The work that it caused.
    pub work: Vec<Work>,
}

/// A target and its state.
#[derive(Debug, Clone)]
pub struct Work {
    /// What is to be brought up to date.
    pub target: Target,
    /// Its state.
    pub standing: JobView,
    /// How many attempts there were since it was last done.
    pub attempts: u64,
    /// The last error, with all causes.
    pub error: Option<String>,
}

/// The state of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobView {
    /// There is nothing to do.
    Done,
    /// It waits for its time, or for a worker.
    Waits {
        /// The earliest time to run.
        due: Timestamp,
    },
    /// A worker is processing it.
    Runs {
        /// The worker.
        worker: String,
    },
    /// It failed permanently.
    GivenUp {
        /// The time.
        at: Timestamp,
    },
}

/// A write to GitHub, from the audit log.
#[derive(Debug, Clone)]
pub struct Written {
    /// The time.
    pub at: Timestamp,
    /// Its kind.
    pub action: String,
    /// The data that was sent.
    pub detail: String,
    /// The result.
    pub outcome: String,
}

/// The newest webhooks.
pub fn deliveries(deliveries: &[DeliveryView], paint: Paint) -> String {
    if deliveries.is_empty() {
        return "No deliveries are stored: none created work, or they are older than a month.\n".to_owned();
    }
    let rows: Vec<_> = deliveries.iter().flat_map(rows).collect();
    let mut page = Page::new(paint);
    let head = ["RECEIVED", "ID", "EVENT", "TARGET", "STATE"].map(str::to_owned);
    page.grid(&head, &rows, [Align::Left; 5]);
    page.text()
}

fn rows(delivery: &DeliveryView) -> Vec<[String; 5]> {
    let DeliveryView { id, event, received, work } = delivery;
    let row = |target: String, standing: String| [received.to_string(), id.to_string(), plain(event), target, standing];
    if work.is_empty() {
        return vec![row("-".to_owned(), "-".to_owned())];
    }
    work.iter().map(|work| row(work.target.to_string(), standing(work))).collect()
}

/// The work that failed permanently: the latest of `all`.
pub fn given_up(work: &[Work], all: usize, paint: Paint) -> String {
    if all == 0 {
        return "No job failed permanently.\n".to_owned();
    }
    let mut page = Page::new(paint);
    for work in work {
        about(&mut page, work);
    }
    let hint = "`wg-steward deliveries retry --dead` retries all of them, `retry TARGET` one.";
    page.note(&match all - work.len() {
        0 => hint.to_owned(),
        more => format!("{more} more: `--limit {all}` shows them. {hint}"),
    });
    page.text()
}

/// One webhook in full, with the writes of each of its targets.
pub fn delivery(delivery: &DeliveryView, writes: &[Vec<Written>], paint: Paint) -> String {
    let DeliveryView { id, event, received, work } = delivery;
    let mut page = Page::new(paint);
    page.head(&id.to_string(), &format!("{}, received {received}", plain(event)));
    if work.is_empty() {
        page.line("It created no work, or it was received before its work was recorded.");
    }
    for (place, work) in work.iter().enumerate() {
        about(&mut page, work);
        writes.get(place).into_iter().for_each(|writes| history(&mut page, writes));
    }
    page.text()
}

/// One target in full.
pub fn target(work: &Work, writes: &[Written], paint: Paint) -> String {
    let mut page = Page::new(paint);
    about(&mut page, work);
    history(&mut page, writes);
    page.text()
}

/// The result of a retry request.
pub fn retried(work: &[Work], now: Timestamp) -> String {
    if work.is_empty() {
        return "No job failed permanently: there is nothing to retry.\n".to_owned();
    }
    let line = |work: &Work| match work.standing {
        JobView::Waits { due } if due > now && work.attempts > 0 => {
            format!("{}: it {}, as before\n", work.target, standing(work))
        }
        JobView::Runs { .. } => format!("{}: a worker is running it, and it will run again after that\n", work.target),
        _ => format!("{}: it runs as soon as `serve` has a free worker\n", work.target),
    };
    work.iter().map(line).collect()
}

/// GitHub redelivers a webhook.
pub fn redelivered(attempt: &HookDelivery) -> String {
    let HookDelivery { guid, delivered_at, event, action, .. } = attempt;
    let action = action.as_deref().map(|action| format!(".{}", plain(action))).unwrap_or_default();
    format!("GitHub redelivers {guid} ({}{action}, last tried {delivered_at}).\n", plain(event))
}

fn about(page: &mut Page, work: &Work) {
    page.entry(&work.target.to_string(), &standing(work));
    if let Some(error) = &work.error {
        page.prose(&format!("  {}", plain(error)));
    }
}

fn history(page: &mut Page, writes: &[Written]) {
    for Written { at, action, detail, outcome } in writes {
        page.detail(&format!("{at}  {}  {}: {}", plain(action), plain(outcome), plain(detail)));
    }
}

fn standing(work: &Work) -> String {
    let tries = count(usize::try_from(work.attempts).unwrap_or(usize::MAX), "try", "tries");
    match &work.standing {
        JobView::Done => "done".to_owned(),
        JobView::Waits { due } if work.attempts == 0 => format!("waits, due {due}"),
        JobView::Waits { due } => format!("waits until {due} after {tries}"),
        JobView::Runs { worker } => format!("running on {}", plain(worker)),
        JobView::GivenUp { at } => format!("failed permanently {at} after {tries}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(standing: JobView, attempts: u64) -> Work {
        Work { target: "pull:acme/boiler#7".parse().unwrap(), standing, attempts, error: Some("No: why".to_owned()) }
    }

    #[test]
    fn a_webhook_is_listed_with_what_it_asked_for_and_where_that_stands() {
        let at = Timestamp(1_785_888_000_000);
        let waits = JobView::Waits { due: at.plus(std::time::Duration::from_secs(60)) };
        let listed = DeliveryView {
            id: "d-1".parse().unwrap(),
            event: "push".to_owned(),
            received: at,
            work: vec![work(JobView::Done, 0), work(waits.clone(), 2)],
        };
        let text = deliveries(&[listed], Paint { color: false });
        let expected = "RECEIVED              ID   EVENT  TARGET              STATE\n\
             2026-08-05T00:00:00Z  d-1  push   pull:acme/boiler#7  done\n\
             2026-08-05T00:00:00Z  d-1  push   pull:acme/boiler#7  waits until 2026-08-05T00:01:00Z after 2 tries\n";
        assert_eq!(text, expected);
        assert!(retried(&[work(waits, 2)], at).contains("as before"));
    }

    #[test]
    fn what_was_given_up_is_told_with_its_error_and_the_way_out() {
        let at = Timestamp(1_785_888_000_000);
        let text = given_up(&[work(JobView::GivenUp { at }, 5)], 3, Paint { color: false });
        for words in ["failed permanently 2026-08-05T00:00:00Z after 5 tries", "No: why", "2 more", "retry --dead"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}
