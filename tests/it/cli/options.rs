//! Options have the same names in every command, and former names still work.

use super::run;

/// Every command that has a help page of its own.
const COMMANDS: &[&[&str]] = &[
    &["serve"],
    &["demo"],
    &["check"],
    &["simulate"],
    &["owners"],
    &["groups"],
    &["rules"],
    &["new"],
    &["away"],
    &["back"],
    &["capacity"],
    &["deliveries", "list"],
    &["deliveries", "show"],
    &["deliveries", "retry"],
    &["deliveries", "redeliver"],
    &["export", "asset-lists"],
    &["export", "codeowners"],
    &["export", "teams"],
    &["export", "labels"],
    &["policy", "check"],
];

#[test]
fn help_shows_one_spelling_of_an_option() {
    for command in COMMANDS {
        let ran = run(&[*command, &["--help"]].concat());
        assert_eq!(ran.code, 0, "{command:?}: {ran:?}");
        for former in ["--json", "--most", "--output", "--count", "--dir "] {
            assert!(!ran.out.contains(former), "{command:?} shows `{former}`: {}", ran.out);
        }
    }
}

#[test]
fn the_former_word_for_text_still_works() {
    for command in [&["groups"][..], &["rules"], &["owners", "cloudfoundry/uaa"], &["check", "README.md"]] {
        let (text, human) =
            (run(&[command, &["--format", "text"]].concat()), run(&[command, &["--format", "human"]].concat()));
        assert_eq!((human.code, &human.out), (text.code, &text.out), "{human:?}");
    }
}
