//! The questions that are still open before a proposal contains everything that the rules require.

use crate::domain::governance::ownership::reviews;
use crate::domain::types::ids::Login;

use super::{Draft, ProposedArtifact};

/// How many approvers an area needs before a change requires an approval (RFC-0015).
pub const APPROVERS: usize = reviews::FEW + 1;

/// Information that a proposal still lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// The group's name.
    Name,
    /// Its mission.
    Mission,
    /// At least one goal.
    Goal,
    /// At least one line of its scope.
    Scope,
    /// At least one non-goal.
    NonGoal,
    /// An execution lead (ROLES.md).
    ExecutionLead,
    /// A technical lead (ROLES.md).
    TechnicalLead,
    /// A second lead.
    SecondLead,
    /// The company of a lead.
    Company(Login),
    /// The address of an artifact.
    Artifact(ProposedArtifact),
    /// The areas, if there are any.
    Areas,
    /// Approvers for an area that has fewer than [`APPROVERS`].
    Approvers {
        /// The area.
        area: String,
        /// How many approvers it has.
        have: usize,
    },
    /// The repositories of an area: asked for each given area, but never missing.
    Repositories(String),
    /// Additional reviewers in an area: asked for each given area, but never missing.
    Reviewers(String),
}

/// How necessary an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// There is no proposal without it.
    Now,
    /// It may stay open, and the check reports it.
    Later,
    /// There may be nothing to answer.
    IfAny,
}

impl Question {
    /// How necessary the answer is.
    pub fn need(&self) -> Need {
        match self {
            Self::Name | Self::Mission | Self::Goal | Self::Scope | Self::NonGoal => Need::Now,
            Self::ExecutionLead | Self::TechnicalLead => Need::Now,
            Self::SecondLead | Self::Company(_) | Self::Artifact(_) | Self::Approvers { .. } => Need::Later,
            Self::Areas | Self::Repositories(_) | Self::Reviewers(_) => Need::IfAny,
        }
    }
}

/// All open questions, in a natural order.
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
