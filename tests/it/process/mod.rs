//! The binary in operation: killed, stopped, wrongly configured, disconnected from GitHub.

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
