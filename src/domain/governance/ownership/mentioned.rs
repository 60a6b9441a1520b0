//! Looks up the groups and areas that a policy names in the documents.

use crate::domain::document::{At, Fault};
use crate::domain::policy::{Mention, Policy};
use crate::domain::text::did_you_mean::nearest;
use crate::domain::text::slug::slug;

use super::{Group, Ownership, lookup};

/// Every group and area that the policy names and that is in no document, with its position in the policy.
pub fn unknown(policy: &Policy, ownership: &Ownership) -> Vec<Fault> {
    // A group outside the automation has no readable block.
    let mentions = policy.mentions.iter().filter(|mention| !policy.governing.outside.contains(&mention.group));
    mentions.flat_map(|mention| of_group(mention, ownership)).collect()
}

fn of_group(mention: &Mention, ownership: &Ownership) -> Vec<Fault> {
    let Mention { group: id, span, areas } = mention;
    let Some(group) = ownership.group(id) else {
        let near = lookup::group(ownership, id.as_str());
        let meant = near.map_or_else(|near| near.first().map(|group| &group.id), |group| Some(&group.id));
        let way_out = meant.map_or_else(way_to_groups, |meant| format!(". Did you mean `{meant}`?"));
        return vec![Fault::new(*span, format!("there is no group `{id}`{way_out}"))];
    };
    let is_unknown = |area: &&At<String>| !group.areas.iter().any(|known| slug(&known.name) == slug(area));
    areas.iter().filter(is_unknown).map(|area| Fault::new(area.span, no_area(group, area))).collect()
}

fn way_to_groups() -> String {
    ": `wg-steward groups` lists all groups".to_owned()
}

fn no_area(group: &Group, area: &str) -> String {
    let known = group.areas.iter().map(|area| (area.name.clone(), &area.name));
    let meant = nearest(area, known).first().map(|meant| format!(". Did you mean `{meant}`?"));
    format!("the group `{}` has no area `{area}`{}", group.id, meant.unwrap_or_default())
}
