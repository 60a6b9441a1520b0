//! The catalogue of rules: its examples are what they say to be, and its pages are what a browser can take.

mod examples;
mod pages;
