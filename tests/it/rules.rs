//! The catalogue of rules: its examples are what they say to be.

mod examples;
