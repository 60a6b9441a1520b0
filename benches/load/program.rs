//! The resource usage of a server process.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::Context;

/// A process that is killed on drop.
pub(crate) struct Program(Child);

impl Program {
    /// Starts it; its output goes to the file `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let log = File::create(log)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let started = command.spawn().with_context(|| format!("{:?} does not start", command.get_program()))?;
        Ok(Self(started))
    }

    pub(crate) fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }

    /// The CPU time that it has used.
    pub(crate) fn processor_time(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id())).context("this needs Linux")?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok());
        // User and system time, in hundredths of a second.
        let busy = ticks(11).zip(ticks(12)).context("the server has ended")?;
        Ok(Duration::from_millis((busy.0 + busy.1) * 10))
    }

    /// Its resident memory in KB on Linux.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        self.status("VmRSS:")
    }

    /// Its peak memory.
    pub(crate) fn most_memory(&self) -> anyhow::Result<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, key: &str) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).context("this needs Linux")?;
        let number = status.lines().find_map(|line| line.strip_prefix(key)?.split_whitespace().next());
        number.context("the server has ended")?.parse().context("memory is a number")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
