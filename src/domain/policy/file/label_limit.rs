//! The part of a policy that limits the labels of a pull request, and names the label that replaces them.

use crate::domain::document::At;
use crate::domain::policy::LabelLook;

use super::PolicyFault;
use super::labels::RawLook;
use super::validate::Checker;

/// The highest limit that a policy may set: GitHub's limit is 100 for all labels together.
const MAX: u8 = 50;

/// The default limit.
const USUAL: usize = 10;

/// The default name of the label that stands for many.
const NAME: &str = "wg/many-groups";
const DESCRIPTION: &str = "Owned by more groups than there are labels for: see the check wg/ownership";

impl Checker<'_> {
    /// The limit, and the look of the label that is added above it. `base`: the look of groups' labels.
    pub(super) fn label_limit(
        &mut self,
        at_most: Option<&At<u8>>,
        many: RawLook,
        base: &LabelLook,
    ) -> Option<(usize, LabelLook)> {
        let usual = LabelLook { name: NAME.to_owned(), color: base.color.clone(), description: DESCRIPTION.to_owned() };
        let many = self.look(many, &usual);
        let at_most = at_most.map_or(Some(USUAL), |number| self.labels_at_most(number));
        Some((at_most?, many?))
    }

    fn labels_at_most(&mut self, number: &At<u8>) -> Option<usize> {
        let fits = (1..=MAX).contains(&number.value);
        if !fits {
            let message = format!("`at_most: {}` of `labels` is out of range: write 1 to {MAX}", number.value);
            self.faults.push(PolicyFault::at(number.span, message));
        }
        fits.then_some(usize::from(number.value))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::policy::parse;

    const POLICY: &str = include_str!("../../../../policies/cloudfoundry/policy.yml");

    #[test]
    fn a_limit_is_within_1_to_50_and_the_one_label_has_a_look() {
        let with = |more: &str| parse(&POLICY.replacen("labels:\n", &format!("labels:\n{more}"), 1));
        let labels = parse(POLICY).unwrap().labels;
        assert_eq!((labels.at_most, labels.many().name.as_str()), (10, "wg/many-groups"));
        let labels = with("  at_most: 3\n  many: {name: many, color: C0FFEE, description: ''}\n").unwrap().labels;
        assert_eq!((labels.at_most, labels.many().look().as_str()), (3, "c0ffee "));
        for wrong in ["  at_most: 0\n", "  at_most: 51\n", "  many: {name: ' '}\n", "  many: {color: grey}\n"] {
            let faults = with(wrong).unwrap_err();
            assert!(faults.len() == 1 && faults[0].place.is_some(), "{wrong}: {faults:?}");
        }
    }
}
