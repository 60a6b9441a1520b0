//! Host names in URLs.

/// Whether a host is this machine, so that no one else can read the traffic.
///
/// Only the name counts: by RFC 6761, `localhost` and names below it are this machine.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    let numbers: Vec<_> = host.split('.').map(str::parse::<u8>).collect();
    let is_v4 = numbers.len() == 4 && numbers.iter().all(Result::is_ok) && numbers[0] == Ok(127);
    is_v4 || matches!(host.as_str(), "localhost" | "::1") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_addresses_of_this_machine_are_loopback() {
        for host in ["localhost", "LOCALHOST", "a.localhost", "localhost.", "127.0.0.1", "127.9.8.7", "::1", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "localhost.example", "notlocalhost", "127.0.0.1.example", "128.0.0.1", "127.1", "::2", "0.0.0.0"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
