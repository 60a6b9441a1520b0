//! The end of a proposal: the written files, the next steps, and the steps that no file shows.

use crate::domain::proposal::Question;
use crate::domain::render::terminal::Paint;
use crate::domain::render::text::{count, plain};

use super::wording;

/// The mailing list that is invited to every meeting of a group.
const INVITED: &str = "cf-dev@lists.cloudfoundry.org";

/// A proposal that was written, or would be.
#[derive(Debug, Clone)]
pub struct ProposalSteps<'a> {
    /// The group's name.
    pub name: &'a str,
    /// The end of the topic of its repositories.
    pub slug: String,
    /// The folder of the checkout, unless it is the current one.
    pub root: Option<String>,
    /// The repository that the pull request goes to.
    pub governing: &'a str,
    /// The group that decides.
    pub oversight: &'a str,
    /// The files, and whether each is new.
    pub files: &'a [(String, bool)],
    /// The open questions.
    pub open: &'a [Question],
}

impl ProposalSteps<'_> {
    /// The files, one per line.
    pub fn listed(&self) -> String {
        let line = |(path, new): &(String, bool)| {
            let what = if *new { "new    " } else { "changed" };
            format!("  {what}  {}\n", plain(path))
        };
        self.files.iter().map(line).collect()
    }

    /// The final text.
    pub fn text(&self, paint: Paint) -> String {
        let Self { name, slug, root, governing, oversight, files, open } = self;
        let git = root.as_ref().map_or_else(|| "git".to_owned(), |root| format!("git -C {}", quoted(root)));
        let bold = |text: &str| paint.bold(text);
        let paths: Vec<_> = files.iter().map(|(path, _)| quoted(path)).collect();
        let mut text = format!("{}\n{}\n", bold(&format!("{} is proposed", plain(name))), self.listed());
        text.push_str(&format!(
            "{}\n  1. Read what was written: {git} add -N {first} && {git} diff\n  2. {git} add {all}\n  3. Commit, push, \
             and open a pull request to {governing}\n\n",
            bold("Next"),
            first = paths.first().map_or("", String::as_str),
            all = paths.join(" "),
        ));
        text.push_str(&format!(
            "{}\n  - a recurring meeting in the shared calendar; invite {INVITED}\n  - the decision of the {}\n  - the topic \
             cff-wg-{slug} on each repository, when the group exists\n",
            bold("To do outside of the files"),
            plain(oversight),
        ));
        if !open.is_empty() {
            let titles: Vec<_> = open.iter().map(|question| wording(question).title).collect();
            let what = count(open.len(), "thing is", "things are");
            let it = if open.len() == 1 { "it" } else { "them" };
            let words = format!("{what} left open, and the check will report {it}: {}.", titles.join(", "));
            text.push_str(&format!("\n{}", super::wrapped(&words, "")));
        }
        text
    }
}

/// The lines added to a file, with their new numbers; the whole text if more was changed.
pub fn difference(path: &str, before: &str, after: &str, paint: Paint) -> String {
    let head = paint.bold(&plain(path));
    let mut old = before.lines().peekable();
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for (number, line) in (1..).zip(after.lines()) {
        if old.next_if_eq(&line).is_none() {
            lines.push((number, line));
        }
    }
    if old.next().is_some() {
        lines = (1..).zip(after.lines()).collect();
    }
    let width = lines.last().map_or(1, |(number, _)| number.to_string().len());
    let shown = lines.iter().map(|(number, line)| format!("{number:>width$} + {}\n", seen(line)));
    format!("{head}\n{}\n", shown.collect::<String>())
}

/// A line for the terminal; backticks stay, as in Markdown.
fn seen(line: &str) -> String {
    line.split('`').map(plain).collect::<Vec<_>>().join("`")
}

/// A path, quoted for a shell.
fn quoted(path: &str) -> String {
    let simple = path.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '/' | '.' | '-' | '_'));
    if simple { path.to_owned() } else { format!("'{}'", plain(path).replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Paint = Paint { color: false };

    #[test]
    fn a_difference_shows_what_is_put_in() {
        let text = difference("a.md", "x\n\ny\n", "x\n\nnew `a`\n\ny\n", PLAIN);
        assert_eq!(text, "a.md\n3 + new `a`\n4 + \n\n");
        assert_eq!(difference("a.md", "x\n", "y\n", PLAIN), "a.md\n1 + y\n\n");
    }

    #[test]
    fn what_comes_next_names_the_files_and_what_is_left_open() {
        let files = [("a b.md".to_owned(), true), ("c.md".to_owned(), false)];
        let open = [Question::SecondLead];
        let (name, slug, governing, oversight) = ("Baking", "baking".to_owned(), "f/c", "Council");
        let (files, open, root) = (&files[..], &open[..], Some("/r".to_owned()));
        let text = ProposalSteps { name, slug, root, governing, oversight, files, open }.text(PLAIN);
        for words in [
            "new      a b.md",
            "git -C /r add 'a b.md' c.md",
            "the Council",
            "cff-wg-baking",
            "the check will report it: A second lead.",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}
