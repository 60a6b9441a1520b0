//! Data about users is purged: some time after their pull requests are closed, and when the app is uninstalled.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Row};
use wg_steward::config::Retention;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn boiler() -> RepoName {
    named("acme/boiler")
}

fn acme() -> Withdrawn {
    Withdrawn::Account(named("Acme"))
}

const INSTALLATION: InstallationId = InstallationId(7);

/// All tables of a database, with the names and types of their columns, without automatic counters.
async fn tables(place: &Place, db: &mut AnyConnection) -> BTreeMap<String, Vec<(String, String)>> {
    let (names, columns) = if place.is_file() {
        (
            "SELECT name FROM sqlite_master WHERE type = 'table'",
            "SELECT name, type FROM pragma_table_info($1) WHERE NOT (pk = 1 AND type = 'INTEGER')",
        )
    } else {
        (
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()",
            "SELECT CAST(column_name AS TEXT), CAST(upper(data_type) AS TEXT) FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'NO'",
        )
    };
    let mut found = BTreeMap::new();
    for table in sqlx::query_scalar::<_, String>(names).fetch_all(&mut *db).await.unwrap() {
        let rows = sqlx::query(columns).bind(&table).fetch_all(&mut *db).await.unwrap();
        let columns = rows.iter().map(|row| (row.get::<String, _>(0), row.get::<String, _>(1).to_uppercase()));
        found.insert(table, columns.collect());
    }
    found
}

/// A row of a table with data of an organization.
fn row(table: &str, columns: &[(String, String)], organization: &str, installation: i64) -> String {
    let value = |(name, kind): &(String, String)| match (name.as_str(), kind.as_str()) {
        ("repository", _) => format!("'{organization}/boiler'"),
        ("foundation", _) => format!("'{organization}/community'"),
        ("installation", _) => installation.to_string(),
        ("target", _) => format!("'pull:{organization}/boiler#7'"),
        ("targets", _) => format!("'pull:{organization}/boiler#7 charters:{organization}/community'"),
        ("state", _) if table == "jobs" => "'dead'".to_owned(),
        ("due" | "again_due" | "worker", _) if table == "jobs" => "NULL".to_owned(),
        (_, "BOOLEAN") => "FALSE".to_owned(),
        (_, kind) if kind.contains("INT") => "7".to_owned(),
        (_, "BLOB" | "BYTEA") => "'x'".to_owned(),
        _ => format!("'x-{organization}'"),
    };
    let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let values: Vec<_> = columns.iter().map(value).collect();
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
}

