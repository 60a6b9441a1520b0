//! What has still to be answered before a proposal says everything that the rules ask for.

use crate::domain::governance::ownership::reviews;
use crate::domain::types::ids::Login;

use super::{Draft, ProposedArtifact};

/// How many approvers an area needs before one approval is required for a change (RFC-0015).
pub const APPROVERS: usize = reviews::FEW + 1;

/// Something that a proposal does not say yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What the group is called.
    Name,
    /// Why it exists.
    Mission,
    /// At least one goal.
    Goal,
    /// At least one line of what it does.
    Scope,
    /// At least one line of what it does not.
    NonGoal,
    /// An execution lead (ROLES.md).
    ExecutionLead,
    /// A technical lead (ROLES.md).
    TechnicalLead,
    /// A second person who leads.
    SecondLead,
    /// Whom a lead works for.
    Company(Login),
    /// Where something is.
    Artifact(ProposedArtifact),
    /// Which areas there are, if any.
    Areas,
    /// Approvers for an area that has fewer than [`APPROVERS`].
    Approvers {
        /// The area.
        area: String,
        /// How many there are.
        have: usize,
    },
    /// What an area owns: asked with each area that is told, never missing.
    Repositories(String),
    /// Who else may review in an area: asked with each area that is told, never missing.
    Reviewers(String),
}

/// How much an answer is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Without it there is nothing to propose.
    Now,
    /// It may be left open, and the check will remind of it.
    Later,
    /// It may be that there is nothing to answer.
    IfAny,
}

impl Question {
    /// How much the answer is needed.
    pub fn need(&self) -> Need {
        match self {
            Self::Name | Self::Mission | Self::Goal | Self::Scope | Self::NonGoal => Need::Now,
            Self::ExecutionLead | Self::TechnicalLead => Need::Now,
            Self::SecondLead | Self::Company(_) | Self::Artifact(_) | Self::Approvers { .. } => Need::Later,
            Self::Areas | Self::Repositories(_) | Self::Reviewers(_) => Need::IfAny,
        }
    }
}

/// Everything that is not answered yet, in the order in which people would tell it.
pub fn missing(draft: &Draft) -> Vec<Question> {
    let leads = draft.leads();
    let mut open = Vec::new();
    let mut ask = |question: Question, unanswered: bool| open.extend(unanswered.then_some(question));
    ask(Question::Name, draft.name.is_empty());
    ask(Question::Mission, draft.mission.is_empty());
    ask(Question::Goal, draft.goals.is_empty());
    ask(Question::Scope, draft.scope.is_empty());
    ask(Question::NonGoal, draft.non_goals.is_empty());
    ask(Question::ExecutionLead, draft.execution_leads.is_empty());
    ask(Question::TechnicalLead, draft.technical_leads.is_empty());
    let filled = !draft.execution_leads.is_empty() && !draft.technical_leads.is_empty();
    ask(Question::SecondLead, filled && leads.len() < 2);
    for lead in &leads {
        ask(Question::Company(lead.login.clone()), lead.company.is_none());
    }
    ask(Question::Areas, draft.areas.is_empty());
    for area in &draft.areas {
        let have = area.approvers.len();
        let few = !area.repositories.is_empty() && have < APPROVERS;
        ask(Question::Approvers { area: area.name.clone(), have }, few);
    }
    for artifact in ProposedArtifact::ALL {
        ask(Question::Artifact(artifact), !draft.artifacts.contains_key(&artifact));
    }
    open
}

#[cfg(test)]
mod tests {
    use super::super::sample::{baking, person};
    use super::*;

    #[test]
    fn of_an_empty_draft_everything_is_asked() {
        let open = missing(&Draft::default());
        assert_eq!(open.iter().filter(|question| question.need() == Need::Now).count(), 7);
        assert_eq!(open.len(), 7 + 1 + 4);
    }

    #[test]
    fn what_the_rules_would_ask_for_is_asked_before() {
        let mut draft = baking();
        assert_eq!(missing(&draft), [Question::Approvers { area: "Bread".to_owned(), have: 1 }]);
        draft.areas[0].approvers.extend(["a", "b", "c"].map(|login| person(login, login, "")));
        assert_eq!(missing(&draft), []);
        draft.technical_leads = draft.execution_leads.clone();
        assert_eq!(missing(&draft), [Question::SecondLead]);
        draft.execution_leads[0].company = None;
        assert_eq!(missing(&draft), [Question::SecondLead]);
        draft.technical_leads[0].company = None;
        assert_eq!(missing(&draft)[1], Question::Company("octocat".parse().unwrap()));
    }
}
