//! Web domains as evidence: the part that one owner registered, and the hosts that many share.

/// The domain of a web address, a host or an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The part that its owner registered.
    pub registrable: String,
    /// Whether the address is of all of it (`contoso.com`, `www.contoso.com`) and not of a part (`essen.contoso.com`), which
    /// a branch or a daughter may have.
    pub is_whole: bool,
    /// The host that was named, without `www.`.
    pub host: String,
}

impl Domain {
    /// The part of it that its owner chose: `contoso` of `contoso.co.uk`.
    pub fn label(&self) -> &str {
        self.registrable.split('.').next().unwrap_or_default()
    }

    /// Reads an address as people type it: `https://www.Contoso.co.uk/de` is of `contoso.co.uk`. `None` where there is no
    /// domain, or one that says nothing about its user: mail providers, social networks, Microsoft's own for tenants.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let host = host(address)?;
        let registrable = registrable(&host).filter(|domain| !is_shared(domain))?;
        let named = without_service(&host, registrable);
        Some(Self { registrable: registrable.to_owned(), is_whole: named == registrable, host: named.to_owned() })
    }
}

/// The part of a host that its owner registered.
fn registrable(host: &str) -> Option<&str> {
    let domain = psl::domain_str(host)?;
    // Some countries keep `edu` and its like for others' names without the public list knowing.
    let is_kept = domain.split_once('.').is_some_and(|(label, ending)| {
        ending.len() == 2 && ["ac", "co", "com", "edu", "gob", "gov", "mil", "net", "org", "sch"].contains(&label)
    });
    if !is_kept {
        return Some(domain);
    }
    let before = host.strip_suffix(domain)?.strip_suffix('.')?;
    let start = before.rfind('.').map_or(0, |place| place + 1);
    host.get(start..)
}

/// The host without a first part that says only what the host is for; a branch is not called `mail`.
fn without_service<'a>(host: &'a str, registrable: &str) -> &'a str {
    const SERVICES: [&str; 16] = [
        "autodiscover",
        "email",
        "exchange",
        "home",
        "m",
        "mail",
        "mx",
        "owa",
        "remote",
        "shop",
        "smtp",
        "store",
        "web",
        "webmail",
        "www",
        "www2",
    ];
    let rest = host.split_once('.').filter(|(first, rest)| SERVICES.contains(first) && rest.ends_with(registrable));
    rest.map_or(host, |(_, rest)| rest)
}

/// What the owner of an address registered, if it is theirs alone: `None` for mail providers and the like.
#[must_use]
pub fn own_domain(address: &str) -> Option<String> {
    Domain::of(address).map(|domain| domain.registrable)
}

/// The name that a tenant chose at Microsoft: `contoso` of `contoso.onmicrosoft.com`. Anyone may take one that is free, so it
/// only supports what a name says.
pub fn chosen_at_microsoft(address: &str) -> Option<String> {
    let host = host(address)?;
    let label = host.strip_suffix(".onmicrosoft.com").or_else(|| host.strip_suffix(".onmicrosoft.us"))?;
    label.rsplit('.').next_back().filter(|label| !label.is_empty()).map(str::to_owned)
}

/// The host, in the form in which hosts are compared: lower case, other scripts as punycode.
fn host(address: &str) -> Option<String> {
    let address = address.trim();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let end = address.find(['/', '?', '#', ',', ';', ' ', '\t', '\\']).unwrap_or(address.len());
    let address = &address[..end];
    let address = address.rsplit_once('@').map_or(address, |(_, host)| host);
    let address = address.split_once(':').map_or(address, |(host, _)| host);
    let address = address.trim_matches('.');
    if !address.contains('.') || address.len() > LONGEST {
        return None;
    }
    let host = if address.is_ascii() {
        address.to_ascii_lowercase()
    } else {
        match url::Host::parse(address) {
            Ok(url::Host::Domain(host)) => host,
            _ => return None,
        }
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_'))
    };
    let is_number = host.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.');
    (host.split('.').all(is_label) && !is_number).then_some(host)
}

/// Longest host that the domain name system allows, in bytes.
const LONGEST: usize = 253;

/// Whether many unrelated people have addresses there.
fn is_shared(domain: &str) -> bool {
    SHARED.binary_search(&domain).is_ok()
        // The providers that have a domain in each country; what somebody else registered under such a name is no better.
        || domain.split('.').next().is_some_and(|label| SHARED_LABELS.binary_search(&label).is_ok())
}

