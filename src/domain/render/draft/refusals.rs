//! Why a proposal is refused, and what to do instead.

use crate::domain::proposal::{Flaw, ProposalRefusal};
use crate::domain::render::text::code;

/// The problem and the fix.
pub fn refusal(refusal: &ProposalRefusal) -> String {
    match refusal {
        ProposalRefusal::NoCharters => {
            "the policy of this foundation does not say where a new charter belongs: `wg-steward new` only writes \
             charters of Cloud Foundry's kind"
                .to_owned()
        }
        ProposalRefusal::NoSlug => "this name gives no name for a file or a team: use letters or digits".to_owned(),
        ProposalRefusal::NameTaken { name, path } => {
            format!("there is a group called {} in {}: choose another name", code(name), code(path))
        }
        ProposalRefusal::FileTaken(path) => format!("{} is taken: choose another name, or `--file-stem`", code(path)),
        ProposalRefusal::TeamTaken { slug, group: Some(group) } => {
            format!("the group {} has a GitHub team {} already: choose another name", code(group.as_str()), code(slug))
        }
        ProposalRefusal::TeamTaken { slug, group: None } => {
            format!("there is, or would be, another GitHub team {}: choose another name", code(slug))
        }
        ProposalRefusal::AreaTwice(name) => {
            format!("there is already an area with a name like {}: choose another name for one of them", code(name))
        }
        ProposalRefusal::AreaNameless(name) => {
            format!("the area {} has no letter or digit in its name, so its teams would have no name", code(name))
        }
        ProposalRefusal::NotManaged(organization) => format!(
            "the organization {} is not managed, so no teams are created in it: leave `--org` out, or name a \
             managed one",
            code(organization)
        ),
        ProposalRefusal::Owned { repository, group, name } => format!(
            "{} belongs to {} ({}): ask its leads to release it first, in a separate pull request",
            code(repository.as_str()),
            code(name),
            code(group.as_str())
        ),
        ProposalRefusal::Foreign { repository, organization } => format!(
            "{} is not in the group's organization {}: move it there, or use `--org {}`",
            code(repository.as_str()),
            code(organization),
            repository.owner()
        ),
        ProposalRefusal::NoList(path) => format!("no list of groups is found in {}: fix it first", code(path)),
        ProposalRefusal::NoPlace(repository) => format!(
            "no place for {} is found in the org file: add it there by hand first, below `repos` of {}",
            code(repository.as_str()),
            code(repository.owner())
        ),
        ProposalRefusal::Twice { login, list } => {
            format!("{} is listed twice among {list}: name each person once", code(login.as_str()))
        }
    }
}

/// The problem with a text.
pub fn flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Empty => "this is empty: write it out",
        Flaw::Placeholder => {
            "this is a placeholder (`TBD`, `TODO`, `<…>`), and the check would ask for it again: write it out"
        }
        Flaw::Unseen => "it has invisible characters, perhaps from an arrow key: write it again",
    }
}
