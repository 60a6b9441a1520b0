//! The authors of a pull request's commits: what a signature proves, and what anyone can write into a commit.
//!
//! Names, addresses and trailers of a commit are free text. GitHub reports whether it has verified a commit's
//! signature. By its documentation, it checks the following:
//!
//! - "GitHub checks that the committer or tagger email address matches an email address from the GPG key's identities and is
//!   a verified email address on the user's account"
//!   (<https://docs.github.com/en/authentication/troubleshooting-commit-signature-verification>). So it proves the
//!   **committer's** address, not the author's. `reason` is `valid` then, and `unverified_email`, `bad_email`,
//!   `no_user` or `unknown_key` otherwise (<https://docs.github.com/en/rest/commits/commits#get-a-commit>).
//! - `login@users.noreply.github.com` and `ID+login@users.noreply.github.com` are addresses of that one account, under
//!   its current name: after a rename "these commits can no longer be verified"
//!   (<https://docs.github.com/en/account-and-profile/reference/username-reference#git-commits-after-a-username-change>).
//!   The account of any other address is unknown without one more request; such a commit proves nothing here.
//! - GitHub itself signs commits made on its website, as the committer `GitHub <noreply@github.com>`; the author is the
//!   signed-in user, with one of their addresses
//!   (<https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification>).
//!   Only for such a commit does the signature prove the **author's** address.
//!
//! Commits are public and can be reused: anyone can merge another user's commits, from any repository, into their own
//! branch without changing a file. So a signature counts only on the straight line of parents from the head, and a
//! merge commit ends that line.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::Deserialize;

use crate::domain::types::ids::{Login, Sha};

/// A commit in the timeline.
#[derive(Deserialize)]
pub(super) struct Commit {
    #[serde(default)]
    sha: String,
    #[serde(default)]
    author: Option<Person>,
    #[serde(default)]
    committer: Option<Person>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    parents: Vec<Parent>,
    #[serde(default)]
    verification: Option<Verification>,
}

#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    email: Option<String>,
}

#[derive(Deserialize)]
struct Parent {
    #[serde(default)]
    sha: String,
}

#[derive(Deserialize)]
struct Verification {
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    reason: String,
}

/// The authors named in commits, and the signers.
#[derive(Debug, Default)]
pub(super) struct Writers {
    /// Named as an author, by a noreply address.
    claimed: BTreeSet<Login>,
    /// Commits that are not merges, by id: the parent and the signer.
    straight: BTreeMap<String, (String, Option<Login>)>,
}

impl Writers {
    /// Adds a commit; `host` is the host of GitHub's website.
    pub(super) fn add(&mut self, commit: Commit, host: &str) {
        // A merge of the base branch into a pull request contributes nothing to it.
        if commit.parents.len() > 1 {
            return;
        }
        self.claimed.extend(commit.named());
        let signer = commit.signer(host);
        let parent = commit.parents.into_iter().next().map(|parent| parent.sha).unwrap_or_default();
        self.straight.insert(commit.sha, (parent, signer));
    }

    /// The signers of the head and of the commits before it, and the other named authors.
    pub(super) fn at(mut self, head: &Sha) -> (BTreeSet<Login>, BTreeSet<Login>) {
        let mut signers = BTreeSet::new();
        let mut next = head.as_str().to_owned();
        // Each commit is removed from the map, so the loop always ends.
        while let Some((parent, signer)) = self.straight.remove(&next) {
            signers.extend(signer);
            next = parent;
        }
        let claimed = self.claimed.into_iter().filter(|login| !signers.contains(login)).collect();
        (signers, claimed)
    }
}

impl Commit {
    /// The author and the co-authors in the message.
    fn named(&self) -> Vec<Login> {
        let thanked = self.message.iter().flat_map(|message| message.lines()).filter_map(trailer);
        let author = self.author.as_ref().and_then(Person::address);
        let is_githubs = |host: &str| host.starts_with("users.noreply.");
        author.into_iter().chain(thanked).filter_map(|address| login_of(address, is_githubs)).collect()
    }

    /// The account that the signature proves; `None` if it proves none.
    fn signer(&self, host: &str) -> Option<Login> {
        self.verification.as_ref().filter(|it| it.verified && it.reason == "valid")?;
        let committer = self.committer.as_ref().and_then(Person::address)?;
        let by_github = committer.strip_prefix("noreply@").is_some_and(|at| at.eq_ignore_ascii_case(host));
        let proven = if by_github { self.author.as_ref().and_then(Person::address)? } else { committer };
        login_of(proven, |at| at.strip_prefix("users.noreply.").is_some_and(|at| at.eq_ignore_ascii_case(host)))
    }
}

impl Person {
    fn address(&self) -> Option<&str> {
        self.email.as_deref()
    }
}

