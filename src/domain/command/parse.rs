//! Parses a command line, and writes it.

use std::fmt;

use crate::domain::text::invisible::is_unseen;
use crate::domain::types::ids::{GroupId, Login, RepoName};
use crate::domain::types::time::Day;

use super::argument::{Rest, bare, first};
use super::{CommandArgument, Misread, Verb, is_blank};

/// A command.
///
/// `Display` writes it as people do; a parsed line reads back as the same command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Lists the commands.
    Help,
    /// Explains who owns the changes, and why.
    Explain {
        /// Only for this path, which is used as is: an absolute path has no owner.
        path: Option<String>,
    },
    /// Reads everything again and makes a new decision.
    Recheck,
    /// Requests the review from another reviewer.
    Reroll {
        /// The reviewer to replace; without one, the author of the comment.
        login: Option<Login>,
    },
    /// Requests a review from a group.
    Request {
        /// The group.
        group: GroupId,
    },
    /// Shows the owners in another repository.
    WhoOwns {
        /// The repository.
        repository: RepoName,
        /// Only of this path in it.
        path: Option<String>,
    },
    /// Shows who has to agree to the changes, and who has.
    Approvals,
    /// Bypasses the rules that a member of the oversight may bypass.
    Bypass {
        /// Why: one line.
        reason: String,
    },
    /// Stops requests to the author of the comment.
    Away {
        /// The last day; it may have passed.
        until: Day,
    },
    /// Allows requests to the author of the comment again.
    Back,
    /// Limits the open requests of the author of the comment.
    Capacity {
        /// 0 to 1,000; `None` for the default limit.
        most: Option<u32>,
    },
}

impl Command {
    /// The command's word.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Help => Verb::Help,
            Self::Explain { .. } => Verb::Explain,
            Self::Recheck => Verb::Recheck,
            Self::Reroll { .. } => Verb::Reroll,
            Self::Request { .. } => Verb::Request,
            Self::WhoOwns { .. } => Verb::WhoOwns,
            Self::Approvals => Verb::Approvals,
            Self::Bypass { .. } => Verb::Bypass,
            Self::Away { .. } => Verb::Away,
            Self::Back => Verb::Back,
            Self::Capacity { .. } => Verb::Capacity,
        }
    }
}

/// Reads a line that begins with `/wg` and has no blanks around it.
pub(super) fn read(line: &str) -> Result<Command, Misread> {
    let unseen = |ch: &char| is_unseen(*ch) && !is_blank(*ch);
    if let Some(character) = line.chars().find(unseen) {
        return Err(Misread::Unseen { character });
    }
    let (_, rest) = first(line);
    let (word, rest) = first(rest);
    if word.is_empty() {
        return Err(Misread::Empty);
    }
    let verb = Verb::of(word).ok_or_else(|| Misread::unknown(word))?;
    let mut rest = Rest { verb, text: rest };
    let command = command(&mut rest)?;
    rest.end()?;
    Ok(command)
}

fn command(rest: &mut Rest<'_>) -> Result<Command, Misread> {
    Ok(match rest.verb {
        Verb::Help => Command::Help,
        Verb::Explain => Command::Explain { path: rest.path()? },
        Verb::Recheck => Command::Recheck,
        Verb::Reroll => Command::Reroll { login: rest.login()? },
        Verb::Request => Command::Request { group: rest.group()? },
        Verb::WhoOwns => Command::WhoOwns { repository: rest.one(CommandArgument::Repository)?, path: rest.path()? },
        Verb::Approvals => Command::Approvals,
        Verb::Bypass => Command::Bypass { reason: rest.reason()? },
        Verb::Away => {
            rest.until()?;
            Command::Away { until: rest.one(CommandArgument::Date)? }
        }
        Verb::Back => Command::Back,
        Verb::Capacity => Command::Capacity { most: rest.capacity()? },
    })
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/wg {}", self.verb())?;
        match self {
            Self::Help | Self::Recheck | Self::Approvals | Self::Back => Ok(()),
            Self::Bypass { reason } => written(f, Some(reason)),
            Self::Explain { path } => written(f, path.as_deref()),
            Self::Reroll { login } => login.iter().try_for_each(|login| write!(f, " {login}")),
            Self::Request { group } => written(f, Some(group.as_str())),
            Self::WhoOwns { repository, path } => {
                write!(f, " {repository}")?;
                written(f, path.as_deref())
            }
            Self::Away { until } => write!(f, " until {until}"),
            Self::Capacity { most: Some(most) } => write!(f, " {most}"),
            Self::Capacity { most: None } => f.write_str(" none"),
        }
    }
}

