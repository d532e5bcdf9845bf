//! Connections that say nothing are closed.
//!
//! Before a request the server looks whether HTTP/2 is spoken, and waits for the first bytes without end; only
//! then does its own time limit for headers begin. So the wait for them gets the same limit here.

use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// What a connection begins with by which HTTP/2 is spoken (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Accepts as another acceptor does, and closes what stays silent.
#[derive(Clone, Debug)]
pub(crate) struct Prompt<A> {
    inner: A,
    limit: Duration,
}

impl<A> Prompt<A> {
    /// Callers have this long for their first bytes.
    pub(crate) const fn new(inner: A, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl<A, I, S> Accept<I, S> for Prompt<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = PromptStream<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let accepted = self.inner.accept(stream, service);
        let limit = self.limit;
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            let stream = PromptStream {
                stream,
                silence: Some(Box::pin(sleep(limit))),
                seen: 0,
            };
            Ok((stream, service))
        })
    }
}

/// A connection whose first bytes are awaited for a while only.
#[derive(Debug)]
pub(crate) struct PromptStream<T> {
    stream: T,
    /// Until it is known what is spoken.
    silence: Option<Pin<Box<Sleep>>>,
    /// How much of the preface has come.
    seen: usize,
}

impl<T> PromptStream<T> {
    fn look(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if PREFACE.get(self.seen) != Some(byte) {
                self.silence = None;
                return;
            }
            self.seen += 1;
        }
        if self.seen == PREFACE.len() {
            self.silence = None;
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for PromptStream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        if self.silence.is_none() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                self.look(&buffer.filled()[before..]);
                Poll::Ready(result)
            }
            Poll::Pending => {
                if let Some(silence) = &mut self.silence {
                    ready!(silence.as_mut().poll(context));
                }
                Poll::Ready(Err(Error::from(ErrorKind::TimedOut)))
            }
        }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for PromptStream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use axum_server::accept::DefaultAcceptor;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    /// A connection whose caller has no time, and the caller's end.
    async fn accepted() -> (PromptStream<DuplexStream>, DuplexStream) {
        let (caller, server) = duplex(1024);
        let prompt = Prompt::new(DefaultAcceptor::new(), Duration::ZERO);
        let (stream, ()) = prompt.accept(server, ()).await.unwrap();
        (stream, caller)
    }

    #[tokio::test]
    async fn f11_silence_ends_a_connection() {
        for first in [&b""[..], b"PRI", &PREFACE[..23]] {
            let (mut stream, mut caller) = accepted().await;
            caller.write_all(first).await.unwrap();
            let mut bytes = vec![0; first.len() + 1];
            let read = stream.read_exact(&mut bytes).await;
            assert_eq!(read.unwrap_err().kind(), ErrorKind::TimedOut);
        }
    }

    #[tokio::test]
    async fn whoever_has_spoken_is_waited_for() {
        for first in [&b"G"[..], b"PRJ", PREFACE] {
            let (mut stream, mut caller) = accepted().await;
            caller.write_all(first).await.unwrap();
            let mut bytes = vec![0; first.len()];
            stream.read_exact(&mut bytes).await.unwrap();
            assert_eq!(bytes, first);
            assert!(stream.silence.is_none());
            caller.write_all(b"more").await.unwrap();
            stream.read_exact(&mut [0; 4]).await.unwrap();
        }
    }
}
