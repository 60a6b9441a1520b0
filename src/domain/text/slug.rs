//! Kebab case, as in the organization's own generator for teams and topics (RFC-0014).

/// Lower case, with one dash for every run of characters that are neither letters nor digits, and no dash at the ends.
pub fn slug(name: &str) -> String {
    let words = name.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn every_run_of_other_characters_is_one_dash() {
        assert_eq!(slug("Ali Cloud VM deployment lifecycle (BOSH)"), "ali-cloud-vm-deployment-lifecycle-bosh");
        assert_eq!(slug(".NET"), "net");
        assert_eq!(slug("naïve Δelta"), "naïve-δelta");
        assert_eq!(slug("-"), "");
    }
}
