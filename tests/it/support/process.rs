//! The real binary in its own process, and a GitHub in memory for it.

use std::future::poll_fn;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::task::Poll;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;
use wg_steward::sandbox::{Delivery, Sandbox};

/// Longer than any operation here; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The standard error of a process, and whether it is complete.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    pub(crate) text: String,
    pub(crate) ended: bool,
}

impl Log {
    /// The events, each as JSON.
    pub(crate) fn events(&self) -> impl Iterator<Item = Value> {
        self.text.lines().filter_map(|line| serde_json::from_str(line).ok())
    }
}

/// A running `wg-steward serve`, killed on drop.
pub(crate) struct Process {
    child: Child,
    log: watch::Receiver<Log>,
    client: reqwest::Client,
    pub(crate) address: SocketAddr,
    /// The address for operators.
    pub(crate) admin: SocketAddr,
}

/// `wg-steward` with arguments and environment, and without the environment of the tests.
pub(crate) fn command(arguments: &[&str], environment: &[(&str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wg-steward"));
    command.args(arguments).env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null());
    command
}

impl Process {
    /// Starts it and waits until it listens.
    pub(crate) async fn start(environment: &[(&str, String)]) -> Self {
        Self::of(command(&["serve"], environment)).await
    }

    /// Starts it with another command, to which the binary is appended.
    pub(crate) async fn start_by(words: &[&str], environment: &[(&str, String)]) -> Self {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(env!("CARGO_BIN_EXE_wg-steward")).env_clear().stdin(Stdio::null());
        command.envs(environment.iter().map(|(name, value)| (name, value))).env("PATH", env!("PATH"));
        Self::of(command).await
    }

    /// The same with this limit of open files and connections.
    pub(crate) async fn start_with_files(environment: &[(&str, String)], most: u32) -> Self {
        let limited = format!("ulimit -n {most} && exec \"$0\" serve");
        Self::start_by(&["/bin/sh", "-c", &limited], environment).await
    }

    async fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = follow(&mut child);
        let begun = wait(&mut log, |log| log.ended || listening(log).is_some()).await;
        let [address, admin] = listening(&begun).unwrap_or_else(|| panic!("it does not start:\n{}", begun.text));
        Self { child, log, client: client(), address, admin }
    }

    /// What it has logged so far.
    pub(crate) fn logged(&self) -> String {
        self.log.borrow().text.clone()
    }

    /// Waits for a line of the log.
    pub(crate) async fn logs(&mut self, words: &str) {
        let log = wait(&mut self.log, |log| log.ended || log.text.contains(words)).await;
        assert!(log.text.contains(words), "it ended without `{words}`:\n{}", log.text);
    }

    /// Waits until its log, and state that the caller checks, is as expected.
    pub(crate) async fn until<F: Future<Output = bool>>(&mut self, wanted: impl Fn() -> F) {
        loop {
            let ended = self.log.borrow_and_update().ended;
            if wanted().await {
                return;
            }
            assert!(!ended, "it ended before:\n{}", self.logged());
            let more = tokio::time::timeout(PATIENCE, self.log.changed()).await;
            assert!(more.is_ok_and(|more| more.is_ok()), "it is not as wanted:\n{}", self.logged());
        }
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Delivers a webhook, signed like GitHub's; returns the status.
    pub(crate) async fn post(&self, github: &Sandbox, delivery: &Delivery) -> u16 {
        match self.to_post(github, delivery).send().await {
            Ok(response) => response.status().as_u16(),
            Err(error) => panic!("no response: {error:?}\n{}", self.logged()),
        }
    }

    /// A signed webhook, ready to be sent.
    pub(crate) fn to_post(&self, github: &Sandbox, delivery: &Delivery) -> reqwest::RequestBuilder {
        let mut request = self.client.post(format!("http://{}/webhook", self.address));
        for (name, value) in github.delivery_headers(delivery) {
            request = request.header(name, value);
        }
        request.body(delivery.body.clone())
    }

    /// `/readyz` for operators: status and JSON.
    pub(crate) async fn readyz(&self) -> (u16, Value) {
        self.readyz_at(self.admin).await
    }

    /// The public `/readyz`: status and JSON.
    pub(crate) async fn public_readyz(&self) -> (u16, Value) {
        self.readyz_at(self.address).await
    }

    async fn readyz_at(&self, address: SocketAddr) -> (u16, Value) {
        let answer = self.client.get(format!("http://{address}/readyz")).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
    }

    /// Sends `SIGSTOP` or `SIGCONT`.
    pub(crate) fn signal(&self, name: &str) {
        let sent =
            Command::new("sh").args(["-c", &format!("kill -{name} \"$0\""), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Freezes the process for this time; `meanwhile` runs once it is frozen.
    pub(crate) async fn freeze(&self, time: Duration, meanwhile: impl FnOnce()) {
        self.signal("STOP");
        meanwhile();
        // Nothing may happen.
        tokio::time::timeout(time, std::future::pending::<()>()).await.unwrap_err();
        self.signal("CONT");
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM and waits for the end; returns the exit code and the log.
    pub(crate) async fn terminate(mut self) -> (Option<i32>, String) {
        self.signal("TERM");
        let text = wait(&mut self.log, |log| log.ended).await.text;
        (self.child.wait().unwrap().code(), text)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Waits until the state is as expected, and rechecks whenever one of the processes logs something.
pub(crate) async fn until<F: Future<Output = bool>>(processes: &mut [Process], wanted: impl Fn() -> F) {
    let begun = Instant::now();
    loop {
        processes.iter_mut().for_each(|process| _ = process.log.borrow_and_update());
        if wanted().await {
            return;
        }
        let mut changes: Vec<_> = processes.iter_mut().map(|process| Box::pin(process.log.changed())).collect();
        let any = poll_fn(|context| {
            let ready = changes.iter_mut().any(|change| change.as_mut().poll(context).is_ready());
            if ready { Poll::Ready(()) } else { Poll::Pending }
        });
        let more = tokio::time::timeout(PATIENCE, any).await;
        drop(changes);
        let logs = || processes.iter().map(Process::logged).collect::<Vec<_>>().join("\n\n");
        assert!(more.is_ok() && begun.elapsed() < 2 * PATIENCE, "it is not as wanted:\n{}", logs());
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Reads the child's output as it is written.
fn follow(child: &mut Child) -> watch::Receiver<Log> {
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let (sender, log) = watch::channel(Log::default());
    std::thread::spawn(move || {
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
            sender.send_modify(|log| log.text.push_str(&line));
            line.clear();
        }
        sender.send_modify(|log| log.ended = true);
    });
    log
}

async fn wait(log: &mut watch::Receiver<Log>, wanted: impl FnMut(&Log) -> bool) -> Log {
    let seen = log.clone();
    match tokio::time::timeout(PATIENCE, log.wait_for(wanted)).await {
        Ok(log) => log.unwrap().clone(),
        Err(_) => panic!("waited in vain:\n{}", seen.borrow().text),
    }
}

/// The public address and that for operators.
fn listening(log: &Log) -> Option<[SocketAddr; 2]> {
    let event = log.events().find(|event| event["message"] == "listening")?;
    Some([event["address"].as_str()?.parse().ok()?, event["admin"].as_str()?.parse().ok()?])
}