/// A text that reads back unchanged: if it has backticks around it, it gets more of them.
fn written(f: &mut fmt::Formatter<'_>, text: Option<&str>) -> fmt::Result {
    let Some(text) = text else { return Ok(()) };
    if bare(text) == text {
        return write!(f, " {text}");
    }
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest + 1);
    write!(f, " {ticks} {text} {ticks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> String {
        read(line).map_or_else(|misread| format!("{misread:?}"), |command| format!("{command:?}"))
    }

    #[test]
    fn each_command_is_read_with_its_arguments() {
        for (line, expected) in [
            ("/wg help", "Help"),
            ("/wg explain", "Explain { path: None }"),
            ("/wg explain `a b/_c_.md`", "Explain { path: Some(\"a b/_c_.md\") }"),
            ("/wg explain ../*.md\\", "Explain { path: Some(\"../*.md\\\\\") }"),
            ("/wg reroll", "Reroll { login: None }"),
            ("/wg reroll `@Octocat`", "Reroll { login: Some(Octocat) }"),
            ("/wg request bread and rolls", "Request { group: bread and rolls }"),
            ("/wg who-owns acme/oven", "WhoOwns { repository: acme/oven, path: None }"),
            ("/wg who-owns `acme/oven`  a b", "WhoOwns { repository: acme/oven, path: Some(\"a b\") }"),
            ("/wg approvals", "Approvals"),
            ("/wg bypass the  lead is away", "Bypass { reason: \"the  lead is away\" }"),
            ("/wg away Until 2026-12-24", "Away { until: Day(2026-12-24) }"),
            ("/wg capacity 1000", "Capacity { most: Some(1000) }"),
            ("/wg capacity NONE", "Capacity { most: None }"),
        ] {
            assert_eq!(said(line), expected);
        }
    }

    #[test]
    fn what_is_not_understood_says_what_and_where() {
        for (line, expected) in [
            ("/wg", "Empty"),
            ("/wg exlpain x", "Unknown { word: \"exlpain\", nearest: Some(Explain) }"),
            ("/wg whoowns a/b", "Unknown { word: \"whoowns\", nearest: Some(WhoOwns) }"),
            ("/wg merge", "Unknown { word: \"merge\", nearest: None }"),
            ("/wg request", "Missing { verb: Request, argument: Group }"),
            ("/wg bypass", "Missing { verb: Bypass, argument: Reason }"),
            ("/wg away until", "Missing { verb: Away, argument: Date }"),
            ("/wg away 2026-12-24", "Wrong { verb: Away, argument: Until, text: \"2026-12-24\" }"),
            ("/wg away until today", "Wrong { verb: Away, argument: Date, text: \"today\" }"),
            ("/wg request @acme/docs", "Wrong { verb: Request, argument: Group, text: \"@acme/docs\" }"),
            ("/wg capacity 1001", "Wrong { verb: Capacity, argument: Capacity, text: \"1001\" }"),
            ("/wg capacity +1", "Wrong { verb: Capacity, argument: Capacity, text: \"+1\" }"),
            ("/wg reroll @a and @b", "TooMany { verb: Reroll, text: \"and @b\" }"),
            ("/wg explain a\tb", "Unseen { character: '\\t' }"),
        ] {
            assert_eq!(said(line), expected);
        }
    }

    #[test]
    fn a_path_in_backticks_is_written_in_more_of_them() {
        let command = Command::Explain { path: Some("`a`".to_owned()) };
        assert_eq!(command.to_string(), "/wg explain `` `a` ``");
        assert_eq!(read(&command.to_string()), Ok(command));
    }
}