async fn count(db: &mut AnyConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_one(db)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// A migration that adds a table has to add it to the list of purged tables, or to the list of kept ones with the
/// reason: otherwise its data about users would stay for ever.
#[tokio::test]
async fn every_table_is_forgotten_with_its_organization_or_says_why_it_is_not() {
    for place in [Place::new(), Place::on_postgres().await] {
        let store = place.open().await;
        let mut db = place.raw().await;
        let tables = tables(&place, &mut db).await;
        let kept: BTreeSet<&str> = NOT_FORGOTTEN.iter().map(|(table, _)| *table).collect();
        let forgotten = forgotten_tables();
        let strange: Vec<_> = tables
            .keys()
            .filter(|table| !forgotten.contains(table.as_str()) && !kept.contains(table.as_str()))
            .collect();
        assert!(strange.is_empty(), "FORGOTTEN or NOT_FORGOTTEN of src/store/withdrawal.rs has to name {strange:?}");
        assert!(forgotten.iter().all(|table| tables.contains_key(*table)), "{forgotten:?}");
        assert!(NOT_FORGOTTEN.iter().all(|(_, why)| why.len() > 10));
        for table in &forgotten {
            for (organization, installation) in [("acme", 7), ("acme-two", 8)] {
                let sql = row(table, &tables[*table], organization, installation);
                sqlx::raw_sql(AssertSqlSafe(sql.clone()))
                    .execute(&mut db)
                    .await
                    .unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
        }

        store.withdraw(INSTALLATION, vec![acme()]).await.unwrap();
        assert_eq!(store.withdrawn().await.unwrap(), [(INSTALLATION, Withdrawn::Account(named("acme")))]);
        assert!(store.forget(INSTALLATION, &acme()).await.unwrap());

        for table in forgotten.iter().filter(|table| **table != "deliveries") {
            assert_eq!(count(&mut db, &format!("SELECT count(*) FROM {table}")).await, 1, "{table}");
        }
        assert_eq!(count(&mut db, "SELECT count(*) FROM deliveries").await, 2, "ids stay, so that nothing comes twice");
        assert_eq!(count(&mut db, "SELECT count(*) FROM deliveries WHERE targets LIKE '%acme/%'").await, 0);
        assert!(store.withdrawn().await.unwrap().is_empty());
        store.close().await;
    }
}

#[tokio::test]
async fn a_repository_that_is_taken_away_is_forgotten_alone() {
    for place in [Place::new(), Place::on_postgres().await] {
        let store = place.open().await;
        let mut db = place.raw().await;
        let tables = tables(&place, &mut db).await;
        let keyed = |table: &&str| {
            tables[*table].iter().any(|(name, _)| ["repository", "target", "targets"].contains(&name.as_str()))
        };
        for table in forgotten_tables().into_iter().filter(keyed) {
            for repository in ["boiler", "boiler-two"] {
                let sql = row(table, &tables[table], "acme", 7).replace("acme/boiler", &format!("acme/{repository}"));
                let sql = sql.replace("'x-acme'", &format!("'x-{repository}'"));
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await.unwrap();
            }
        }
        store.set_capacity(&named("acme/boiler"), &named("ann"), Some(2)).await.unwrap();

        assert!(store.forget(INSTALLATION, &Withdrawn::Repository(boiler())).await.unwrap());

        for table in ["jobs", "audit", "asked", "told", "documents", "label_looks", "requests"] {
            assert_eq!(count(&mut db, &format!("SELECT count(*) FROM {table}")).await, 1, "{table}");
        }
        assert_eq!(count(&mut db, "SELECT count(*) FROM deliveries WHERE targets = ''").await, 1);
        let people = store.everybody(&boiler()).await.unwrap();
        assert_eq!(people.capacity.len(), 1, "what people said over a foundation goes with its account");
        store.close().await;
    }
}

#[tokio::test]
async fn nothing_is_forgotten_under_a_run_that_would_write_it_down_again() {
    for place in [Place::new(), Place::on_postgres().await] {
        let store = place.open().await;
        let target = Target::Pull { repository: boiler(), number: 1 };
        let _ = store.accept(delivery("d1", std::slice::from_ref(&target))).await.unwrap();
        let run = lease(&store).await.unwrap();
        store.withdraw(INSTALLATION, vec![acme()]).await.unwrap();
        assert!(!store.forget(INSTALLATION, &acme()).await.unwrap());
        let on = RecordSubject { repository: boiler(), number: 1 };
        store
            .record_and_finish(run, vec![Record::LabelPut { on, label: "wg/docs".into() }], Finish::Done)
            .await
            .map(drop)
            .unwrap();
        assert!(store.forget(INSTALLATION, &acme()).await.unwrap());
        assert!(!store.knows(&boiler(), 1).await.unwrap());
        store.withdraw(INSTALLATION, vec![acme()]).await.unwrap();
        store.keep(INSTALLATION, &acme()).await.unwrap();
        assert!(store.withdrawn().await.unwrap().is_empty());
        store.close().await;
    }
}

async fn seen(store: &Store, place: &Place, number: u64, closed: bool, records: Vec<Record>) {
    let target = Target::Pull { repository: boiler(), number };
    store.enqueue(&target, Some(INSTALLATION), place.now(), "test").await.unwrap();
    let run = lease(store).await.unwrap();
    let seen = Record::Seen { on: RecordSubject { repository: boiler(), number }, closed };
    let records = records.into_iter().chain([seen]).collect();
    assert_eq!(store.record_and_finish(run, records, Finish::Done).await.unwrap(), Finished::Done);
}

#[tokio::test]
async fn people_are_forgotten_180_days_after_the_end_of_their_pull_request() {
    for place in [Place::new(), Place::on_postgres().await] {
        let kept = Retention::default().people;
        let store = place.open().await;
        place.pass(400 * DAY);
        let asked = |number| Record::Asked {
            on: RecordSubject { repository: boiler(), number },
            reviewer: (&named::<wg_steward::domain::types::ids::Login>("ann")).into(),
            group: None,
        };
        for number in 1..=4 {
            seen(&store, &place, number, false, vec![asked(number)]).await;
        }
        seen(&store, &place, 1, true, Vec::new()).await;
        seen(&store, &place, 3, true, Vec::new()).await;
        // As written by an earlier version, which did not record when it was checked.
        sqlx::query("DELETE FROM subjects WHERE number = 4").execute(&mut place.raw().await).await.unwrap();
        store.set_away(&claw(), &named("bob"), Some(named("1970-02-01"))).await.unwrap();
        store.set_capacity(&claw(), &named("cat"), Some(2)).await.unwrap();

        for _ in 0..179 {
            place.pass(DAY);
            seen(&store, &place, 2, false, Vec::new()).await;
        }
        seen(&store, &place, 3, false, Vec::new()).await;
        assert_eq!(store.purge_people(place.now().minus(kept)).await.unwrap(), 0);
        place.pass(2 * DAY);
        assert_eq!(store.purge_people(place.now().minus(kept)).await.unwrap(), 1);

        let known = async |number| store.knows(&boiler(), number).await.unwrap();
        assert!(!known(1).await, "closed 181 days ago");
        assert!(known(2).await, "open for as long, and looked at each day");
        assert!(known(3).await, "opened again");
        assert!(known(4).await, "counted from the first purge on");
        let people = store.everybody(&claw()).await.unwrap();
        assert!(people.away_until.is_empty() && people.capacity.len() == 1, "who was away is back");
        place.pass(179 * DAY);
        assert_eq!(store.purge_people(place.now().minus(kept)).await.unwrap(), 3, "nobody has looked at them since");
        store.close().await;
    }
}

#[tokio::test]
async fn work_that_died_while_an_installation_was_suspended_lives_again_and_no_other() {
    for place in [Place::new(), Place::on_postgres().await] {
        let store = place.open().await;
        let errors = [
            (7, "GitHub forbids `POST /app/installations/7/access_tokens` (This installation has been suspended)"),
            (7, "the run panicked"),
            (8, "GitHub forbids it (This installation has been suspended)"),
        ];
        for (number, (installation, error)) in (1..).zip(errors) {
            store.enqueue(&pull(number), Some(InstallationId(installation)), place.now(), "test").await.unwrap();
            let run = lease(&store).await.unwrap();
            assert_eq!(store.finish(run, Finish::Dead { error: error.into() }).await.unwrap(), Finished::Done);
        }
        assert_eq!(store.revive(INSTALLATION).await.unwrap(), 1);
        let dead: BTreeSet<_> = store.dead(100).await.unwrap().into_iter().map(|job| job.target.key()).collect();
        assert_eq!(dead, [pull(2).key(), pull(3).key()].into());
        let run = lease(&store).await.unwrap();
        assert_eq!((run.target(), run.attempt()), (&pull(1), 1));
        store.close().await;
    }
}
