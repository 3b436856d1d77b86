//! A bare SSH session: a terminal, no desktop, no D-Bus.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::super::lab::{Home, PROGRAM};
use super::USUAL;
use super::terminal::Terminal;

const OPTIONS: [&str; 8] = [
    "-oStrictHostKeyChecking=no",
    "-oUserKnownHostsFile=/dev/null",
    "-oLogLevel=ERROR",
    "-oIdentitiesOnly=yes",
    "-oBatchMode=yes",
    "-oConnectTimeout=10",
    "-oPreferredAuthentications=publickey",
    "-oControlMaster=no",
];

/// A server for SSH on loopback, with keys of its own; it ends with this.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its own process, which may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// `None` where there is none to start.
    fn start(folder: &Path) -> Option<Self> {
        let skipped = |why: &str| {
            eprintln!("skipped: {why}");
            None
        };
        let sshd = Path::new("/usr/sbin/sshd");
        if !sshd.exists() {
            return skipped("sshd is not installed");
        }
        for name in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.join(name))
                .stdin(Stdio::null())
                .status();
            if !made.is_ok_and(|status| status.success()) {
                return skipped("ssh-keygen makes no keys here");
            }
        }
        if fs::create_dir_all("/run/sshd").is_err() {
            return skipped("sshd needs /run/sshd, which only root can make");
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = folder.display();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\nUsePAM no\n\
             StrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\nPidFile none\n"
        );
        fs::write(format!("{folder}/sshd.conf"), config).unwrap();
        let child = Command::new(sshd)
            .args(["-D", "-f", &format!("{folder}/sshd.conf"), "-E", &format!("{folder}/sshd.log")])
            .spawn()
            .unwrap();
        let mut server = Self { child, port };
        loop {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            if !matches!(server.child.try_wait(), Ok(None)) {
                return skipped(&fs::read_to_string(format!("{folder}/sshd.log")).unwrap_or_default());
            }
            std::thread::yield_now();
        }
        // A user without a shell, or of another name than the system knows, is not let in.
        let mut trial = Command::new("ssh");
        trial
            .args(["-i", &format!("{folder}/user"), "-p", &port.to_string()])
            .args(OPTIONS)
            .args(["127.0.0.1", "true"]);
        match trial.stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => Some(server),
            Ok(output) => skipped(&String::from_utf8_lossy(&output.stderr)),
            Err(error) => skipped(&format!("ssh does not run: {error}")),
        }
    }

    /// A terminal in a session, with this command line.
    fn session(&self, home: &Home, line: &str) -> Terminal {
        let mut ssh = home.command(&[]);
        let key = home.path("user").display().to_string();
        let mut command = Command::new("ssh");
        command.args(["-tt", "-i", &key, "-p", &self.port.to_string()]);
        command.args(OPTIONS).args(["127.0.0.1", line]).current_dir(home.folder("work"));
        command.envs(ssh.env_remove("TMPDIR").get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PATH", "/usr/bin:/bin");
        Terminal::open(&command, USUAL)
    }
}

#[test]
fn over_ssh_the_keyring_is_said_not_to_work_and_the_encrypted_file_does() {
    let home = Home::new();
    let Some(server) = Server::start(&home.folder("work")) else { return };
    let config = home.path("c.json");
    let line = |deed: &str, store: &str| {
        format!(
            "exec env -u DBUS_SESSION_BUS_ADDRESS -u XDG_RUNTIME_DIR {PROGRAM} secret {deed} petra-api-key \
             --secret-store {store} --config {}",
            config.display()
        )
    };
    let mut terminal = server.session(&home, &line("set", "keyring"));
    terminal.sees("Petra key (not shown):").types("S3cret\r");
    terminal
        .sees("The secret store keyring does not work here.")
        .sees("no Secret Service in this session: no D-Bus address");
    assert_eq!(terminal.ends(), 6);

    let mut terminal = server.session(&home, &line("set", "encrypted"));
    terminal.sees("Petra key (not shown):").types("S3cret\r").sees("New passphrase for").types("open sesame\r");
    terminal.sees("The same once more:").types("open sesame\r").sees("was read back.");
    assert_eq!(terminal.ends(), 0);
    assert!(!String::from_utf8_lossy(&terminal.bytes).contains("S3cret"));

    let mut terminal = server.session(&home, &line("test", "encrypted"));
    terminal.sees("Passphrase of").types("open sesame\r").sees("can be read from encrypted:secrets.age.");
    assert_eq!(terminal.ends(), 0);
}
