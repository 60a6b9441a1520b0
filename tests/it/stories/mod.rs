//! Stories of the whole app: what people do on GitHub, and what comes of it.

mod charters;
mod checks;
mod intake;
mod payloads;
mod people;
mod pulls;
mod recovery;
