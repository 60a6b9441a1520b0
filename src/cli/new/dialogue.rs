//! A dialogue in a terminal: one question after the other, in plain lines. A wrong answer is explained, and the
//! question is repeated.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use crate::cli::error::Failure;
use crate::domain::proposal::{Draft, Need, Question, refusals};
use crate::domain::render::draft::{Wording, refusal, wording, wrapped};
use crate::domain::render::terminal::Paint;
use crate::domain::render::text::{count, plain};

use super::context::Ground;
use super::parse_answer::answered;

const INTRODUCTION: &str = "After a few questions, the documents that propose the group are written. Optional \
    answers may be left empty; the check will report them. Ctrl-D cancels, and nothing is written.";

/// The dialogue with a user.
pub(super) struct Dialogue<'g, R, W> {
    input: R,
    output: W,
    ground: &'g Ground<'g>,
    paint: Paint,
}

impl<'g, R: BufRead, W: Write> Dialogue<'g, R, W> {
    pub(super) fn new(input: R, output: W, ground: &'g Ground<'g>, paint: Paint) -> Self {
        Self { input, output, ground, paint }
    }

    /// Asks until all questions are answered or left open.
    pub(super) fn complete(
        &mut self,
        mut draft: Draft,
        open: &dyn Fn(&Draft) -> Vec<Question>,
    ) -> Result<Draft, Failure> {
        let mut left: BTreeSet<String> = BTreeSet::new();
        loop {
            let questions = open(&draft).into_iter().filter(|question| !left.contains(&wording(question).title));
            let questions: Vec<_> = questions.collect();
            let Some(question) = questions.first() else { return Ok(draft) };
            if left.is_empty() {
                self.say(&wrapped(INTRODUCTION, ""))?;
            }
            self.title(question, Some(questions.len()))?;
            match question {
                Question::Areas => left.extend(self.areas(&mut draft)?),
                question => self.ask(question, &mut draft)?,
            }
            left.insert(wording(question).title);
        }
    }

