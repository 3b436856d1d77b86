//! The pen: which colours and attributes the terminal writes with now, and the shortest way to others.
//!
//! Which cell wants which style is the painter's matter.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Attributes that show on a blank: such a blank has to be printed, it cannot be erased.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// Each attribute with its codes for on and off. Bold and dim share their off.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Colours and attributes in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    /// The terminal's own colours, nothing else.
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// What `cell` asks for.
    #[must_use]
    pub const fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether blanks made with this pen, printed or erased, look like the terminal's own.
    #[must_use]
    pub fn leaves_plain_blanks(self) -> bool {
        self.bg == Color::Reset && !self.modifier.intersects(SEEN_ON_BLANK)
    }

    /// Appends what turns this pen into `wanted`; the shorter of the differences and a reset followed by all of it.
    pub fn switch(&mut self, wanted: Self, bytes: &mut Vec<u8>) {
        if *self == wanted {
            return;
        }
        let changes = self.changes(wanted);
        let afresh = Self::PLAIN.changes(wanted);
        bytes.extend_from_slice(b"\x1b[");
        if 1 + usize::from(!afresh.is_empty()) + afresh.len() < changes.len() {
            // An empty parameter is a 0, the reset.
            if !afresh.is_empty() {
                bytes.push(b';');
                bytes.extend_from_slice(afresh.as_bytes());
            }
        } else {
            bytes.extend_from_slice(changes.as_bytes());
        }
        bytes.push(b'm');
        *self = wanted;
    }

    /// The parameters, joined by `;`, from this pen to `wanted`.
    fn changes(self, wanted: Self) -> String {
        let mut codes = Vec::new();
        let gone = self.modifier - wanted.modifier;
        let mut held = self.modifier;
        for (attribute, _, off) in ATTRIBUTES {
            if gone.contains(attribute) && held.contains(attribute) {
                codes.push(off.to_string());
                for (other, _, same) in ATTRIBUTES {
                    if same == off {
                        held.remove(other);
                    }
                }
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if wanted.modifier.contains(attribute) && !held.contains(attribute) {
                codes.push(on.to_string());
            }
        }
        if self.fg != wanted.fg {
            codes.push(colour(wanted.fg, 30));
        }
        if self.bg != wanted.bg {
            codes.push(colour(wanted.bg, 40));
        }
        codes.join(";")
    }
}

/// The parameter for a colour; `base` is 30 for text and 40 for its ground.
fn colour(colour: Color, base: u8) -> String {
    let plain = |index: u8| (base + index).to_string();
    let bright = |index: u8| (base + 60 + index).to_string();
    match colour {
        Color::Reset => plain(9),
        Color::Black => plain(0),
        Color::Red => plain(1),
        Color::Green => plain(2),
        Color::Yellow => plain(3),
        Color::Blue => plain(4),
        Color::Magenta => plain(5),
        Color::Cyan => plain(6),
        Color::Gray => plain(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOLD_CYAN: Pen = Pen { fg: Color::Cyan, bg: Color::Reset, modifier: Modifier::BOLD };

    #[test]
    fn only_differences_are_sent() {
        let reversed = Pen { modifier: Modifier::REVERSED, ..Pen::PLAIN };
        let dim = Pen { modifier: Modifier::DIM, ..Pen::PLAIN };
        let cases: [(Pen, Pen, &str); 7] = [
            (Pen::PLAIN, Pen::PLAIN, ""),
            (Pen::PLAIN, Pen { fg: Color::Cyan, ..Pen::PLAIN }, "\x1b[36m"),
            (Pen { fg: Color::Cyan, ..Pen::PLAIN }, Pen::PLAIN, "\x1b[m"),
            (Pen::PLAIN, BOLD_CYAN, "\x1b[1;36m"),
            (BOLD_CYAN, Pen::PLAIN, "\x1b[m"),
            (BOLD_CYAN, reversed, "\x1b[;7m"),
            // Off for bold is off for dim too, which therefore follows it.
            (
                Pen { modifier: Modifier::BOLD | Modifier::DIM, ..BOLD_CYAN },
                Pen { fg: Color::Cyan, ..dim },
                "\x1b[22;2m",
            ),
        ];
        for (from, to, expected) in cases {
            let (mut pen, mut bytes) = (from, Vec::new());
            pen.switch(to, &mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{from:?} to {to:?}");
            assert_eq!(pen, to);
        }
    }

    #[test]
    fn reverse_video_and_a_ground_show_on_blanks() {
        assert!(BOLD_CYAN.leaves_plain_blanks());
        assert!(!Pen { modifier: Modifier::REVERSED, ..Pen::PLAIN }.leaves_plain_blanks());
        assert!(!Pen { bg: Color::Blue, ..Pen::PLAIN }.leaves_plain_blanks());
    }
}
