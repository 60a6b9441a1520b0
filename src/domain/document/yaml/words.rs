//! Why a document is not valid YAML, in the parser's words, with the fix for common mistakes.

/// Common mistakes: the parser's words, and the fix.
const USUAL: [(&str, &str); 12] = [
    (
        "mapping values are not allowed",
        "put a text that has `: ` in it in quotes, and indent the keys of a mapping alike",
    ),
    ("placement of ':'", "put a text that has `: ` in it in quotes, and indent the keys of a mapping alike"),
    ("simple key", "write `:` behind the key, or indent the line further if it goes on with the text above"),
    (
        "did not find expected key",
        "indent the keys of a mapping alike, and put a text that begins with a quote in quotes",
    ),
    ("expected '-' indicator", "indent the entries of a list alike, and begin each with `- `"),
    ("block sequence entries are not allowed", "begin the list in a line of its own, below its key"),
    ("indentation", "indent the keys of a mapping and the entries of a list alike, with blanks"),
    ("unclosed quote", "close it, or write a quote that belongs to the text in quotes of the other kind"),
    ("bracket", "close each bracket, and put a text that begins with one in quotes"),
    ("expected ','", "write a comma between entries, and close the bracket"),
    ("unexpected EOF", "close the bracket or quote that is open"),
    ("unknown anchor", "put a text that begins with `*` in quotes"),
];

/// The message for a tab where only blanks are allowed.
pub(super) const TAB: &str = "a tab stands here, and YAML takes none for a blank: write blanks instead";

/// The parser's message, with the fix if it is known.
pub(super) fn explained(said: &str) -> String {
    if let Some(ch) = said.strip_prefix("unexpected character: `").and_then(|rest| rest.chars().next()) {
        let shown = if ch == '`' { "a backtick".to_owned() } else { format!("`{ch}`") };
        return format!("a value can't begin with {shown}: put the text in quotes");
    }
    let usual = USUAL.iter().find(|(words, _)| said.contains(words));
    usual.map_or_else(|| said.to_owned(), |(_, help)| format!("{said}: {help}"))
}

/// The beginning of every syntax error's message.
pub(super) const INVALID: &str = "this is no valid YAML: ";