    /// Asks whether to continue: any answer but a no is a yes.
    pub(super) fn confirm(&mut self, files: &str) -> Result<(), Failure> {
        self.say(&format!("\n{}\n{files}", self.paint.bold("These files will be written")))?;
        let answer = self.line("Continue? [Y/n] ")?;
        if answer.to_lowercase().starts_with('n') { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// Asks for areas and their contents; returns the titles of the questions.
    fn areas(&mut self, draft: &mut Draft) -> Result<Vec<String>, Failure> {
        let mut asked = Vec::new();
        loop {
            let before = draft.areas.len();
            self.answer(&Question::Areas, draft)?;
            let Some(area) = draft.areas.last().filter(|_| draft.areas.len() > before) else { return Ok(asked) };
            let area = area.name.clone();
            let approvers = Question::Approvers { area: area.clone(), have: 0 };
            for question in [Question::Repositories(area.clone()), approvers, Question::Reviewers(area)] {
                self.title(&question, None)?;
                self.ask(&question, draft)?;
                asked.push(wording(&question).title);
            }
            self.say(&format!("\n{}\nAn empty line ends the list.\n", self.paint.bold("Another area")))?;
        }
    }

    /// Asks for one answer, or a list of them.
    fn ask(&mut self, question: &Question, draft: &mut Draft) -> Result<(), Failure> {
        let mut given = 0;
        while self.answer_or_insist(question, draft, given)? && is_list(question) {
            given += 1;
        }
        Ok(())
    }

    /// Returns whether there was an answer; the first answer to a required question may not be empty.
    fn answer_or_insist(&mut self, question: &Question, draft: &mut Draft, given: usize) -> Result<bool, Failure> {
        while !self.answer(question, draft)? {
            if question.need() != Need::Now || given > 0 {
                return Ok(false);
            }
            self.explain("this is required: a proposal without it would be rejected")?;
        }
        Ok(true)
    }

    /// Asks until an answer is valid; returns whether there was one.
    fn answer(&mut self, question: &Question, draft: &mut Draft) -> Result<bool, Failure> {
        loop {
            let said = self.line("> ")?;
            if said.is_empty() {
                return Ok(false);
            }
            match self.take(question, draft, &said) {
                Ok(new) => {
                    *draft = new;
                    self.acknowledge(question, draft, &said)?;
                    return Ok(true);
                }
                Err(reason) => self.explain(&reason)?,
            }
        }
    }

    fn take(&self, question: &Question, draft: &Draft, said: &str) -> Result<Draft, String> {
        let new = answered(draft, question, said, &self.ground.known)?;
        let refused = refusals(&new, &self.ground.tree, &self.ground.foundation.policy);
        refused.first().map_or(Ok(new), |found| Err(refusal(found)))
    }

    fn title(&mut self, question: &Question, left: Option<usize>) -> Result<(), Failure> {
        let Wording { title, why, example, .. } = wording(question);
        let left = match left {
            Some(left @ 2..) => self.paint.dim(&format!("  ({} to go)", count(left, "question", "questions"))),
            _ => String::new(),
        };
        let way_on = match question {
            question if is_list(question) => " An empty line ends the list.",
            question if question.need() == Need::Now => "",
            _ => " May be left empty.",
        };
        let head = format!("\n{}{left}\n", self.paint.bold(&title));
        let example = self.paint.dim(&format!("For example: {example}"));
        self.say(&format!("{head}{}{example}\n", wrapped(&(why + way_on), "")))
    }

    /// Shows the person of a login, if only the login was entered.
    fn acknowledge(&mut self, question: &Question, draft: &Draft, said: &str) -> Result<(), Failure> {
        let area = |name: &String| draft.areas.iter().find(|area| area.name == *name);
        let list = match question {
            Question::ExecutionLead => Some(&draft.execution_leads),
            Question::TechnicalLead | Question::SecondLead => Some(&draft.technical_leads),
            Question::Approvers { area: name, .. } => area(name).map(|area| &area.approvers),
            Question::Reviewers(name) => area(name).map(|area| &area.reviewers),
            _ => None,
        };
        let Some(person) = list.and_then(|list| list.last()).filter(|_| !said.contains(',')) else { return Ok(()) };
        let company = person.company.iter().map(|company| format!(", {company}")).collect::<String>();
        self.say(&format!("  {}\n", self.paint.dim(&plain(&format!("{}{company}", person.name)))))
    }

    fn explain(&mut self, reason: &str) -> Result<(), Failure> {
        self.say(&wrapped(&format!("{}.", plain(reason).trim_end_matches('.')), "  "))
    }

    /// A line without surrounding blanks. The end of the input ends the dialogue.
    fn line(&mut self, prompt: &str) -> Result<String, Failure> {
        self.say(prompt)?;
        let mut bytes = Vec::new();
        let read = self
            .input
            .read_until(b'\n', &mut bytes)
            .map_err(|source| Failure::Unreadable { file: "standard input".to_owned(), source })?;
        if read == 0 {
            self.say("\n")?;
            return Err(Failure::Stopped);
        }
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    fn say(&mut self, words: &str) -> Result<(), Failure> {
        self.output.write_all(words.as_bytes()).and_then(|()| self.output.flush()).map_err(Failure::Output)
    }
}

/// Whether several answers are accepted, one per line.
fn is_list(question: &Question) -> bool {
    match question {
        Question::Goal | Question::Scope | Question::NonGoal => true,
        Question::ExecutionLead | Question::TechnicalLead => true,
        Question::Approvers { .. } | Question::Reviewers(_) | Question::Repositories(_) => true,
        Question::Name | Question::Mission | Question::SecondLead | Question::Company(_) => false,
        Question::Artifact(_) | Question::Areas => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::domain::proposal::missing;
    use crate::policies::Foundations;

    const INDEX: &str = "# Working Groups\n\n- Docs\n\n\n## Docs\n\nMission: x\n";
    const DOCS: &str = "# Docs: Working Group Charter\n\n```yaml\nname: Docs\nexecution_leads:\n- name: Anna A\n  github: \
        anna\ntechnical_leads: []\nbots: []\nareas:\n- name: Books\n  approvers: []\n  repositories:\n  - cloudfoundry/books\n```\n";

    /// The draft after a dialogue with these answers, and the output.
    fn talk(answers: &str) -> (Result<Draft, Failure>, String) {
        let folder = community();
        let foundations = Foundations::embedded().unwrap();
        let ground = Ground::find(Some(folder.path()), &foundations).unwrap();
        let mut said = Vec::new();
        let paint = Paint { color: false };
        let ended = Dialogue::new(answers.as_bytes(), &mut said, &ground, paint).complete(Draft::default(), &missing);
        (ended, String::from_utf8(said).unwrap())
    }

    fn community() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let groups = folder.path().join("toc/working-groups");
        fs::create_dir_all(&groups).unwrap();
        fs::write(groups.join("WORKING-GROUPS.md"), INDEX).unwrap();
        fs::write(groups.join("docs.md"), DOCS).unwrap();
        folder
    }

    const LEADS: &str = "Baking\nTo bake.\nBread\n\nOvens\n\nCakes\n\nanna,,Ovens Inc.\n\nmona, Mona Lisa\n\n";

    #[test]
    fn everything_is_asked_once_and_what_may_wait_can_be_left() {
        let (draft, said) = talk(&format!("{LEADS}\n\n\n\n\n\n"));
        let draft = draft.unwrap();
        assert_eq!((draft.name.as_str(), draft.goals.len(), draft.leads().len()), ("Baking", 1, 2));
        assert_eq!(draft.execution_leads[0].name, "Anna A");
        assert!(draft.artifacts.is_empty() && draft.leads()[1].company.is_none());
        for words in
            ["Name of the group  (12 questions to go)", "Company of mona", "For example: Core", "Meeting Notes"]
        {
            assert_eq!(said.matches(words).count(), 1, "{words}: {said}");
        }
    }

    #[test]
    fn a_wrong_answer_is_explained_and_asked_again() {
        let (draft, said) =
            talk("docs\n\nBaking\nTBD\nTo bake.\n\nBread\n\nOvens\n\nCakes\n\neve\nmona lisa\nanna\nanna\n");
        assert!(matches!(draft, Err(Failure::Stopped)), "{draft:?}");
        for words in [
            "there is a group called 'Docs' in 'toc/working-groups/docs.md'",
            "this is required",
            "this is a placeholder",
            "'eve' is in no charter yet: write the full name after the login",
            "'mona lisa' is not a GitHub login",
            "'anna' is listed twice among the execution leads",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
    }

    #[test]
    fn areas_come_with_repositories_approvers_and_reviewers() {
        let area = "Bread\nbooks\ncloudfoundry/books\ncloudfoundry/sourdough, All about it\n\nanna\nb, B\nc, C\nd, D\n\nanna\ne, E\n\n";
        let (draft, said) = talk(&format!(
            "{LEADS}Louvre\n{area}\nhttps://z.example\nThursdays\nhttps://d.example\n#b https://s.example\n"
        ));
        let draft = draft.unwrap();
        assert_eq!(missing(&draft), []);
        let [area] = draft.areas.as_slice() else { panic!("{:?}", draft.areas) };
        assert_eq!((area.approvers.len(), area.reviewers.len(), area.repositories.len()), (4, 1, 1));
        assert_eq!(area.repositories[0].description.as_deref(), Some("All about it"));
        assert!(said.contains("'cloudfoundry/books' belongs to 'Docs'"), "{said}");
        assert!(said.contains("'anna' is listed twice among the approvers and reviewers of 'Bread'"), "{said}");
    }
}
