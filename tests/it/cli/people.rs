//! Absences and limits set by the operator, with and without a running `serve`.

use std::path::Path;

use wg_steward::clock::Clock;
use wg_steward::domain::types::availability::People;
use wg_steward::domain::types::ids::{Login, RepoName};
use wg_steward::store::{Recovered, Store, StoreConfig, TreeRead};

use super::{Ran, arg, put, run, tree};

const POLICY: &str = include_str!("../../fixtures/acme/policy.yml");

/// The database of a process that serves Acme.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    async fn open() -> Self {
        let office = Self { folder: tree(&[("policies/policy.yml", POLICY)]) };
        let store = office.store().await;
        store.keep_documents(&governing(), TreeRead::default()).await.unwrap();
        store.close().await;
        office
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("steward.sqlite").display())
    }

    async fn store(&self) -> Store {
        Store::open(&StoreConfig { url: self.url().into(), clock: Clock::system() }).await.unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_on(&self.url(), arguments)
    }

    fn run_on(&self, url: &str, arguments: &[&str]) -> Ran {
        let policies = self.folder.path().join("policies");
        run(&[arguments, &["--policies", arg(&policies), "--database-url", url]].concat())
    }

    /// The users' settings that the worker reads for its next decision.
    async fn people(&self) -> People {
        let store = self.store().await;
        let people = store.people(&governing(), &"acme/boiler".parse().unwrap(), 1).await.unwrap();
        store.close().await;
        people
    }
}

fn governing() -> RepoName {
    "acme/governance".parse().unwrap()
}

fn login(name: &str) -> Login {
    name.parse().unwrap()
}

#[tokio::test]
async fn somebody_is_away_and_has_a_limit_and_is_back_again() {
    let office = Office::open().await;
    let ran = office.run(&["away", "@OctoCat", "until", "2999-12-24"]);
    assert!(ran.code == 0 && ran.out.contains("OctoCat: no reviews of Acme Foundation are requested"), "{ran:?}");
    assert_eq!(office.run(&["capacity", "octocat", "3"]).code, 0);
    assert_eq!(office.run(&["capacity", "monalisa", "none"]).code, 0);
    let people = office.people().await;
    assert_eq!(people.away_until[&login("octocat")].to_string(), "2999-12-24");
    assert_eq!(people.capacity, [(login("octocat"), 3)].into());
    let ran = office.run(&["away"]);
    let expected = "Acme Foundation\n  octocat  away until 2999-12-24, at most 3 open requests (0 now)\n";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, expected, ""));

    assert_eq!(office.run(&["back", "octocat"]).code, 0);
    assert!(office.people().await.away_until.is_empty());
    let ran = office.run(&["away"]);
    assert!(ran.out.contains("  octocat  at most 3 open requests (0 now)\n"), "{ran:?}");
}

#[tokio::test]
async fn it_may_be_said_while_another_process_works_with_the_database() {
    let office = Office::open().await;
    let serving = office.store().await;
    assert_eq!(serving.recover().await.unwrap(), Recovered::Released(vec![]));
    let ran = office.run(&["away", "octocat", "until", "2999-12-24"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let known = serving.everybody(&governing()).await.unwrap();
    assert_eq!(known.away_until.len(), 1, "the process that works sees it at once");
    assert_eq!(office.store().await.recover().await.unwrap(), Recovered::Shared, "and is still the one that works");
    serving.set_away(&governing(), &login("octocat"), None).await.unwrap();
    assert!(office.people().await.away_until.is_empty());
}

#[tokio::test]
async fn a_day_that_has_passed_and_words_that_are_none_are_refused() {
    let office = Office::open().await;
    let ran = office.run(&["away", "octocat", "until", "2020-01-31"]);
    assert!(ran.code == 2 && ran.err.contains("2020-01-31 has passed: write a future date"), "{ran:?}");
    for (arguments, words) in [
        (&["away", "octocat"][..], "until"),
        (&["away", "octocat", "until"], "DATE"),
        (&["away", "octocat", "till", "2999-12-24"], "'till'"),
        (&["away", "octocat", "until", "24.12."], "written `2026-08-05`"),
        (&["away", "octo cat", "until", "2999-12-24"], "is not a GitHub login"),
        (&["capacity", "octocat"], "N|none"),
        (&["capacity", "octocat", "1001"], "a number from 0 to 1,000, or `none`"),
        (&["back"], "LOGIN"),
    ] {
        let ran = office.run(arguments);
        assert!(ran.code == 2 && ran.err.contains(words), "{arguments:?}: {ran:?}");
    }
    assert_eq!(office.people().await, People { are_counted: true, ..People::default() });
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made() {
    let office = Office::open().await;
    let path = office.folder.path().join("absent.sqlite");
    for arguments in [&["away"][..], &["back", "octocat"], &["capacity", "octocat", "1"]] {
        let ran = office.run_on(&format!("sqlite:{}", path.display()), arguments);
        let words = format!("there is no database at `{}`: name the one that `serve` works with", path.display());
        assert!(ran.code == 2 && ran.err.contains(&words), "{ran:?}");
        assert!(ran.err.contains("`--database-url` or `WG_STEWARD_DATABASE_URL`"), "{ran:?}");
    }
    assert!(!path.exists());
    assert_eq!(office.run_on("sqlite::memory:", &["away"]).code, 2);
    let ran = office.run_on("mysql://user:hush@db.example/x", &["away"]);
    assert!(
        ran.code == 2 && ran.err.contains("`mysql` is not a supported kind of database") && !ran.err.contains("hush"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn of_several_foundations_one_has_to_be_named_and_served() {
    let office = Office::open().await;
    let policies = office.folder.path().join("policies");
    std::fs::rename(policies.join("policy.yml"), office.folder.path().join("policy.yml")).unwrap();
    let other = POLICY.replace("acme", "guild").replace("Acme", "Guild");
    for (folder, policy) in [("acme", POLICY), ("guild", &other)] {
        put(Path::new(&policies), &format!("{folder}/policy.yml"), policy.as_bytes());
    }
    let ran = office.run(&["back", "octocat"]);
    assert!(ran.code == 2 && ran.err.contains("`--repository OWNER/NAME`"), "{ran:?}");
    let ran = office.run(&["back", "octocat", "--repository", "Acme/Governance"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = office.run(&["back", "octocat", "--repository", "guild/governance"]);
    assert!(ran.code == 2 && ran.err.contains("the database has no data of guild/governance"), "{ran:?}");
    let ran = office.run(&["back", "octocat", "--repository", "acme/boiler"]);
    assert!(ran.code == 2 && ran.err.contains("governing repositories: acme/governance, guild/governance"), "{ran:?}");
    let ran = office.run(&["away"]);
    assert!(ran.code == 0 && ran.out.contains("Acme Foundation") && ran.out.contains("Guild Foundation"), "{ran:?}");
}
