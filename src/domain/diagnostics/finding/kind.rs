//! The kinds of findings: the exact problem, for programs, whatever the message says.

use crate::domain::types::ids::{GroupId, Login, RepoName};

use super::{MAX_ARGUMENT, Rule};

macro_rules! kinds {
    ($($rule:ident { $($kind:ident $id:literal,)+ })+) => {
        /// The exact problem that a rule finds. Its id is stable: outputs use it, and changes are compared by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[doc = $id] $kind,)+)+
        }

        impl Kind {
            /// All kinds, in the order of their rules.
            pub const ALL: &[Self] = &[$($(Self::$kind,)+)+];

            /// The rule that finds it.
            pub fn rule(self) -> Rule {
                match self {
                    $($(Self::$kind)|+ => Rule::$rule,)+
                }
            }

            /// Its id, such as `key-missing`; unique within its rule.
            pub fn id(self) -> &'static str {
                match self {
                    $($(Self::$kind => $id,)+)+
                }
            }
        }
    };
}

kinds! {
    F1 { CharterMisplaced "charter-misplaced", SectionWithoutCharter "section-without-charter", NameWithoutGroup "name-without-group", }
    F2 { NamesDiffer "names-differ", NameNotAscii "name-not-ascii", }
    F3 { TitleDiffers "title-differs", }
    S1 { SectionMissing "section-missing", SectionLevel "section-level", }
    S2 { RolesMissing "roles-missing", RolesLevel "roles-level", }
    S3 { SectionOrder "section-order", }
    S4 { SectionEmpty "section-empty", SectionPlaceholder "section-placeholder", }
    S5 { DraftSection "draft-section", }
    Y1 {
        BlockMissing "block-missing", CharterLost "charter-lost", BlockUnmarked "block-unmarked", BlockLoose "block-loose",
        BlockRepeated "block-repeated", BlockEndless "block-endless", BlockQuoted "block-quoted",
        BlockElsewhere "block-elsewhere", BlockIgnored "block-ignored", BlockHidden "block-hidden",
        BlockIndented "block-indented",
    }
    Y2 { BlockSyntax "syntax", BlockRefused "refused", BlockConflict "conflict-marker", }
    Y3 {
        KeyMissing "key-missing", KeyUnknown "key-unknown", WrongType "wrong-type", LoginInvalid "login-invalid",
        NameBlank "name-blank", EntryOutdented "entry-outdented", DeployKeyForeign "deploy-key-foreign",
    }
    Y4 { OrganizationUnmanaged "organization-unmanaged", OrganizationSpelling "organization-spelling", }
    Y5 { SettingObsolete "setting-obsolete", }
    Y6 {
        AreasShareTeams "areas-share-teams", GroupsShareName "groups-share-name", GroupsShareTeam "groups-share-team",
        TeamReserved "team-reserved", TeamNameEmpty "team-name-empty",
    }
    L1 { LeadMissing "lead-missing", }
    L2 { LeadAlone "lead-alone", }
    L3 { LeadsOfOneCompany "leads-of-one-company", }
    L4 { LeadUnknown "lead-unknown", }
    L5 { ListedTwice "listed-twice", ApproverAndReviewer "approver-and-reviewer", LoginSpellings "login-spellings", }
    A1 { ApproverMissing "approver-missing", }
    A2 { ApproversFew "approvers-few", }
    R1 { RepositoryInvalid "repository-invalid", }
    R2 { RepositoryUnknown "repository-unknown", RepositorySpelling "repository-spelling", }
    R3 { OwnedTwice "owned-twice", }
    R4 {
        OtherOrganization "other-organization", UnmanagedOrganization "unmanaged-organization",
        OwnerSpelling "owner-spelling",
    }
    R5 { RepositoryRepeated "repository-repeated", }
    R6 { RepositoryArchived "repository-archived", }
    R7 { NoRepositories "no-repositories", }
    R8 { RepositoryTaken "repository-taken", }
    R9 { RepositoryOrphaned "repository-orphaned", }
    O1 { AdminsFew "admins-few", AdminMissing "admin-missing", MembersRemoved "members-removed", }
    O2 { AdminAndMember "admin-and-member", MaintainerAndMember "maintainer-and-member", }
    I1 { NotListed "not-listed", }
    I2 { ListOrder "list-order", }
    I3 { SectionAbsent "section-absent", SectionHidden "section-hidden", }
    I4 { MissionMissing "mission-missing", }
    I5 { TopicWrong "topic-wrong", TopicMissing "topic-missing", TopicDenied "topic-denied", }
    I6 {
        ArtifactsMissing "artifacts-missing", ArtifactMissing "artifact-missing", ArtifactUnknown "artifact-unknown",
        ArtifactColumns "artifact-columns",
    }
    I7 { ArtifactOpen "artifact-open", ArtifactNowhere "artifact-nowhere", }
    I8 { CharterLink "charter-link", }
    I9 { LeadsMissing "leads-missing", LeadsColumn "leads-column", LeadsColumns "leads-columns", RowCells "row-cells", }
    I10 { LeadOnlyInIndex "lead-only-in-index", LeadOnlyInCharter "lead-only-in-charter", }
    I11 { AccountsDiffer "accounts-differ", PictureMissing "picture-missing", }
    I12 { CompanyMissing "company-missing", }
    I13 {
        TemplatePlaceholder "template-placeholder", TemplateVisible "template-visible", TemplateMissing "template-missing",
        TemplateIncomplete "template-incomplete",
    }
    I14 { MissionDiffers "mission-differs", }
    I15 { LinkShared "link-shared", }
    D1 {
        DocumentSyntax "syntax", DocumentAbsent "document-absent", DocumentForeign "document-foreign",
        DocumentConflict "conflict-marker", DocumentUndecodable "undecodable", DocumentLimit "document-limit",
        FieldMissing "field-missing", FieldUnknown "field-unknown", FieldType "field-type", NameInvalid "name-invalid",
        EntryRepeated "entry-repeated", EntryIncomplete "entry-incomplete", OrganizationUnknown "organization-unknown",
        OrganizationAbsent "organization-absent", ReferenceUnknown "reference-unknown", LineIgnored "line-ignored",
        PartRepeated "part-repeated", ListMissing "list-missing", NotRead "not-read",
    }
}

