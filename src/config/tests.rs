//! Arguments and variables of `serve`, and the settings that result.

use super::*;
use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    serve: ServeArgs,
}

fn parse(arguments: &[&str]) -> ServeArgs {
    Cli::parse_from(std::iter::once("x").chain(arguments.iter().copied())).serve
}

#[test]
fn what_is_missing_is_said_with_its_variable() {
    let error = parse(&["--app-id", "1", "--private-key", "k"]).settle(None).unwrap_err().to_string();
    assert_eq!(error, "the webhook secret is missing: set `WG_STEWARD_WEBHOOK_SECRET` or give `--webhook-secret`");
    let empty = parse(&["--app-id", "1", "--private-key", "k", "--webhook-secret", " "]).settle(None);
    assert!(empty.is_err(), "an empty secret is none");
}

#[test]
fn a_bound_service_completes_the_arguments_and_no_secret_is_shown() {
    let bound = r#"{"user-provided":[{"name":"wg-steward","tags":[],"credentials":
        {"app_id":"12","private_key":"hush-key","webhook_secret":"hush-hook","public_url":"https://s.example"}}]}"#;
    let settings = parse(&["--port", "9"]).settle(Some(bound)).unwrap();
    assert_eq!((settings.app_id, settings.listen.port()), (12, 9));
    let shown = format!("{settings:?}{:?}", parse(&["--webhook-secret", "hush"]));
    assert!(!shown.contains("hush"), "{shown}");
    let error = parse(&[]).settle(Some(r#"{"x":[{"credentials":"hush"}], "y": hush}"#)).unwrap_err().to_string();
    assert!(!error.contains("hush"), "{error}");
}

#[test]
fn a_bound_postgresql_service_is_the_database_unless_somebody_says_otherwise() {
    let arguments = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s"];
    let url = |more: &[&str], bound: &str| {
        let settings = parse(&[&arguments, more].concat()).settle(Some(bound));
        settings.map(|settings| settings.database_url.expose_secret().to_owned()).map_err(|error| error.to_string())
    };
    let one = r#"{"postgresql":[{"name":"db","credentials":{"uri":"postgres://u:hush@db.internal:5432/it"}}],
        "logs":[{"name":"drain","credentials":null},{"name":"cache","credentials":{"uri":"redis://cache"}}]}"#;
    assert_eq!(url(&[], one).unwrap(), "postgres://u:hush@db.internal:5432/it");
    assert_eq!(url(&["--database-url", "sqlite:x"], one).unwrap(), "sqlite:x");
    assert_eq!(url(&["--database-url", " "], one).unwrap(), "postgres://u:hush@db.internal:5432/it");
    assert_eq!(url(&[], "{}").unwrap(), "sqlite:wg-steward.sqlite");
    let two = r#"{"a":[{"credentials":{"uri":"postgresql://hush"}},{"credentials":{"uri":"postgres://hush"}}]}"#;
    let error = url(&[], two).unwrap_err();
    assert!(error.starts_with("several PostgreSQL services are bound") && !error.contains("hush"), "{error}");
}

#[test]
fn what_is_empty_is_not_set_and_what_is_wrong_is_said_with_its_variable() {
    let good = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s"];
    let with = |more: &[&str]| parse(&[&good, more].concat()).settle(None);
    let empty = with(&["--listen", "", "--port", " ", "--policies", "", "--public-url", "", "--dry-run", ""]).unwrap();
    assert_eq!((empty.listen.port(), empty.policies, empty.public_url, empty.dry_run), (8080, None, None, false));
    let admin = |more: &[&str]| with(more).unwrap().admin_listen.to_string();
    assert_eq!(admin(&["--admin-listen", " "]), "127.0.0.1:8081", "nobody but this machine, unless somebody says so");
    assert_eq!(admin(&["--admin-listen", "0.0.0.0:9"]), "0.0.0.0:9");
    let pace = |more: &[&str]| with(more).unwrap().writes_per_minute.map(NonZeroU32::get);
    assert_eq!((pace(&[]), pace(&["--writes-per-minute", "0"])), (Some(80), None));
    assert!(with(&["--dry-run"]).unwrap().dry_run && with(&["--dry-run", "1"]).unwrap().dry_run);
    for (flag, text) in [
        ("--dry-run", "ture"),
        ("--port", "x"),
        ("--listen", "localhost"),
        ("--admin-listen", "8081"),
        ("--public-url", "foo"),
    ] {
        let error = with(&[flag, text]).unwrap_err().to_string();
        assert!(error.contains(&format!("is `{text}`: it has to be")), "{error}");
    }
}

#[test]
fn an_enterprise_server_is_seen_where_its_api_is() {
    let site = |url| {
        let bound = parse(&["--github-api-url", url, "--app-id", "1", "--private-key", "k", "--webhook-secret", "s"]);
        bound.settle(None).unwrap().site()
    };
    assert_eq!(site("https://api.github.com"), "https://github.com");
    assert_eq!(site("https://ghe.example/api/v3/"), "https://ghe.example");
}

#[test]
fn a_path_without_a_scheme_is_a_file_and_the_address_of_a_server_is_none() {
    let url = |text: &str| {
        let arguments = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s", "--database", text];
        parse(&arguments).settle(None).unwrap().database_url.expose_secret().to_owned()
    };
    assert_eq!(url("data.db"), "sqlite:data.db");
    assert_eq!(url("/var/lib/steward/50% data.sqlite"), "sqlite:/var/lib/steward/50%25 data.sqlite");
    assert_eq!(url("sqlite:data.db?mode=rwc"), "sqlite:data.db?mode=rwc");
    for other in ["postgres://db/steward", "mysql://db", "user@db.example/steward", "host=db user=steward"] {
        assert_eq!(url(other), other);
    }
}

#[test]
fn what_is_kept_of_people_is_kept_for_180_days_unless_somebody_says_otherwise() {
    let good = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s"];
    let days = |more: &[&str]| {
        let Retention { people, records } = parse(&[&good, more].concat()).settle(None).unwrap().retention;
        (people.as_secs() / 86_400, records.as_secs() / 86_400)
    };
    assert_eq!(days(&[]), (180, 30));
    assert_eq!(parse(&good).settle(None).unwrap().retention, Retention::default());
    assert_eq!(days(&["--keep-people-days", "7", "--keep-records-days", "90"]), (7, 90));
    for wrong in [["--keep-people-days", "0"], ["--keep-records-days", "3"], ["--keep-people-days", "x"]] {
        let all = std::iter::once("x").chain(good).chain(wrong);
        assert!(Cli::try_parse_from(all).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_word_that_is_neither_yes_nor_no_leaves_the_database_verified() {
    let good = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s"];
    let unverified = |more: &[&str]| parse(&[&good, more].concat()).settle(None).map(|it| it.database_unverified);
    assert!(!unverified(&[]).unwrap() && unverified(&["--database-unverified"]).unwrap());
    let error = unverified(&["--database-unverified", "perhaps"]).unwrap_err().to_string();
    assert!(error.contains("`WG_STEWARD_DATABASE_UNVERIFIED` is `perhaps`"), "{error}");
}
