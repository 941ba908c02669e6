//! Connections: how many are let in, and how long one may stand still.
//!
//! Guarantee: a caller that does not read its answer is let go after a while, so
//! that it holds a connection and a page of memory for so long and no longer; one
//! that comes when all are taken is turned away at once. How long a caller may
//! take to send is limited elsewhere: headers by the HTTP machinery, bodies
//! with the requests.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// Lets connections in.
#[derive(Clone)]
pub(crate) struct Door {
    places: Arc<Semaphore>,
    stalled_within: Duration,
}

impl Door {
    /// A door for so many at once, each of which may let its answer wait for so long.
    pub(crate) fn new(connections: usize, stalled_within: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(connections)),
            stalled_within,
        }
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Connection;
    type Service = S;
    type Future = Ready<io::Result<(Connection, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            tracing::warn!("en anslutning avvisades: alla platser är upptagna");
            return ready(Err(io::ErrorKind::ConnectionRefused.into()));
        };
        let connection = stream.set_nodelay(true).map(|()| Connection {
            stream,
            stalled_within: self.stalled_within,
            stalled: None,
            _place: place,
        });
        ready(connection.map(|connection| (connection, service)))
    }
}

/// A connection that has a place.
pub(crate) struct Connection {
    stream: TcpStream,
    stalled_within: Duration,
    /// When the caller must have taken some of what waits for it.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Free again when the connection is gone.
    _place: OwnedSemaphorePermit,
}

impl Connection {
    /// The outcome of a write, or an error when nothing has been taken for too long.
    fn moving<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let within = self.stalled_within;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + within)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.moving(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.moving(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.moving(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
