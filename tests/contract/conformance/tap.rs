//! A tap on the line: a listener on loopback that passes every byte on and keeps it.
//!
//! The sandbox names itself in zones and next pages; its address is replaced by the tap's, which is as long, so that all
//! that follows comes through here, too. Cut-off and silent answers pass as they are.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::answers;
use super::facts::Drift;
use super::{petra, requests};

/// What went over one connection, each way.
type Recorded = Arc<Mutex<[Vec<u8>; 2]>>;

/// Judges all that went through it when it goes.
pub struct Tap {
    at: SocketAddr,
    upstream: SocketAddr,
    connections: Arc<Mutex<Vec<Recorded>>>,
    requests_judged: bool,
    answers_judged: AtomicBool,
}

impl Tap {
    /// In front of the server of an address.
    pub async fn before(url: &str) -> Self {
        let url: url::Url = url.parse().unwrap();
        let upstream = SocketAddr::new(url.host_str().unwrap().parse().unwrap(), url.port().unwrap());
        // Ports differ in length only below 10,000; the others are kept while looking, so that they do not come again.
        let mut others = Vec::new();
        let listener = loop {
            let listener = TcpListener::bind((upstream.ip(), 0)).await.unwrap();
            if listener.local_addr().unwrap().to_string().len() == upstream.to_string().len() {
                break listener;
            }
            others.push(listener);
        };
        let at = listener.local_addr().unwrap();
        let connections = Arc::new(Mutex::new(Vec::new()));
        let list: Arc<Mutex<Vec<Recorded>>> = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let recorded = Recorded::default();
                list.lock().unwrap().push(Arc::clone(&recorded));
                tokio::spawn(pass(near, recorded, at, upstream));
            }
        });
        Self { at, upstream, connections, requests_judged: true, answers_judged: AtomicBool::new(true) }
    }

    /// For calls that are wrong on purpose.
    pub fn without_requests(mut self) -> Self {
        self.requests_judged = false;
        self
    }

    /// The same URL through the tap.
    pub fn url(&self, url: &str) -> String {
        url.replace(&self.upstream.to_string(), &self.at.to_string())
    }

    /// For a sandbox that is to deviate.
    pub fn lets_answers_be(&self) {
        self.answers_judged.store(false, Ordering::Relaxed);
    }

    /// All complete requests with their answers.
    pub fn exchanges(&self) -> Vec<Exchange> {
        let connections = self.connections.lock().unwrap();
        connections.iter().flat_map(|recorded| exchanges(&recorded.lock().unwrap())).collect()
    }

    /// Judges now what would be judged when it goes.
    #[track_caller]
    pub fn ends(self) {
        let found = self.drifts();
        // Once is enough.
        self.connections.lock().unwrap().clear();
        assert!(found.is_empty(), "{}", said(&found));
    }

    pub fn drifts(&self) -> Vec<Drift> {
        let exchanges = self.exchanges();
        let mut drifts = Vec::new();
        if self.requests_judged {
            requests::judge(&exchanges, &mut drifts);
        }
        if self.answers_judged.load(Ordering::Relaxed) {
            for exchange in &exchanges {
                answers::judge(exchange, &mut drifts);
                petra::judge_answer(exchange, &mut drifts);
            }
        }
        drifts.sort();
        // Of the same drift, one is enough.
        drifts.dedup_by(|other, kept| (&other.at, &other.expected) == (&kept.at, &kept.expected));
        drifts
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        let found = self.drifts();
        if found.is_empty() {
            return;
        }
        let told = said(&found);
        // A test that has failed for another reason may have done so for this one.
        if std::thread::panicking() {
            eprintln!("{told}");
        } else {
            panic!("{told}");
        }
    }
}

fn said(drifts: &[Drift]) -> String {
    let drifts: Vec<String> = drifts.iter().map(ToString::to_string).collect();
    format!("not as the documents say:\n{}", drifts.join("\n"))
}

