//! Which hosts may be asked. An address in a certificate is no reason to ask there.

use std::fmt;

use ureq::http::Uri;

use crate::error::FetchError;

/// The hosts of the national authorities (kz-pki facts, section 3.5).
pub const NATIONAL_HOSTS: [&str; 8] = [
    "crl.pki.gov.kz",
    "crl1.pki.gov.kz",
    "ocsp.pki.gov.kz",
    "ocsp1.pki.gov.kz",
    "tsp.pki.gov.kz",
    "test.pki.gov.kz",
    "crl.root.gov.kz",
    "crl1.root.gov.kz",
];

/// The hosts that may be asked; every other one is not.
#[derive(Debug, Clone, Default)]
pub struct AllowList(Vec<Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    host: Pattern,
    /// `None`: the usual port of the scheme.
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Exact(String),
    /// Every host below this domain, with the dot in front; the domain itself is not meant.
    Below(String),
}

/// An address that was taken apart and may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedUrl(Uri);

impl AllowedUrl {
    pub(crate) const fn uri(&self) -> &Uri {
        &self.0
    }
}

impl fmt::Display for AllowedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl AllowList {
    /// No host at all.
    #[must_use]
    pub fn nobody() -> Self {
        Self::default()
    }

    /// The hosts of the national authorities.
    #[must_use]
    pub fn national() -> Self {
        Self(NATIONAL_HOSTS.iter().map(|host| Entry { host: Pattern::Exact((*host).to_owned()), port: None }).collect())
    }

    /// The same with one more entry: `host`, `host:port`, or `*.domain` for every host below a domain.
    ///
    /// # Errors
    /// The rule that the entry breaks.
    pub fn with(mut self, entry: &str) -> Result<Self, &'static str> {
        const RULE: &str = "an entry is a host name, \"host:port\", or \"*.domain\"; it has no scheme and no path";
        let (host, port) = match entry.rsplit_once(':') {
            // The colons of an IPv6 address stand in brackets.
            Some((host, port)) if !port.contains(']') => (host, Some(port.parse::<u16>().map_err(|_| RULE)?)),
            Some(_) | None => (entry, None),
        };
        let host = host.to_ascii_lowercase();
        let name = host.strip_prefix("*.").unwrap_or(&host);
        let bracketed = name.starts_with('[') && name.ends_with(']');
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || (bracketed && "[]:".contains(c));
        if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
            return Err(RULE);
        }
        let host = match host.strip_prefix('*') {
            // "*.kz" would allow a country.
            Some(below) if below.matches('.').count() < 2 => {
                return Err("\"*.\" stands before a domain of two parts or more");
            }
            Some(below) => Pattern::Below(below.to_owned()),
            None => Pattern::Exact(host),
        };
        self.0.push(Entry { host, port });
        Ok(self)
    }

    /// The same with the host and port of an address that the operator named.
    ///
    /// # Errors
    /// [`FetchError::Address`].
    pub fn with_host_of(mut self, url: &str) -> Result<Self, FetchError> {
        let (_, host, port) = parts(url)?;
        self.0.push(Entry { host: Pattern::Exact(host), port });
        Ok(self)
    }

    /// The address, when its host may be asked.
    ///
    /// # Errors
    /// [`FetchError::Address`] and [`FetchError::HostNotAllowed`].
    pub fn check(&self, url: &str) -> Result<AllowedUrl, FetchError> {
        let (uri, host, port) = parts(url)?;
        let fits = |entry: &Entry| {
            entry.port == port
                && match &entry.host {
                    Pattern::Exact(exact) => *exact == host,
                    Pattern::Below(domain) => host.len() > domain.len() && host.ends_with(domain),
                }
        };
        if self.0.iter().any(fits) {
            return Ok(AllowedUrl(uri));
        }
        Err(FetchError::HostNotAllowed { host: port.map_or(host.clone(), |port| format!("{host}:{port}")) })
    }
}

/// The address with its host in lower case and its port; `None` is the usual port of the scheme.
pub(crate) fn parts(url: &str) -> Result<(Uri, String, Option<u16>), FetchError> {
    let uri: Uri = url.parse().map_err(|_| FetchError::Address)?;
    let usual = match uri.scheme_str() {
        Some("http") => 80,
        Some("https") => 443,
        Some(_) | None => return Err(FetchError::Address),
    };
    let authority = uri.authority().ok_or(FetchError::Address)?;
    // A user name before the host is how a look-alike address is made.
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(FetchError::Address);
    }
    let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
    let port = authority.port_u16().filter(|port| *port != usual);
    Ok((uri, host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(entries: &[&str], url: &str) -> Result<(), FetchError> {
        let list = entries.iter().fold(AllowList::nobody(), |list, entry| list.with(entry).unwrap());
        list.check(url).map(|_| ())
    }

    #[test]
    fn only_what_is_named_is_allowed() {
        let entries = ["crl.example.kz", "Mirror.example.kz:8080", "*.pki.example.kz", "[::1]:80"];
        for url in [
            "http://crl.example.kz/a.crl",
            "https://CRL.example.kz/a.crl",
            "http://crl.example.kz:80/",
            "http://crl.example.kz./a.crl",
            "http://mirror.example.kz:8080/",
            "http://a.pki.example.kz/",
            "http://a.b.pki.example.kz/",
        ] {
            assert_eq!(allowed(&entries, url), Ok(()), "{url}");
        }
        for url in [
            "http://crl.example.kz:8080/",
            "http://mirror.example.kz/",
            "http://pki.example.kz/",
            "http://evilpki.example.kz/",
            "http://crl.example.kz.evil.example/",
            "http://127.0.0.1/",
        ] {
            assert!(matches!(allowed(&entries, url), Err(FetchError::HostNotAllowed { .. })), "{url}");
        }
        for url in ["ftp://crl.example.kz/", "crl.example.kz/a", "", "http://", "http://crl.example.kz@evil.example/"] {
            assert_eq!(allowed(&entries, url), Err(FetchError::Address), "{url}");
        }
    }

    #[test]
    fn an_entry_is_a_host() {
        for entry in ["", "*", "*.", "*.kz", "http://a.kz", "a.kz/", "a.kz:", "a.kz:99999", ".a.kz", "a b", "user@a.kz"]
        {
            assert!(AllowList::nobody().with(entry).is_err(), "{entry}");
        }
    }

    #[test]
    fn the_national_hosts_are_known() {
        let list = AllowList::national();
        for url in ["http://crl.pki.gov.kz/nca_gost_2022.crl", "http://test.pki.gov.kz/ocsp/"] {
            assert!(list.check(url).is_ok(), "{url}");
        }
        assert!(list.check("http://pki.gov.kz.example/").is_err());
    }
}
