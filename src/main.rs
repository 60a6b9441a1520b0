//! The `wg-steward` binary.

/// glibc's allocator gives each thread its own arena. Under days of small allocations these fragment, and memory grows
/// without a leak. C libraries such as SQLite also use this allocator (feature `override`). Huge pages are off
/// (`no_thp`), because they are resident as a whole.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    wg_steward::cli::run()
}
