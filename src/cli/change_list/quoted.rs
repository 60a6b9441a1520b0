//! Paths as quoted by git: in double quotes, with the escapes of C, each byte that is not ASCII as an octal number.
//!
//! Source: <https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath>

/// A path without its quotes; a path without quotes is returned unchanged.
pub(super) fn unquoted(field: &str) -> Result<String, String> {
    let Some(rest) = field.strip_prefix('"') else { return Ok(field.to_owned()) };
    let mut bytes = Vec::with_capacity(rest.len());
    let mut open = rest.bytes();
    loop {
        match open.next() {
            None => return Err(format!("{}: the closing quote is missing", shown(field))),
            Some(b'"') if open.len() == 0 => break,
            Some(b'"') => return Err(format!("{}: the path goes on after the closing quote", shown(field))),
            Some(b'\\') => bytes.push(escaped(&mut open).ok_or_else(|| format!("{}: {ESCAPES}", shown(field)))?),
            Some(byte) => bytes.push(byte),
        }
    }
    let not_text = |_| format!("{} is not UTF-8: such a path cannot be read here", shown(field));
    String::from_utf8(bytes).map_err(not_text)
}

const ESCAPES: &str = "after a backslash git writes one of `a b t n v f r \" \\` or three octal digits";

/// How much of a field is shown.
const SHOWN: usize = 200;

fn shown(field: &str) -> String {
    let start: String = field.chars().take(SHOWN).collect();
    let more = if start.len() < field.len() { "…" } else { "" };
    format!("`{start}{more}`")
}

/// The byte of an escape, after its backslash.
fn escaped(open: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let octal = |byte: u8| (b'0'..=b'7').contains(&byte).then(|| byte - b'0');
    Some(match open.next()? {
        b'a' => 0x07,
        b'b' => 0x08,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 0x0b,
        b'f' => 0x0c,
        b'r' => b'\r',
        byte @ (b'"' | b'\\') => byte,
        first @ b'0'..=b'3' => octal(first)? << 6 | octal(open.next()?)? << 3 | octal(open.next()?)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_that_git_writes_is_read() {
        let read = unquoted("\"\\a\\b\\t\\n\\v\\f\\r\\\"\\\\\\001\\360\\237\\230\\200 é\"").unwrap();
        assert_eq!(read, "\u{7}\u{8}\t\n\u{b}\u{c}\r\"\\\u{1}😀 é");
        assert_eq!(unquoted("a\"b\\n").unwrap(), "a\"b\\n");
    }

    #[test]
    fn what_git_does_not_write_is_refused() {
        for field in
            ["\"", "\"a", "\"a\"b", "\"a\"\"", "\"\\\"", "\"\\x41\"", "\"\\400\"", "\"\\18\"", "\"\\", "\"\\303\""]
        {
            assert!(unquoted(field).is_err(), "{field}");
        }
        let long = unquoted(&format!("\"{}", "é".repeat(250_000))).unwrap_err();
        assert!(long.chars().count() < 300, "{}", long.len());
    }
}
