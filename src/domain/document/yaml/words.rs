//! Why a document is not valid YAML, in the parser's words, with the fix for common mistakes.

/// Common mistakes: the parser's words, and the fix.
const USUAL: [(&str, &str); 12] = [
    ("mapping values are not allowed", "quote a value that contains `: `, and indent all keys of a mapping the same"),
    ("placement of ':'", "quote a value that contains `: `, and indent all keys of a mapping the same"),
    ("simple key", "write `:` after the key, or indent the line further if it continues the text above"),
    ("did not find expected key", "indent all keys of a mapping the same, and quote a value that begins with a quote"),
    ("expected '-' indicator", "indent all entries of a list the same, and begin each with `- `"),
    ("block sequence entries are not allowed", "begin the list on its own line, below its key"),
    ("indentation", "indent all keys of a mapping and all entries of a list the same, with spaces"),
    ("unclosed quote", "close it, or use the other kind of quotes if the value contains one"),
    ("bracket", "close each bracket, and quote a value that begins with one"),
    ("expected ','", "write a comma between entries, and close the bracket"),
    ("unexpected EOF", "close the open bracket or quote"),
    ("unknown anchor", "quote a value that begins with `*`"),
];

/// The message for a tab where only blanks are allowed.
pub(super) const TAB: &str = "YAML does not allow a tab here: use spaces instead";

/// The parser's message, with the fix if it is known.
pub(super) fn explained(said: &str) -> String {
    if let Some(ch) = said.strip_prefix("unexpected character: `").and_then(|rest| rest.chars().next()) {
        let shown = if ch == '`' { "a backtick".to_owned() } else { format!("`{ch}`") };
        return format!("a value can't begin with {shown}: put the value in quotes");
    }
    let usual = USUAL.iter().find(|(words, _)| said.contains(words));
    usual.map_or_else(|| said.to_owned(), |(_, help)| format!("{said}: {help}"))
}

/// The beginning of every syntax error's message.
pub(super) const INVALID: &str = "this is not valid YAML: ";
