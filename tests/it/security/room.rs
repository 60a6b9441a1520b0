//! The budget for bodies: many honest ones at once, senders that stop, and bodies that are too large.

use std::time::Duration;

use tokio::task::JoinSet;
use wg_steward::http::{BodyBudget, ServerLimits};

use super::door::{Door, delivery, head, large_delivery, patient, split};

const LENGTH: usize = 300 * 1024;

/// A budget for one body of this length, and for no large one.
fn narrow(patience: Duration) -> BodyBudget {
    BodyBudget::new(LENGTH / 1024, 0, patience)
}

#[tokio::test]
async fn two_hundred_and_fifty_six_webhooks_of_300_kb_at_once_are_all_taken_in_within_ten_seconds() {
    let door = Door::open(ServerLimits::default()).await;
    let mut posts = JoinSet::new();
    for number in 0..256 {
        let webhook = large_delivery(&format!("d-{number}"), number, LENGTH);
        let mut client = door.client().await;
        posts.spawn(async move { client.ask(webhook).await });
    }
    // A later response would differ: the server allows ten seconds in total.
    let answers = posts.join_all().await;
    let refused: Vec<_> = answers.iter().filter(|answer| !answer.starts_with("HTTP/1.1 202")).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(door.deliveries().await, 256);
}

#[tokio::test]
async fn bodies_that_need_more_room_than_there_is_come_one_after_the_other_and_never_to_a_standstill() {
    let door = Door::with_room(patient(), narrow(Duration::from_secs(60))).await;
    let mut begun = Vec::new();
    for number in 0..20 {
        let webhook = large_delivery(&format!("d-{number}"), number, LENGTH);
        let mut client = door.client().await;
        // Each has sent more than its share before the next one arrives.
        client.say(&webhook[..100 * 1024]).await;
        begun.push((client, webhook));
    }
    let mut posts = JoinSet::new();
    for (mut client, webhook) in begun {
        posts.spawn(async move { client.ask(&webhook[100 * 1024..]).await });
    }
    let answers = posts.join_all().await;
    assert!(answers.iter().all(|answer| answer.starts_with("HTTP/1.1 202")), "{answers:?}");
}

#[tokio::test]
async fn a_sender_that_stops_loses_its_room_to_who_waits() {
    let door = Door::with_room(patient(), narrow(Duration::from_secs(60))).await;
    let mut silent = door.client().await;
    silent.say(head(LENGTH)).await;
    silent.say(vec![b' '; 100 * 1024]).await;
    let mut dripping = door.client().await;
    dripping.say(head(LENGTH)).await;
    dripping.say(vec![b' '; 100 * 1024]).await;
    let dripped = tokio::spawn(async move { dripping.drip().await });

    let answer = door.client().await.ask(large_delivery("d-1", 1, LENGTH)).await;

    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    let cut = silent.until_closed().await;
    assert!(cut.starts_with("HTTP/1.1 408") && cut.ends_with("too slowly\n"), "{cut}");
    assert!(dripped.await.unwrap().starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn what_finds_no_room_is_told_to_come_again_and_ordinary_webhooks_need_none() {
    let door = Door::with_room(patient(), narrow(Duration::from_millis(20))).await;
    let mut holding = door.client().await;
    holding.say(large_delivery("d-1", 1, LENGTH).split_at(100 * 1024).0).await;
    // It has its budget once the next one gets none.
    let mut refused = String::new();
    while !refused.starts_with("HTTP/1.1 503") {
        refused = door.client().await.ask(large_delivery("d-2", 2, LENGTH)).await;
    }
    assert!(refused.contains("\r\nretry-after: 10\r\n") && refused.ends_with("try again later\n"), "{refused}");
    let large = door.client().await.ask(large_delivery("d-3", 3, 2 << 20)).await;
    assert!(large.starts_with("HTTP/1.1 503"), "{large}");
    let mut chunked = door.client().await;
    let (head, body) = split(&large_delivery("d-4", 4, LENGTH));
    let length = format!("content-length: {LENGTH}");
    chunked.say(head.replace(&length, "transfer-encoding: chunked")).await;
    let answer = chunked.ask(format!("{LENGTH:x}\r\n{body}\r\n0\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "who does not say how long it is does not wait: {answer}");
    let answer = door.client().await.ask(delivery("d-5", 5)).await;
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_say_how_long_it_is_gets_room_as_it_grows() {
    let door = Door::open(patient()).await;
    for (number, length) in (0..).zip([1_000, 100_000, 3 << 20]) {
        let (head, body) = split(&large_delivery(&format!("d-{number}"), number, length));
        let mut client = door.client().await;
        client.say(head.replace(&format!("content-length: {length}"), "transfer-encoding: chunked")).await;
        let answer = client.ask(format!("{length:x}\r\n{body}\r\n0\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 202"), "{length}: {answer}");
    }
}
