//! Large amounts: headers, bytes, depth, connections, file descriptors.

use wg_steward::http::ServerLimits;

use super::door::{Client, Door, HEALTH, delivery, head, patient};
use crate::support::process::Process;
use crate::support::town::Town;

#[tokio::test]
async fn a_flood_of_headers_is_answered_431_and_its_connection_closed() {
    let door = Door::open(patient()).await;
    let many = "x-a: b\r\n".repeat(1000);
    let long = format!("x-a: {}\r\n", "b".repeat(100_000));
    for flood in [many, long, format!("cookie: {}", "b".repeat(100_000))] {
        let mut client = door.client().await;
        client.say(format!("POST /webhook HTTP/1.1\r\nhost: steward.example\r\n{flood}\r\n")).await;
        let said = client.until_closed().await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431 "), "{said}");
        assert!(door.client().await.ask(HEALTH).await.ends_with("ok\n"));
    }
    let mut client = door.client().await;
    client.say(format!("GET /healthz HTTP/1.1\r\nhost: steward.example\r\n{}\r\n", "x-a: b\r\n".repeat(200))).await;
    assert!(client.until_closed().await.starts_with("HTTP/1.1 431 "));
    let usual = "x-forwarded-for: 192.0.2.1\r\n".repeat(60);
    let request = format!("GET /healthz HTTP/1.1\r\nhost: steward.example\r\n{usual}\r\n");
    assert!(door.client().await.ask(request).await.ends_with("ok\n"), "proxies add headers of their own");
}

#[tokio::test]
async fn a_request_of_which_two_could_be_made_is_refused() {
    let door = Door::open(patient()).await;
    let smuggled = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    for lengths in ["content-length: 0\r\ncontent-length: 35\r\n", "content-length: -1\r\n", "transfer-encoding: x\r\n"]
    {
        let mut client = door.client().await;
        client.say(format!("POST /webhook HTTP/1.1\r\nhost: x\r\n{lengths}\r\n{smuggled}")).await;
        let said = client.until_closed().await;
        assert!(said.starts_with("HTTP/1.1 400 ") && !said.contains("ok\n"), "{lengths}: {said}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_also_where_it_does_not_say_so() {
    let door = Door::open(patient()).await;
    let announced = door.client().await.ask(head((25 << 20) + 1)).await;
    assert!(announced.starts_with("HTTP/1.1 413 ") && announced.ends_with("larger than 25 MB\n"), "{announced}");
    let mut client = door.client().await;
    let length = format!("content-length: {}", 0);
    client.say(head(0).replace(&length, "transfer-encoding: chunked")).await;
    let chunk = [b"100000\r\n".to_vec(), vec![b' '; 1 << 20], b"\r\n".to_vec()].concat();
    let Client(stream) = client;
    let (read, mut write) = stream.into_split();
    let sent = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        for _ in 0..30 {
            if write.write_all(&chunk).await.is_err() {
                break;
            }
        }
        write
    });
    let mut said = vec![0; 12];
    let mut read = read;
    tokio::io::AsyncReadExt::read_exact(&mut read, &mut said).await.unwrap();
    assert_eq!(String::from_utf8(said).unwrap(), "HTTP/1.1 413");
    drop((read, sent.await.unwrap()));
    assert_eq!(door.deliveries().await, 0);
}

#[tokio::test]
async fn a_payload_nested_without_end_is_refused_with_its_place() {
    let door = Door::open(patient()).await;
    let (before, after) = (delivery("d-1", 1), "[".repeat(1 << 20));
    for deep in [after.clone(), format!(r#"{{"action":{after}"#), r#"{"a":"#.repeat(1 << 18)] {
        let answer = door.client().await.ask(super::door::signed("pull_request", "d-1", &deep)).await;
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.len() < 1000, "{answer}");
    }
    assert!(door.client().await.ask(before).await.starts_with("HTTP/1.1 202"));
}

#[tokio::test]
async fn when_all_connections_are_taken_idle_ones_give_way_and_busy_ones_are_answered() {
    let door = Door::open(ServerLimits { connections: 2, ..patient() }).await;
    let (mut first, mut second) = (door.client().await, door.client().await);
    assert!(first.ask(HEALTH).await.ends_with("ok\n"));
    let webhook = delivery("d-1", 1);
    let (begin, rest) = webhook.split_at(30);
    second.say(begin).await;
    let mut third = door.client().await;
    assert!(third.ask(HEALTH).await.ends_with("ok\n"), "the first gave way");
    assert_eq!(first.until_closed().await, "");
    second.say(rest).await;
    assert!(second.answer().await.starts_with("HTTP/1.1 202"), "the second was under way");
    let (mut fourth, mut fifth) = (door.client().await, door.client().await);
    assert!(fourth.ask(HEALTH).await.ends_with("ok\n") && fifth.ask(HEALTH).await.ends_with("ok\n"));
}

#[cfg(unix)]
#[tokio::test]
async fn without_file_descriptors_it_waits_and_then_goes_on() {
    let town = Town::open().await;
    let mut process = Process::start_with_files(&town.environment(), 48).await;
    town.settle(&mut process).await;
    let mut many = Vec::new();
    for _ in 0..64 {
        many.push(Client::of(process.address).await);
    }
    process.logs("connection not accepted").await;
    drop(many);
    assert!(Client::of(process.address).await.ask(HEALTH).await.ends_with("ok\n"));
    assert_eq!(process.terminate().await.0, Some(0));
}
