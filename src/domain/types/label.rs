//! A label of a repository, as GitHub keeps it.

/// The look of a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// At most 50 characters.
    pub name: String,
    /// Six hex digits.
    pub color: String,
    /// At most 100 characters.
    pub description: String,
}

impl Label {
    /// Colour and description as one text, to detect whether a label still looks as we created it.
    pub fn look(&self) -> String {
        format!("{} {}", self.color, self.description)
    }

    /// Whether it looks like a label that GitHub creates by itself when an unknown label is added: grey, without a
    /// description.
    pub fn is_unstyled(&self) -> bool {
        self.color.eq_ignore_ascii_case("ededed") && self.description.is_empty()
    }
}
