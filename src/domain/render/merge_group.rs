//! A merge queue's trial merge of several pull requests: each check on it names them.

use crate::domain::pull::plan::Check;
use crate::domain::pull::snapshot::Snapshot;

use super::text::fit;

/// How many pull requests are named.
const NAMED: usize = 20;

/// The check with a line on the merge group, if it has several pull requests.
pub fn named(mut check: Check, snapshot: &Snapshot) -> Check {
    let group = &snapshot.merge_group;
    if group.len() < 2 {
        return check;
    }
    let links: Vec<_> =
        group.iter().take(NAMED).map(|number| format!("[#{number}]({})", snapshot.pull_url(*number))).collect();
    let more = if group.len() > NAMED { format!(" and {} more", group.len() - NAMED) } else { String::new() };
    let line = format!("This check is about the merge group of {}{more}, as merged.", links.join(", "));
    check.summary = fit(&format!("{line}\n\n{}", check.summary));
    check
}
