//! From what the screen shows to what it is to show, in few bytes.
//!
//! Where the bytes go, and when, is the matter of [`Screen`](super::Screen).

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Position;
use unicode_width::UnicodeWidthChar;

use super::pen::Pen;

/// An `ESC [ 4 C` is as short as four cells printed once more: longer gaps need not be looked at.
const GAP: usize = 4;
/// From so many blanks on, erasing and stepping over them is shorter than printing them.
const ERASE: usize = 10;

/// Remembers what stands on the screen, and appends to a frame what changes it.
///
/// ```text
///  ┌ unchanged ┐       ┌ blank to the end ┐
///  Contoso Ltd   Essen                         shown
///  Contoso Ltd   Köln, and so on              wanted
///                ▲ jump, then print; a short gap is printed over, a long blank erased
/// ```
#[derive(Debug)]
pub struct Painter {
    /// What the screen shows; `None` when that is not known.
    shown: Option<Buffer>,
    /// Where the terminal's cursor is; `None` where terminals disagree about it.
    cursor: Option<Position>,
    pen: Pen,
    bytes: Vec<u8>,
}

impl Default for Painter {
    fn default() -> Self {
        Self { shown: None, cursor: None, pen: Pen::PLAIN, bytes: Vec::new() }
    }
}

impl Painter {
    /// Forgets what the screen shows: the next frame clears it and draws everything.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Appends what makes the screen show `wanted`.
    pub fn paint(&mut self, wanted: &Buffer) {
        let shown = match self.shown.take() {
            Some(shown) if shown.area == wanted.area => shown,
            _ => {
                self.clear();
                Buffer::empty(wanted.area)
            }
        };
        let columns = usize::from(wanted.area.width);
        if columns == 0 {
            self.shown = Some(shown);
            return;
        }
        for (y, (old, new)) in (0..).zip(shown.content.chunks(columns).zip(wanted.content.chunks(columns))) {
            if old != new {
                self.paint_row(y, old, new);
            }
        }
        let mut shown = shown;
        shown.content.clone_from_slice(&wanted.content);
        self.shown = Some(shown);
    }

    /// Appends what brings the cursor to `position`, where it stays until the next frame.
    pub fn place(&mut self, position: Position) {
        if self.cursor != Some(position) {
            self.go(position, &[]);
        }
    }

    /// The frame, wrapped so that a terminal shows it at once; empty if nothing changes.
    pub fn take(&mut self) -> Vec<u8> {
        let bytes = std::mem::take(&mut self.bytes);
        if bytes.is_empty() {
            return bytes;
        }
        [b"\x1b[?2026h", bytes.as_slice(), b"\x1b[?2026l"].concat()
    }

    fn clear(&mut self) {
        // Erased cells take the pen's ground: reset it first.
        self.bytes.extend_from_slice(b"\x1b[m\x1b[H\x1b[2J");
        self.pen = Pen::PLAIN;
        self.cursor = Some(Position::ORIGIN);
    }

    fn paint_row(&mut self, y: u16, old: &[Cell], new: &[Cell]) {
        let columns = new.len();
        let mut changed = changed_columns(old, new);
        spread(&mut changed, new);
        let Some(last) = changed.iter().rposition(|changed| *changed) else { return };
        let blank_from = new.iter().rposition(|cell| !is_plain_blank(cell)).map_or(0, |last| {
            // The right half of a wide sign is blank in the buffer, and is no blank on the screen.
            last + width(new, last)
        });
        let mut x = 0;
        while let Some(ahead) = changed[x..].iter().position(|changed| *changed) {
            x += ahead;
            let blanks = if x >= blank_from { columns - x } else { plain_blanks(&new[x..=last]) };
            self.go(Position::new(column(x), y), new);
            if x >= blank_from && last - x >= 3 {
                self.plain();
                self.bytes.extend_from_slice(b"\x1b[K");
                return;
            }
            if x < blank_from && blanks >= ERASE {
                self.plain();
                self.bytes.extend_from_slice(format!("\x1b[{blanks}X").as_bytes());
                x += blanks;
                continue;
            }
            x += self.print(x, y, new);
            if x >= columns {
                return;
            }
        }
    }

    /// Prints the sign at `x`, which the cursor stands on; returns its width.
    fn print(&mut self, x: usize, y: u16, row: &[Cell]) -> usize {
        let (cell, width) = (&row[x], width(row, x));
        if !(is_plain_blank(cell) && self.pen.leaves_plain_blanks()) {
            self.pen.switch(Pen::of(cell), &mut self.bytes);
        }
        let symbol = printable(row, x);
        let certain = is_certain(symbol);
        if !certain && width > 1 {
            // A terminal that takes it for narrow would leave in its right half what stood there.
            self.bytes.extend(std::iter::repeat_n(b' ', width));
            self.jump(Position::new(column(x), y));
        }
        self.bytes.extend_from_slice(symbol.as_bytes());
        let next = x + width;
        // After the last column the cursor hangs between two rows.
        self.cursor = (next < row.len() && certain).then(|| Position::new(column(next), y));
        width
    }

