//! The output of commands: results on standard output, everything else on standard error.

use std::env;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use crate::domain::render::terminal::Paint;
use crate::domain::render::text::spoken;

use super::error::Failure;

/// GitHub's maximum size of a webhook.
const MAX: u64 = 25 << 20;

/// Prints a result. A closed pipe is not an error.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Prints a note or warning on standard error, one per line. Control characters in file names are escaped.
pub(super) fn mention(kind: &str, words: impl Display) {
    // There is no place left to report the error.
    _ = writeln!(io::stderr().lock(), "{}", spoken(&format!("{kind}: {words}")));
}

/// Prints the reason for a failure.
pub(super) fn complain(failure: &Failure) {
    mention("error", failure);
}

/// Colors only for a terminal, and without `NO_COLOR` (<https://no-color.org>).
pub(super) fn paint() -> Paint {
    Paint { color: io::stdout().is_terminal() && !is_unwanted() }
}

/// The same for standard error.
pub(super) fn paint_beside() -> Paint {
    Paint { color: io::stderr().is_terminal() && !is_unwanted() }
}

fn is_unwanted() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Reads a file, or standard input for `-`.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = match file.as_os_str().as_encoded_bytes() {
        b"-" => io::stdin().lock().take(MAX + 1).read_to_end(&mut bytes),
        _ => File::open(file).and_then(|file| file.take(MAX + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| Failure::unreadable(file, error))?;
    if bytes.len() as u64 > MAX {
        return Err(Failure::TooLarge { file: file.display().to_string(), most: MAX });
    }
    Ok(bytes)
}
