//! Replies about commands themselves: the list of commands, and why a line is not a valid one.

use super::text::{cell, code, count, cut};
use crate::domain::command::{CommandArgument, CommandLine, MAX, Misread, Verb};

/// How many characters of a user's text are shown.
const SHOWN: usize = 80;

/// The commands, as a table.
pub fn help() -> String {
    let row = |verb: Verb| format!("| {} | {} |\n", cell(&code(verb.usage())), explanation(verb));
    let rows: String = Verb::ALL.into_iter().map(row).collect();
    format!("Write a command on its own line:\n\n| Command | Effect |\n|---|---|\n{rows}")
}

/// Why a line is not understood, and the fix, in one sentence; empty for a valid line.
pub fn misread(line: &CommandLine) -> String {
    let Err(misread) = &line.said else { return String::new() };
    let all = code(Verb::Help.usage());
    let line = shown(&line.text);
    match misread {
        Misread::Unseen { character } => {
            let number = format!("`U+{:04X}`", u32::from(*character));
            format!("{line} has the invisible character {number}: type the line again, without it.")
        }
        Misread::Empty => format!("{line} is not a complete command: {all} lists the commands."),
        Misread::Unknown { word, nearest: None } => {
            format!("There is no command {}: {all} lists the commands.", shown(word))
        }
        Misread::Unknown { word, nearest: Some(verb) } => {
            format!("There is no command {}: write {}, or {all} for a list.", shown(word), code(verb.usage()))
        }
        Misread::Missing { verb, argument } => format!("{line} lacks {}: {}.", missing(*argument), way_out(*verb)),
        Misread::Wrong { verb, argument, text } => {
            format!("In {line}, {} {}: {}.", shown(text), rule(*argument), way_out(*verb))
        }
        Misread::TooMany { verb, text } => format!("In {line}, {} is too much: {}.", shown(text), way_out(*verb)),
    }
}

/// Reports that some lines of a comment are ignored.
pub fn too_many(more: usize) -> String {
    let others = count(more, "other is not", "others are not");
    format!("Only the first {MAX} commands of a comment are run, {others}: write them in another comment.")
}

fn explanation(verb: Verb) -> &'static str {
    match verb {
        Verb::Help => "Lists the commands.",
        Verb::Explain => "Shows who owns the changed files, or the file `PATH`, and why.",
        Verb::Recheck => "Reads the documents and the pull request again, and decides again.",
        Verb::Reroll => "Requests a review from another person instead of `LOGIN`, or instead of you.",
        Verb::Request => "Requests a review from a member of the group with the id `GROUP`.",
        Verb::WhoOwns => "Shows who owns a repository, or the file `PATH` in it.",
        Verb::Approvals => "Shows who has to agree to the changes of governing documents, and who has.",
        Verb::Bypass => "Bypasses the rules that a member of the oversight may bypass, with a reason that is kept.",
        Verb::Away => "Requests no reviews from you until `DATE`, written `2026-12-24`.",
        Verb::Back => "Requests reviews from you again.",
        Verb::Capacity => {
            "Requests no review from you while you have `N` open ones, 0 to 1,000; `none` removes the limit."
        }
    }
}

fn way_out(verb: Verb) -> String {
    format!("write {}", code(verb.usage()))
}

fn missing(argument: CommandArgument) -> &'static str {
    match argument {
        CommandArgument::Path => "a path",
        CommandArgument::Login => "a login",
        CommandArgument::Group => "the group's id",
        CommandArgument::Repository => "the repository's full name",
        CommandArgument::Reason => "a reason",
        CommandArgument::Until => "`until` and a date",
        CommandArgument::Date => "the date, as in `2026-12-24`",
        CommandArgument::Capacity => "a number from 0 to 1,000, or `none`",
    }
}

fn rule(argument: CommandArgument) -> &'static str {
    match argument {
        CommandArgument::Path => "is too long for a path",
        CommandArgument::Login => "is not a GitHub login",
        CommandArgument::Group => "is not a group's id, such as `docs`",
        CommandArgument::Repository => "is not a repository's full name, such as `octo-org/octo-repo`",
        CommandArgument::Reason => "is longer than 500 characters",
        CommandArgument::Until => "is in the place of `until`",
        CommandArgument::Date => "is not a date, such as `2026-12-24`",
        CommandArgument::Capacity => "is neither a number from 0 to 1,000 nor `none`",
    }
}

fn shown(text: &str) -> String {
    code(&cut(text, SHOWN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::read;

    #[test]
    fn a_misread_says_what_is_wrong_and_the_way_out() {
        for (body, sentence) in [
            (
                "/wg\u{200b} help",
                "`/wg⟨U+200B⟩ help` has the invisible character `U+200B`: type the line again, without it.",
            ),
            ("/wg", "`/wg` is not a complete command: `/wg help` lists the commands."),
            ("/wg merge`@all", "There is no command `merge'@all`: `/wg help` lists the commands."),
            ("/wg rerol", "There is no command `rerol`: write `/wg reroll [LOGIN]`, or `/wg help` for a list."),
            ("/wg request", "`/wg request` lacks the group's id: write `/wg request GROUP`."),
            (
                "/wg away until 24.12.",
                "In `/wg away until 24.12.`, `24.12.` is not a date, such as `2026-12-24`: write `/wg away until \
                 DATE`.",
            ),
            ("/wg back please", "In `/wg back please`, `please` is too much: write `/wg back`."),
        ] {
            assert_eq!(misread(&read(body).lines[0]), sentence);
        }
    }

    #[test]
    fn the_help_names_every_command_and_is_none_itself() {
        let help = help();
        assert!(Verb::ALL.into_iter().all(|verb| help.contains(&format!("| `{}` |", verb.usage()))), "{help}");
        assert!(read(&help).lines.is_empty());
    }

    #[test]
    fn what_is_not_followed_is_counted() {
        let one = "Only the first 10 commands of a comment are run, 1 other is not: write them in another comment.";
        assert_eq!(too_many(1), one);
        assert!(too_many(490).contains("490 others are not"));
    }
}
