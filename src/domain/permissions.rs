//! What the app needs of GitHub: the webhooks that it hears and the permissions that its calls take. The manifest and
//! the installation page say the same; a test compares them.

/// Events that the app subscribes to, in order. `installation`, `installation_repositories` and `ping` reach every app
/// without.
pub const EVENTS: &[&str] = &["check_run", "check_suite", "merge_group", "pull_request", "push"];

/// Permission, access, and what takes it: GitHub's operations, or an event that is heard with it only.
pub const PERMISSIONS: &[(&str, &str, &[&str])] = &[
    (
        "checks",
        "write",
        &[
            "POST /repos/{owner}/{repo}/check-runs",
            "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
            "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
            "check_run",
            "check_suite",
        ],
    ),
    (
        "contents",
        "read",
        &[
            "GET /repos/{owner}/{repo}/compare/{basehead}",
            "GET /repos/{owner}/{repo}/contents/{path}",
            "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
            "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
            "push",
        ],
    ),
    ("issues", "write", &["POST /repos/{owner}/{repo}/labels"]),
    ("merge_queues", "read", &["merge_group"]),
    ("metadata", "read", &["GET /repos/{owner}/{repo}"]),
    (
        "pull_requests",
        "write",
        &[
            "GET /repos/{owner}/{repo}/pulls",
            "GET /repos/{owner}/{repo}/pulls/{pull_number}",
            "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
            "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
            "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
            "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
            "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
            "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
            "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
            "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
            "pull_request",
        ],
    ),
];
