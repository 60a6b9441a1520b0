//! The part of a policy that says who may give commands in comments.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::command::Verb;
use crate::domain::document::At;
use crate::domain::policy::commands::{Commands, Speaker};

use super::validate::Checker;

/// Commands in comments on pull requests, such as `/wg explain`. If left out, nobody may give any.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCommands {
    /// Who may give a command, by its word. Of one that is not named: `help`, `explain` and `who-owns` anybody; `recheck`
    /// the author of the pull request, members, and who stands in a charter; `reroll` and `request` members and who stands
    /// in a charter; `away`, `back` and `capacity`, which people say of themselves, who stands in a charter.
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
    Away,
    Back,
    Capacity,
}

/// Who: `anyone`; the `author` of the pull request; a `member`, whom GitHub calls owner, member or collaborator;
/// `in_charter`, a lead, approver or reviewer of any group; a `reviewer`, `approver` or `lead` of a group that owns what is
/// changed, of whom the later ones count as the earlier; a lead of the `oversight`.
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
    /// Who may give which command.
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
