//! Properties of every comment: its commands are those that GitHub shows on a line of their own.

use std::collections::BTreeSet;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::command::{Command, Verb, may_speak, read};

use super::{few, hostile};
use crate::corpus::properties::commands;

const LINES: &[&str] = &[
    "/wg help",
    "/wg help",
    "/WG explain a_b_c.md",
    "  /wg away until 2026-12-24",
    "/wg explain `a",
    "/wg [x](",
    "/wg recheck <b",
    "/wg reroll @octocat\\",
    "/wg exlpain *x",
    "/wg\u{200b}help",
    "\\/wg help",
    "&#47;wg help",
    "",
    "",
    "words",
    "> /wg help",
    "- /wg help",
    "1. words",
    "    /wg help",
    "\t/wg help",
    "```",
    "~~~",
    "# /wg help",
    "---",
    "| a |\n|---|\n/wg help\n",
    "<!--",
    "words <!--",
    "-->",
    "<details>",
    "</details>",
    "`",
    "words `` words",
    "*words",
    "words**",
    "[words",
    "](x) words",
    "![words",
    "[l]: x '\n/wg help\n'\n",
    "[^1]: words",
    "words [^1]",
    "words\\",
];

fn comment() -> impl Strategy<Value = String> {
    let line = prop_oneof![19 => select(LINES).prop_map(str::to_owned), 1 => hostile()];
    (vec(line, 0..12), select(&["\n", "\r\n"])).prop_map(|(lines, end)| lines.join(end))
}

fn path() -> impl Strategy<Value = Option<String>> {
    let path = prop_oneof!["[a-zäé `/._*<>\\[\\]|~^\\\\@#-]{1,12}", "`{1,3}[a ]`{1,3}"];
    proptest::option::of(path.prop_filter("not blank at an end", |path| path.trim_matches(' ') == path))
}

fn command() -> impl Strategy<Value = Command> {
    let login = proptest::option::of("[a-zA-Z0-9_.-]{1,8}(\\[bot\\])?".prop_map(|login| login.parse().unwrap()));
    let repository = "[a-zA-Z-]{1,8}/[a-zA-Z_-]{1,8}".prop_map(|name| name.parse().unwrap());
    let day = (0..=9999_u32, 1..=12_u32, 1..=28_u32);
    prop_oneof![
        Just(Command::Help),
        Just(Command::Recheck),
        Just(Command::Back),
        Just(Command::Approvals),
        "[a-zäé`/@<>*-]( ?[a-zäé`/@<>*-]){0,40}".prop_map(|reason| Command::Bypass { reason }),
        path().prop_map(|path| Command::Explain { path }),
        login.prop_map(|login| Command::Reroll { login }),
        "[a-z0-9.](( |-)[a-z0-9@]){0,4}".prop_map(|id| Command::Request { group: id.parse().unwrap() }),
        (repository, path()).prop_map(|(repository, path)| Command::WhoOwns { repository, path }),
        day.prop_map(|(y, m, d)| Command::Away { until: format!("{y:04}-{m:02}-{d:02}").parse().unwrap() }),
        proptest::option::of(0..=1_000_u32).prop_map(|most| Command::Capacity { most }),
    ]
}

/// The lines for us that another parser finds: lines at which a text of a paragraph begins, with any emphasis.
fn found(body: &str) -> BTreeSet<usize> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.footnotes = true;
    let root = parse_document(&arena, body, &options);
    let lines: Vec<&str> = body.lines().collect();
    let paragraphs = root.children().filter(|node| matches!(node.data.borrow().value, NodeValue::Paragraph));
    let mut starts = BTreeSet::new();
    paragraphs.for_each(|paragraph| running(paragraph, &mut starts));
    let ours = |&(line, column): &(usize, usize)| {
        let before = lines[line - 1].as_bytes().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        column == before + 1 && may_speak(lines[line - 1])
    };
    starts.iter().filter(|start| ours(start)).map(|(line, _)| *line).collect()
}

fn running<'a>(node: &'a AstNode<'a>, starts: &mut BTreeSet<(usize, usize)>) {
    for child in node.children() {
        let data = child.data.borrow();
        match data.value {
            NodeValue::Text(_) => drop(starts.insert((data.sourcepos.start.line, data.sourcepos.start.column))),
            NodeValue::Emph | NodeValue::Strong => running(child, starts),
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(few(400))]

    #[test]
    fn nothing_is_said_that_is_not_written_on_a_line_of_its_own(body in comment()) {
        commands::hold(body.as_bytes());
    }

    /// Two parsers of Markdown find the same commands.
    #[test]
    fn what_is_said_is_what_another_parser_finds(body in vec(select(LINES), 0..12).prop_map(|lines| lines.join("\n"))) {
        let spoken = read(&body);
        let lines: Vec<&str> = body.lines().collect();
        let there: Vec<&str> = found(&body).into_iter().map(|line| lines[line - 1].trim_matches([' ', '\t'])).collect();
        let said = spoken.lines.iter().map(|line| line.text.as_str());
        let whole = |(said, there): (&str, &&str)| *there == said || *there == format!("{said}\\");
        prop_assert_eq!(spoken.lines.len() + spoken.more, there.len(), "{:?}", body);
        prop_assert!(said.zip(&there).all(whole), "{:?}", body);
    }

    #[test]
    fn a_command_that_we_write_is_read_as_the_same(command in command(), before in "(words)?", end in select(&["", "\n", "\r\n"])) {
        let spoken = read(&format!("{before}\n{command}{end}"));
        prop_assert_eq!(spoken.lines.len(), 1);
        prop_assert_eq!(&spoken.lines[0].said, &Ok(command));
    }
}

#[test]
fn a_usage_with_its_words_filled_in_is_the_command() {
    for verb in Verb::ALL {
        let filled = verb.usage().replace(['[', ']'], "").replace("DATE", "2026-12-24").replace(" N", " 3");
        assert_eq!(read(&filled).lines[0].said.as_ref().map(Command::verb), Ok(verb), "{filled}");
    }
}
