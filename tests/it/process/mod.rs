//! The binary as an operator runs it: killed, stopped, started wrongly, cut off from GitHub.

mod burst;
mod crash;
mod deliveries;
mod disk;
mod places;
mod refusals;
mod replicas;
mod secrets;
mod stop;
mod suspects;
mod turns;
mod unreachable;
