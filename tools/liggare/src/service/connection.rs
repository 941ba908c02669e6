//! Connections: how many are let in, and how long one may stand still.
//!
//! Guarantee: a caller that does not read its answer is let go after a while, so
//! that it holds a connection and a page of memory for so long and no longer; one
//! that comes when all are taken is turned away at once, and so is one whose address
//! has as many as an address may have. How long a caller may
//! take to send is limited elsewhere: headers by the HTTP machinery, bodies
//! with the requests.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

use super::config::Limits;

/// Lets connections in.
#[derive(Clone)]
pub(crate) struct Door {
    places: Arc<Semaphore>,
    from_one_address: Option<usize>,
    taken: Taken,
    stalled_within: Duration,
}

/// How many places each address has taken; none of them zero.
type Taken = Arc<Mutex<BTreeMap<IpAddr, usize>>>;

/// A place of a connection, free again when it is let go.
struct Place {
    _of_all: OwnedSemaphorePermit,
    of_address: Option<(Taken, IpAddr)>,
}

impl Door {
    /// A door that lets in so many as the limits say, for so long as they say.
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            places: Arc::new(Semaphore::new(limits.connections)),
            from_one_address: limits.from_one_address,
            taken: Taken::default(),
            stalled_within: limits.stalled,
        }
    }

    /// A place for one from an address; none, and why, when there is none.
    fn place(&self, address: IpAddr) -> Result<Place, &'static str> {
        let all = Arc::clone(&self.places).try_acquire_owned();
        let of_all = all.map_err(|_| "alla platser är upptagna")?;
        let Some(most) = self.from_one_address else {
            return Ok(Place {
                _of_all: of_all,
                of_address: None,
            });
        };
        let owner = owner_of(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = taken.entry(owner).or_default();
        if *of_address >= most {
            return Err("adressen har redan så många som en adress får ha");
        }
        *of_address += 1;
        Ok(Place {
            _of_all: of_all,
            of_address: Some((Arc::clone(&self.taken), owner)),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((taken, owner)) = &self.of_address else {
            return;
        };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_address) = taken.get_mut(owner) {
            *of_address -= 1;
            if *of_address == 0 {
                taken.remove(owner);
            }
        }
    }
}

/// What one who has an address has: an IPv6 network of 64 bits is one subscriber's
/// (RFC 6177), an IPv4 address is itself in whatever form it comes.
fn owner_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Connection;
    type Service = S;
    type Future = Ready<io::Result<(Connection, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let address = match stream.peer_addr() {
            Ok(peer) => peer.ip(),
            Err(error) => return ready(Err(error)),
        };
        let place = match self.place(address) {
            Ok(place) => place,
            Err(why) => {
                tracing::warn!(why, "en anslutning avvisades");
                return ready(Err(io::ErrorKind::ConnectionRefused.into()));
            }
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
    _place: Place,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn door(from_one_address: Option<usize>) -> Door {
        let long = Duration::from_secs(60);
        Door::new(Limits {
            connections: 5,
            from_one_address,
            headers: long,
            body: long,
            request: long,
            stalled: long,
            slow: long,
        })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    /// One address could take every place, and health was not answered either.
    #[test]
    fn an_address_has_so_many_places_and_leaves_the_rest_to_others() {
        let door = door(Some(2));
        let one = address("192.0.2.1");
        let first = door.place(one).expect("a place");
        let _second = door.place(address("::ffff:192.0.2.1")).expect("a place");
        assert!(door.place(one).is_err(), "the same address in another form");
        let _other = door.place(address("192.0.2.2")).expect("a place");
        drop(first);
        let _again = door.place(one).expect("a place that is free again");
        assert!(door.place(one).is_err());
    }

    #[test]
    fn a_network_of_one_subscriber_counts_as_one_address() {
        let door = door(Some(1));
        let _first = door.place(address("2001:db8:0:1::1")).expect("a place");
        assert!(door.place(address("2001:db8:0:1:ffff::2")).is_err());
        assert!(door.place(address("2001:db8:0:2::1")).is_ok());
        assert_eq!(door.taken.lock().expect("places").len(), 1, "let go");
    }

    #[test]
    fn all_places_may_be_of_one_address_behind_a_proxy_and_no_more() {
        let door = door(None);
        let held: Vec<_> = (0..5).map(|_| door.place(address("127.0.0.1"))).collect();
        assert!(held.iter().all(Result::is_ok));
        assert!(door.place(address("127.0.0.2")).is_err());
    }
}
