//! Autotask's error texts with nothing in them that a customer could be known by.
//!
//! Only words of a short list stay: what is not one of them may be a name.

/// The words of Autotask's own sentences, in lower case.
const KNOWN: &str = "
a account action active adequate administrator all allowed already an and api are as associated at attempt autotask be been
before between by call called calls can cannot change closed company connection contact contain contains contract
contracts contractservice contractserviceadjustment contractserviceunits conversion converting could create created
credentials currently data database date date-time defined delete denied details determined directory disabled does due duplicate
each either empty end enough entity error errors exceed exceeded exist exists expected expired failed field fields file
filter find for forbidden found from future get greater has have http hour id ids in inactive information insert int
integrationcode integration internal into invalid is it item less level license limit list location locked log logged
login long match matching maximum maxcountofrecordstoreturn message method minimum missing module must name negative no
not note null number object occurred of on one only operation or out outside page parameter password per period
permission permissions picklist please post provided query queue rate read records reference referenced request
requested requests required requires resource response retry role route security see server service services set should
start status string supported system text than that the then there this thread threads threshold ticket tickets time
timeout to too try type unable unauthorized unavailable units until update user valid value values varchar version was
web were when with within wrong your zone
";

/// A text with every word that is not known as `[…]`, and every number as `[n]`.
pub(super) fn redacted(text: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    for word in text.split_whitespace().take(200) {
        let core = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        let shown = if core.is_empty() {
            continue;
        } else if KNOWN.split_whitespace().any(|known| known.eq_ignore_ascii_case(core)) {
            // A full stop is kept so that sentences can be told apart; other signs may belong to what was taken out.
            format!("{core}{}", if word.ends_with('.') { "." } else { "" })
        } else if core.bytes().all(|sign| sign.is_ascii_digit()) {
            "[n]".to_owned()
        } else {
            "[…]".to_owned()
        };
        if shown != "[…]" || said.last() != Some(&shown) {
            said.push(shown);
        }
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_go_and_sentences_stay() {
        for (text, wanted) in [
            (
                "The logged in Resource does not have the adequate permissions to query this entity type.",
                "The logged in Resource does not have the adequate permissions to query this entity type.",
            ),
            (
                "The user account has been locked.  Please see your Autotask Administrator for details.",
                "The user account has been locked. Please see your Autotask Administrator for details.",
            ),
            ("Company Contoso Ltd [174] <b>is</b> inactive", "Company […] [n] […] inactive"),
            (
                "Conversion failed when converting varchar 'Fabrikam, Inc.'",
                "Conversion failed when converting varchar […]",
            ),
            ("https://ww14.autotask.net/x api@example.com", "[…]"),
            ("", ""),
        ] {
            assert_eq!(redacted(text), wanted);
        }
    }
}
