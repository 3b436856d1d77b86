//! How a name is taken apart: what is not of it goes out, and its words are written in one way.

use super::super::{legal_form, notes};
use super::Name;
use crate::domain::folded::{fold, is_of_word};

impl Name {
    /// Takes a name apart.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut name = Self::of_folded(fold(text));
        name.spelled = spelled_out(text).map(|spelled| Self::of_folded(fold(&spelled)).words);
        name
    }

    fn of_folded(text: String) -> Self {
        let Some((before, after)) = trading_as(&text) else { return Self::of_one(text) };
        let (first, second) = (Self::of_one(before.to_owned()), Self::of_one(after.to_owned()));
        match (first.words.is_empty(), second.words.is_empty()) {
            (true, _) => second,
            (_, true) => first,
            _ => Self { trading: Some(second.words), ..first },
        }
    }

    fn of_one(mut text: String) -> Self {
        let (mut forms, mut notes) = (Vec::new(), Vec::new());
        if !text.is_ascii() {
            for &(ref written, form) in legal_form::UNSPACED.iter() {
                if let Some(start) = text.find(written) {
                    text.replace_range(start..start + written.len(), " ");
                    forms.push(form);
                }
            }
        }
        take_notes(&mut text, &mut notes);
        take_dashed(&mut text, &mut notes);
        let mut words = words(&text);
        if words.is_empty() {
            // A name that is all note: better than none.
            words = notes.iter().flat_map(|note| self::words(note)).collect();
            notes.clear();
        }
        drop_little_words(&mut words);
        drop_product(&mut words);
        take_forms(&mut words, &mut forms);
        words.iter_mut().for_each(write_out);
        forms.sort_unstable();
        forms.dedup();
        Self { words, spelled: None, trading: None, forms, notes }
    }
}

/// What stands before and behind “doing business as”, “trading as” or “formerly”, in the ways in which they are written.
fn trading_as(text: &str) -> Option<(&str, &str)> {
    const WRITTEN: [&str; 18] = [
        "dba",
        "d/b/a",
        "d.b.a.",
        "t/a",
        "t/as",
        "aka",
        "a/k/a",
        "trading as",
        "doing business as",
        "also known as",
        "formerly known as",
        "formerly",
        "fka",
        "f/k/a",
        "previously",
        "vormals",
        "ehemals",
        "anciennement",
    ];
    let mut before = None;
    for (start, sign) in text.char_indices() {
        let is_start = is_of_word(sign) && !before.is_some_and(is_of_word);
        before = Some(sign);
        // Few words begin as one of these does.
        if !is_start || !matches!(sign, 'a' | 'd' | 'e' | 'f' | 'p' | 't' | 'v') {
            continue;
        }
        let rest = WRITTEN.iter().filter_map(|written| text[start..].strip_prefix(written));
        if let Some(after) = rest.min_by_key(|rest| rest.len()).filter(|rest| !rest.starts_with(is_of_word)) {
            return Some((&text[..start], after));
        }
    }
    None
}

/// The text with umlauts spelled out as Germans and Scandinavians do on other keyboards, or `None` where there are none.
fn spelled_out(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    // Composed and decomposed umlauts are one.
    let text: String = unicode_normalization::UnicodeNormalization::nfc(text).collect();
    let mut spelled = String::with_capacity(text.len() + 4);
    for sign in text.chars() {
        match sign {
            'ä' | 'Ä' => spelled.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => spelled.push_str("oe"),
            'ü' | 'Ü' => spelled.push_str("ue"),
            'å' | 'Å' => spelled.push_str("aa"),
            _ => spelled.push(sign),
        }
    }
    (spelled != text).then_some(spelled)
}

/// Moves what stands in brackets from the text to the notes.
fn take_notes(text: &mut String, notes: &mut Vec<String>) {
    while let Some(start) = text.find(['(', '[', '{', '【', '「']) {
        let rest = &text[start..];
        let end = rest
            .find([')', ']', '}', '】', '」'])
            .map_or(text.len(), |end| start + end + rest[end..].chars().next().map_or(0, char::len_utf8));
        let note = words(&text[start..end]).join(" ");
        if !note.is_empty() {
            notes.push(note);
        }
        text.replace_range(start..end, " ");
    }
    notes.sort_unstable();
}