impl Kind {
    /// Whether findings of the kind also differ by their line: a parser stops at the first fault, and another line is
    /// another fault.
    pub fn is_of_a_line(self) -> bool {
        matches!(
            self,
            Self::BlockSyntax
                | Self::BlockRefused
                | Self::BlockConflict
                | Self::DocumentSyntax
                | Self::LineIgnored
                | Self::NotRead
        )
    }
}

/// The subject of a finding, in addition to its document and group: part of its identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// An account.
    Login(Login),
    /// A repository.
    Repository(RepoName),
    /// A group.
    Group(GroupId),
    /// An area of the finding's group, by its name. A renamed area is the same area.
    Area(String),
    /// A word of a schema or template: a key, a section, a column, a role.
    Word(String),
    /// A text as written: a name, an address.
    Text(String),
}

impl From<&Login> for Argument {
    fn from(login: &Login) -> Self {
        Self::Login(login.clone())
    }
}

impl From<&RepoName> for Argument {
    fn from(repository: &RepoName) -> Self {
        Self::Repository(repository.clone())
    }
}

impl From<&GroupId> for Argument {
    fn from(group: &GroupId) -> Self {
        Self::Group(group.clone())
    }
}

impl Argument {
    /// An area by its name.
    pub fn area(name: &str) -> Self {
        Self::Area(start(name))
    }

    /// A word of a schema or template.
    pub fn word(word: &str) -> Self {
        Self::Word(word.to_owned())
    }

    /// A text as written.
    pub fn text(text: &str) -> Self {
        Self::Text(start(text))
    }
}

/// The beginning of a text; all of it unless it is very long, because thousands of findings may be about one area.
fn start(text: &str) -> String {
    text.char_indices().nth(MAX_ARGUMENT).map_or(text, |(end, _)| text.get(..end).unwrap_or(text)).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_a_kind_and_ids_are_unique_within_a_rule() {
        let rules: BTreeSet<Rule> = Kind::ALL.iter().map(|kind| kind.rule()).collect();
        assert_eq!(rules, Rule::ALL.iter().copied().collect());
        let ids: BTreeSet<_> = Kind::ALL.iter().map(|kind| (kind.rule(), kind.id())).collect();
        assert_eq!(ids.len(), Kind::ALL.len());
    }
}
