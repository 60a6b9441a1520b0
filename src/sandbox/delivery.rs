//! Pending webhook deliveries: body, event and the headers that GitHub sends.

use aws_lc_rs::hmac;

/// A webhook delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The GUID of `X-GitHub-Delivery`: the same in every run.
    pub id: String,
    /// The event, such as `pull_request`.
    pub event: &'static str,
    /// The JSON, exactly as it is signed.
    pub body: Vec<u8>,
}

impl Delivery {
    /// The value of `X-Hub-Signature-256`: `sha256=` and the HMAC-SHA256 of the body in hex.
    pub fn signature_256(&self, secret: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        format!("sha256={}", hex::encode(hmac::sign(&key, &self.body)))
    }

    /// All headers that GitHub sends, with names in lower case.
    pub fn headers(&self, secret: &str) -> Vec<(&'static str, String)> {
        vec![
            ("accept", "*/*".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("user-agent", "GitHub-Hookshot/0000000".to_owned()),
            ("x-github-delivery", self.id.clone()),
            ("x-github-event", self.event.to_owned()),
            ("x-github-hook-installation-target-type", "integration".to_owned()),
            ("x-hub-signature-256", self.signature_256(secret)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn githubs_own_example_has_its_signature() {
        let delivery = Delivery { id: String::new(), event: "ping", body: b"Hello, World!".to_vec() };
        let expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert_eq!(delivery.signature_256("It's a Secret to Everybody"), expected);
    }
}
