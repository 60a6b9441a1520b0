//! The scenes of the demo: pull requests, and what the app does for each.

use std::io::Write;

use anyhow::Context;

use crate::domain::governance::ownership::Ownership;
use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::{FileChanges, NewHead, NewPull, RepositoryOptions, ReviewState};

use super::environment::Stage;
use super::narrate::Teller;
use super::proposal;

/// Plays all scenes and writes their output to `out`.
///
/// # Errors
/// The app does not respond, or `out` is closed.
pub async fn play(stage: &Stage, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut scenes =
        Scenes { stage, teller: Teller::new(out), octocat: "octocat".parse()?, monalisa: "monalisa".parse()? };
    scenes.opening()?;
    scenes.component().await?;
    scenes.charter_change().await?;
    scenes.unowned().await?;
    scenes.draft().await?;
    scenes.new_group().await?;
    scenes.teller.closing()?;
    Ok(())
}

struct Scenes<'a> {
    stage: &'a Stage,
    teller: Teller<'a>,
    octocat: Login,
    monalisa: Login,
}

impl Scenes<'_> {
    fn opening(&mut self) -> anyhow::Result<()> {
        let ownership = self.ownership()?;
        let groups = ownership.groups().count();
        let repositories = ownership.repositories().count();
        self.teller.opening(self.stage, groups, repositories)?;
        Ok(())
    }

    /// A pull request from a fork to a repository that one area owns; then the same webhook again.
    async fn component(&mut self) -> anyhow::Result<()> {
        let repository: RepoName = "cloudfoundry/diego-release".parse()?;
        let number = self.stage.github.open_pull(NewPull {
            repository: repository.clone(),
            author: self.octocat.clone(),
            title: "Place cells in parallel".to_owned(),
            base: None,
            head: NewHead::Fork("parallel-cells".to_owned()),
            changes: FileChanges::of_paths(["jobs/auctioneer/spec", "src/auctioneer/auction.go"]),
            draft: false,
        });
        let number = number.ok().context("the sandbox knows no such repository")?;
        self.teller.scene("A contributor opens a pull request from a fork", &repository, number)?;
        let delivered = self.stage.deliver().await?;
        self.teller.outcome(self.stage, &repository, number, &delivered).await?;
        let again = delivered.into_iter().find(|delivered| delivered.delivery.event == "pull_request");
        if let Some(first) = again {
            let again = self.stage.post(first.delivery).await?;
            self.stage.deliver().await?;
            self.teller.redelivery(self.stage, &again)?;
        }
        let owners = self.ownership()?.owners(&repository);
        let lead = owners.first().and_then(|claim| claim.group.leads.first()).map(|lead| lead.login.clone());
        if let Some(lead) = lead {
            self.stage
                .github
                .submit_review(&repository, number, &lead, ReviewState::Commented)
                .ok()
                .context("no review")?;
            self.stage.deliver().await?;
            self.teller.pass_over(self.stage);
            let push = FileChanges::of_paths(["README.md"]);
            self.stage.github.push_to_pull(&repository, number, &push).ok().context("no push")?;
            let what = "The lead has reviewed, the contributor pushes again: no review is requested twice";
            self.tell(what, &repository, number).await?;
            let says = "Who could help with the router?\n\n/wg who-owns cloudfoundry/gorouter";
            self.stage.github.comment(&repository, number, &self.octocat, says).ok().context("no comment")?;
            self.tell("The contributor asks who owns another repository", &repository, number).await?;
        }
        Ok(())
    }

    /// A repository that moves from one group's charter to another's.
    async fn charter_change(&mut self) -> anyhow::Result<()> {
        let repository: RepoName = "cloudfoundry/community".parse()?;
        let moved = "  - cloudfoundry/cf-test-helpers\n";
        let (from, to) =
            ("toc/working-groups/app-runtime-deployments.md", "toc/working-groups/app-runtime-interfaces.md");
        let text = |path: &str| {
            let tip = self.stage.github.file(&repository, path);
            tip.with_context(|| format!("the sandbox has no {path}"))
        };
        let before = text(to)?;
        let (head, tail) = before.split_once("  repositories:\n").context("the charter has no asset list")?;
        let changes = FileChanges::new()
            .write(from, text(from)?.replace(moved, ""))
            .write(to, format!("{head}  repositories:\n{moved}{tail}"));
        let number = self.stage.github.open_pull(NewPull {
            repository: repository.clone(),
            author: self.monalisa.clone(),
            title: "Move cf-test-helpers to App Runtime Interfaces".to_owned(),
            base: None,
            head: NewHead::Fork("move-helpers".to_owned()),
            changes,
            draft: false,
        });
        let number = number.ok().context("the sandbox knows no such repository")?;
        self.tell("A repository moves from one charter to another: two groups are concerned", &repository, number).await
    }

    async fn unowned(&mut self) -> anyhow::Result<()> {
        let repository: RepoName = "cloudfoundry/a-new-idea".parse()?;
        self.stage.github.add_repository(&repository, RepositoryOptions::default());
        let number = self.stage.github.open_pull(self.small(&repository, "Fix a typo", false));
        let number = number.ok().context("the sandbox knows no such repository")?;
        self.tell("A pull request to a repository that is in no charter", &repository, number).await
    }

    /// A draft pull request that becomes ready for review.
    async fn draft(&mut self) -> anyhow::Result<()> {
        let repository: RepoName = "concourse/concourse".parse()?;
        let number = self.stage.github.open_pull(self.small(&repository, "Sketch of a new scheduler", true));
        let number = number.ok().context("the sandbox knows no such repository")?;
        self.tell("A draft in another organization: no review is requested yet", &repository, number).await?;
        self.stage.github.mark_ready(&repository, number).ok().context("the sandbox lost the draft")?;
        self.tell("The draft is marked as ready for review", &repository, number).await
    }

    /// A proposal of a group whose author forgets a key, and adds it with the next push.
    async fn new_group(&mut self) -> anyhow::Result<()> {
        let foundation = self.stage.foundations().only().context("there are several foundations")?;
        let (policy, repository) = (&foundation.policy, foundation.policy.governing.repository.clone());
        let paths: Vec<_> = self.ownership()?.groups().map(|(_, group)| group.path.clone()).collect();
        let text = |path: &str| self.stage.github.file(&repository, path);
        let tree = || {
            let all = paths.iter().cloned().chain([proposal::INDEX.to_owned()]);
            proposal::tree(all, policy, text)
        };
        let index = FileChanges::new().write(proposal::INDEX, proposal::index(&tree(), policy));
        self.stage.github.push_to_default_branch(&repository, &self.monalisa, &index).ok().context("no push")?;
        self.stage.deliver().await?;
        self.teller.pass_over(self.stage);
        let documents = proposal::documents(&tree(), policy)?;
        let is_charter = |path: &String| path != proposal::INDEX;
        let (path, charter) = documents.iter().find(|(path, _)| is_charter(path)).context("no charter is written")?;
        let all = documents.iter().fold(FileChanges::new(), |all, (path, text)| all.write(path, text.clone()));
        let new = NewPull {
            repository: repository.clone(),
            author: self.octocat.clone(),
            title: "Propose the working group Observability".to_owned(),
            base: None,
            head: NewHead::Fork("observability".to_owned()),
            changes: all.write(path, proposal::forgetful(charter)?),
            draft: false,
        };
        let number = self.stage.github.open_pull(new).ok().context("the sandbox knows no such repository")?;
        self.tell("A new group is proposed, and its charter forgets a key", &repository, number).await?;
        let mended = FileChanges::new().write(path, charter.clone());
        self.stage.github.push_to_pull(&repository, number, &mended).ok().context("no push")?;
        self.tell("The next push adds it: the check turns green by itself", &repository, number).await
    }

    fn small(&self, repository: &RepoName, title: &str, draft: bool) -> NewPull {
        NewPull {
            repository: repository.clone(),
            author: self.octocat.clone(),
            title: title.to_owned(),
            base: None,
            head: NewHead::Fork("small-change".to_owned()),
            changes: FileChanges::of_paths(["README.md"]),
            draft,
        }
    }

    async fn tell(&mut self, what: &str, repository: &RepoName, number: u64) -> anyhow::Result<()> {
        self.teller.scene(what, repository, number)?;
        let delivered = self.stage.deliver().await?;
        self.teller.outcome(self.stage, repository, number, &delivered).await
    }

    fn ownership(&self) -> anyhow::Result<&Ownership> {
        let assets = self.stage.foundations().iter().find_map(|foundation| foundation.assets.as_ref());
        assets.map(|assets| &assets.ownership).context("the policy has no asset lists")
    }
}
