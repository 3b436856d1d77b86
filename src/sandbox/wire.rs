//! The listening socket and its connections, which can be cut in the middle of an answer.
//! Autotask's web server takes a bare quotation mark in an address, the library here does not: it is encoded on the way.
//! Leaves what is said over them to `server`.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// More than the longest line of a request that Autotask takes.
const READ_AT_ONCE: usize = 16 * 1024;

/// Accepts connections, each with its own scissors.
pub struct Door {
    listener: TcpListener,
    stopped: watch::Receiver<bool>,
}

/// A connection as the one who answers sees it.
#[derive(Clone, Debug, Default)]
pub struct Scissors(Arc<AtomicBool>);

impl Scissors {
    /// Nothing more goes over this connection; the other side sees a reset.
    pub fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Connected<IncomingStream<'_, Door>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().scissors.clone()
    }
}

impl Door {
    pub fn new(listener: TcpListener, stopped: watch::Receiver<bool>) -> Self {
        Self { listener, stopped }
    }
}

impl Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // An answer is written in one go and waited for; Nagle would only hold it back.
        let _ = stream.set_nodelay(true);
        let mut stopped = self.stopped.clone();
        let connection = Connection {
            stream,
            scissors: Scissors::default(),
            ahead: Vec::new(),
            stopped: Box::pin(async move {
                // An error means that the sandbox is gone, which is a stop too.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            }),
        };
        (connection, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when it is cut or when the sandbox stops.
pub struct Connection {
    stream: TcpStream,
    scissors: Scissors,
    /// Read already, and no room for it yet.
    ahead: Vec<u8>,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Connection {
    fn check(&self) -> io::Result<()> {
        if self.scissors.is_cut() {
            // Dropping the stream now resets the connection instead of closing it politely.
            let _ = self.stream.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        if self.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        // The server may ask for the first few bytes alone, and a line is looked at as a whole.
        if self.ahead.is_empty() {
            let mut room = [0; READ_AT_ONCE];
            let mut read = ReadBuf::new(&mut room);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read))?;
            self.ahead = encoded(read.filled()).unwrap_or_else(|| read.filled().to_vec());
        }
        let fits = self.ahead.len().min(buffer.remaining());
        buffer.put_slice(&self.ahead[..fits]);
        self.ahead.drain(..fits);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// What was read with the quotation marks of its first line encoded; none where it does not begin with the line of a
/// request, or has none in it. Such a line comes in one piece: it is short, and clients send it at once.
fn encoded(read: &[u8]) -> Option<Vec<u8>> {
    let end = read.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = read.split_at(end);
    let path = line.iter().position(|byte| *byte == b' ')?;
    let request = line[..path].iter().all(u8::is_ascii_uppercase)
        && line[path..].starts_with(b" /")
        && line.trim_ascii_end().ends_with(b" HTTP/1.1");
    if !request || !line.contains(&b'"') {
        return None;
    }
    let mut encoded = Vec::with_capacity(read.len() + 64);
    for byte in line {
        match byte {
            b'"' => encoded.extend_from_slice(b"%22"),
            byte => encoded.push(*byte),
        }
    }
    encoded.extend_from_slice(rest);
    Some(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_line_of_a_request_is_encoded() {
        for (read, expected) in [
            (
                "GET /q?search={\"a\":1} HTTP/1.1\r\nX: \"x\"\r\n",
                Some("GET /q?search={%22a%22:1} HTTP/1.1\r\nX: \"x\"\r\n"),
            ),
            ("GET /q HTTP/1.1\r\nX: \"x\"\r\n", None),
            ("{\"a\": \"GET /q HTTP/1.1\"}\n", None),
            ("\"GET\" /q HTTP/1.1\n", None),
            ("GET /q?\"", None),
        ] {
            assert_eq!(encoded(read.as_bytes()), expected.map(|text| text.as_bytes().to_vec()), "{read}");
        }
    }
}