    /// Brings the cursor to `target`; `row` is what stands in its row left of it, if that may be printed over.
    fn go(&mut self, target: Position, row: &[Cell]) {
        let Some(cursor) = self.cursor else {
            self.jump(target);
            return;
        };
        if cursor == target {
            return;
        }
        let mut way = (usize::MAX, Way::Jump);
        let absolute = address(target).len();
        let mut consider = |cost: usize, candidate: Way| {
            if cost < way.0 {
                way = (cost, candidate);
            }
        };
        consider(absolute, Way::Jump);
        if cursor.y == target.y && cursor.x < target.x {
            consider(forward(target.x - cursor.x).len(), Way::Forward);
            if let Some(cost) = self.printed(row, cursor.x, target.x) {
                consider(cost, Way::Over);
            }
        }
        if cursor.y + 1 == target.y {
            if target.x == 0 {
                consider(2, Way::NextRow);
            } else if let Some(cost) = self.printed(row, 0, target.x) {
                consider(2 + cost, Way::NextRowOver);
            }
        }
        match way.1 {
            Way::Jump => self.jump(target),
            Way::Forward => self.bytes.extend_from_slice(forward(target.x - cursor.x).as_bytes()),
            Way::Over => self.print_over(row, cursor.x, target.x),
            Way::NextRow => self.bytes.extend_from_slice(b"\r\n"),
            Way::NextRowOver => {
                self.bytes.extend_from_slice(b"\r\n");
                self.print_over(row, 0, target.x);
            }
        }
        self.cursor = Some(target);
    }

    fn jump(&mut self, target: Position) {
        self.bytes.extend_from_slice(address(target).as_bytes());
        self.cursor = Some(target);
    }

    /// What printing the unchanged cells `from..to` costs, where it can be done with this pen and is worth it.
    fn printed(&self, row: &[Cell], from: u16, to: u16) -> Option<usize> {
        let cells = row.get(usize::from(from)..usize::from(to))?;
        if cells.is_empty() || cells.len() > GAP {
            return None;
        }
        cells
            .iter()
            .map(|cell| {
                let suits = Pen::of(cell) == self.pen || (is_plain_blank(cell) && self.pen.leaves_plain_blanks());
                (suits && cell.cell_width() == 1 && is_certain(cell.symbol())).then(|| cell.symbol().len())
            })
            .sum()
    }

    fn print_over(&mut self, row: &[Cell], from: u16, to: u16) {
        for cell in &row[usize::from(from)..usize::from(to)] {
            self.bytes.extend_from_slice(cell.symbol().as_bytes());
        }
    }

    fn plain(&mut self) {
        if !self.pen.leaves_plain_blanks() {
            self.pen.switch(Pen::PLAIN, &mut self.bytes);
        }
    }
}

enum Way {
    Jump,
    Forward,
    Over,
    NextRow,
    NextRowOver,
}

/// For each column whether the sign that begins there is not the one that began there before.
fn changed_columns(old: &[Cell], new: &[Cell]) -> Vec<bool> {
    let mut begins = vec![false; old.len()];
    let mut x = 0;
    while x < old.len() {
        begins[x] = true;
        x += width(old, x);
    }
    let mut changed = vec![false; new.len()];
    let mut x = 0;
    while x < new.len() {
        changed[x] = !begins[x] || !same(&old[x], &new[x]);
        x += width(new, x);
    }
    changed
}

/// Whether both look the same; on a plain blank neither colour nor weight shows.
fn same(old: &Cell, new: &Cell) -> bool {
    (is_plain_blank(old) && is_plain_blank(new)) || (old.symbol() == new.symbol() && Pen::of(old) == Pen::of(new))
}

fn is_plain_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Pen::of(cell).leaves_plain_blanks()
}

/// How many plain blanks `row` begins with.
fn plain_blanks(row: &[Cell]) -> usize {
    row.iter().take_while(|cell| is_plain_blank(cell)).count()
}

/// Columns that the sign at `x` takes, at least 1; a wide one in the last column is shown as a blank.
fn width(row: &[Cell], x: usize) -> usize {
    usize::from(row[x].cell_width()).clamp(1, row.len() - x)
}

/// Marks what a terminal overwrites that gives joined signs (a family of emoji) the width of each of them.
fn spread(changed: &mut [bool], row: &[Cell]) {
    let mut x = 0;
    while x < row.len() {
        let width = width(row, x);
        if changed[x] {
            let symbol = printable(row, x);
            if !is_certain(symbol) {
                let mut next = x + width;
                while next < (x + reach(symbol)).min(row.len()) {
                    changed[next] = true;
                    next += self::width(row, next);
                }
            }
        }
        x += width;
    }
}

/// What is sent for the sign at `x`: a blank for what has no width or no room, one emoji for a family at the edge.
fn printable(row: &[Cell], x: usize) -> &str {
    let (symbol, width) = (row[x].symbol(), usize::from(row[x].cell_width()));
    if width == 0 || x + width > row.len() {
        return " ";
    }
    if x + reach(symbol) > row.len() {
        let first = symbol.chars().next().map_or(0, char::len_utf8);
        return &symbol[..first];
    }
    symbol
}

/// The most columns that a terminal may give to `symbol`.
fn reach(symbol: &str) -> usize {
    if symbol.is_ascii() { symbol.len() } else { symbol.chars().filter_map(UnicodeWidthChar::width).sum() }
}

/// Whether all terminals give this sign the same width: not so where code points are joined or varied.
fn is_certain(symbol: &str) -> bool {
    symbol.is_ascii() || symbol.chars().nth(1).is_none()
}

fn column(x: usize) -> u16 {
    u16::try_from(x).expect("a row of a buffer has at most u16::MAX cells")
}

fn address(Position { x, y }: Position) -> String {
    match (x, y) {
        (0, 0) => "\x1b[H".to_owned(),
        (0, y) => format!("\x1b[{}H", y + 1),
        (x, y) => format!("\x1b[{};{}H", y + 1, x + 1),
    }
}

fn forward(columns: u16) -> String {
    if columns == 1 { "\x1b[C".to_owned() } else { format!("\x1b[{columns}C") }
}

#[cfg(test)]
mod tests;
