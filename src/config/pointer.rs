//! Which value of a JSON text stands at a line and column, as a JSON pointer.
//!
//! The parser names only line and column; in a config of thousands of tenants the pointer says whose value it is.

/// One array or object that is open at the place.
enum Open {
    Array { index: usize },
    Object { key: String, awaits_key: bool },
}

/// The pointer to the value at or around a place, lines and columns counted from 1 and columns in bytes, as `serde_json`
/// does. Of text that is no JSON: as far as it can be followed.
pub(super) fn pointer_at(text: &str, line: usize, column: usize) -> String {
    let end = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>() + column;
    let bytes = &text.as_bytes()[..end.min(text.len())];
    let mut open: Vec<Open> = Vec::new();
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        place += 1;
        match byte {
            b'{' => open.push(Open::Object { key: String::new(), awaits_key: true }),
            b'[' => open.push(Open::Array { index: 0 }),
            // Where it ends at the place itself, it as a whole is meant.
            b'}' | b']' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Open::Array { index }) => *index += 1,
                Some(Open::Object { key, awaits_key }) => {
                    key.clear();
                    *awaits_key = true;
                }
                None => {}
            },
            b'"' => {
                let begin = place - 1;
                while let Some(&inner) = bytes.get(place) {
                    place += if inner == b'\\' { 2 } else { 1 };
                    if inner == b'"' {
                        break;
                    }
                }
                if let Some(Open::Object { key, awaits_key }) = open.last_mut()
                    && *awaits_key
                {
                    let text = &bytes[begin..place.min(bytes.len())];
                    *key = serde_json::from_slice(text).unwrap_or_default();
                    *awaits_key = false;
                }
            }
            _ => {}
        }
    }
    open.into_iter()
        .map(|level| match level {
            Open::Array { index } => format!("/{index}"),
            Open::Object { key, .. } if key.is_empty() => String::new(),
            Open::Object { key, .. } => format!("/{}", escaped(&key)),
        })
        .collect()
}

/// A key as a pointer spells it.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_the_pointer_of_its_value() {
        let text = "{\n  \"a\": {\"b/c\": \"x,{[\\\"\"},\n  \"list\": [\n    {\"id\": 1},\n    {\"id\": \"é\", \"n\": 2}\n  ]\n}";
        for (line, column, pointer) in [
            (1, 1, ""),
            (2, 18, "/a/b~1c"),
            (3, 10, "/list"),
            (4, 12, "/list/0/id"),
            (5, 21, "/list/1/n"),
            (6, 3, "/list"),
            (9, 9, ""),
        ] {
            assert_eq!(pointer_at(text, line, column), pointer, "{line}:{column}");
        }
    }
}
