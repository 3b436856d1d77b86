//! Everything that can happen to the wizard: deeds of the user, replies, the passing of seconds, signals.

use crate::domain::secret::Secret;

use super::effect::{Leave, Reply};
use super::field::Edit;
use super::model::Step;

/// A movement in a list or grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Rows down, or up where negative.
    Rows(i32),
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// A column to the left.
    Left,
    /// A column to the right.
    Right,
}

/// Something that happens. The surfaces translate keys, lines and signals into these.
#[derive(Clone, Debug)]
pub enum Message {
    /// Move the focus.
    Move(Move),
    /// The main deed of what has the focus.
    Enter,
    /// Close the innermost, else back a step.
    Back,
    /// Next field, cell or part of the screen.
    Tab,
    /// Previous field, cell or part of the screen.
    BackTab,
    /// To the next step.
    StepForward,
    /// Back one step.
    StepBack,
    /// To a step.
    Goto(Step),
    /// Edit the text that has the focus.
    Edit(Edit),
    /// A paste where no text has the focus, or into it. It may hold the three values.
    Paste(Secret),
    /// Accept the suggestion of this row, or of the selected rows.
    Accept,
    /// Accept every certain suggestion among the rows shown.
    AcceptCertain,
    /// Copy this cell one row down, and go there.
    CopyDown,
    /// Copy this cell to the selected rows, else to all below that lack it.
    CopyToAll,
    /// Show every field of tickets, or the usual ones.
    Fields,
    /// Order the rows by something else.
    Order,
    /// Exclude with a reason, or take that back.
    Exclude,
    /// Undo in Mapping.
    Undo,
    /// Redo in Mapping.
    Redo,
    /// The next undecided one.
    NextUndecided,
    /// The previous undecided one.
    PreviousUndecided,
    /// The next finding.
    NextFinding,
    /// The previous finding.
    PreviousFinding,
    /// Select this row and go down.
    SelectRow,
    /// Select all rows shown, or none.
    SelectAll,
    /// Back to the default, or to undecided.
    Clear,
    /// The next view (or, if false, the previous).
    View(bool),
    /// Filter the rows by text.
    Filter,
    /// Again what is red or stale.
    Again,
    /// Again everything.
    AgainAll,
    /// The domains of the tenants that have none, from their users.
    UserDomains,
    /// Send the value to the clipboard.
    Copy,
    /// Write as a file.
    Write,
    /// Make a user name and a password.
    Generate,
    /// All about this.
    Info,
    /// The same without a screen.
    Headless,
    /// What can be done here.
    Help,
    /// In the help: the row that has the focus.
    HelpCursor(usize),
    /// In the help: do this.
    HelpDo(Box<Message>),
    /// Yes, to the question that is asked; any other deed is a no.
    Yes,
    /// Close the test ticket.
    CloseTicket,
    /// Leave.
    Quit,
    /// Yes, quit and keep the draft.
    QuitKeep,
    /// Ctrl-C.
    Interrupt,
    /// Draw the screen again.
    Redraw,
    /// A signal ends the program.
    Signal(Leave),
    /// A second of waiting went by.
    Second,
    /// An answer from outside.
    Reply(Reply),
}
