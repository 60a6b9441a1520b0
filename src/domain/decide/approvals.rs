//! The check `wg/approvals`: the state of the agreements that a change needs.

use crate::domain::policy::{APPROVALS_CHECK, Mode};
use crate::domain::process::{ApprovalState, Assessment, Change, ChangeHistory, ChangeSet, Opinions, Progress, state};
use crate::domain::pull::plan::Check;
use crate::domain::pull::snapshot::{PullState, Snapshot};
use crate::domain::render;
use crate::domain::render::documents::DocumentCheckInput;
use crate::domain::types::ids::Sha;
use crate::domain::types::time::Timestamp;

/// The maximum number of changes whose approvals are followed.
const MAX_CHANGES: usize = 5_000;

/// The result of looking at the agreements of a pull request.
#[derive(Debug, Default)]
pub(super) struct Approvals {
    /// The check.
    pub(super) check: Option<Check>,
    /// The changes of the present head, if they have to be stored: later approvals are bound to them.
    pub(super) change_set: Option<ChangeSet>,
    /// When a waiting period ends that may turn the check.
    pub(super) again: Option<Timestamp>,
}

impl Approvals {
    /// Looks at the agreements; nothing if the policy does not want the check.
    pub(super) fn of(papers: DocumentCheckInput<'_>) -> Self {
        let DocumentCheckInput { snapshot, scrutiny, policy } = papers;
        if policy.mode(APPROVALS_CHECK) == Mode::Off {
            return Self::default();
        }
        let doubtful = render::documents::incomplete(APPROVALS_CHECK, papers);
        let Some(process) = &scrutiny.process else {
            let check = doubtful.or_else(|| Some(render::approvals::without_base(APPROVALS_CHECK)));
            return Self { check, ..Self::default() };
        };
        if process.changes.all.len() > MAX_CHANGES {
            let check = render::approvals::too_many(APPROVALS_CHECK, process.changes.all.len(), MAX_CHANGES);
            return Self { check: Some(check), ..Self::default() };
        }
        let (state, new) = approval_state(snapshot, process);
        let waiting = state.all.iter().filter(|one| one.progress == Progress::Waiting).filter_map(|one| one.until);
        let again = waiting.filter(|end| *end > snapshot.now).min();
        let mut check = render::approvals::check(APPROVALS_CHECK, process, &state);
        if let Some(doubtful) = doubtful {
            // What is known is shown below; it is not enough.
            let summary = render::text::fit(&format!("{}\n\n{}", doubtful.summary, check.summary));
            check = Check { summary, ..doubtful };
        }
        // What was not read in full is no change set: a later look would find a difference.
        let new = new.filter(|_| scrutiny.doubts.is_empty());
        Self { check: Some(check), change_set: new, again }
    }
}

/// The state of the agreements, and the changes of the present head if they have to be stored. A trial merge is not a
/// head that people review. A change that is not proposed yet has no waiting period that runs.
pub fn approval_state<'a>(snapshot: &'a Snapshot, process: &'a Assessment) -> (ApprovalState<'a>, Option<ChangeSet>) {
    let seen = snapshot.memory.change_sets.clone();
    // Nothing that needs an agreement was ever proposed.
    let is_empty = seen.is_empty() && process.changes.all.is_empty();
    let commit = snapshot.commit.clone().unwrap_or_else(Sha::none);
    let changes = process.changes.all.iter().map(Change::fingerprint).collect();
    let (history, new) = ChangeHistory::with(seen, (commit, snapshot.now, changes));
    let is_draft = snapshot.state == PullState::Draft;
    let opinions = Opinions {
        reviews: &snapshot.reviews,
        bypasses: &snapshot.memory.bypasses,
        cut: snapshot.history_cut,
        // A draft is not proposed yet.
        since: if is_draft { Some(snapshot.now) } else { snapshot.proposed_since },
        retargeted: snapshot.retargeted,
        history,
        now: snapshot.now,
    };
    let mut state = state(process, &opinions);
    if snapshot.number.is_none() || is_draft {
        state.all.iter_mut().for_each(|agreement| agreement.until = None);
    }
    let is_kept = !is_empty && !snapshot.queued && snapshot.number.is_some();
    (state, new.filter(|_| is_kept))
}
