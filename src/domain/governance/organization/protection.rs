//! Branch protection (`branchprotection.yml`): repositories that are protected otherwise than RFC-0015 generates it.
//!
//! Source: <https://docs.prow.k8s.io/docs/components/optional/branchprotector/>. What is not said is inherited from the
//! organization and from the whole; this is what is said.

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::yaml::Node;
use crate::domain::document::{At, Span};
use crate::domain::types::ids::RepoName;

use super::read::Reader;

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Protection {
    /// What holds for all.
    pub settings: ProtectionSettings,
    /// What holds for an organization, in the order of the file.
    pub organizations: Vec<(At<String>, ProtectionSettings)>,
    /// The repositories that are configured explicitly.
    pub repositories: BTreeMap<RepoName, Protected>,
    /// What can't be read (rule D1), in the order of the file.
    pub findings: Vec<Finding>,
}

/// A repository that is configured explicitly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// Everything that is said of it.
    pub span: Span,
    /// Its full name; the span is that of its key.
    pub name: At<RepoName>,
    /// What holds for its branches.
    pub settings: ProtectionSettings,
    /// What holds for single branches, in the order of the file.
    pub branches: Vec<(At<String>, ProtectionSettings)>,
}

/// How branches are protected. What is not said is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProtectionSettings {
    /// Whether there is protection.
    pub protect: Option<At<bool>>,
    /// Whether it holds for administrators.
    pub enforce_admins: Option<At<bool>>,
    /// Whether history may be rewritten.
    pub allow_force_pushes: Option<At<bool>>,
    /// Whether branches may be deleted.
    pub allow_deletions: Option<At<bool>>,
    /// Whether merge commits are refused.
    pub required_linear_history: Option<At<bool>>,
    /// What reviews it takes.
    pub reviews: Option<At<Reviews>>,
    /// Checks that must have passed.
    pub checks: Vec<At<String>>,
    /// Patterns of the branches that it holds for.
    pub include: Vec<At<String>>,
    /// Patterns of the branches that it does not hold for.
    pub exclude: Vec<At<String>>,
}

/// What reviews a pull request takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviews {
    /// How many approvals.
    pub required_approving_review_count: Option<At<u32>>,
    /// Whether a new commit dismisses approvals.
    pub dismiss_stale_reviews: Option<At<bool>>,
    /// Whether a code owner must approve.
    pub require_code_owner_reviews: Option<At<bool>>,
    /// Teams that need no review.
    pub bypass_teams: Vec<At<String>>,
    /// Accounts that need no review.
    pub bypass_users: Vec<At<String>>,
}

impl Protection {
    /// What is said of a repository explicitly, in any spelling.
    pub fn of(&self, name: &RepoName) -> Option<&Protected> {
        self.repositories.get(name)
    }
}

/// Reads the file.
pub fn read(text: &str) -> Protection {
    let mut reader = Reader::default();
    let mut protection = Protection::default();
    if let Some(root) = reader.root(text) {
        match root.find("branch-protection") {
            Some(whole) => {
                reader.only(&root, "the configuration of branch protection", &["branch-protection"]);
                reader.protection(whole, &mut protection);
            }
            None => {
                let help = "begin with `branch-protection:` and `orgs:` below it";
                reader.foreign(root.span, "this is no configuration of branch protection", help);
            }
        }
    }
    Protection { findings: reader.findings(), ..protection }
}

impl Reader {
    fn protection(&mut self, whole: &Node, protection: &mut Protection) {
        self.fields(whole, "`branch-protection`");
        self.required(whole, "`branch-protection`", &[("orgs", "{}")]);
        protection.settings = self.settings(whole);
        let Some(orgs) = whole.find("orgs") else { return };
        for (organization, node) in self.fields(orgs, "`orgs`") {
            let what = format!("the organization `{organization}`");
            self.fields(node, &what);
            self.required(node, &what, &[("repos", "{}")]);
            self.protected(&organization, node, &mut protection.repositories);
            let settings = self.settings(node);
            protection.organizations.push((organization, settings));
        }
    }

