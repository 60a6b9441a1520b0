//! The commands of a comment: none is found that is not written on a line of its own.
//!
//! Input: the comment.

use wg_steward::domain::command::{CommandLine, MAX, Spoken, may_speak, read};
use wg_steward::domain::render::command::{misread, too_many};
use wg_steward::domain::text::invisible::is_unseen;

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(body) = std::str::from_utf8(input) else { return };
    let spoken = read(body);
    assert_eq!(spoken, read(body), "the same comment reads differently");
    assert!(spoken.lines.len() == MAX || (spoken.lines.len() < MAX && spoken.more == 0), "lines are left out");
    let lines: Vec<&str> = body.split(['\n', '\r']).collect();
    let ours = lines.iter().filter(|line| may_speak(line)).count();
    assert!(spoken.lines.len() + spoken.more <= ours, "more is said than there are lines for us");
    assert_eq!(may_speak(body), ours > 0);
    let mut rest = lines.iter();
    for line in &spoken.lines {
        assert!(rest.any(|written| written.contains(&line.text)), "{line:?} is not written, or not in this order");
        one(line);
    }
    unsaid(&lines);
}

/// A parsed command is parsed back from its written form; an unknown one gets a reply whose line is not a command.
fn one(line: &CommandLine) {
    assert!(may_speak(&line.text) && line.text.trim_matches([' ', '\t']) == line.text, "{line:?}");
    let hidden = line.text.contains(|ch| is_unseen(ch) && ch != '\t');
    match &line.said {
        Ok(command) => {
            assert!(!hidden, "{line:?} hides something");
            let text = command.to_string();
            let again = CommandLine { text: text.clone(), said: Ok(command.clone()) };
            assert_eq!(read(&text), Spoken { lines: vec![again], more: 0 }, "{line:?}");
            assert_eq!(misread(line), "");
        }
        Err(_) => {
            let answer = format!("{}\n\n{}", misread(line), too_many(1));
            assert!(answer.lines().count() == 3 && !answer.starts_with('\n'), "{answer}");
            assert!(!answer.chars().any(|ch| ch != '\n' && ch.is_control()), "{answer}");
            assert_eq!(read(&answer), Spoken::default(), "{answer}");
        }
    }
}

/// The same lines in a quote, in lists and in code are not commands.
fn unsaid(lines: &[&str]) {
    for mark in ["> ", "- ", "    ", "\t"] {
        let marked: String = lines.iter().map(|line| format!("{mark}{line}\n")).collect();
        assert_eq!(read(&marked), Spoken::default(), "{mark:?}");
    }
    let fence = "~".repeat(3 + lines.iter().map(|line| line.len()).max().unwrap_or_default());
    let fenced = format!("{fence}\n{}\n{fence}\n", lines.join("\n"));
    assert_eq!(read(&fenced), Spoken::default());
}
