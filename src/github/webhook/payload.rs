//! The fields of a payload that are read, borrowed from its body. Any of them may be missing.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::domain::pull::event::Head;
use crate::domain::types::ids::RepoName;
use crate::domain::types::time::Timestamp;
use crate::github::response::moment;

use super::PayloadFault;
use super::object::{Object, object};

/// A text of the body, copied only if it has escapes: serde borrows a `Cow` in a field, but not one in an `Option`.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The fields of all events in one struct: no name has two meanings.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Payload<'a> {
    /// The action, for events that have several.
    #[serde(borrow)]
    pub(super) action: Option<Text<'a>>,
    /// The installation that sent the event.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) installation: Option<Installation<'a>>,
    /// The repository of the event.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) repository: Option<Repository<'a>>,
    /// Of `check_run`.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) check_run: Option<Check<'a>>,
    /// Of `check_suite`.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) check_suite: Option<Check<'a>>,
    /// Of `merge_group`.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) merge_group: Option<Group<'a>>,
    /// Of `issue_comment` and `issues`.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) issue: Option<Issue<'a>>,
    /// Of `issue_comment`.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) comment: Option<Comment<'a>>,
    /// Of `push`: `refs/heads/main`.
    #[serde(borrow, rename = "ref")]
    pub(super) reference: Option<Text<'a>>,
    /// Of `push`: whether the branch was deleted.
    pub(super) deleted: Option<bool>,
    #[serde(borrow)]
    after: Option<Text<'a>>,
    /// Of `installation_repositories`.
    #[serde(borrow)]
    repositories_removed: Option<Vec<Object<Repository<'a>>>>,
    #[serde(borrow, deserialize_with = "object")]
    organization: Option<Account<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    sender: Option<Account<'a>>,
    number: Option<u64>,
    #[serde(borrow, deserialize_with = "object")]
    pull_request: Option<PullRequest<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    changes: Option<Edit<'a>>,
}

/// An installation: complete in its own events, only an id in all others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Installation<'a> {
    /// Its id.
    pub(super) id: Option<u64>,
    #[serde(borrow, deserialize_with = "object")]
    account: Option<Account<'a>>,
}

/// A user, an organization or a bot.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Account<'a> {
    /// Its login.
    #[serde(borrow)]
    pub(super) login: Option<Text<'a>>,
    /// Its id, which stays the same after a rename.
    pub(super) id: Option<u64>,
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
}

/// An issue, or a pull request as an issue.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Issue<'a> {
    /// Its number.
    pub(super) number: Option<u64>,
    #[serde(borrow, deserialize_with = "object")]
    user: Option<Account<'a>>,
    /// Present if it is a pull request.
    pub(super) pull_request: Option<IgnoredAny>,
}

/// A comment.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Comment<'a> {
    /// Its id.
    pub(super) id: Option<u64>,
    /// Its author.
    #[serde(borrow, deserialize_with = "object")]
    pub(super) user: Option<Account<'a>>,
    /// The author's association with the repository.
    #[serde(borrow)]
    pub(super) author_association: Option<Text<'a>>,
    /// Its text.
    #[serde(borrow)]
    pub(super) body: Option<Text<'a>>,
    #[serde(deserialize_with = "object")]
    performed_via_github_app: Option<Anything>,
}

/// A repository, complete or as a reference.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Repository<'a> {
    /// `owner/name`.
    #[serde(borrow)]
    pub(super) full_name: Option<Text<'a>>,
    id: Option<u64>,
    #[serde(borrow, deserialize_with = "object")]
    owner: Option<Account<'a>>,
    #[serde(borrow)]
    default_branch: Option<Text<'a>>,
    #[serde(borrow)]
    master_branch: Option<Text<'a>>,
    #[serde(borrow)]
    pushed_at: Option<Moment<'a>>,
    #[serde(borrow)]
    updated_at: Option<Moment<'a>>,
}

/// A time: in `push` seconds since 1970, elsewhere a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Moment<'a> {
    Seconds(i64),
    #[serde(borrow)]
    Text(Text<'a>),
}

/// A pull request: its identity and its time.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PullRequest<'a> {
    number: Option<u64>,
    #[serde(borrow, deserialize_with = "object")]
    user: Option<Account<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    head: Option<Side<'a>>,
    #[serde(borrow)]
    updated_at: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Side<'a> {
    #[serde(borrow)]
    sha: Option<Text<'a>>,
}

/// A check run or a check suite.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Check<'a> {
    /// Its commit.
    #[serde(borrow)]
    pub(super) head_sha: Option<Text<'a>>,
}

/// A merge queue's group.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Group<'a> {
    /// The commit of the trial merge.
    #[serde(borrow)]
    pub(super) head_sha: Option<Text<'a>>,
    /// Its branch, as a full ref.
    #[serde(borrow)]
    pub(super) head_ref: Option<Text<'a>>,
    /// The base of the trial merge.
    #[serde(borrow)]
    pub(super) base_sha: Option<Text<'a>>,
    /// The branch that the queue merges into, as a full ref.
    #[serde(borrow)]
    pub(super) base_ref: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
struct Anything {}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Edit<'a> {
    base: Option<IgnoredAny>,
    #[serde(borrow, deserialize_with = "object")]
    repository: Option<NameEdit<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    owner: Option<OwnerEdit<'a>>,
}

/// Of `repository.renamed`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NameEdit<'a> {
    #[serde(borrow, deserialize_with = "object")]
    name: Option<FormerName<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FormerName<'a> {
    #[serde(borrow)]
    from: Option<Text<'a>>,
}

