//! How a cell names a thing of Autotask's, and which of the candidates it means.

use super::closest::{closest, folded, hint};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::table::shown;

/// So many ids are listed for an ambiguous name.
const LISTED: usize = 10;

/// A cell's text, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Naming<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The id, of a bare id and of `NAME [ID]`.
    pub id: Option<i64>,
    /// The name before the id; empty for a bare id.
    pub name: &'a str,
}

impl<'a> Naming<'a> {
    pub fn of(text: &'a str) -> Self {
        let text = text.trim();
        if let Some(id) = id(text) {
            return Self { text, id: Some(id), name: "" };
        }
        let bracketed = text.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
        match bracketed.and_then(|(name, digits)| Some((name.trim(), id(digits)?))) {
            Some((name, id)) => Self { text, id: Some(id), name },
            None => Self { text, id: None, name: text },
        }
    }
}

/// An id as Autotask writes them: digits alone.
pub(super) fn id(text: &str) -> Option<i64> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A thing that a cell may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate<'a> {
    pub id: i64,
    pub name: &'a str,
    /// Whether a picker would offer it. What cannot be chosen is meant only where nothing else has the name.
    pub possible: bool,
}

/// The candidate of an exact name.
///
/// # Errors
/// `unknown-name` or `ambiguous-name`; `what` says what was looked for, e.g. `company`.
pub(super) fn by_name<'a>(
    text: &str,
    what: &str,
    candidates: &[Candidate<'a>],
) -> Result<Candidate<'a>, Box<Diagnostic>> {
    let wanted = folded(text);
    let named: Vec<_> = candidates.iter().copied().filter(|candidate| folded(candidate.name) == wanted).collect();
    match only(&named) {
        Ok(Some(candidate)) => Ok(candidate),
        Ok(None) => {
            let candidates = candidates.iter().map(|candidate| (candidate, folded(candidate.name)));
            let meant: Vec<_> =
                closest(text, candidates).into_iter().map(|candidate| offered(candidate.name, candidate.id)).collect();
            Err(Box::new(unknown(text, what, &meant)))
        }
        Err(ids) => Err(Box::new(ambiguous(text, what, &ids))),
    }
}

/// Of those that have the name the only one, or the only one that can be chosen; else all their ids.
pub(super) fn only<'a>(named: &[Candidate<'a>]) -> Result<Option<Candidate<'a>>, Vec<i64>> {
    let mut possible = named.iter().filter(|candidate| candidate.possible);
    match (named, possible.next(), possible.next()) {
        ([], ..) => Ok(None),
        ([one], ..) | (_, Some(one), None) => Ok(Some(*one)),
        _ => Err(named.iter().map(|candidate| candidate.id).collect()),
    }
}

/// A candidate as it can be written into the cell.
pub(super) fn offered(name: &str, id: i64) -> String {
    format!("“{} [{id}]”", shown(name))
}

pub(super) fn unknown(text: &str, what: &str, meant: &[String]) -> Diagnostic {
    Diagnostic::error(
        Code::UnknownName,
        format!("There is no {what} “{}”.", shown(text)),
        hint(meant, "Write the exact name, or the id, as Autotask has it."),
    )
}

pub(super) fn ambiguous(text: &str, what: &str, ids: &[i64]) -> Diagnostic {
    let more = if ids.len() > LISTED { " …" } else { "" };
    let ids: Vec<_> = ids.iter().take(LISTED).map(ToString::to_string).collect();
    Diagnostic::error(
        Code::AmbiguousName,
        format!("There is more than one {what} “{}”: ids {}{more}.", shown(text), ids.join(", ")),
        "Write the id of the one that is meant in place of the name.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_an_id_a_name_or_a_name_with_its_id() {
        let cases = [
            ("174", Some(174), ""),
            (" 0 ", Some(0), ""),
            ("Contoso Ltd", None, "Contoso Ltd"),
            ("Contoso Ltd [174]", Some(174), "Contoso Ltd"),
            ("Gold [2026] [9]", Some(9), "Gold [2026]"),
            ("Gold [new]", None, "Gold [new]"),
            ("[9]", Some(9), ""),
            ("Gold []", None, "Gold []"),
            ("-5", None, "-5"),
            ("", None, ""),
            ("99999999999999999999", None, "99999999999999999999"),
            ("]", None, "]"),
        ];
        for (text, id, name) in cases {
            let naming = Naming::of(text);
            assert_eq!((naming.id, naming.name), (id, name), "{text:?}");
        }
    }

    #[test]
    fn a_name_must_mean_one_thing() {
        let candidate = |id, name, possible| Candidate { id, name, possible };
        let candidates = [
            candidate(1, "Gold", true),
            candidate(2, "Silver", true),
            candidate(3, "silver ", true),
            candidate(4, "Bronze", false),
            candidate(5, "Bronze", true),
            candidate(6, "Iron", false),
        ];
        let found = |text| by_name(text, "contract", &candidates).map(|found| found.id).map_err(|error| error.code);
        let cases = [
            (" gOLD ", Ok(1)),
            ("Silver", Err(Code::AmbiguousName)),
            ("Bronze", Ok(5)),
            ("Iron", Ok(6)),
            ("Tin", Err(Code::UnknownName)),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
        let unknown = by_name("Godl", "contract", &candidates).unwrap_err();
        assert_eq!(unknown.hint, "Meant perhaps: “Gold [1]”.");
        let ambiguous = by_name("Silver", "contract", &candidates).unwrap_err();
        assert_eq!(ambiguous.summary, "There is more than one contract “Silver”: ids 2, 3.");
    }
}