    fn protected(&mut self, organization: &str, node: &Node, repositories: &mut BTreeMap<RepoName, Protected>) {
        let Some(repos) = node.find("repos") else { return };
        for (key, node) in self.fields(repos, "`repos`") {
            let Some(name) = self.repository_name(organization, &key) else { continue };
            if let Some(earlier) = repositories.get(&name) {
                let message = format!("`{key}` is there in line {} already", earlier.name.span.start.line);
                let finding = Finding::new(Kind::EntryRepeated, key.span, message).about(&name);
                self.find(finding.with_help("remove one: GitHub compares names without case"));
                continue;
            }
            self.entries(node, &format!("the repository `{key}`"));
            let settings = self.settings(node);
            let branches = self.branches(node);
            let span = key.span.to(node.span);
            repositories.insert(name.clone(), Protected { span, name: At::new(name, key.span), settings, branches });
        }
    }

    fn branches(&mut self, node: &Node) -> Vec<(At<String>, ProtectionSettings)> {
        let Some(branches) = node.find("branches") else { return Vec::new() };
        let entries = self.entries(branches, "`branches`");
        entries.into_iter().map(|(name, node)| (name, self.settings(node))).collect()
    }

    fn settings(&mut self, node: &Node) -> ProtectionSettings {
        ProtectionSettings {
            protect: self.flag(node, "protect"),
            enforce_admins: self.flag(node, "enforce_admins"),
            allow_force_pushes: self.flag(node, "allow_force_pushes"),
            allow_deletions: self.flag(node, "allow_deletions"),
            required_linear_history: self.flag(node, "required_linear_history"),
            reviews: self.reviews(node),
            checks: self.checks(node),
            include: self.texts(node, "include"),
            exclude: self.texts(node, "exclude"),
        }
    }

    fn checks(&mut self, node: &Node) -> Vec<At<String>> {
        let Some(checks) = node.find("required_status_checks") else { return Vec::new() };
        self.entries(checks, "`required_status_checks`");
        self.texts(checks, "contexts")
    }

    fn reviews(&mut self, node: &Node) -> Option<At<Reviews>> {
        let reviews = node.find("required_pull_request_reviews")?;
        self.entries(reviews, "`required_pull_request_reviews`");
        let bypass = reviews.find("bypass_pull_request_allowances");
        let mut names = |key| bypass.map(|bypass| self.texts(bypass, key)).unwrap_or_default();
        let (bypass_teams, bypass_users) = (names("teams"), names("users"));
        let value = Reviews {
            required_approving_review_count: self.number(reviews, "required_approving_review_count"),
            dismiss_stale_reviews: self.flag(reviews, "dismiss_stale_reviews"),
            require_code_owner_reviews: self.flag(reviews, "require_code_owner_reviews"),
            bypass_teams,
            bypass_users,
        };
        Some(At::new(value, reviews.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explicit_repositories_are_read_and_aliases_followed() {
        let protection = read(
            "branch-protection:\n  orgs:\n    F:\n      enforce_admins: true\n      repos:\n        a: &a\n          \
             protect: false\n          include: ['^main$']\n          required_pull_request_reviews:\n            \
             required_approving_review_count: 2\n            bypass_pull_request_allowances: {teams: [t]}\n          \
             branches:\n            main: {protect: true}\n        b: *a\n",
        );
        assert_eq!(protection.findings, []);
        for name in ["f/a", "f/B"] {
            let Protected { settings, branches, .. } = protection.of(&name.parse().unwrap()).unwrap();
            assert_eq!(settings.protect.as_deref(), Some(&false));
            assert_eq!(branches[0].1.protect.as_deref(), Some(&true));
            let reviews = settings.reviews.as_ref().unwrap();
            assert_eq!(reviews.required_approving_review_count.as_deref(), Some(&2));
            assert_eq!(reviews.bypass_teams[0].value, "t");
        }
        assert_eq!(protection.organizations[0].1.enforce_admins.as_deref(), Some(&true));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let text = "branch-protection:\n  orgs:\n    f:\n      repos:\n        a: {required_status_checks: [x]}\n        A: {}\n        \
            b: {required_pull_request_reviews: {required_approving_review_count: '1'}}\n";
        let expected = [
            "line 5, column 37: D1: `required_status_checks` is a list: write a mapping, `name: …` on each line",
            "line 6, column 9: D1: `A` is there in line 5 already: remove one: GitHub compares names without case",
            "line 7, column 78: D1: `required_approving_review_count` is a text: write a number from 0, without quotes",
        ];
        assert_eq!(read(text).findings.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        for text in ["", "\0", "- a", "branch-protection: x", "branch-protection: {orgs: 1}", &"x".repeat(1 << 20)] {
            assert_eq!(read(text).findings.len(), 1, "{:?}", text.chars().take(30).collect::<String>());
        }
    }
}
