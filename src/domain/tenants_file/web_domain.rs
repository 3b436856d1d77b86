//! Web domains as people write them, made comparable.

use unicode_normalization::char::is_combining_mark;

/// The domain of an address or e-mail address: lower case, without scheme, `www.`, port and path. `None` where it is none.
#[must_use]
pub fn web_domain(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let text = text.split(['/', '?', '#']).next().unwrap_or("");
    let text = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let text = text.split_once(':').map_or(text, |(host, _)| host);
    let text = text.trim_end_matches('.');
    let text = text.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(text);
    let is_domain =
        text.contains('.') && text.split('.').all(|label| !label.is_empty() && label.chars().all(is_of_a_label));
    is_domain.then(|| text.to_owned())
}

/// Letters of any script; the marks that belong to them count.
fn is_of_a_label(sign: char) -> bool {
    sign.is_alphanumeric() || is_combining_mark(sign) || sign == '-' || sign == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_for_a_domain_is_understood() {
        let cases = [
            ("contoso.com", Some("contoso.com")),
            (" WWW.Contoso.COM. ", Some("contoso.com")),
            ("https://www.contoso.com:8443/en/?a=b", Some("contoso.com")),
            ("http://contoso.com#top", Some("contoso.com")),
            ("info@contoso.com", Some("contoso.com")),
            ("Köln.example", Some("köln.example")),
            ("www.com", Some("www.com")),
            ("contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("", None),
            ("n/a", None),
            ("Contoso, Inc.", None),
            ("contoso", None),
            ("con toso.com", None),
            ("a..b", None),
            (".", None),
        ];
        for (text, domain) in cases {
            assert_eq!(web_domain(text).as_deref(), domain, "{text:?}");
        }
    }
}
