//! Sends deliveries over persistent connections, one at a time on each, and measures the time of every response.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::deliveries::Prepared;

/// The results of the load.
pub(crate) struct Sent {
    pub(crate) begun: Instant,
    /// From the first request to the last response.
    pub(crate) all: Duration,
    /// The time of each request, from its first byte to the last one of its response.
    pub(crate) took: Vec<Duration>,
    pub(crate) statuses: BTreeMap<u16, usize>,
}

/// Sends all deliveries.
pub(crate) async fn send(to: SocketAddr, prepared: Vec<Prepared>, connections: usize) -> anyhow::Result<Sent> {
    let (prepared, next) = (Arc::new(prepared), Arc::new(AtomicUsize::new(0)));
    let mut streams = Vec::with_capacity(connections);
    for _ in 0..connections {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for stream in streams {
        tasks.spawn(connection(stream, Arc::clone(&prepared), Arc::clone(&next)));
    }
    let mut sent =
        Sent { begun, all: Duration::ZERO, took: Vec::with_capacity(prepared.len()), statuses: BTreeMap::new() };
    while let Some(answered) = tasks.join_next().await {
        for (status, took) in answered?? {
            *sent.statuses.entry(status).or_default() += 1;
            sent.took.push(took);
        }
    }
    sent.all = begun.elapsed();
    Ok(sent)
}

async fn connection(
    mut stream: TcpStream,
    prepared: Arc<Vec<Prepared>>,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<Vec<(u16, Duration)>> {
    let mut answers = Vec::new();
    let mut buffer = Vec::with_capacity(1024);
    while let Some(delivery) = prepared.get(next.fetch_add(1, Ordering::Relaxed)) {
        let begun = Instant::now();
        write(&mut stream, delivery).await?;
        let status = answer(&mut stream, &mut buffer).await?;
        answers.push((status, begun.elapsed()));
    }
    Ok(answers)
}

async fn write(stream: &mut TcpStream, delivery: &Prepared) -> io::Result<()> {
    let mut parts = [IoSlice::new(&delivery.head), IoSlice::new(&delivery.rest)];
    let mut left = parts.as_mut_slice();
    while !left.is_empty() {
        let written = stream.write_vectored(left).await?;
        IoSlice::advance_slices(&mut left, written);
    }
    Ok(())
}

/// Reads one response to its end and returns its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<u16> {
    buffer.clear();
    loop {
        anyhow::ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
        let text = str::from_utf8(buffer).context("an answer is text")?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if body.len() >= length.context("an answer tells its length")? {
            return head.get(9..12).and_then(|status| status.parse().ok()).context("an answer has a status");
        }
    }
}
