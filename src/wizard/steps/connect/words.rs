//! Connect in words: the test in one line, what each row says, and the text for the administrator.

use crate::domain::account::{Threshold, Zone};
use crate::wizard::effect::Check;
use crate::wizard::field::grouped;
use crate::wizard::model::Shared;
use crate::wizard::remote::Remote;
use crate::wizard::steps::Detail;

use super::{Connect, Focus, LABELS, Row};

impl Connect {
    /// The test in one line: how many of how many.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |wanted: fn(&Row) -> bool| self.rows.iter().filter(|row| wanted(row)).count();
        let ok = count(|row| matches!(row, Row::Ok(_)));
        let red = count(|row| matches!(row, Row::Failed(_)));
        if self.is_waiting() {
            let waiting = count(|row| matches!(row, Row::Waiting(_)));
            return format!("{ok} of 8 ok, waiting for {waiting}");
        }
        match (ok, red) {
            (0, 0) if self.is_filled() => "Enter in a field starts it".to_owned(),
            (0, 0) => "starts when the three values are there".to_owned(),
            (8, _) => "8 of 8 ok".to_owned(),
            (_, 0) => format!("{ok} of 8 ok"),
            _ => {
                let refused = self.rows.iter().filter(|row| row.word() == "refused").count();
                let failed = red - refused;
                let mut parts = vec![format!("{ok} of 8 ok")];
                if refused > 0 {
                    parts.push(format!("{refused} refused"));
                }
                if failed > 0 {
                    parts.push(format!("{failed} failed"));
                }
                parts.join(", ")
            }
        }
    }

    /// Seconds that the test has lasted, or took; `None` where it was over at once or was not run.
    #[must_use]
    pub fn seconds(&self, shared: &Shared) -> Option<u64> {
        match (&self.test, self.took) {
            (Remote::Loading(wait), _) => Some(shared.seconds(*wait)),
            (Remote::Ready(()), 1..) => Some(self.took),
            _ => None,
        }
    }

    /// The sign-in row's words: use of the hour's requests.
    #[must_use]
    pub fn threshold_words(threshold: &Threshold) -> String {
        let shown = |number: u64| grouped(usize::try_from(number).unwrap_or(usize::MAX));
        format!("accepted; {} of {} requests this hour", shown(threshold.used), shown(threshold.limit))
    }

    /// What a row says beside its state.
    #[must_use]
    pub fn row_words(&self, place: usize, zone: Option<&Zone>) -> String {
        let check = Check::ALL[place];
        match (&self.rows[place], check) {
            (Row::Ok(_), Check::Zone) => zone.map_or_else(String::new, |zone| {
                let host = zone.url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("");
                format!("{}, {host}", zone.name)
            }),
            (Row::Ok(_), Check::SignIn) => {
                self.threshold.as_ref().map_or_else(|| "accepted".to_owned(), Self::threshold_words)
            }
            (Row::Ok(found), _) if *found == check.right_to_some() => found.clone(),
            (Row::Ok(_) | Row::Waiting(_) | Row::Next | Row::Idle, _) => check.right().to_owned(),
            (Row::Failed(_), _) => match check.purpose() {
                Some(purpose) => format!("{}: needed {purpose}", check.right()),
                None => check.right().to_owned(),
            },
        }
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Detail {
        match self.focus {
            Focus::Field(place) => self.field_detail(place),
            Focus::Row(place) => self.row_detail(shared, place),
        }
    }

    fn field_detail(&self, place: usize) -> Detail {
        if let Some(error) = &self.errors[place] {
            return Detail::new(
                format!("{}   {}", LABELS[place], error.code),
                [error.summary.clone(), error.hint.clone()],
            );
        }
        let (about, more) = match place {
            0 => (
                "as Autotask shows it for the API user; it looks like an address",
                "All three values in one paste, one a line, fill the three fields.",
            ),
            1 => (
                "the password of the API user, not that of a person",
                "Ctrl-R shows it while the field has the focus. It is kept nowhere before Save.",
            ),
            _ => (
                "from the API user's page: API Tracking Identifier",
                "Type Custom (Internal Integration). Ctrl-R shows it while the field has the focus.",
            ),
        };
        Detail::new(format!("{}   {about}", LABELS[place]), [more])
    }

    fn row_detail(&self, shared: &Shared, place: usize) -> Detail {
        let check = Check::ALL[place];
        match &self.rows[place] {
            Row::Failed(diagnostic) => {
                let mut title = format!("{}   {}   {}", check.label(), self.rows[place].word(), diagnostic.code);
                if !diagnostic.detail.is_empty() {
                    title.push_str("   ");
                    title.push_str(&diagnostic.detail);
                }
                let mut paragraphs = vec![diagnostic.summary.clone(), diagnostic.hint.clone()];
                if check.is_for_billing() && self.is_proven() {
                    paragraphs.push("Tickets work without it: > goes on, and billing stays off.".to_owned());
                }
                Detail { title, paragraphs }
            }
            Row::Waiting(wait) => Detail::new(
                format!(
                    "{}   waiting for Autotask, {} s so far; given up after 30 s",
                    check.label(),
                    shared.seconds(*wait)
                ),
                [
                    "A new API user can take a minute or two until Autotask knows it. You may go on typing, go back, or leave only this wait with Esc: the values stay.",
                ],
            ),
            Row::Ok(found) => {
                let title = format!("{}   ok   {}", check.label(), self.row_words(place, shared.draft.zone.as_ref()));
                let mut paragraphs = vec![match check.purpose() {
                    Some(purpose) => format!("Needed {purpose}. Nothing was written to find that out."),
                    None => String::new(),
                }];
                if *found == check.right_to_some() {
                    paragraphs.push(
                        "What Autotask hides from this API user is missing in the lists that follow, and can be neither \
                         chosen nor changed. Its Security Level says what that is."
                            .to_owned(),
                    );
                }
                Detail { title, paragraphs }
            }
            Row::Next | Row::Idle => Detail::new(
                format!("{}   not tested yet", check.label()),
                [match check.purpose() {
                    Some(purpose) => format!("{}: needed {purpose}.", check.right()),
                    None => check.right().to_owned(),
                }],
            ),
        }
    }

    /// What is missing, as a text for the Autotask administrator; no secret in it.
    #[must_use]
    pub fn for_administrator(&self) -> String {
        let mut text = format!(
            "Autotask access of the API user {} for Petra Security\n\n",
            crate::domain::text::harmless(self.fields[0].text())
        );
        for (place, check) in Check::ALL.iter().enumerate() {
            let row = &self.rows[place];
            let right = match row {
                Row::Ok(found) if *found == check.right_to_some() => found,
                _ => check.right(),
            };
            text.push_str(&format!("{:<18} {:<8} {right}\n", check.label(), row.word()));
            if let Some(diagnostic) = row.failed() {
                for line in [&diagnostic.summary, &diagnostic.detail, &diagnostic.hint] {
                    if !line.is_empty() {
                        text.push_str(&format!("{:<18} {line}\n", ""));
                    }
                }
            }
        }
        text
    }
}
