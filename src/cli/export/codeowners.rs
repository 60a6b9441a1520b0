//! `wg-steward export codeowners`: the asset lists as GitHub's CODEOWNERS, for one repository or for all.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgGroup;

use crate::cli::error::Failure;
use crate::cli::ownership_source::Known;
use crate::cli::sources::Sources;
use crate::cli::{Outcome, output};
use crate::domain::governance::ownership::{codeowners, lookup};
use crate::domain::render;
use crate::domain::render::text::count;
use crate::domain::types::ids::RepoName;
use crate::policies::Foundation;

const EXAMPLES: &str = "\
Examples:
  wg-steward export codeowners --repository cloudfoundry/uaa > CODEOWNERS
  wg-steward export codeowners --out codeowners      # codeowners/OWNER/NAME/CODEOWNERS for each repository

Owners are the teams of the approvers of the owning areas (RFC-0014). Teams of reviewers can only read, so GitHub does
not take them as owners of code.";

/// Writes CODEOWNERS files, for one repository or for all
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, group = ArgGroup::new("which").required(true).multiple(true).args(["repository", "out"]))]
pub(in crate::cli) struct Options {
    /// The repository, in any spelling; by default all repositories in asset lists
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<RepoName>,
    /// A folder to write into: OWNER/NAME/CODEOWNERS for each repository; existing files are replaced
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    sources: Sources,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = options.sources.foundations()?;
    let all = super::with_teams(&options.sources, &foundations)?;
    match (&options.repository, &options.out) {
        (Some(repository), out) => {
            let text = one(repository, &all)?;
            match out {
                Some(out) => put(out, repository, &text)?,
                None => output::print(&text)?,
            }
        }
        (None, Some(out)) => every(out, &all)?,
        // The arguments require one of the two.
        (None, None) => {}
    }
    Ok(Outcome::Fine)
}

/// The file of a repository, from the first foundation that owns it.
fn one(repository: &RepoName, all: &[(&Foundation, Known)]) -> Result<String, Failure> {
    if all.iter().any(|(foundation, _)| foundation.policy.path_rules(repository).is_some()) {
        return Err(Failure::RulesForPaths { repository: repository.to_string() });
    }
    let texts = all.iter().filter_map(|(foundation, known)| text(repository, foundation, known));
    texts.into_iter().next().ok_or_else(|| {
        let near = all.iter().flat_map(|(_, known)| lookup::repositories(&known.ownership, repository));
        let names: Vec<_> = near.map(ToString::to_string).collect();
        let similar = Failure::meant(&names, "`wg-steward groups NAME` lists what a group owns");
        Failure::NobodyOwns { repository: repository.to_string(), similar }
    })
}

fn text(repository: &RepoName, foundation: &Foundation, known: &Known) -> Option<String> {
    let governing = &foundation.policy.governing;
    let lines = codeowners::lines(&known.ownership, governing, repository);
    let text = || render::codeowners::codeowners(repository, &governing.repository, &lines);
    (!lines.is_empty()).then(text)
}

fn every(out: &Path, all: &[(&Foundation, Known)]) -> Result<(), Failure> {
    let mut written = 0;
    for (foundation, known) in all {
        for repository in known.ownership.repositories() {
            if foundation.policy.path_rules(repository).is_some() {
                output::mention("note", Failure::RulesForPaths { repository: repository.to_string() });
                continue;
            }
            let Some(text) = text(repository, foundation, known) else { continue };
            put(out, repository, &text)?;
            written += 1;
        }
    }
    output::mention("note", format!("{} written to {}", count(written, "file", "files"), out.display()));
    Ok(())
}

fn put(out: &Path, repository: &RepoName, text: &str) -> Result<(), Failure> {
    let folder = out.join(repository.owner()).join(repository.name());
    let file = folder.join("CODEOWNERS");
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, text));
    written.map_err(|source| Failure::Unwritable { file, source })
}
