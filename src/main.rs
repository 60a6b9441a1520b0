//! The `wg-steward` binary.

fn main() -> std::process::ExitCode {
    wg_steward::cli::run()
}
