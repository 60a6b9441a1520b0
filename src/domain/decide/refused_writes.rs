//! Holds back writes that GitHub refused recently, and reports them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::pull::plan::Action;
use crate::domain::pull::refused_writes::Write;
use crate::domain::pull::snapshot::Memory;

/// The remaining writes, and the intended writes that GitHub refuses, each with its reason.
///
/// The report depends on the intended writes and not on whether they are retried now, so the text is the same after a
/// retry.
pub(super) fn held_back(wanted: Vec<Action>, memory: &Memory) -> (Vec<Action>, BTreeMap<Write, String>) {
    let known = |write: Write| memory.refused.get(&write).map(|refusal| (write.clone(), refusal));
    let refused: BTreeMap<_, _> = wanted.iter().flat_map(Write::of).filter_map(known).collect();
    if refused.is_empty() {
        return (wanted, BTreeMap::new());
    }
    let held: BTreeSet<&Write> = refused.iter().filter(|(_, refusal)| !refusal.due).map(|(write, _)| write).collect();
    let is_held = |action: &Action| Write::of(action).iter().any(|write| held.contains(write));
    let missing: BTreeSet<String> =
        wanted.iter().filter(|action| is_held(action)).filter_map(Action::makes_label).map(str::to_owned).collect();
    let left = wanted.into_iter().filter_map(|action| match action {
        Action::AddLabels { mut names, mut styled } => {
            names.retain(|name| !missing.contains(name) && !held.contains(&Write::AddLabel(name.clone())));
            styled.retain(|name| names.contains(name));
            (!names.is_empty()).then_some(Action::AddLabels { names, styled })
        }
        action => (!is_held(&action)).then_some(action),
    });
    let left = left.collect();
    (left, refused.into_iter().map(|(write, refusal)| (write, refusal.why.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pull::refused_writes::WriteRefusal;
    use crate::domain::types::label::Label;

    fn wanted() -> Vec<Action> {
        let label = |name: &str| Label { name: name.to_owned(), color: "0052cc".into(), description: String::new() };
        let create = |name: &str| Action::CreateLabel { label: label(name), meaning: String::new() };
        let rename = Action::ChangeLabel { from: "old".into(), label: label("c"), meaning: String::new() };
        let names: Vec<_> = ["a", "b", "c"].map(str::to_owned).into();
        vec![create("a"), create("b"), rename, Action::AddLabels { styled: names.iter().cloned().collect(), names }]
    }

    fn left(write: &Write, due: bool) -> (Vec<String>, usize) {
        let refusal = WriteRefusal { why: "No".into(), due };
        let memory = Memory { refused: [(write.clone(), refusal)].into(), ..Memory::default() };
        let (left, told) = held_back(wanted(), &memory);
        let words = left.iter().map(|action| match action {
            Action::AddLabels { names, styled } => {
                assert!(styled.iter().eq(names.iter()));
                format!("add {}", names.concat())
            }
            action => Write::of(action)[0].to_string(),
        });
        (words.collect(), told.len())
    }

    #[test]
    fn a_label_that_can_not_be_made_is_not_put_on_either() {
        let (left_over, told) = left(&Write::CreateLabel("a".into()), false);
        assert_eq!((left_over.join(", "), told), ("create-label b, change-label c, add bc".to_owned(), 1));
        let (left_over, told) = left(&Write::ChangeLabel("c".into()), false);
        assert_eq!((left_over.join(", "), told), ("create-label a, create-label b, add ab".to_owned(), 1));
    }

    #[test]
    fn a_label_that_can_not_be_put_on_leaves_the_others() {
        let (left_over, told) = left(&Write::AddLabel("b".into()), false);
        assert_eq!((left_over[3].as_str(), told), ("add ac", 1));
    }

    #[test]
    fn what_is_due_is_tried_and_reported_and_what_is_not_wanted_is_neither() {
        assert_eq!(left(&Write::AddLabel("b".into()), true).0[3], "add abc");
        assert_eq!(left(&Write::AddLabel("b".into()), true).1, 1);
        assert_eq!(left(&Write::RemoveLabel("b".into()), false).1, 0);
    }
}
