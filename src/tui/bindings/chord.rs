//! A key as bindings name it: what is pressed, with or without Ctrl, and how that is spelled.
//!
//! What it does is told by the bindings.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with or without Ctrl. Shift is in the sign already; nothing needs Alt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
}

impl Chord {
    /// Enter.
    pub const ENTER: Self = Self::plain(KeyCode::Enter);
    /// Esc.
    pub const ESC: Self = Self::plain(KeyCode::Esc);
    /// Tab.
    pub const TAB: Self = Self::plain(KeyCode::Tab);
    /// Shift-Tab.
    pub const BACK_TAB: Self = Self::plain(KeyCode::BackTab);
    /// Backspace.
    pub const BACKSPACE: Self = Self::plain(KeyCode::Backspace);
    /// Del.
    pub const DELETE: Self = Self::plain(KeyCode::Delete);
    /// Space.
    pub const SPACE: Self = Self::sign(' ');
    /// Up.
    pub const UP: Self = Self::plain(KeyCode::Up);
    /// Down.
    pub const DOWN: Self = Self::plain(KeyCode::Down);
    /// Left.
    pub const LEFT: Self = Self::plain(KeyCode::Left);
    /// Right.
    pub const RIGHT: Self = Self::plain(KeyCode::Right);
    /// Home.
    pub const HOME: Self = Self::plain(KeyCode::Home);
    /// End.
    pub const END: Self = Self::plain(KeyCode::End);
    /// PgUp.
    pub const PAGE_UP: Self = Self::plain(KeyCode::PageUp);
    /// PgDn.
    pub const PAGE_DOWN: Self = Self::plain(KeyCode::PageDown);
    /// F1.
    pub const F1: Self = Self::plain(KeyCode::F(1));
    /// Ctrl-Left.
    pub const CTRL_LEFT: Self = Self { code: KeyCode::Left, ctrl: true };
    /// Ctrl-Right.
    pub const CTRL_RIGHT: Self = Self { code: KeyCode::Right, ctrl: true };

    const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    /// A letter, digit or sign.
    #[must_use]
    pub const fn sign(sign: char) -> Self {
        Self::plain(KeyCode::Char(sign))
    }

    /// Ctrl with a letter in lower case.
    #[must_use]
    pub const fn ctrl(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), ctrl: true }
    }

    /// What was pressed; `None` for chords that nothing needs, which do nothing.
    #[must_use]
    pub fn pressed(key: &KeyEvent) -> Option<Self> {
        const ALT_GR: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::ALT);
        let modifiers = key.modifiers.difference(KeyModifiers::SHIFT);
        let is_sign = matches!(key.code, KeyCode::Char(_));
        let ctrl = if modifiers.is_empty() || (cfg!(windows) && is_sign && modifiers == ALT_GR) {
            // On a Windows console AltGr, by which many keyboards write @ and €, comes as both.
            false
        } else if modifiers == KeyModifiers::CONTROL {
            true
        } else {
            return None;
        };
        let code = match key.code {
            KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
            KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        Some(Self { code, ctrl })
    }

    /// The event of its being pressed.
    #[cfg(test)]
    pub(in crate::tui) fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, if self.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
    }

    /// The sign that it types.
    #[must_use]
    pub const fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(sign) if !self.ctrl => Some(sign),
            _ => None,
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            formatter.write_str("Ctrl-")?;
        }
        match self.code {
            KeyCode::Char(' ') => formatter.write_str("Space"),
            KeyCode::Char(letter) if self.ctrl => write!(formatter, "{}", letter.to_ascii_uppercase()),
            KeyCode::Char(sign) => write!(formatter, "{sign}"),
            KeyCode::F(number) => write!(formatter, "F{number}"),
            KeyCode::BackTab => formatter.write_str("Shift-Tab"),
            KeyCode::Delete => formatter.write_str("Del"),
            KeyCode::PageUp => formatter.write_str("PgUp"),
            KeyCode::PageDown => formatter.write_str("PgDn"),
            code => write!(formatter, "{code:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_by_their_sign_and_ctrl_alone() {
        let none = KeyModifiers::NONE;
        let (shift, ctrl, alt) = (KeyModifiers::SHIFT, KeyModifiers::CONTROL, KeyModifiers::ALT);
        let cases = [
            (KeyCode::Char('a'), none, Some("a")),
            (KeyCode::Char('A'), shift, Some("A")),
            (KeyCode::Char('?'), shift, Some("?")),
            (KeyCode::Char(' '), none, Some("Space")),
            (KeyCode::Char('c'), ctrl, Some("Ctrl-C")),
            (KeyCode::Char('C'), ctrl | shift, Some("Ctrl-C")),
            (KeyCode::Left, ctrl, Some("Ctrl-Left")),
            (KeyCode::Backspace, shift, Some("Backspace")),
            (KeyCode::Tab, shift, Some("Shift-Tab")),
            (KeyCode::BackTab, shift, Some("Shift-Tab")),
            (KeyCode::Delete, none, Some("Del")),
            (KeyCode::PageDown, none, Some("PgDn")),
            (KeyCode::F(1), none, Some("F1")),
            (KeyCode::Char('a'), alt, None),
            (KeyCode::Enter, alt, None),
            (KeyCode::Char('a'), KeyModifiers::SUPER, None),
        ];
        for (code, modifiers, spelled) in cases {
            let chord = Chord::pressed(&KeyEvent::new(code, modifiers));
            assert_eq!(chord.map(|chord| chord.to_string()).as_deref(), spelled, "{code:?} {modifiers:?}");
        }
        let alt_gr = Chord::pressed(&KeyEvent::new(KeyCode::Char('@'), ctrl | alt));
        assert_eq!(alt_gr, cfg!(windows).then_some(Chord::sign('@')));
    }
}
