//! The families of rules: what they look at.

use crate::domain::diagnostics::finding::Rule;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The file of a charter.
    Files,
    /// Its sections.
    Sections,
    /// Its block.
    Block,
    /// Who leads.
    People,
    /// The areas of a group.
    Areas,
    /// What it owns.
    Repositories,
    /// What the organization's sync makes of it.
    Sync,
    /// The index of groups.
    Index,
    /// Other documents.
    Documents,
}

impl Family {
    /// All families, in the order of the catalogue.
    pub const ALL: [Self; 9] = [
        Self::Files,
        Self::Sections,
        Self::Block,
        Self::People,
        Self::Areas,
        Self::Repositories,
        Self::Sync,
        Self::Index,
        Self::Documents,
    ];

    /// The family of a rule.
    pub fn of(rule: Rule) -> Self {
        use Rule::*;
        match rule {
            F1 | F2 | F3 => Self::Files,
            S1 | S2 | S3 | S4 | S5 => Self::Sections,
            Y1 | Y2 | Y3 | Y4 | Y5 | Y6 => Self::Block,
            L1 | L2 | L3 | L4 | L5 => Self::People,
            A1 | A2 => Self::Areas,
            R1 | R2 | R3 | R4 | R5 | R6 | R7 | R8 | R9 => Self::Repositories,
            O1 | O2 => Self::Sync,
            I1 | I2 | I3 | I4 | I5 | I6 | I7 | I8 | I9 | I10 | I11 | I12 | I13 | I14 | I15 => Self::Index,
            D1 => Self::Documents,
        }
    }

    /// Its rules, in the order of the catalogue.
    pub fn rules(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| Self::of(*rule) == self)
    }

    /// The word for it, in links and for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Sections => "sections",
            Self::Block => "block",
            Self::People => "people",
            Self::Areas => "areas",
            Self::Repositories => "repositories",
            Self::Sync => "sync",
            Self::Index => "index",
            Self::Documents => "documents",
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Files => "The charter as a file",
            Self::Sections => "The sections of a charter",
            Self::Block => "The block of a charter",
            Self::People => "People",
            Self::Areas => "Areas",
            Self::Repositories => "Repositories",
            Self::Sync => "The organization's sync",
            Self::Index => "The index of working groups",
            Self::Documents => "Documents beside them",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_one_after_the_other_have_the_rules_in_the_order_of_the_catalogue() {
        let rules: Vec<_> = Family::ALL.into_iter().flat_map(Family::rules).collect();
        assert_eq!(rules, Rule::ALL);
        for family in Family::ALL {
            let letters = family.rules().map(|rule| rule.id().chars().next());
            assert_eq!(letters.collect::<std::collections::BTreeSet<_>>().len(), 1, "{family:?}");
        }
    }
}