const SHARED_LABELS: &[&str] = &[
    "facebook",
    "gmail",
    "gmx",
    "google",
    "googlemail",
    "hotmail",
    "instagram",
    "linkedin",
    "live",
    "msn",
    "outlook",
    "yahoo",
    "yandex",
    "ymail",
];

const SHARED: &[&str] = &[
    "126.com",
    "163.com",
    "aim.com",
    "alice.it",
    "aol.com",
    "arcor.de",
    "att.net",
    "bell.net",
    "bellsouth.net",
    "bigpond.com",
    "bigpond.net.au",
    "bit.ly",
    "blogger.com",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "btopenworld.com",
    "charter.net",
    "comcast.net",
    "cox.net",
    "earthlink.net",
    "eircom.net",
    "email.com",
    "embarqmail.com",
    "example.com",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "frontier.com",
    "frontiernet.net",
    "godaddysites.com",
    "goo.gl",
    "hey.com",
    "hushmail.com",
    "icloud.com",
    "inbox.com",
    "interia.pl",
    "juno.com",
    "laposte.net",
    "libero.it",
    "linktr.ee",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "microsoft.com",
    "microsoftonline.com",
    "mindspring.com",
    "naver.com",
    "netzero.net",
    "ntlworld.com",
    "o2.pl",
    "office365.com",
    "onmicrosoft.com",
    "onmicrosoft.us",
    "onmschina.cn",
    "optonline.net",
    "optusnet.com.au",
    "orange.fr",
    "pinterest.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "rocketmail.com",
    "rogers.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "sharepoint.com",
    "shaw.ca",
    "sky.com",
    "squarespace.com",
    "sympatico.ca",
    "t-online.de",
    "talktalk.net",
    "telus.net",
    "tiktok.com",
    "tiscali.it",
    "twitter.com",
    "uol.com.br",
    "verizon.net",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "weebly.com",
    "wix.com",
    "wordpress.com",
    "xtra.co.nz",
    "youtube.com",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_as_people_type_them() {
        for (address, domain) in [
            ("contoso.com", Some("contoso.com")),
            (" HTTPS://www.Contoso.COM/de/?a=b ", Some("contoso.com")),
            ("http://shop.contoso.co.uk:8080", Some("contoso.co.uk")),
            ("info@contoso.com", Some("contoso.com")),
            ("contoso.com, contoso.de", Some("contoso.com")),
            ("contoso.com.", Some("contoso.com")),
            ("woodgrove.example", Some("woodgrove.example")),
            ("www.köln-bau.de", Some("xn--kln-bau-90a.de")),
            ("xn--kln-bau-90a.de", Some("xn--kln-bau-90a.de")),
            ("contoso.wixsite.com", Some("contoso.wixsite.com")),
            ("www.contoso.edu.by", Some("contoso.edu.by")),
            ("edu.by", None),
            ("contoso.onmicrosoft.com", None),
            ("contoso.mail.onmicrosoft.com", None),
            ("someone@gmail.com", None),
            ("yahoo.co.jp", None),
            ("https://www.facebook.com/contoso", None),
            ("co.uk", None),
            ("localhost", None),
            ("n/a", None),
            ("none", None),
            ("192.168.0.1", None),
            ("not a domain.", None),
            ("", None),
            ("...", None),
        ] {
            assert_eq!(Domain::of(address).map(|domain| domain.registrable).as_deref(), domain, "{address:?}");
        }
    }

    #[test]
    fn a_part_of_a_domain_is_told_from_the_whole() {
        for (address, whole) in [
            ("contoso.com", true),
            ("https://www.contoso.com/essen", true),
            ("info@contoso.com", true),
            ("mail.contoso.com", true),
            ("mail.essen.contoso.com", false),
            ("essen.contoso.com", false),
            ("www.essen.contoso.com", false),
        ] {
            assert_eq!(Domain::of(address).map(|domain| domain.is_whole), Some(whole), "{address}");
        }
    }

    proptest! {
        #[test]
        fn no_address_is_too_odd(address in "[a-zäA-Z0-9.:/@#?\\\\ _-]{0,20}|\\PC{0,12}") {
            if let Some(domain) = Domain::of(&address) {
                prop_assert!(domain.registrable.contains('.'));
                let again = Domain::of(&domain.registrable);
                prop_assert_eq!(again, Some(Domain { is_whole: true, host: domain.registrable.clone(), ..domain }));
            }
        }
    }

    #[test]
    fn the_lists_are_sorted_since_they_are_searched_by_halves() {
        assert!(SHARED.is_sorted());
        assert!(SHARED_LABELS.is_sorted());
    }
}
