//! I4, I5, I14, R7: the paragraphs of a section.

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::{At, Span};
use crate::domain::governance::charter::Charter;
use crate::domain::governance::index::Topic;
use crate::domain::proposal::section::{no_repositories_sentence, topic_sentence};
use crate::domain::rules::diagnostic::{Fix, Remarks};
use crate::domain::text::placeholder::is_placeholder;

use super::View;

impl View<'_> {
    /// I4, I14: the mission is there, and it is the same as in the charter.
    pub(super) fn mission(&self, remarks: &mut Remarks<'_>) {
        let heading = &self.section.heading;
        let Some(mission) = self.section.mission.as_ref().filter(|mission| !mission.trim().is_empty()) else {
            let span = self.section.mission.as_ref().map_or(heading.span, |mission| mission.span);
            let message = format!("the section `{}` does not have the group's mission", heading.value);
            let help = "write `Mission: …` below the heading, with the sentence of the charter";
            self.say(Finding::new(Kind::MissionMissing, span, message).with_help(help), remarks);
            return;
        };
        // S4 reports a mission that is still to be written.
        let own = self.file.and_then(|file| file.mission()).filter(|own| !is_placeholder(own));
        if own.is_some_and(|own| !alike(mission, own)) {
            let message = format!("the mission of `{}` differs from the one in its charter", heading.value);
            let help = "write the same sentence in both";
            self.say(Finding::new(Kind::MissionDiffers, mission.span, message).with_help(help), remarks);
        }
    }

    /// I5, R7: people find a group's repositories by its topic.
    pub(super) fn topic(&self, remarks: &mut Remarks<'_>) {
        match (&self.section.topic, self.at_home()) {
            (Some(At { value: Topic::Named(topic), span }), _) => self.named(topic, *span, remarks),
            (Some(At { value: Topic::NoRepositories, span }), Some(count)) if count > 0 => {
                let home = self.survey.policy.governing.repository.owner();
                let message = format!(
                    "the section `{}` says that the group has no repositories, but its charter lists {count} of `{home}`",
                    self.section.heading.value,
                );
                let shared = self.section.mission.as_ref().is_some_and(|mission| mission.span == *span);
                let sentence = topic_sentence(home, &self.topic_slug());
                let fix = if shared { None } else { self.instead("name the topic".to_owned(), *span, sentence) };
                // The sentence has other words, which may be intended.
                let fix = fix.map(Fix::into_unsafe);
                self.say_with(Finding::new(Kind::TopicDenied, *span, message).with_help(self.sentence()), fix, remarks);
            }
            (Some(_), _) => {}
            (None, Some(0)) => {
                let heading = &self.section.heading;
                let message =
                    format!("the section `{}` does not say that the group has no repositories", heading.value);
                let home = self.survey.policy.governing.repository.owner();
                let help = format!("write `This working group has no repositories in the {home} GitHub organization.`");
                let fix = self.below_the_mission(&no_repositories_sentence(home));
                self.say_with(Finding::new(Kind::NoRepositories, heading.span, message).with_help(help), fix, remarks);
            }
            (None, _) => {
                let heading = &self.section.heading;
                let message =
                    format!("the section `{}` does not name the topic of the group's repositories", heading.value);
                let home = self.survey.policy.governing.repository.owner();
                let fix = self.below_the_mission(&topic_sentence(home, &self.topic_slug()));
                self.say_with(
                    Finding::new(Kind::TopicMissing, heading.span, message).with_help(self.sentence()),
                    fix,
                    remarks,
                );
            }
        }
    }

    fn named(&self, topic: &str, span: Span, remarks: &mut Remarks<'_>) {
        let mut slugs = self.file.map(|file| file.slugs()).unwrap_or_default();
        slugs.push(self.section.slug());
        if slugs.iter().any(|slug| topic == format!("cff-wg-{slug}")) {
            return;
        }
        let message = format!("the topic `{topic}` is not that of `{}`", self.section.heading.value);
        let right = format!("cff-wg-{}", self.topic_slug());
        let help = format!("write `{right}`");
        let fix = self.instead(help.clone(), span, right);
        self.say_with(
            Finding::new(Kind::TopicWrong, span, message).about(Argument::text(topic)).with_help(help),
            fix,
            remarks,
        );
    }

    /// The correct sentence.
    fn sentence(&self) -> String {
        format!(
            "write that its repositories are to be labeled with the topic `cff-wg-{}`, as in the template",
            self.topic_slug()
        )
    }

    fn topic_slug(&self) -> String {
        self.file.map_or_else(|| self.section.slug(), |file| file.id.to_string())
    }

    /// How many repositories the group has in the organization that topics are for; `None` without a readable block.
    fn at_home(&self) -> Option<usize> {
        let home = self.survey.policy.governing.repository.owner();
        let count = |charter: &Charter| charter.repositories().filter(|name| name.belongs_to(home)).count();
        self.file?.charter().map(count)
    }
}

/// Whether two sentences mean the same: `Provides X.` is `To provide X`.
fn alike(one: &str, other: &str) -> bool {
    told(one) == told(other)
}

fn told(text: &str) -> String {
    let words: Vec<String> =
        text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let words = match words.as_slice() {
        [to, rest @ ..] if to == "to" => rest,
        words => words,
    };
    let first = words.first().map(|verb| verb.trim_end_matches('s').to_owned());
    first.into_iter().chain(words.iter().skip(1).cloned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn a_mission_may_begin_in_several_ways() {
        assert!(alike("To provide  X, and y.", "Provides X and Y"));
        assert!(!alike("Provide X", "Provide X well"));
    }
}
