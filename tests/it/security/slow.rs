//! Slow clients that try to keep others out (slowloris).

use std::time::Duration;

use axum::routing::get;
use tokio::io::AsyncReadExt;
use wg_steward::http::ServerLimits;

use super::door::{Door, HEALTH, delivery, head, patient};

const SOON: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_head_that_does_not_end_in_time_ends_its_connection_however_it_drips() {
    let door = Door::open(ServerLimits { head: SOON, ..patient() }).await;
    let mut client = door.client().await;
    client.say("POST /webhook HTTP/1.1\r\nhost: steward.example\r\nx-slow: ").await;
    assert_eq!(client.drip().await, "");
    let mut second = door.client().await;
    assert!(second.ask(HEALTH).await.starts_with("HTTP/1.1 200"));
    second.say("POST /webhook HTTP/1.1\r\nx-slow: ").await;
    assert_eq!(second.drip().await, "", "a later head has no more time than the first");
}

#[tokio::test]
async fn who_connects_and_says_nothing_is_shown_out() {
    let door = Door::open(ServerLimits { head: SOON, ..patient() }).await;
    assert_eq!(door.client().await.until_closed().await, "");
}

#[tokio::test]
async fn a_body_that_does_not_come_in_time_is_answered_408_and_its_connection_closed() {
    let door = Door::open(ServerLimits { answer: SOON, ..patient() }).await;
    let mut client = door.client().await;
    client.say(head(100_000)).await;
    let said = client.drip().await;
    assert!(said.starts_with("HTTP/1.1 408 ") && said.contains("\r\n\r\n"), "{said}");
    assert_eq!(door.deliveries().await, 0);
}

#[tokio::test]
async fn a_connection_may_be_idle_for_its_time_and_no_longer() {
    let door = Door::open(ServerLimits { idle: SOON, ..patient() }).await;
    let mut client = door.client().await;
    assert!(client.ask(HEALTH).await.ends_with("ok\n"));
    assert_eq!(client.until_closed().await, "");

    let door = Door::open(ServerLimits { head: SOON, ..patient() }).await;
    let (mut busy, mut other) = (door.client().await, door.client().await);
    busy.ask(HEALTH).await;
    // When the head of another connection has timed out, this one has been idle for just as long.
    assert_eq!(other.until_closed().await, "");
    assert!(busy.ask(HEALTH).await.ends_with("ok\n"), "idle is not slow: a proxy keeps its connections");
}

#[tokio::test]
async fn who_does_not_fetch_the_answer_keeps_no_seat() {
    let large = || async { "x".repeat(64 << 20) };
    let doors = ServerLimits { idle: Duration::from_millis(200), connections: 1, ..patient() };
    let door = Door::before(doors, |routes| routes.route("/large", get(large))).await;
    let mut lazy = door.client().await;
    let mut first = [0; 12];
    lazy.say("GET /large HTTP/1.1\r\nhost: steward.example\r\n\r\n").await;
    lazy.0.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let mut next = door.client().await;
    assert!(next.ask(HEALTH).await.ends_with("ok\n"));
    assert!(lazy.until_closed().await.len() < 64 << 20, "it was cut");
}

#[tokio::test]
async fn what_is_announced_and_does_not_come_keeps_no_other_webhook_waiting() {
    let door = Door::open(patient()).await;
    let mut silent = Vec::new();
    for _ in 0..8 {
        let mut client = door.client().await;
        client.say(head(25 << 20)).await;
        client.say("{").await;
        silent.push(client);
    }
    // Large ones that stop half way only delay each other.
    let part = vec![b' '; 3 << 20];
    for client in &mut silent[..2] {
        client.say(&part).await;
    }
    let answer = door.client().await.ask(delivery("d-1", 1)).await;
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    assert_eq!(door.deliveries().await, 1);
}

#[tokio::test]
async fn a_stop_waits_for_the_request_under_way_and_for_nobody_else() {
    let door = Door::open(patient()).await;
    let (mut fresh, mut idle, mut busy) = (door.client().await, door.client().await, door.client().await);
    idle.ask(HEALTH).await;
    let webhook = delivery("d-1", 1).replacen("\r\n", "\r\nexpect: 100-continue\r\n", 1);
    let (head, body) = webhook.split_at(webhook.find("\r\n\r\n").unwrap() + 4);
    busy.say(head).await;
    let mut go_on = [0; 25];
    busy.0.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    door.stop.cancel();
    assert_eq!((fresh.until_closed().await.as_str(), idle.until_closed().await.as_str()), ("", ""));
    assert!(!door.served.is_finished(), "one request is under way");
    busy.say(body).await;
    let answer = busy.until_closed().await;
    assert!(answer.starts_with("HTTP/1.1 202") && answer.contains("connection: close"), "{answer}");
    tokio::time::timeout(Duration::from_secs(60), door.served).await.unwrap().unwrap();
}