/// Of `repository.transferred`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct OwnerEdit<'a> {
    #[serde(borrow, deserialize_with = "object")]
    from: Option<FormerOwner<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FormerOwner<'a> {
    #[serde(borrow, deserialize_with = "object")]
    organization: Option<Account<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    user: Option<Account<'a>>,
}

impl<'a> Payload<'a> {
    /// Parses a body; the fault names the field with the wrong type.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, PayloadFault> {
        if !is_object(body) {
            return Err(fault(body));
        }
        serde_json::from_slice(body).map_err(|_| fault(body))
    }

    /// The account of the installation.
    pub(super) fn account(&self) -> Option<&Account<'a>> {
        let owner = self.repository.as_ref().and_then(|repository| repository.owner.as_ref());
        let installed = self.installation.as_ref().and_then(|installation| installation.account.as_ref());
        let mut accounts = [owner, self.organization.as_ref(), installed].into_iter().flatten();
        accounts.find(|account| account.login.is_some())
    }

    /// The repositories that the installation can no longer access.
    pub(super) fn removed(&self) -> Vec<RepoName> {
        let listed = self.repositories_removed.iter().flatten().filter_map(|Object(repository)| repository.as_ref());
        let names = listed.filter_map(|repository| repository.full_name.as_deref());
        names.filter_map(|name| name.parse().ok()).collect()
    }

    /// The author of the pull request or issue; if the event has none, the sender.
    pub(super) fn author(&self) -> Option<&str> {
        let pull = self.pull_request.as_ref().and_then(|pull| pull.user.as_ref());
        let issue = self.issue.as_ref().and_then(|issue| issue.user.as_ref());
        pull.or(issue).or(self.sender.as_ref())?.login.as_deref()
    }

    /// Whether a bot is the sender.
    pub(super) fn by_machine(&self) -> bool {
        self.sender.as_ref().is_some_and(Account::is_machine)
    }

    /// The pull request's number.
    pub(super) fn pull_number(&self) -> Option<u64> {
        self.number.or_else(|| self.pull_request.as_ref()?.number)
    }

    /// The pull request's head.
    pub(super) fn pull_head(&self) -> Option<Head> {
        let PullRequest { head, updated_at, .. } = self.pull_request.as_ref()?;
        let commit = head.as_ref()?.sha.as_ref()?.parse().ok()?;
        Some(Head { commit, as_of: moment(updated_at.as_ref()?)? })
    }

    /// The head of the branch after a push.
    pub(super) fn pushed_head(&self) -> Option<Head> {
        let as_of = self.repository.as_ref()?.pushed_at.as_ref()?.timestamp()?;
        Some(Head { commit: self.after.as_ref()?.parse().ok()?, as_of })
    }

    /// Whether an edit changed the pull request's base branch.
    pub(super) fn base_changed(&self) -> bool {
        self.changes.as_ref().is_some_and(|edit| edit.base.is_some())
    }

    /// The repository's id, which stays the same after a rename.
    pub(super) fn repository_id(&self) -> Option<u64> {
        self.repository.as_ref()?.id
    }

    /// When the repository was last changed.
    pub(super) fn repository_as_of(&self) -> Option<Timestamp> {
        self.repository.as_ref()?.updated_at.as_ref()?.timestamp()
    }

    /// The former name of the repository, without its owner.
    pub(super) fn former_name(&self) -> Option<&str> {
        self.changes.as_ref()?.repository.as_ref()?.name.as_ref()?.from.as_deref()
    }

    /// The former owner of the repository.
    pub(super) fn former_owner(&self) -> Option<&str> {
        let FormerOwner { organization, user } = self.changes.as_ref()?.owner.as_ref()?.from.as_ref()?;
        organization.as_ref().or(user.as_ref())?.login.as_deref()
    }

    /// The repository's default branch, from its current or its old field.
    pub(super) fn default_branch(&self) -> Option<&str> {
        let repository = self.repository.as_ref()?;
        repository.default_branch.as_deref().or(repository.master_branch.as_deref())
    }
}

impl Moment<'_> {
    fn timestamp(&self) -> Option<Timestamp> {
        match self {
            Self::Seconds(seconds) => seconds.checked_mul(1000).map(Timestamp),
            Self::Text(text) => moment(text),
        }
    }
}

impl Account<'_> {
    fn is_machine(&self) -> bool {
        self.kind.as_deref() == Some("Bot") || self.login.as_deref().is_some_and(|login| login.ends_with("[bot]"))
    }
}

impl Comment<'_> {
    /// Whether a bot is the author.
    pub(super) fn by_machine(&self) -> bool {
        self.user.as_ref().is_none_or(Account::is_machine) || self.performed_via_github_app.is_some()
    }
}

/// Whether a valid JSON body is an object.
fn is_object(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'{')
}

/// Parses the body again, more slowly, to find the place of the fault: serde's own message quotes content. The type of
/// a field counts only if the body is valid JSON.
fn fault(body: &[u8]) -> PayloadFault {
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(body) {
        // At the beginning of a line serde counts from 0.
        return PayloadFault::NotJson { line: error.line(), column: error.column().max(1) };
    }
    if !is_object(body) {
        return PayloadFault::NotAnObject;
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let field = match serde_path_to_error::deserialize::<_, Payload<'_>>(&mut reader) {
        Err(error) => error.path().to_string(),
        Ok(_) => "?".to_owned(),
    };
    PayloadFault::Mistyped { field }
}
