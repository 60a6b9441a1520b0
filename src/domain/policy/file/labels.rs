//! The part of a policy that sets the names and looks of labels.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::document::At;
use crate::domain::policy::{LabelLook, Labels};
use crate::domain::types::ids::GroupId;

use super::PolicyFault;
use super::validate::Checker;

/// The names and looks of labels. `<slug>` is the kebab case of the group's name, `<id>` its id, `<name>` its name;
/// `<kind>` and `<rest>` are the parts of the id before and after its first dash: `<kind>/<rest>` is `sig/network` for
/// `sig-network`, and `docs` for `docs`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLabels {
    /// The label's name; it is cut at GitHub's limit of 50 characters.
    #[schemars(with = "String")]
    name: At<String>,
    /// Six hex digits.
    #[schemars(with = "String")]
    color: At<String>,
    /// The label's description; it is cut at GitHub's limit of 100 characters.
    description: String,
    /// Other looks for single groups, by id.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawLook>")]
    overrides: BTreeMap<At<String>, RawLook>,
    /// The look of areas' labels, which are added together with those of their groups: `<area>` is the area's name,
    /// `<area-slug>` its kebab case. If left out, areas have no labels.
    areas: Option<RawAreaLabels>,
    /// Whether opened or transferred issues get the labels of the groups that own their repository as a whole.
    #[serde(default)]
    issues: bool,
    /// The maximum number of group and area labels on a pull request or issue. Above it, the one label `many` replaces
    /// them all. If left out, 10.
    #[schemars(with = "Option<u8>", range(min = 1, max = 50))]
    at_most: Option<At<u8>>,
    /// The one label that stands for more than `at_most` labels. If left out, `wg/many-groups` in the colour of the
    /// groups' labels.
    #[serde(default)]
    many: RawLook,
}

/// The look of areas' labels.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAreaLabels {
    /// The label's name, such as `area/<area-slug>`.
    #[schemars(with = "String")]
    name: At<String>,
    /// Six hex digits. If left out, the colour of the groups' labels.
    #[schemars(with = "Option<String>")]
    color: Option<At<String>>,
    /// The label's description.
    #[serde(default)]
    description: String,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLook {
    /// Another name.
    #[schemars(with = "Option<String>")]
    name: Option<At<String>>,
    /// Another colour.
    #[schemars(with = "Option<String>")]
    color: Option<At<String>>,
    /// Another description.
    description: Option<String>,
}

impl Checker<'_> {
    pub(super) fn labels(&mut self, raw: RawLabels) -> Option<Labels> {
        let RawLabels { name, color, description, overrides, areas, issues, at_most, many } = raw;
        let (name, color) = (self.label_name(name), self.color(&color));
        let sound = name.is_some() && color.is_some();
        // Always check the overrides, so that their mistakes are reported too.
        let look = LabelLook { name: name.unwrap_or_default(), color: color.unwrap_or_default(), description };
        let limit = self.label_limit(at_most.as_ref(), many, &look);
        let overrides: Vec<_> = overrides.into_iter().map(|(id, raw)| self.label(&id, raw, &look)).collect();
        let overrides = overrides.into_iter().collect::<Option<_>>()?;
        let areas = areas.map_or(Some(None), |raw| self.area_labels(raw, &look).map(Some))?;
        let (at_most, many) = limit?;
        sound.then_some(Labels { overrides, look, areas, issues, at_most, many })
    }

    fn area_labels(&mut self, raw: RawAreaLabels, base: &LabelLook) -> Option<LabelLook> {
        let RawAreaLabels { name, color, description } = raw;
        if !name.value.contains("<area") {
            let message =
                format!("`{}` is the same for all areas: write `<area>` or `<area-slug>` into it", name.value);
            self.faults.push(PolicyFault::at(name.span, message));
        }
        let color = color.map_or_else(|| Some(base.color.clone()), |color| self.color(&color))?;
        Some(LabelLook { name: name.value, color, description })
    }

    fn label(&mut self, id: &At<String>, raw: RawLook, base: &LabelLook) -> Option<(GroupId, LabelLook)> {
        let id = self.group(id)?;
        Some((id, self.look(raw, base)?))
    }

    /// The look as written, completed from `base`.
    pub(super) fn look(&mut self, raw: RawLook, base: &LabelLook) -> Option<LabelLook> {
        let RawLook { name, color, description } = raw;
        let color = match color {
            Some(color) => self.color(&color)?,
            None => base.color.clone(),
        };
        let name = match name {
            Some(name) => self.label_name(name)?,
            None => base.name.clone(),
        };
        let description = description.unwrap_or_else(|| base.description.clone());
        Some(LabelLook { name, color, description })
    }

    fn label_name(&mut self, text: At<String>) -> Option<String> {
        let blank = text.value.trim().is_empty();
        if blank {
            let message = format!("`{}` is not a name for a label: write one such as `wg/<slug>`", text.value);
            self.faults.push(PolicyFault::at(text.span, message));
        }
        (!blank).then_some(text.value)
    }

    fn color(&mut self, text: &At<String>) -> Option<String> {
        let valid = text.value.len() == 6 && text.value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !valid {
            let message = format!("`{}` is not a colour: write six hex digits without `#`, in quotes", text.value);
            self.faults.push(PolicyFault::at(text.span, message));
        }
        valid.then(|| text.value.to_ascii_lowercase())
    }
}