async fn pass(near: TcpStream, recorded: Recorded, at: SocketAddr, upstream: SocketAddr) {
    let Ok(far) = TcpStream::connect(upstream).await else { return };
    let (near_reads, near_writes) = near.into_split();
    let (far_reads, far_writes) = far.into_split();
    let (ours, theirs) = (at.to_string(), upstream.to_string());
    let asked = copy(near_reads, far_writes, &recorded, 0, None);
    let answered = copy(far_reads, near_writes, &recorded, 1, Some((&theirs, &ours)));
    // Who has had the end of the answers has had all; a request that is given up ends both ways, too.
    tokio::select! {
        _ = answered => {}
        _ = asked => {}
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    recorded: &Mutex<[Vec<u8>; 2]>,
    way: usize,
    replaced: Option<(&str, &str)>,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let mut held: Vec<u8> = Vec::new();
    loop {
        // A piece that may be the beginning of the address waits for the rest of it, if there is one.
        let read = if held.is_empty() {
            from.read(&mut buffer).await?
        } else {
            let Ok(read) = tokio::time::timeout(Duration::from_millis(20), from.read(&mut buffer)).await else {
                send(&mut to, recorded, way, &std::mem::take(&mut held)).await?;
                continue;
            };
            read?
        };
        held.extend(&buffer[..read]);
        let mut keep = 0;
        if let Some((from, to)) = replaced {
            while let Some(place) = held.windows(from.len()).position(|window| window == from.as_bytes()) {
                held[place..place + from.len()].copy_from_slice(to.as_bytes());
            }
            keep = (1..from.len()).rev().find(|&length| held.ends_with(&from.as_bytes()[..length])).unwrap_or(0);
        }
        let keep = if read == 0 { 0 } else { keep };
        let rest = held.split_off(held.len() - keep);
        send(&mut to, recorded, way, &std::mem::replace(&mut held, rest)).await?;
        if read == 0 {
            return to.shutdown().await;
        }
    }
}

/// Kept before it is passed on: what the other side has, is recorded.
async fn send(
    to: &mut (impl AsyncWrite + Unpin),
    recorded: &Mutex<[Vec<u8>; 2]>,
    way: usize,
    bytes: &[u8],
) -> io::Result<()> {
    recorded.lock().unwrap()[way].extend(bytes);
    to.write_all(bytes).await
}

/// A request and what was answered.
#[derive(Debug)]
pub struct Exchange {
    pub verb: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// None if the answer did not come, or not to its end.
    pub answer: Option<Answer>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Exchange {
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    pub fn called(&self) -> String {
        format!("{} {}", self.verb, self.path)
    }

    /// What follows the version in a path of Autotask's, and what comes before it.
    pub fn autotask(&self) -> Option<(&str, &str)> {
        let lower = self.path.to_ascii_lowercase();
        let root = lower.find("/atservicesrest/")? + "/atservicesrest/".len();
        let version = ["v1.0/", "1.0/"].iter().find(|version| lower[root..].starts_with(**version));
        Some(self.path.split_at(root + version.map_or(0, |version| version.len())))
    }
}

impl Answer {
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// One request after the other and its answer: nothing here sends the next before the answer has come.
fn exchanges([asked, answered]: &[Vec<u8>; 2]) -> Vec<Exchange> {
    let mut answers = messages(answered).into_iter();
    let exchanges = messages(asked).into_iter().map(|(line, headers, body)| {
        let mut words = line.split(' ');
        let (verb, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let target = url::Url::parse("http://localhost").unwrap().join(target).unwrap();
        let answer = answers.next().map(|(line, headers, body)| {
            let status = line.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
            Answer { status, headers, body }
        });
        let query = target.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Exchange { verb: verb.to_owned(), path: target.path().to_owned(), query, headers, body, answer }
    });
    exchanges.collect()
}

type Message = (String, Vec<(String, String)>, Vec<u8>);

/// The complete messages of one way of a connection.
fn messages(mut bytes: &[u8]) -> Vec<Message> {
    let mut found = Vec::new();
    while let Some((message, rest)) = message(bytes) {
        found.push(message);
        bytes = rest;
    }
    found
}

fn message(bytes: &[u8]) -> Option<(Message, &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let rest = &bytes[end + 4..];
    let chunked = header(&headers, "transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    if chunked {
        let (body, rest) = chunks(rest)?;
        return Some(((line, headers, body), rest));
    }
    let length = header(&headers, "content-length").map_or(Some(0), |length| length.parse().ok())?;
    let (body, rest) = rest.split_at_checked(length)?;
    Some(((line, headers, body.to_vec()), rest))
}

fn chunks(mut bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        let (chunk, rest) = bytes[end + 2..].split_at_checked(length)?;
        body.extend(chunk);
        bytes = rest.strip_prefix(b"\r\n")?;
        if length == 0 {
            return Some((body, bytes));
        }
    }
}

#[test]
fn a_recording_is_read_as_it_was_sent() {
    let asked =
        b"POST /a?b=%26 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}GET /c HTTP/1.1\r\n\r\nGET /d HTTP/1.1\r\n"
            .to_vec();
    let answered =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\nHTTP/1.1 401 No\r\n"
            .to_vec();
    let exchanges = exchanges(&[asked, answered]);
    assert_eq!(exchanges.iter().map(Exchange::called).collect::<Vec<_>>(), ["POST /a", "GET /c"]);
    assert_eq!(
        (&exchanges[0].query, exchanges[0].json()),
        (&vec![("b".into(), "&".into())], Some(serde_json::json!({})))
    );
    let answer = exchanges[0].answer.as_ref().unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"abcd"[..]));
    assert!(exchanges[1].answer.is_none(), "cut off");
}
