//! The pages of the rules: their examples are what they claim to be, and a browser can show them.

mod examples;
mod pages;
