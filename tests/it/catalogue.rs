//! The pages of the rules: their examples are correct, and browsers can show them.

mod examples;
mod pages;
