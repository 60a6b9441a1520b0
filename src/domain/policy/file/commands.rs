//! The part of a policy that says which users may run commands in comments.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::command::Verb;
use crate::domain::document::At;
use crate::domain::policy::commands::{Commands, Speaker};

use super::validate::Checker;

/// Commands in comments on pull requests, such as `/wg explain`. If left out, there are no commands.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCommands {
    /// Which users may run a command, by its word. Defaults: any user for `help`, `explain`, `who-owns` and `approvals`;
    /// the oversight for `bypass`, which only its members can do anyway; the author of the pull request, members, and people in a charter for `recheck`; members and people in a charter for
    /// `reroll` and `request`; people in a charter for `away`, `back` and `capacity`, which change their own settings.
    #[schemars(with = "BTreeMap<RawVerb, Vec<RawSpeaker>>")]
    allow: BTreeMap<RawVerb, Vec<At<RawSpeaker>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RawVerb {
    Help,
    Explain,
    Recheck,
    Reroll,
    Request,
    WhoOwns,
    Approvals,
    Bypass,
    Away,
    Back,
    Capacity,
}

/// A role: `anyone`; the `author` of the pull request; a `member`, whom GitHub reports as owner, member or
/// collaborator; `in_charter`, a lead, approver or reviewer of any group; a `reviewer`, `approver` or `lead` of a group
/// that owns the changes (a lead counts as an approver, and an approver as a reviewer); a lead of the `oversight`.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawSpeaker {
    Anyone,
    Author,
    Member,
    InCharter,
    Reviewer,
    Approver,
    Lead,
    Oversight,
}

impl Checker<'_> {
    /// Which users may run which command.
    pub(super) fn commands(&mut self, raw: RawCommands) -> Commands {
        let mut allowed = BTreeMap::new();
        for (raw, list) in raw.allow {
            for speaker in list.iter().filter(|speaker| matches!(***speaker, RawSpeaker::Oversight)) {
                self.role("oversight", speaker.span);
            }
            allowed.insert(verb(raw), list.into_iter().map(|raw| speaker(*raw)).collect::<BTreeSet<_>>());
        }
        Commands::new(allowed)
    }
}

fn verb(raw: RawVerb) -> Verb {
    match raw {
        RawVerb::Help => Verb::Help,
        RawVerb::Explain => Verb::Explain,
        RawVerb::Recheck => Verb::Recheck,
        RawVerb::Reroll => Verb::Reroll,
        RawVerb::Request => Verb::Request,
        RawVerb::WhoOwns => Verb::WhoOwns,
        RawVerb::Approvals => Verb::Approvals,
        RawVerb::Bypass => Verb::Bypass,
        RawVerb::Away => Verb::Away,
        RawVerb::Back => Verb::Back,
        RawVerb::Capacity => Verb::Capacity,
    }
}

fn speaker(raw: RawSpeaker) -> Speaker {
    match raw {
        RawSpeaker::Anyone => Speaker::Anyone,
        RawSpeaker::Author => Speaker::Author,
        RawSpeaker::Member => Speaker::Member,
        RawSpeaker::InCharter => Speaker::InCharter,
        RawSpeaker::Reviewer => Speaker::Reviewer,
        RawSpeaker::Approver => Speaker::Approver,
        RawSpeaker::Lead => Speaker::Lead,
        RawSpeaker::Oversight => Speaker::Oversight,
    }
}
