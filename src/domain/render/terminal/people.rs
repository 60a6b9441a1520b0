//! Absences and limits of people.

use std::collections::BTreeSet;

use crate::domain::render::text::{count, plain};
use crate::domain::types::availability::People;
use crate::domain::types::ids::Login;
use crate::domain::types::time::{Day, Timestamp};

use super::layout::{Page, Paint};

/// A person is away from now on.
pub fn away(login: &Login, until: Day, foundation: &str) -> String {
    format!("{login}: no reviews of {} are requested until {until}. Open requests stay.\n", plain(foundation))
}

/// A person is back.
pub fn back(login: &Login, foundation: &str) -> String {
    format!("{login}: reviews of {} are requested again.\n", plain(foundation))
}

/// A person has a new limit.
pub fn capacity(login: &Login, most: Option<u32>, foundation: &str) -> String {
    let foundation = plain(foundation);
    match most {
        Some(0) => format!("{login}: no reviews of {foundation} are requested. Open requests stay.\n"),
        Some(most) => {
            let open = count(most as usize, "open one", "open ones");
            format!("{login}: no review of {foundation} is requested while they have {open}.\n")
        }
        None => format!("{login}: reviews of {foundation} are requested without a limit.\n"),
    }
}

/// The current absences and limits, by foundation.
pub fn availability(foundations: &[(&str, People)], now: Timestamp, paint: Paint) -> String {
    let mut page = Page::new(paint);
    for (number, (foundation, people)) in foundations.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        page.head(&plain(foundation), "");
        let rows = rows(people, now);
        if rows.is_empty() {
            page.line("No person is away or has a personal limit.");
        }
        page.table(&rows);
    }
    page.text()
}

fn rows(people: &People, now: Timestamp) -> Vec<[String; 2]> {
    let People { are_counted: _, open: _, away_until, capacity } = people;
    let logins: BTreeSet<&Login> = away_until.keys().chain(capacity.keys()).collect();
    let row = |login: &Login| {
        let away = people.away(login, now).map(|until| format!("away until {until}"));
        let limit = capacity.get(login);
        let limit = limit.map(|most| format!("at most {}", count(*most as usize, "open request", "open requests")));
        let said: Vec<_> = away.into_iter().chain(limit).collect();
        (!said.is_empty()).then(|| {
            let open = people.open(login);
            [login.to_string(), format!("{} ({open} now)", said.join(", "))]
        })
    };
    logins.into_iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_away_or_has_a_limit_is_listed_and_who_is_back_is_not() {
        let login = |name: &str| name.parse::<Login>().unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let people = People {
            are_counted: true,
            open: [(login("ann"), 2), (login("eve"), 9)].into(),
            away_until: [(login("ann"), day("2026-08-05")), (login("bob"), day("2026-08-04"))].into(),
            capacity: [(login("ann"), 1), (login("cat"), 7)].into(),
        };
        let now = Timestamp(1_785_888_000_000);
        let text = availability(&[("Acme", people), ("Guild", People::default())], now, Paint { color: false });
        let expected = "Acme\n  ann  away until 2026-08-05, at most 1 open request (2 now)\n  cat  at most 7 open \
             requests (0 now)\n\nGuild\n  No person is away or has a personal limit.\n";
        assert_eq!(text, expected);
    }
}
