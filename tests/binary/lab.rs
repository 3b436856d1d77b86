//! A sandbox in a process of its own, a home folder of its own, and the program run against both.
//!
//! What the worlds hold is in `worlds`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_petra-autotask");

/// The day on which everything here happens.
pub const TODAY: &str = "2026-11-24";

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Standard output as the one JSON object that it has to be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The same, for a run that has to succeed.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.status, 0, "{self:?}");
        self
    }
}

/// A home folder with nothing in it. Programs run in `work` below it and can write nowhere else by themselves.
pub struct Home {
    folder: TempDir,
}

impl Home {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["home", "work", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    /// A folder of it: `home`, `work` or `tmp`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path of a file in `work`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder("work").join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The program, with an environment that holds its places and nothing else.
    pub fn command(&self, args: &[&str]) -> Command {
        let home = self.folder("home");
        let mut command = Command::new(PROGRAM);
        command
            .args(args)
            .env_clear()
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("TMPDIR", self.folder("tmp"))
            .env("PETRA_AUTOTASK_TODAY", TODAY)
            .current_dir(self.folder("work"))
            .stdin(Stdio::null());
        command
    }

    /// Every file below a folder, by its path from there.
    pub fn files(&self, name: &str) -> Vec<String> {
        let top = self.folder(name);
        let mut found = Vec::new();
        let mut folders = vec![top.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        found
    }
}

/// Runs a command to its end, with that on standard input.
pub fn run(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read its input closes it; that is not the fault looked for here.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A sandbox as a process of its own. It ends with this.
pub struct Sandbox {
    child: Child,
    /// The line that it printed.
    pub says: Value,
}

impl Sandbox {
    /// One that starts with this world, on a port of its own.
    pub fn start(home: &Home, world: &Value) -> Self {
        home.write("world.json", world.to_string());
        let args = ["sandbox", "--world", "world.json", "--today", TODAY, "--companies", "1", "--tenants", "0"];
        let mut child = home.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, says: serde_json::from_str(&line).unwrap() }
    }

    pub fn get(&self, key: &str) -> &str {
        self.says[key].as_str().unwrap()
    }

    /// A control call; gives its answer.
    pub fn control(&self, method: &str, call: &str, body: &Value) -> Value {
        let address = self.get("controlUrl").strip_prefix("http://").unwrap();
        let (host, path) = address.split_once('/').unwrap();
        let body = body.to_string();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "{method} /{path}/{call} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(body).unwrap()
    }

    /// A new world, no faults, an empty ledger.
    pub fn put(&self, world: &Value) {
        self.control("POST", "reset", &Value::Null);
        self.control("PUT", "world", world);
    }

    pub fn faults(&self, faults: &[&str]) {
        self.control("POST", "faults", &json!(faults));
    }

    /// Method and path of every request so far, in their order.
    pub fn requests(&self) -> Vec<String> {
        let ledger = self.control("GET", "ledger", &Value::Null);
        let requests = ledger["requests"].as_array().unwrap();
        let text = |request: &Value, key: &str| request[key].as_str().unwrap().to_owned();
        requests.iter().map(|request| format!("{} {}", text(request, "method"), text(request, "path"))).collect()
    }

    /// Those of them that carried the password.
    pub fn signed_in(&self) -> Vec<String> {
        let free = |request: &String| request.to_lowercase().contains("zoneinformation") || request.contains("/v1/");
        self.requests().into_iter().filter(|request| !free(request)).collect()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Its own process, which may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A home and a sandbox: what most tests need.
pub struct Lab {
    pub home: Home,
    pub sandbox: Sandbox,
}

impl Lab {
    pub fn of(world: &Value) -> Self {
        let home = Home::new();
        let sandbox = Sandbox::start(&home, world);
        Self { home, sandbox }
    }

    /// The program with the sandbox's addresses and secrets in its environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        for (variable, key) in [
            ("AUTOTASK_URL", "autotaskUrl"),
            ("PETRA_URL", "petraUrl"),
            ("AUTOTASK_USERNAME", "username"),
            ("AUTOTASK_SECRET", "secret"),
            ("AUTOTASK_TRACKING_ID", "trackingId"),
            ("PETRA_API_KEY", "petraApiKey"),
        ] {
            command.env(variable, self.sandbox.get(key));
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        run(self.command(args), b"")
    }

    /// Saves the config that these answers give, as `name` in `work`.
    #[track_caller]
    pub fn saved(&self, name: &str, answers: &str) {
        self.home.write("answers.json", answers);
        self.run(&["--export", name, "--answers", "answers.json"]).done();
    }

    /// A text with the sandbox's port as `PORT`.
    pub fn without_port(&self, text: &str) -> String {
        let port = self.sandbox.get("petraUrl").rsplit_once(':').unwrap().1;
        text.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:PORT")
    }
}

/// The permission bits of a file.
#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