/// Moves a note behind a dash to the notes, and takes out a customer's number before one. What else stands there is of the name.
fn take_dashed(text: &mut String, notes: &mut Vec<String>) {
    const DASHES: [&str; 4] = [" - ", " – ", " — ", " | "];
    // Most names have none; the longer two begin with this byte.
    if !text.bytes().any(|byte| matches!(byte, b'-' | b'|' | 0xe2)) {
        return;
    }
    let last = DASHES.iter().filter_map(|dash| Some((text.rfind(dash)?, dash.len()))).max();
    let first = DASHES.iter().filter_map(|dash| Some((text.find(dash)?, dash.len()))).min();
    if let Some((start, length)) = last {
        let note = words(&text[start + length..]).join(" ");
        if notes::is_of_office(&note) || notes::is_put_aside(&note) {
            text.truncate(start);
            notes.push(note);
            notes.sort_unstable();
        }
    }
    let is_number = |start: usize| text[..start].trim().bytes().all(|sign| sign.is_ascii_digit());
    if let Some((start, length)) = first.filter(|&(start, length)| start + length < text.len() && is_number(start)) {
        text.replace_range(..start + length, "");
    }
}

/// Takes out what the tenant is a tenant of, at the end.
fn drop_product(words: &mut Vec<String>) {
    loop {
        let count = match words.as_slice() {
            [_, .., maker, product] if matches!(maker.as_str(), "microsoft" | "office") && product == "365" => 2,
            [_, .., product] if matches!(product.as_str(), "m365" | "o365" | "office365" | "tenant") => 1,
            _ => return,
        };
        words.truncate(words.len() - count);
    }
}

/// Writes out a word that is mostly shortened in one way, so that both ways are one.
fn write_out(word: &mut String) {
    if let Some(whole) = written_out(word) {
        whole.clone_into(word);
    }
}

pub(super) fn written_out(word: &str) -> Option<&'static str> {
    Some(match word {
        "assn" => "association",
        "assoc" | "assocs" => "associates",
        "bldg" => "building",
        "bros" => "brothers",
        "centre" | "ctr" => "center",
        "dept" => "department",
        "dist" => "district",
        "eng" | "engr" => "engineering",
        "grp" => "group",
        "hosp" => "hospital",
        "inst" => "institute",
        "intl" => "international",
        "labs" => "laboratories",
        "mfg" => "manufacturing",
        "mgmt" => "management",
        "natl" => "national",
        "svc" | "svcs" | "service" => "services",
        "sys" | "system" => "systems",
        "tech" | "technologies" => "technology",
        "twp" => "township",
        "univ" => "university",
        _ => return None,
    })
}

/// The words of a folded text, punctuation gone; `S.p.A.` is one word, `O'Brien` another.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in
        text.split(|sign: char| sign.is_whitespace() || matches!(sign, '/' | ',' | '-' | '_' | ';' | ':' | '|'))
    {
        let parts = || chunk.split('.').map(|part| part.chars().filter(|&sign| is_of_word(sign)).collect::<String>());
        let split_letters = parts().all(|part| part.chars().count() <= 2);
        if split_letters {
            words.push(parts().collect::<String>());
        } else {
            let last = parts().next_back().unwrap_or_default();
            if last.len() == 2 && parts().next().is_some_and(|first| first.len() > 3) {
                // An address in a country: its ending is no legal form.
                words.push(parts().collect());
                continue;
            }
            // Who is called by an address is called so without its ending.
            let ending = matches!(last.as_str(), "com" | "net" | "org");
            let count = parts().count() - usize::from(ending);
            words.extend(parts().take(count.max(1)));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Takes out “and” in its languages, between words, and “the” at either end.
fn drop_little_words(words: &mut Vec<String>) {
    let inner = 1..words.len().saturating_sub(1);
    let mut place = 0;
    words.retain(|word| {
        let is_inner = inner.contains(&place);
        place += 1;
        !(is_inner && matches!(word.as_str(), "and" | "und" | "et" | "y" | "en" | "och" | "og"))
    });
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    if words.len() > 1 && words.last().is_some_and(|word| word == "the") {
        words.pop();
    }
}

/// Moves legal forms from the ends of the words to the forms; one word always stays.
fn take_forms(words: &mut Vec<String>, forms: &mut Vec<&'static str>) {
    while words.len() > 1 && legal_form::may_lead(&words[0]) {
        forms.extend(legal_form::of(&words.remove(0)));
    }
    'forms: while words.len() > 1 {
        // Forms may be written apart: `S. A.`, `Sp. z o.o.`, `S.A. de C.V.`; the longest first.
        for count in (1..=MOST_PARTS.min(words.len() - 1)).rev() {
            let parts = &words[words.len() - count..];
            if count > 1 && parts.iter().any(|part| part.len() > 3) {
                continue;
            }
            if let Some(form) = legal_form::of(&parts.concat()) {
                forms.push(form);
                words.truncate(words.len() - count);
                continue 'forms;
            }
        }
        break;
    }
}

/// Most words that one legal form is written as.
const MOST_PARTS: usize = 5;
