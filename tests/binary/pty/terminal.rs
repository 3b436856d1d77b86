//! A terminal with a program in it: what it writes is kept and shown, what is typed is sent.
//!
//! The program leads a session of its own with this as its terminal, as it would under sshd.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};

/// Longer than anything here takes on a busy machine; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// The terminal's modes, to be compared: echo, line editing, signals.
pub type Modes = String;

pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    /// Held so that the modes can be read when the program is gone.
    slave: Option<Box<dyn SlavePty + Send>>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    chunks: Receiver<Vec<u8>>,
    reader: JoinHandle<()>,
    stop: Arc<AtomicBool>,
    glass: vt100::Parser,
    /// Every byte that the program wrote.
    pub bytes: Vec<u8>,
    /// The modes before the program began.
    before: Modes,
}

fn side(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    /// Starts the program in a window of columns and rows.
    pub fn open(command: &Command, size: (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let mut program = CommandBuilder::new(command.get_program());
        program.args(command.get_args());
        program.env_clear();
        for (name, value) in command.get_envs() {
            program.env(name, value.unwrap());
        }
        program.env("TERM", "xterm-256color");
        program.env("LANG", "C.UTF-8");
        program.cwd(command.get_current_dir().unwrap());
        let before = modes(&*pair.master);
        let mut out = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(program).unwrap();
        let (sender, chunks) = mpsc::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 8192];
            // A terminal that nobody has open any more reads as an error.
            while let Ok(length @ 1..) = out.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() || stopped.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        Self {
            master: pair.master,
            slave: Some(pair.slave),
            keyboard,
            child,
            chunks,
            reader,
            stop,
            glass: vt100::Parser::new(side(size.1), side(size.0), 0),
            bytes: Vec::new(),
            before,
        }
    }

    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Pastes, as a terminal does for a program that asked to be told.
    pub fn pastes(&mut self, text: &str) -> &mut Self {
        self.types(&format!("\x1b[200~{text}\x1b[201~"))
    }

    pub fn resizes(&mut self, size: (u16, u16)) -> &mut Self {
        self.glass.screen_mut().set_size(side(size.1), side(size.0));
        self.master.resize(pty_size(size)).unwrap();
        self
    }

    /// The text that stands on the screen.
    pub fn text(&self) -> String {
        self.glass.screen().contents()
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.glass.screen()
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.sees_that(text, |screen| screen.contains(text))
    }

    /// Waits until a text is gone from the screen.
    #[track_caller]
    pub fn sees_no(&mut self, text: &str) -> &mut Self {
        self.sees_that(&format!("no {text}"), |screen| !screen.contains(text))
    }

    #[track_caller]
    fn sees_that(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        while !holds(&self.text()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.takes(&chunk),
                Err(error) => panic!("{error} while waiting for: {what}\n{}", self.text()),
            }
        }
        self
    }

    /// How many bytes come within a time in which nothing should happen.
    pub fn bytes_within(&mut self, time: Duration) -> usize {
        let before = self.bytes.len();
        let deadline = Instant::now() + time;
        while let Ok(chunk) = self.chunks.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.takes(&chunk);
        }
        self.bytes.len() - before
    }

    fn takes(&mut self, chunk: &[u8]) {
        self.bytes.extend_from_slice(chunk);
        self.glass.process(chunk);
    }

    /// The modes as the program left them, and as they were before it.
    pub fn modes(&self) -> (Modes, &Modes) {
        (modes(&*self.master), &self.before)
    }

    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends it a signal by name.
    pub fn signals(&self, signal: &str) -> &Self {
        let sent = Command::new("kill").args(["-s", signal, &self.process().to_string()]).status().unwrap();
        assert!(sent.success());
        self
    }

    /// Waits for the program's end, with all that it wrote; gives its exit status.
    #[track_caller]
    pub fn ends(&mut self) -> u32 {
        let status = self.child.wait().unwrap().exit_code();
        let left = modes(&*self.master);
        self.slave = None;
        loop {
            match self.chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => self.takes(&chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the terminal is still open\n{}", self.text()),
            }
        }
        assert_eq!(left, self.before, "echo and line editing are back");
        status
    }

    /// Waits for the end of a program that had no time to put anything back.
    pub fn gone(mut self) {
        self.child.wait().unwrap();
    }

    /// The line drops: nobody is at this terminal any more. Gives the program's exit status.
    pub fn drops(mut self) -> u32 {
        self.stop.store(true, Ordering::SeqCst);
        // Drawing once more wakes the reader, which then lets go of the line.
        self.types("\x0c");
        self.reader.join().unwrap();
        drop((self.keyboard, self.slave, self.master));
        self.child.wait().unwrap().exit_code()
    }
}

fn modes(master: &dyn MasterPty) -> Modes {
    let modes = master.get_termios().unwrap();
    format!("{:?} {:?} {:?}", modes.input_flags, modes.output_flags, modes.local_flags)
}
