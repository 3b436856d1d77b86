//! An error body in any shape, reduced to the other side's own words.
//!
//! What the words mean is the business of `autotask` and `petra`.

use serde_json::Value;

use crate::domain::text::is_unseen;

/// As much as is kept of what the other side said.
const LIMIT: usize = 2048;

/// What an error body says: the strings of `errors`, a `Message`, the text of HTML, or the plain text; empty for nothing.
pub(crate) fn words(body: &[u8]) -> String {
    // A body is looked at only as far as it can matter; tags and quotes are dropped from it.
    let start = String::from_utf8_lossy(&body[..body.len().min(16 * LIMIT)]);
    let start = start.trim_start_matches('\u{feff}').trim();
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(value) => spoken(&value).unwrap_or_else(|| start.to_owned()),
        Err(_) if start.starts_with('<') => without_tags(start),
        Err(_) if start.starts_with('{') => cut_off(start),
        Err(_) => start.to_owned(),
    };
    shorten(&text)
}

/// On one line, without what could drive a terminal or turn the writing around, at most 2 KB.
pub(crate) fn shorten(text: &str) -> String {
    let mut short = String::new();
    for word in text.split(|sign: char| sign.is_whitespace() || sign.is_control()) {
        let gap = usize::from(!short.is_empty());
        if word.is_empty() {
            continue;
        }
        if gap == 1 {
            short.push(' ');
        }
        for sign in word.chars().filter(|sign| !is_unseen(*sign)) {
            if short.len() + sign.len_utf8() > LIMIT {
                return short.trim_end().to_owned();
            }
            short.push(sign);
        }
    }
    short.trim().to_owned()
}

fn spoken(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().filter_map(spoken).collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        }
        Value::Object(fields) => ["errors", "error", "message", "detail", "title"].iter().find_map(|wanted| {
            let (_, value) = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
            spoken(value)
        }),
        _ => None,
    }
}

/// `{"errors":["The logged in Resou`: the strings that follow the first bracket, the last one as far as it came.
fn cut_off(text: &str) -> String {
    let list = text.split_once('[').map_or(text, |(_, list)| list);
    list.trim_start_matches(['"', ' ']).replace("\",\"", " ")
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        // What stands in a style or a script is not said to anybody.
        let silent = ["style", "script"]
            .iter()
            .find(|name| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        let after = match silent {
            Some(name) => after_end_of(tag, name),
            None => tag,
        };
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for (entity, sign) in
        [("&nbsp;", " "), ("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    {
        text = text.replace(entity, sign);
    }
    text
}

fn after_end_of<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    // ASCII case folding keeps every byte in its place.
    text.to_ascii_lowercase().find(&end).map_or("", |place| &text[place..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_shape_is_reduced_to_its_words() {
        for (body, wanted) in [
            (r#"{"errors":["one","two"]}"#, "one two"),
            (r#"{"errors":[{"message":"one","code":3},{"Message":"two"}]}"#, "one two"),
            (
                r#"{"Message":"The requested resource does not support http method 'GET'."}"#,
                "The requested resource does not support http method 'GET'.",
            ),
            (r#"{"error":{"message":"bad key"}}"#, "bad key"),
            (
                "<!DOCTYPE html><html><head><title>Runtime Error</title><style>b {color:red}</style></head>\r\n<body><h1>It&#39;s   down</h1></body></html>",
                "Runtime Error It's down",
            ),
            ("<html><script>alert(1)", ""),
            ("Service Unavailable\r\n", "Service Unavailable"),
            (r#"{"errors":["The logged in Resou"#, "The logged in Resou"),
            (r#"{"errors":["one","tw"#, "one tw"),
            (r#""only text""#, "only text"),
            ("", ""),
            ("{}", "{}"),
        ] {
            assert_eq!(words(body.as_bytes()), wanted, "{body}");
        }
    }

    #[test]
    fn nothing_that_drives_a_terminal_is_left() {
        let said = words("{\"errors\":[\"red \\u001b[31m\\u202egnp\\u0007 bell\\nline\"]}".as_bytes());
        assert_eq!(said, "red [31mgnp bell line");
        assert_eq!(shorten("a\u{9b}2Jb"), "a 2Jb");
    }

    #[test]
    fn long_and_broken_bodies_are_cut_at_a_sign() {
        let said = words("ä".repeat(5000).as_bytes());
        assert_eq!(said.len(), LIMIT);
        assert_eq!(words(&[0xff, b'a', 0xfe]), "\u{fffd}a\u{fffd}");
    }
}
