//! A TOML document as the same tree as YAML: every node has its span. Keys are sorted by name.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::yaml::{Node, Value};
use super::{Fault, Lines, MAX_BYTES, Span};

/// Parses a document; the first syntax error ends it. A string becomes a quoted scalar, any other value one without
/// quotes.
///
/// # Errors
/// The document is too large, or not valid TOML.
pub fn parse(text: &str) -> Result<Node, Fault> {
    if text.len() > MAX_BYTES {
        let message = format!("the document has more than {MAX_BYTES} bytes, and is not read: split it");
        return Err(Fault::new(Span::START, message));
    }
    let lines = Lines::of(text);
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().map_or(Span::START, |range| lines.span(range));
        Fault::new(span, format!("this is not valid TOML: {}", error.message().replace('\n', ", ")))
    })?;
    Ok(Node { span: Span::START, value: map(table.get_ref(), &lines) })
}

fn map(table: &DeTable<'_>, lines: &Lines<'_>) -> Value {
    let key = |name: &Spanned<std::borrow::Cow<'_, str>>| Node {
        span: lines.span(name.span()),
        value: Value::Scalar { text: name.get_ref().as_ref().into(), plain: false },
    };
    Value::Map(table.iter().map(|(name, value)| (key(name), node(value, lines))).collect())
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines<'_>) -> Node {
    let plain = |text: &str| Value::Scalar { text: text.into(), plain: true };
    let shown = match value.get_ref() {
        DeValue::String(text) => Value::Scalar { text: text.as_ref().into(), plain: false },
        DeValue::Integer(number) => plain(number.as_str()),
        DeValue::Float(number) => plain(number.as_str()),
        DeValue::Boolean(flag) => plain(&flag.to_string()),
        DeValue::Datetime(moment) => plain(&moment.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, lines)).collect()),
        DeValue::Table(table) => map(table, lines),
    };
    Node { span: lines.span(value.span()), value: shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_lists_and_texts_are_read_with_their_places() {
        let root = parse("name = \"ä\"\n[people]\nleads = [\"a\", { github = \"b\" }, 7]\n").unwrap();
        assert_eq!(root.find("name").and_then(Node::text), Some("ä"));
        let leads = root.find("people").unwrap().find("leads").unwrap();
        let [a, b, number] = leads.items() else { panic!("{leads:?}") };
        assert_eq!(
            (a.text(), b.find("github").and_then(Node::text), number.kind()),
            (Some("a"), Some("b"), "a number")
        );
        assert_eq!((b.span.start.line, b.span.start.column), (3, 15));
    }

    #[test]
    fn what_is_no_toml_is_a_fault_with_its_place() {
        let fault = parse("a = 1\nb = [\n").unwrap_err();
        assert!(fault.message.starts_with("this is not valid TOML: "), "{fault}");
        assert!(fault.place().line >= 2, "{fault}");
        for bomb in ["a = ".to_owned() + &"[".repeat(100_000), "a.".repeat(100_000) + "b = 1", "a = 1\na = 2".into()] {
            assert!(parse(&bomb).is_err(), "{}", &bomb[..8]);
        }
    }
}
