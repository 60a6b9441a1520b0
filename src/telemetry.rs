//! Logs: one line an event, text on a terminal and JSON elsewhere. No secret, no token, nothing of a payload.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Begins to log to standard error, as `filter` says (`info`, `wg_steward=debug` …).
///
/// A filter that can't be read is replaced by `info`, and that is said.
pub fn start(filter: &str) {
    let parsed = EnvFilter::try_new(filter);
    let wrong = parsed.is_err();
    let filter_or_info = parsed.unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter_or_info).with_writer(std::io::stderr);
    let begun = match std::io::stderr().is_terminal() {
        true => builder.try_init(),
        false => builder.json().flatten_event(true).try_init(),
    };
    if wrong && begun.is_ok() {
        tracing::warn!("invalid WG_STEWARD_LOG, logging at `info`");
    }
}
