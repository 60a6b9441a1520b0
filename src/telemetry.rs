//! Logging: one line per event, as text on a terminal and as JSON elsewhere. Never a secret, a token or a payload.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error with `filter` (`info`, `wg_steward=debug` …).
///
/// An invalid filter is replaced by `info`, with a warning.
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