/// The host in GitHub's noreply addresses: that of `site`, and `github.com` if `site` has no host.
pub(super) fn host(site: &str) -> &str {
    let rest = site.split_once("://").map_or(site, |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let is_nameless = host.is_empty() || host == "localhost" || host.starts_with('[') || host.parse::<IpAddr>().is_ok();
    if is_nameless { "github.com" } else { host }
}

/// The address in a trailer `Co-authored-by: Name <address>`.
fn trailer(line: &str) -> Option<&str> {
    const KEY: &str = "co-authored-by:";
    let key = line.get(..KEY.len()).filter(|key| key.eq_ignore_ascii_case(KEY))?;
    let (_, address) = line[key.len()..].rsplit_once('<')?;
    address.trim_end().strip_suffix('>')
}

/// The login in a noreply address: `17+mona@users.noreply.github.com`.
fn login_of(address: &str, is_githubs: impl FnOnce(&str) -> bool) -> Option<Login> {
    let (name, host) = address.split_once('@')?;
    let login = match name.split_once('+') {
        Some((id, login)) if id.bytes().all(|byte| byte.is_ascii_digit()) && !id.is_empty() => login,
        Some(_) => return None,
        None => name,
    };
    is_githubs(host).then(|| login.parse().ok())?
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const MONA: &str = "17+mona@users.noreply.github.com";
    const EVE: &str = "66+eve@users.noreply.github.com";
    const WEB: &str = "noreply@github.com";

    fn sha(digit: char) -> Sha {
        digit.to_string().repeat(40).parse().unwrap()
    }

    /// A commit with its parents, by digits, and the addresses of author and committer.
    fn commit(commit: char, parents: &str, (author, committer): (&str, &str), reason: &str) -> Value {
        json!({
            "sha": sha(commit).as_str(), "author": { "email": author }, "committer": { "email": committer },
            "message": "Fix", "parents": parents.chars().map(|it| json!({ "sha": sha(it).as_str() })).collect::<Vec<_>>(),
            "verification": { "verified": reason == "valid", "reason": reason },
        })
    }

    /// The signers and the claimed authors of commits whose head is the last one.
    fn told(commits: &[Value]) -> String {
        let mut writers = Writers::default();
        commits.iter().for_each(|it| writers.add(serde_json::from_value(it.clone()).unwrap(), "github.com"));
        let head = commits.last().unwrap()["sha"].as_str().unwrap().parse().unwrap();
        let (signers, claimed) = writers.at(&head);
        format!("{signers:?} {claimed:?}")
    }

    #[test]
    fn a_verified_signature_proves_the_committer_and_not_the_author() {
        assert_eq!(told(&[commit('a', "0", (MONA, MONA), "valid")]), "{mona} {}");
        assert_eq!(told(&[commit('a', "0", (MONA, EVE), "valid")]), "{eve} {mona}");
        assert_eq!(told(&[commit('a', "0", (EVE, "eve@example.org"), "valid")]), "{} {eve}");
        for reason in ["unsigned", "unknown_key", "bad_email", "unverified_email", "no_user", "invalid"] {
            assert_eq!(told(&[commit('a', "0", (MONA, MONA), reason)]), "{} {mona}", "{reason}");
        }
        let mut odd = commit('a', "0", (MONA, MONA), "unsigned");
        odd["verification"]["verified"] = json!(true);
        assert_eq!(told(&[odd]), "{} {mona}", "both have to say so");
    }

    #[test]
    fn what_github_signed_itself_proves_the_author() {
        assert_eq!(told(&[commit('a', "0", (MONA, WEB), "valid")]), "{mona} {}");
        assert_eq!(told(&[commit('a', "0", (MONA, WEB), "unsigned")]), "{} {mona}");
        assert_eq!(told(&[commit('a', "0", (MONA, "noreply@github.com.example.org"), "valid")]), "{} {mona}");
    }

    #[test]
    fn an_address_that_only_looks_like_githubs_proves_nothing() {
        for address in [
            "17+mona@users.noreply.github.com.example.org",
            "17+mona@users.noreply.example.org",
            "x+mona@users.noreply.github.com",
            "+mona@users.noreply.github.com",
            "mona@x@users.noreply.github.com",
            "17+66+mona@users.noreply.github.com",
        ] {
            assert!(told(&[commit('a', "0", (EVE, address), "valid")]).starts_with("{} "), "{address}");
        }
        assert_eq!(told(&[commit('a', "0", (EVE, "Mona@users.noreply.GitHub.com"), "valid")]), "{Mona} {eve}");
    }

    #[test]
    fn signed_commits_that_a_merge_brings_in_prove_nothing() {
        let of_mona = || commit('b', "0", (MONA, WEB), "valid");
        let fix = || commit('c', "b", (EVE, EVE), "unsigned");
        assert_eq!(told(&[of_mona(), fix()]), "{mona} {eve}", "on the straight way");
        assert_eq!(told(&[of_mona(), commit('c', "0b", (EVE, EVE), "valid")]), "{} {mona}", "the head is a merge");
        let merge = commit('d', "b0", (EVE, EVE), "valid");
        assert_eq!(told(&[of_mona(), merge, commit('e', "d", (EVE, EVE), "valid")]), "{eve} {mona}");
        let aside = commit('f', "0", (EVE, EVE), "valid");
        assert_eq!(told(&[of_mona(), aside]), "{eve} {mona}", "no way leads there");
    }

    #[test]
    fn commits_in_a_circle_end() {
        let circle = [commit('a', "b", (MONA, MONA), "valid"), commit('b', "a", (EVE, EVE), "valid")];
        assert_eq!(told(&circle), "{eve, mona} {}");
    }

    #[test]
    fn addresses_are_those_of_the_github_that_is_spoken_with() {
        assert_eq!(host("https://github.com"), "github.com");
        assert_eq!(host("https://ghe.example:8443/x"), "ghe.example");
        assert_eq!(["http://127.0.0.1:3000", "http://localhost:1", "http://[::1]:2", ""].map(host), ["github.com"; 4]);
        let mut writers = Writers::default();
        writers.add(serde_json::from_value(commit('a', "0", (EVE, MONA), "valid")).unwrap(), "ghe.example");
        assert!(writers.at(&sha('a')).0.is_empty());
    }
}
