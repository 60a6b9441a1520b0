//! The labels of groups and areas, as a policy words them.

use std::collections::BTreeMap;

use crate::domain::text::fingerprint::fingerprint;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::GroupId;
use crate::domain::types::label::Label;

/// GitHub's limits for a label.
const LABEL_NAME: usize = 50;
const LABEL_DESCRIPTION: usize = 100;

/// The names and looks of labels; `<slug>`, `<id>` and `<name>` stand for the group's, `<kind>` and `<rest>` for the
/// parts before and after the first dash of its id, as in `sig/network` for `sig-network`.
#[derive(Debug, Clone)]
pub struct Labels {
    pub(super) look: LabelLook,
    pub(super) overrides: BTreeMap<GroupId, LabelLook>,
    /// The look of areas' labels, if they have any.
    pub(super) areas: Option<LabelLook>,
    /// Whether issues get labels, too.
    pub issues: bool,
    /// The maximum number of group and area labels on one pull request or issue, 1 to 50. Above it, [`Self::many`]
    /// replaces them all.
    pub at_most: usize,
    pub(super) many: LabelLook,
}

#[derive(Debug, Clone)]
pub(super) struct LabelLook {
    pub(super) name: String,
    pub(super) color: String,
    pub(super) description: String,
}

impl Labels {
    /// The label of the group `id` with this name. If the name leaves an empty label, the id is used.
    pub fn of(&self, id: &GroupId, name: &str) -> Label {
        filled(self.overrides.get(id).unwrap_or(&self.look), id, name, None)
    }

    /// The label of an area of the group `id` with this name; `None` if areas have no labels.
    pub fn of_area(&self, id: &GroupId, name: &str, area: &str) -> Option<Label> {
        Some(filled(self.areas.as_ref()?, id, name, Some(area)))
    }

    /// The one label that stands for more groups and areas than [`Self::at_most`].
    pub fn many(&self) -> Label {
        let LabelLook { name, color, description } = &self.many;
        Label { name: short(name), color: color.clone(), description: cut(description, LABEL_DESCRIPTION) }
    }
}

/// Fills a group's names into a look. Text too long for GitHub is cut; a cut name ends in digits from its fingerprint,
/// so that two long names stay different.
fn filled(look: &LabelLook, id: &GroupId, name: &str, area: Option<&str>) -> Label {
    let (kind, rest) = id.as_str().split_once('-').unwrap_or(("", id.as_str()));
    let fill = |text: &str| {
        let text = match kind {
            "" => text.replace("<kind>/", "").replace("<kind>", ""),
            _ => text.replace("<kind>", kind),
        };
        let text = text.replace("<rest>", rest).replace("<slug>", &slug(name)).replace("<id>", id.as_str());
        let text = text.replace("<area>", area.unwrap_or_default());
        let text = text.replace("<area-slug>", &area.map(slug).unwrap_or_default());
        text.replace("<name>", name)
    };
    let name = Some(short(&fill(&look.name))).filter(|name| !name.trim().is_empty());
    Label {
        name: name.unwrap_or_else(|| short(id.as_str())),
        color: look.color.clone(),
        description: cut(&fill(&look.description), LABEL_DESCRIPTION),
    }
}

/// A name that GitHub accepts, always the same for the same text.
fn short(name: &str) -> String {
    const DIGITS: usize = 6;
    if name.chars().count() <= LABEL_NAME {
        return name.to_owned();
    }
    let digits: String = fingerprint(name).chars().take(DIGITS).collect();
    format!("{}-{digits}", cut(name, LABEL_NAME - DIGITS - 1))
}

/// The first `most` characters, without dashes, blanks or slashes at the cut.
fn cut(text: &str, most: usize) -> String {
    let cut = text.char_indices().nth(most).map_or(text, |(index, _)| &text[..index]);
    if cut.len() == text.len() { text.to_owned() } else { cut.trim_end_matches(['-', ' ', '/']).to_owned() }
}
