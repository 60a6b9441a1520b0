//! The `wg-steward` binary.

/// glibc's allocator gives each thread an arena of its own, and these fall into pieces under days of small work: memory
/// rises though nothing is kept. C libraries, as SQLite, take from this one too (feature `override`), and huge pages,
/// which are resident as a whole, are left alone (`no_thp`).
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    wg_steward::cli::run()
}
