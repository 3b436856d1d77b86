//! The screen: ratatui lends frames, buffers and widgets, and what is sent to the terminal is decided here.
//!
//! Modes of the terminal (raw, alternate screen) are the matter of [`terminal`](super::terminal).
//!
//! ratatui's own way is not taken for three reasons: it writes up to three times a frame, it sends a third more
//! bytes, and it does not know what the screen shows between two changes.

use std::convert::Infallible;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};

use self::painter::Painter;

pub mod output;
pub mod painter;
pub mod pen;

/// Draws frames to a line: one write a frame, none where nothing changed.
#[derive(Debug)]
pub struct Screen<W> {
    terminal: Terminal<Canvas>,
    painter: Painter,
    line: W,
}

impl<W: Write> Screen<W> {
    /// A screen of `size` cells, of which nothing is known yet; the first frame clears it.
    pub fn new(line: W, size: Size) -> Self {
        let Ok(terminal) = Terminal::new(Canvas { size, cursor: Position::ORIGIN });
        Self { terminal, painter: Painter::default(), line }
    }

    /// Draws one frame. Where it sets no cursor, the cursor stands in the first cell.
    ///
    /// # Errors
    /// The line is gone.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.backend_mut().cursor = Position::ORIGIN;
        let Ok(frame) = self.terminal.draw(render);
        self.painter.paint(frame.buffer);
        self.painter.place(self.terminal.backend().cursor);
        self.send()
    }

    /// The window has another size: what a terminal does with its contents then, nobody knows.
    pub fn resize(&mut self, size: Size) {
        self.terminal.backend_mut().size = size;
        self.painter.forget();
    }

    /// Something else may have written to the terminal: the next frame draws everything.
    pub fn forget(&mut self) {
        self.painter.forget();
    }

    /// Hands `text` to the terminal's own clipboard; whether it has one is not known.
    ///
    /// # Errors
    /// The line is gone.
    pub fn send_to_clipboard(&mut self, text: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        crossterm::queue!(bytes, crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))?;
        output::write_whole(&mut self.line, &bytes)
    }

    fn send(&mut self) -> io::Result<()> {
        let frame = self.painter.take();
        if frame.is_empty() { Ok(()) } else { output::write_whole(&mut self.line, &frame) }
    }
}

/// What ratatui takes for its terminal: a size, and where the cursor was put. Nothing passes through it.
#[derive(Debug)]
struct Canvas {
    size: Size,
    cursor: Position,
}

impl Backend for Canvas {
    type Error = Infallible;

    /// The painter compares whole buffers; ratatui's comparison is not even begun.
    fn draw<'a, I>(&mut self, _content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        let Position { x, y } = position.into();
        self.cursor =
            Position::new(x.min(self.size.width.saturating_sub(1)), y.min(self.size.height.saturating_sub(1)));
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _region: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts writes, since each becomes a packet of its own on a line.
    #[derive(Debug, Default)]
    struct Line(Vec<Vec<u8>>);

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn put(screen: &mut Screen<Line>, text: &str) {
        screen
            .draw(|frame| {
                frame.render_widget(text, frame.area());
                frame.set_cursor_position((3, 1));
            })
            .unwrap();
    }

    #[test]
    fn a_frame_is_one_write_with_its_cursor_and_the_same_again_is_none() {
        let mut screen = Screen::new(Line::default(), Size::new(20, 4));
        put(&mut screen, "one");
        put(&mut screen, "one");
        assert_eq!(screen.line.0.len(), 1);
        put(&mut screen, "two");
        assert_eq!(screen.line.0.len(), 2);
        assert!(screen.line.0[1].ends_with(b"\x1b[2;4H\x1b[?2026l"));
    }

    #[test]
    fn after_a_resize_and_when_told_so_everything_is_drawn_again() {
        let mut screen = Screen::new(Line::default(), Size::new(20, 4));
        put(&mut screen, "one");
        screen.resize(Size::new(10, 3));
        put(&mut screen, "one");
        screen.forget();
        put(&mut screen, "one");
        assert_eq!(screen.line.0.len(), 3);
        for frame in &screen.line.0 {
            assert!(frame.windows(3).any(|bytes| bytes == b"one"));
        }
    }
}
