//! A server on loopback that answers by script and keeps what it was asked.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Method and target.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        let target = self.line.split(' ').nth(1).unwrap();
        target.split('?').next().unwrap()
    }
}

type Watch = Arc<dyn Fn(usize) + Send + Sync>;

/// What is answered.
#[derive(Clone)]
pub(crate) enum Answer {
    Reply {
        status: u16,
        header: String,
        body: String,
        counted: Option<(Arc<AtomicUsize>, Watch)>,
    },
    /// The connection ends before an answer.
    Cut,
    /// The answer begins and does not end.
    CutOff,
    /// The answer begins, and nothing more ever comes.
    Stall,
    /// Nothing ever comes.
    Hang,
    /// Comes when the future is over.
    After(Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>, Box<Answer>),
}

impl Answer {
    pub fn with(status: u16, body: &str) -> Self {
        Self::Reply { status, header: String::new(), body: body.to_owned(), counted: None }
    }

    pub fn ok(body: &str) -> Self {
        Self::with(200, body)
    }

    pub fn status(status: u16) -> Self {
        Self::with(status, "")
    }

    pub fn redirect(target: &str) -> Self {
        Self::Reply { status: 302, header: format!("Location: {target}\r\n"), body: String::new(), counted: None }
    }

    /// Waits for what `until` gives before it comes.
    pub fn after(self, until: impl Fn() -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self::After(Arc::new(until), Box::new(self))
    }

    /// Takes a moment, and tells `watch` how many such answers are in the making.
    pub fn while_running(self, running: Arc<AtomicUsize>, watch: impl Fn(usize) + Send + Sync + 'static) -> Self {
        match self {
            Self::Reply { status, header, body, .. } => {
                Self::Reply { status, header, body, counted: Some((running, Arc::new(watch))) }
            }
            other => other,
        }
    }
}

pub(crate) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = requests.clone();
        let script: Arc<dyn Fn(&Request) -> Answer + Send + Sync> = Arc::new(script);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (kept, script) = (kept.clone(), script.clone());
                tokio::spawn(async move { serve(stream, &kept, script.as_ref()).await });
            }
        });
        Self { port, requests, task }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}/ATServicesRest/", self.port)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Nobody listens any more.
    pub async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

async fn serve(mut stream: TcpStream, kept: &Mutex<Vec<Request>>, script: &(dyn Fn(&Request) -> Answer + Send + Sync)) {
    let Some(request) = receive(&mut stream).await else { return };
    kept.lock().unwrap().push(request.clone());
    let mut answer = script(&request);
    while let Answer::After(until, then) = answer {
        until().await;
        answer = *then;
    }
    match answer {
        Answer::After(..) => unreachable!("waited for above"),
        Answer::Cut => {}
        Answer::CutOff => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":[").await;
        }
        Answer::Stall => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":[").await;
            std::future::pending::<()>().await;
        }
        Answer::Hang => std::future::pending::<()>().await,
        Answer::Reply { status, header, body, counted } => {
            if let Some((running, watch)) = &counted {
                watch(running.fetch_add(1, Ordering::SeqCst) + 1);
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
                running.fetch_sub(1, Ordering::SeqCst);
            }
            let reply = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n{header}\r\n{body}",
                body.len()
            );
            let write: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(stream.write_all(reply.as_bytes()));
            let _ = write.await;
        }
    }
}

async fn receive(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(key, value)| (key.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(key, _)| key == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { line, headers, body: String::from_utf8(bytes[end + 4..].to_vec()).unwrap() })
}
