//! Step 1: what is needed first, and the values with which the API user is made in Autotask.

use crate::domain::secret::Secret;
use crate::wizard::effect::Effect;
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Shared, Step};

use super::{Detail, Go};

/// A value to enter in Autotask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What Autotask's screen calls it.
    pub label: &'static str,
    /// What to enter.
    pub value: &'static str,
    /// Why.
    pub why: &'static str,
    /// What `c` sends; empty where there is nothing to enter.
    pub copy: &'static str,
}

/// What stands above the values; each is a paragraph.
pub const INTRODUCTION: [&str; 2] = [
    "You need a Petra account and an Autotask administrator. Three values link the two: user name, password, tracking identifier. Have you got them? Press >.",
    "If not: in Autotask, Admin → Resources (Users), the drop-down beside “+ New”, New API User; in the section General set",
];

/// The same for small windows, where the values need the room; the whole is in the info.
pub const INTRODUCTION_SHORT: &str = "Have you user name, password, tracking identifier? Press >. If not: Admin → Resources (Users), “+ New”, New API User:";

/// What stands in the notice of this step as long as nothing else does.
pub const PROMISE: &str = "This program changes nothing in Autotask unless you ask for it.";

/// The values, in the order of Autotask's screen.
pub const ROWS: [Row; 8] = [
    Row {
        label: "First Name",
        value: "Petra Security",
        why: "Tickets and notes show this name as their creator.",
        copy: "Petra Security",
    },
    Row {
        label: "Last Name",
        value: "API",
        why: "It tells the API user from a person in Autotask's lists.",
        copy: "API",
    },
    Row {
        label: "Security Level",
        value: "API User (system)",
        why: "Has every right that is needed. A copy of it, cut down, does as well: Connect checks each right by itself and names what is missing.",
        copy: "API User (system)",
    },
    Row {
        label: "Email Address",
        value: "any value; it needs no real inbox",
        why: "Autotask sends lock-out notices there; an address that someone reads is better.",
        copy: "",
    },
    Row {
        label: "Username, Password",
        value: "generate them (here: g), store them securely",
        why: "Autotask has a button for each, too. The password is shown in Autotask only once: put both into your password store.",
        copy: "",
    },
    Row {
        label: "API Tracking Identifier",
        value: "Custom (Internal Integration); then copy its value",
        why: "Choose Custom (Internal Integration), not a vendor. Autotask then makes the identifier; Connect asks for it.",
        copy: "Custom (Internal Integration)",
    },
    Row {
        label: "its name, if asked",
        value: "Petra Security",
        why: "Some Autotask versions ask what the internal integration is called.",
        copy: "Petra Security",
    },
    Row {
        label: "for billing, also",
        value: "Contracts: read and write;  Services: read",
        why: "Contracts: read and write access to Recurring Service Contracts. Services: read access to Services within those contracts. Without them tickets work, billing does not.",
        copy: "",
    },
];

/// The row of user name and password.
pub const LOGIN_ROW: usize = 4;

/// What the step holds.
#[derive(Debug, Default)]
pub struct Guide {
    /// The row that has the focus.
    pub cursor: usize,
    /// A user name and password that were made here.
    pub made: Option<(String, Secret)>,
}

impl Guide {
    /// The row that has the focus.
    #[must_use]
    pub fn row(&self) -> Row {
        ROWS[self.cursor]
    }

    /// What a row's value is now.
    #[must_use]
    pub fn value(&self, row: usize) -> String {
        match (&self.made, row) {
            (Some((username, _)), LOGIN_ROW) => format!("{username}, ••••••••"),
            _ => ROWS[row].value.to_owned(),
        }
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self) -> Detail {
        let row = self.row();
        let mut paragraphs = vec![row.why.to_owned()];
        if self.cursor == LOGIN_ROW && self.made.is_some() {
            paragraphs =
                vec!["Made here: c sends the user name, then the password. Connect has both already. Enter them in Autotask and put them into your password store; they are kept nowhere yet.".to_owned()];
        }
        Detail { title: format!("{}   {}", row.label, self.value(self.cursor)), paragraphs }
    }

    /// Whether `c` has something to send.
    #[must_use]
    pub fn can_copy(&self) -> bool {
        !self.row().copy.is_empty() || (self.cursor == LOGIN_ROW && self.made.is_some())
    }

    /// The values as a text for the administrator.
    #[must_use]
    pub fn as_text(&self) -> String {
        let mut text = String::from(
            "Autotask API user for Petra Security\n\nAdmin > Resources (Users), the drop-down beside \"+ New\": New API User\nSection General:\n\n",
        );
        for row in ROWS {
            text.push_str(&format!("  {:<24} {}\n", row.label, row.value.replace(" (here: g)", "")));
        }
        text.push_str(
            "\nThen send: Username, Password, and the value of the API Tracking Identifier, each by a safe way.\n",
        );
        text
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        match message {
            Message::Move(Move::Rows(by)) => self.cursor = super::moved(self.cursor, *by, ROWS.len()),
            Message::Move(Move::First) => self.cursor = 0,
            Message::Move(Move::Last) => self.cursor = ROWS.len() - 1,
            Message::Tab => self.cursor = (self.cursor + 1) % ROWS.len(),
            Message::BackTab => self.cursor = (self.cursor + ROWS.len() - 1) % ROWS.len(),
            Message::Enter => return Go::To(Step::Connect),
            Message::Back => return Go::Back,
            Message::Generate => shared.effect(Effect::Generate),
            Message::Copy => self.copy(shared),
            Message::Paste(_) => shared.say("Paste ignored: no field has the focus. > leads to the fields."),
            Message::Write => shared.effect(Effect::WriteFile("autotask-api-user.txt".into(), self.as_text())),
            _ => {}
        }
        Go::Stay
    }

    fn copy(&self, shared: &mut Shared) {
        let row = self.row();
        match &self.made {
            Some((username, secret)) if self.cursor == LOGIN_ROW => {
                // The first press sends the user name, the next the password: two values, one key.
                if shared.notice.contains(username.as_str()) {
                    shared.effect(Effect::Copy(secret.clone()));
                    shared.say("The password was sent to the terminal's clipboard.");
                } else {
                    shared.effect(Effect::Copy(Secret::from(username.as_str())));
                    shared.say(format!(
                        "Sent to the terminal's clipboard. If nothing arrives, select it here: {username}"
                    ));
                }
            }
            _ if row.copy.is_empty() => {}
            _ => {
                shared.effect(Effect::Copy(Secret::from(row.copy)));
                shared
                    .say(format!("Sent to the terminal's clipboard. If nothing arrives, select it here: {}", row.copy));
            }
        }
    }
}
