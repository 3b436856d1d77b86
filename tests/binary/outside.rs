//! The way out of a company's network: its proxy, and certificates that only its own root vouches for.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use super::lab::{Home, Ran, run};

const SECRETS: [(&str, &str); 2] =
    [("AUTOTASK_SECRET", "S3cret-on-the-way"), ("AUTOTASK_TRACKING_ID", "T7acking-on-the-way")];

/// An export that asks this address for the zone, before anything else.
fn export(home: &Home, url: &str) -> Command {
    let mut command = home.command(&["--export", "--json", "--username", "api@example.com", "--autotask-url", url]);
    command.envs(SECRETS);
    command
}

/// A port that tells what was sent to it first, up to an empty line or as much as there is of a greeting.
fn first_words(listener: &TcpListener) -> (Vec<u8>, std::net::TcpStream) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut said = vec![0; 4096];
    let length = stream.read(&mut said).unwrap();
    said.truncate(length);
    (said, stream)
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // Its own process, which may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_goes_outside_goes_through_the_proxy_and_the_proxy_sees_no_secret() {
    let home = Home::new();
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let mut command = export(&home, "https://autotask.invalid/ATServicesRest");
    command.env("HTTPS_PROXY", &address).stdout(Stdio::null()).stderr(Stdio::null());
    let run = Ended(command.spawn().unwrap());
    let (said, mut stream) = first_words(&proxy);
    let said = String::from_utf8(said).unwrap();
    assert!(said.starts_with("CONNECT autotask.invalid:443 HTTP/1.1\r\n"), "{said}");
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
    let mut greeting = vec![0; 4096];
    let length = stream.read(&mut greeting).unwrap();
    drop(run);
    // A record of TLS: a handshake, for that host.
    assert_eq!(greeting[0], 0x16);
    let seen = String::from_utf8_lossy(&greeting[..length]).into_owned() + &said;
    assert!(seen.contains("autotask.invalid"));
    assert!(SECRETS.iter().all(|(_, secret)| !seen.contains(secret)));
}

#[test]
fn what_no_proxy_names_goes_straight_there_and_so_does_the_sandbox() {
    for (scheme, first) in [("https", b"\x16".as_slice()), ("http", b"GET /ATServicesRest/")] {
        let home = Home::new();
        let (proxy, straight) = (TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
        let address = format!("http://{}", proxy.local_addr().unwrap());
        let url = format!("{scheme}://localhost:{}/ATServicesRest", straight.local_addr().unwrap().port());
        let mut command = export(&home, &url);
        command.env("HTTPS_PROXY", &address).env("HTTP_PROXY", &address).stdout(Stdio::null()).stderr(Stdio::null());
        if scheme == "https" {
            command.env("NO_PROXY", "example.com,localhost");
        }
        let run = Ended(command.spawn().unwrap());
        let (said, _stream) = first_words(&straight);
        drop(run);
        assert!(said.starts_with(first), "{scheme}: {:?}", String::from_utf8_lossy(&said));
        proxy.set_nonblocking(true).unwrap();
        assert_eq!(proxy.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "{scheme}");
    }
}

/// A server whose certificate a root of its own vouches for; and its port. `None` where `openssl` cannot make one.
fn inspected(home: &Home) -> Option<(Ended, String)> {
    let make = |args: &[&str]| {
        let key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
        let mut command = Command::new("openssl");
        command
            .args([&key, args].concat())
            .current_dir(home.folder("work"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let root = ["-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Inspecting proxy"];
    let leaf =
        ["-keyout", "leaf.key", "-out", "leaf.pem", "-subj", "/CN=localhost", "-CA", "root.pem", "-CAkey", "root.key"];
    let of_host = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
    if !make(&root) || !make(&[&leaf[..], &of_host].concat()) {
        eprintln!("skipped: openssl is not installed, or too old to make certificates");
        return None;
    }
    let mut server = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0", "-cert", "leaf.pem", "-key", "leaf.key", "-www"])
        .current_dir(home.folder("work"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(server.stdout.take().unwrap());
    let server = Ended(server);
    let accepts = said.lines().map_while(Result::ok).find(|line| line.starts_with("ACCEPT "));
    let Some(port) = accepts.and_then(|line| Some(line.rsplit_once(':')?.1.to_owned())) else {
        eprintln!("skipped: openssl s_server does not say its port");
        return None;
    };
    Some((server, port))
}

#[cfg(target_os = "linux")]
#[test]
fn the_systems_own_roots_decide_whom_to_trust() {
    let home = Home::new();
    let Some((_server, port)) = inspected(&home) else { return };
    let url = format!("https://localhost:{port}/ATServicesRest");
    let asked = |roots: &str| -> Ran {
        let mut command = export(&home, &url);
        command.env("SSL_CERT_FILE", home.path(roots));
        run(command, b"")
    };
    // Its answer is a page of openssl's: that is no answer of Autotask's, but it was let speak.
    let trusted = asked("root.pem").json();
    assert_eq!(trusted["error"]["code"], "bad-answer", "{trusted}");
    fs::copy(home.path("leaf.pem"), home.path("other.pem")).unwrap();
    let refused = asked("other.pem");
    assert_eq!((refused.status, refused.json()["error"]["code"].as_str()), (5, Some("tls")), "{refused:?}");
}

#[test]
fn an_answer_without_an_end_is_given_up() {
    let home = Home::new();
    let endless = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/ATServicesRest", endless.local_addr().unwrap());
    let serving = std::thread::spawn(move || {
        let (_, mut stream) = first_words(&endless);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n").unwrap();
        let blank = vec![b' '; 1 << 20];
        let mut megabytes = 0;
        // Ends where the program closes the line.
        while stream.write_all(&blank).is_ok() {
            megabytes += 1;
        }
        megabytes
    });
    let refused = run(export(&home, &url), b"");
    assert_eq!((refused.status, refused.json()["error"]["code"].as_str()), (5, Some("bad-answer")), "{refused:?}");
    // What the system holds for a reader comes on top.
    assert!((64..96).contains(&serving.join().unwrap()));
}
