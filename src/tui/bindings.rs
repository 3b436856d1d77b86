//! Which keys work now: the one list that the footer, the help and the handling of keys are made from.
//!
//! What a deed does belongs to the wizard. How a step's keys are called stands in `bindings/`, a file each.

mod chord;
mod connect;
mod general;
mod guide;
pub mod help;
mod mapping;
mod overlays;
mod picker;
mod review;
mod save;
mod tenants;
mod text;
mod ticketing;

use crate::tui::sheet::footer::{Item, Place};
use crate::wizard::model::{Overlay, Step};
use crate::wizard::{Message, Model, Move};

pub use chord::Chord;

/// Rows that stand for a page. How many a page has is known where the size of the screen is: the keymap puts it in.
pub const PAGE: i32 = i32::MAX;

/// What a key is for; the help lists them in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What has the focus.
    Deed,
    /// The step, and the ways to others.
    Step,
    /// Moving the focus.
    Move,
    /// Editing a text.
    Text,
    /// The program.
    Program,
}

/// A key, or a few that belong together, and what it does now.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The keys as they are spelled; empty for keys that are neither in the footer nor in the help.
    pub shown: String,
    /// What it does, in the footer's few words.
    pub label: String,
    /// The same in fewer words, for narrow windows.
    pub short: Option<String>,
    /// What it does, in the help's words; empty where the help does not list it.
    pub about: String,
    /// What each key leads to; the first is what the help does. Empty for a word that stands for typing.
    pub strokes: Vec<(Chord, Message)>,
    /// Where the footer has it, if it does.
    pub place: Option<Place>,
    /// What it is for.
    pub group: Group,
}

impl Binding {
    /// A key for a deed of what has the focus; neither in the footer nor in the help yet.
    fn key(chord: Chord, message: Message) -> Self {
        Self::keys([(chord, message)])
    }

    /// Keys that belong together, all of them shown.
    fn keys<const N: usize>(strokes: [(Chord, Message); N]) -> Self {
        let shown = strokes.iter().map(|(chord, _)| chord.to_string()).collect::<Vec<_>>().join(" ");
        Self {
            shown,
            label: String::new(),
            short: None,
            about: String::new(),
            strokes: Vec::from(strokes),
            place: None,
            group: Group::Deed,
        }
    }

    /// A word of the footer that stands for typing.
    fn typing(label: &str) -> Self {
        Self { shown: "type".to_owned(), ..Self::keys([]).says(label) }
    }

    /// Another key that does the same, and is not shown.
    fn or(mut self, chord: Chord, message: Message) -> Self {
        self.strokes.push((chord, message));
        self
    }

    /// Spells the keys in another way.
    fn shown(mut self, shown: &str) -> Self {
        shown.clone_into(&mut self.shown);
        self
    }

    /// Puts it into the footer with these words, among the keys of the focus unless it has a place already.
    fn says(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self.place.get_or_insert(Place::Focus);
        self
    }

    /// As [`says`](Self::says) where `it` holds; where not, the key works (and tells why it does nothing), unnamed.
    fn says_if(self, it: bool, label: impl Into<String>) -> Self {
        if it { self.says(label) } else { self }
    }

    /// Fewer words for narrow windows.
    fn short(mut self, label: &str) -> Self {
        self.short = Some(label.to_owned());
        self
    }

    /// Puts it into the help with these words.
    fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// Where it stands in the footer.
    fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// What it is for.
    fn of(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    /// As the footer shows it, if it does.
    #[must_use]
    pub fn item(&self) -> Option<Item> {
        self.place.map(|place| Item {
            key: self.shown.clone(),
            label: self.label.clone(),
            short: self.short.clone(),
            place,
        })
    }

    /// What a key leads to, if it is one of these.
    #[must_use]
    pub fn message(&self, pressed: Chord) -> Option<&Message> {
        self.strokes.iter().find(|(chord, _)| *chord == pressed).map(|(_, message)| message)
    }
}

/// The keys that work now, most useful first.
#[must_use]
pub fn bindings(model: &Model) -> Vec<Binding> {
    match &model.overlay {
        Some(Overlay::Help { .. }) => overlays::help(model),
        Some(Overlay::Info { top }) => overlays::info(model, *top),
        Some(Overlay::Headless { .. }) => overlays::headless(model),
        Some(Overlay::Quit { .. }) => overlays::quit(model),
        Some(Overlay::DraftOffer { .. }) => overlays::draft_offer(),
        None => of_step(model),
    }
}

/// The keys of the step itself, whatever overlay is open.
fn of_step(model: &Model) -> Vec<Binding> {
    let mut bindings = match model.step {
        Step::Guide => guide::bindings(model),
        Step::Connect => connect::bindings(model),
        Step::Tenants => tenants::bindings(model),
        Step::Ticketing => ticketing::bindings(model),
        Step::Mapping => mapping::bindings(model),
        Step::Review => review::bindings(model),
        Step::Save => save::bindings(model),
    };
    // While a question is asked, letters are nothing.
    if model.is_asking() {
        return bindings;
    }
    bindings.extend(if is_text(model) { general::in_text(model) } else { general::outside_text(model) });
    bindings
}

/// Whether letters are text in the step itself, whatever overlay is open.
fn is_text(model: &Model) -> bool {
    match model.step {
        Step::Guide => false,
        Step::Connect => model.connect.is_text(),
        Step::Tenants => model.tenants.is_text(),
        Step::Ticketing => model.ticketing.is_text(),
        Step::Mapping => model.mapping.is_text(),
        Step::Review => model.review.is_text(),
        Step::Save => model.save.is_text(),
    }
}

/// Up and down, in a list that has more than one row.
fn rows(letters: bool) -> Binding {
    let mut binding =
        Binding::keys([(Chord::DOWN, Message::Move(Move::Rows(1))), (Chord::UP, Message::Move(Move::Rows(-1)))])
            .shown("Up Down")
            .or(Chord::PAGE_DOWN, Message::Move(Move::Rows(PAGE)))
            .or(Chord::PAGE_UP, Message::Move(Move::Rows(-PAGE)))
            .of(Group::Move);
    if letters {
        binding = binding
            .or(Chord::sign('j'), Message::Move(Move::Rows(1)))
            .or(Chord::sign('k'), Message::Move(Move::Rows(-1)))
            .or(Chord::HOME, Message::Move(Move::First))
            .or(Chord::END, Message::Move(Move::Last))
            .about("move down; up, a page, to the ends: Up PgUp PgDn Home End, or j k");
    }
    binding
}

#[cfg(test)]
mod tests;
