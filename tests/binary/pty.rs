//! The wizard as its user meets it: the real program in a real terminal, by keys, resizes, signals and dropped lines.
//!
//! Nothing here sleeps: each step waits for a text on the screen or for the program's end.

mod billing;
mod drafts;
mod hostile;
mod leaving;
mod main_job;
mod quiet;
mod secrets;
mod ssh;
mod start;
mod terminal;

use super::lab::Lab;
use super::worlds::world;
use terminal::Terminal;

/// The usual window: columns and rows.
const USUAL: (u16, u16) = (80, 24);

/// The wizard in a lab of the small world, all values at hand, just started.
fn wizard(lab: &Lab) -> Terminal {
    Terminal::open(&lab.command(&[]), USUAL)
}

fn lab() -> Lab {
    Lab::of(&world())
}

/// From the first screen to the tenants, which are read from Petra: there is something to lose now.
fn to_tenants(terminal: &mut Terminal) {
    terminal.sees("step 1 of 7").types(">").sees("Enter run the test").types("\r").sees("Everything is granted");
    terminal.types(">").sees("3 tenants loaded");
}

/// At the tenants, the first of them excluded: there is an answer to lose.
fn excludes_one(terminal: &mut Terminal) {
    to_tenants(terminal);
    terminal.types("x").sees("Contoso is excluded");
}

/// The draft that an earlier run left, offered by the next.
fn offered(lab: &Lab) -> Terminal {
    let mut terminal = wizard(lab);
    terminal.sees("There is a draft");
    terminal
}
