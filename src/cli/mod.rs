//! The command line: one file per command; this one dispatches.
//!
//! Exit codes are the same for all commands: 0 fine, 1 a check fails, 2 wrong use or unreadable input.

mod atomic_write;
mod change_list;
mod check;
mod database;
mod deliveries;
mod demo;
mod error;
mod export;
mod folder_diff;
mod groups;
mod new;
mod output;
mod owners;
mod ownership_source;
mod payload;
mod people;
mod policy;
mod rules;
mod serve;
mod simulate;
mod sources;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Keeps a foundation's pull requests with the working groups that own them.
#[derive(Debug, Parser)]
#[command(version, after_help = "Exit codes: 0 fine, 1 something blocks, 2 wrong use or input that can't be read.")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(Box<serve::Options>),
    Demo(demo::Options),
    Check(check::Options),
    Simulate(simulate::Options),
    Owners(owners::Options),
    Groups(groups::Options),
    Rules(rules::Options),
    New(Box<new::Options>),
    Away(people::away::Options),
    Back(people::back::Options),
    Capacity(people::capacity::Options),
    #[command(subcommand)]
    Deliveries(deliveries::Command),
    #[command(subcommand)]
    Export(export::Command),
    #[command(subcommand)]
    Policy(policy::Command),
}

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// No problems.
    Fine,
    /// A check fails, or something is not in order.
    Blocks,
}

/// Runs the command in the arguments of this process.
pub fn run() -> ExitCode {
    let CommandLine { command } = CommandLine::parse();
    let done = match command {
        Command::Serve(options) => serve::run(*options),
        Command::Demo(options) => demo::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Owners(options) => owners::run(&options),
        Command::Groups(options) => groups::run(&options),
        Command::Rules(options) => rules::run(&options),
        Command::New(options) => new::run(&options),
        Command::Away(options) => people::away::run(&options),
        Command::Back(options) => people::back::run(&options),
        Command::Capacity(options) => people::capacity::run(&options),
        Command::Deliveries(command) => deliveries::run(command),
        Command::Export(command) => export::run(&command),
        Command::Policy(command) => policy::run(&command),
    };
    match done {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Blocks) => ExitCode::from(1),
        Err(failure) => {
            output::complain(&failure);
            ExitCode::from(2)
        }
    }
}
