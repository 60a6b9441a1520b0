//! The app's needs on GitHub: the webhooks that it receives and the permissions of its calls. The manifest and the
//! installation page have the same; a test compares them.

/// Events that the app subscribes to, in order. Every app gets `installation`, `installation_repositories` and `ping`
/// without a subscription.
pub const EVENTS: &[&str] = &[
    "check_run",
    "check_suite",
    "issue_comment",
    "issues",
    "merge_group",
    "pull_request",
    "pull_request_review",
    "push",
    "repository",
];

/// Permission, access, and the reasons for it: GitHub's operations, events or fields that require it.
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
    (
        "issues",
        "write",
        &[
            "POST /repos/{owner}/{repo}/labels",
            "PATCH /repos/{owner}/{repo}/labels/{name}",
            "GET /repos/{owner}/{repo}/issues/{issue_number}/labels",
            "issue_comment",
            "issues",
        ],
    ),
    ("members", "read", &["GET /orgs/{org}/members/{username}", "team_reviewers"]),
    ("merge_queues", "read", &["merge_group"]),
    ("metadata", "read", &["GET /repos/{owner}/{repo}", "GET /installation/repositories", "repository"]),
    (
        "pull_requests",
        "write",
        &[
            "GET /repos/{owner}/{repo}/pulls",
            "GET /repos/{owner}/{repo}/pulls/{pull_number}",
            "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
            "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline",
            "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
            "DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
            "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
            "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
            "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
            "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
            "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
            "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
            "pull_request",
            "pull_request_review",
        ],
    ),
];
