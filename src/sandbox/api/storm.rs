//! What is answered in bad weather, instead of doing what was asked.

use serde_json::json;

use crate::domain::types::time::Timestamp;
use crate::sandbox::outage::Trouble;

use super::answer::{Answer, Body};

/// The answer to a request that met `trouble`; `None` if it is carried out all the same.
pub(crate) fn answer(trouble: Trouble, now: Timestamp) -> Option<Answer> {
    let refused = |status, message: &str| Answer::with_status(status, json!({ "message": message }));
    Some(match trouble {
        Trouble::Slow(_) => return None,
        Trouble::Cut => Answer::json(json!({ "message": "this never comes to its end" })),
        Trouble::Page(status) => {
            let page = b"<!DOCTYPE html><title>Unicorn!</title>".to_vec();
            Answer { status, headers: Vec::new(), body: Body::Raw(page) }.header("content-type", "text/html")
        }
        Trouble::Status(status) => Answer { status, headers: Vec::new(), body: Body::Empty },
        Trouble::PrimaryLimit(status, wait) => refused(status, "API rate limit exceeded for installation.")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", now.plus(wait).0.div_euclid(1000).to_string()),
        Trouble::SecondaryLimit(status, wait) => {
            let answer = refused(status, "You have exceeded a secondary rate limit. Please wait a few minutes.");
            match wait {
                Some(seconds) => answer.header("retry-after", seconds.to_string()),
                None => answer,
            }
        }
    })
}
