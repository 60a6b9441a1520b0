//! Comparisons of two commits, from their merge base.

use serde_json::json;

use crate::domain::types::ids::Sha;
use crate::sandbox::json::repository::url;
use crate::sandbox::json::{HTML, commit, file};
use crate::sandbox::model::diff::diff;
use crate::sandbox::model::git::Commit;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::access::readable;
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::paging::Page;

/// The maximum of files in a comparison, all on its first page.
const MAX_FILES: usize = 300;

/// `GET /repos/{owner}/{repo}/compare/{base}...{head}`
pub(crate) fn compare(state: &State, call: &Call, range: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let (base, head) = range.split_once("...").ok_or_else(Refusal::not_found)?;
    let (base, head) = (commit_at(state, home, base)?, commit_at(state, home, head)?);
    let parted = state.objects.merge_base(&base.sha, &head.sha);
    let parted = parted.ok_or_else(|| Refusal::new(404, "No common ancestor between the two commits."))?;
    let ahead = state.objects.commits_between(&base.sha, &head.sha);
    let behind = state.objects.commits_between(&head.sha, &base.sha).len();
    let status = match (ahead.len(), behind) {
        (0, 0) => "identical",
        (_, 0) => "ahead",
        (0, _) => "behind",
        _ => "diverged",
    };
    let page = Page::of(call);
    let on_first = call.query("page").is_none_or(|page| page == "1");
    let mut files = if on_first { diff(&state.objects, &parted.files, &head.files) } else { Vec::new() };
    files.truncate(MAX_FILES);
    let shown = page.part(&ahead).iter().map(|it| commit::commit(state, home, it));
    let html = format!("{HTML}/{}/compare/{}...{}", home.name, base.sha, head.sha);
    let answer = Answer::json(json!({
        "url": format!("{}/compare/{}...{}", url(state, home), base.sha, head.sha), "html_url": html,
        "permalink_url": html, "diff_url": format!("{html}.diff"), "patch_url": format!("{html}.patch"),
        "base_commit": commit::commit(state, home, base),
        "merge_base_commit": commit::commit(state, home, parted),
        "status": status, "ahead_by": ahead.len(), "behind_by": behind, "total_commits": ahead.len(),
        "commits": shown.collect::<Vec<_>>(),
        "files": files.iter().map(|it| file::file(state, home, &head.sha, it)).collect::<Vec<_>>(),
    }));
    Ok(page.linked(state, call, ahead.len(), answer))
}

/// A branch, a commit, or `owner:branch` of a fork.
fn commit_at<'a>(state: &'a State, home: &Repository, named: &str) -> Result<&'a Commit, Refusal> {
    let of_fork = named.split_once(':').and_then(|(owner, branch)| {
        let fork = format!("{owner}/{}", home.name.name()).parse().ok()?;
        state.repository(&fork).ok()?.resolve(branch)
    });
    let sha: Option<Sha> = home.resolve(named).or(of_fork);
    sha.and_then(|sha| state.objects.commit(&sha)).ok_or_else(Refusal::not_found)
}
