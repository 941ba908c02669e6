//! `bench pages`: how long the pages take, and how many can be shown.
//!
//! Every page is fetched in turn over a connection that is kept, many rounds through
//! all of them, so that the machine's noise meets them alike. What a page costs beside
//! its frame is told as a ratio to `/kortkommandon`, which has nothing but a frame, in
//! the same run. Then many visitors fetch the same pages at the same time.
//!
//! Deliberately not here: starting the server, and judging the figures.

mod visitor;

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::BenchError;
use visitor::Visitor;

/// The page that the others are told as a ratio to.
const REFERENCE: &str = "/kortkommandon";

/// What is asked of `bench pages`.
#[derive(Args)]
pub(crate) struct Pages {
    /// Serverns adress
    #[arg(long, default_value = "http://127.0.0.1:8040")]
    url: String,
    /// Vem som tittar
    #[arg(long, default_value = "revisor")]
    login: String,
    /// Lösenordet
    #[arg(long, env = "LIGGARE_PASSWORD", hide_env_values = true)]
    password: String,
    /// Så många gånger hämtas varje sida
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// Så många tittar samtidigt i den andra delen
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Så länge, i sekunder
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Sidorna
    #[arg(required = true)]
    paths: Vec<String>,
}

/// A page with how long it took each time.
struct Measured {
    path: String,
    bytes: usize,
    took: Vec<Duration>,
}

/// Fetches the pages, and tells the figures.
///
/// # Errors
/// [`BenchError::Pages`] when the visitor is not let in or a page is not shown.
pub(crate) fn run(asked: &Pages) -> Result<(), BenchError> {
    let url = asked.url.trim_end_matches('/');
    let visitor = Visitor::log_in(url, &asked.login, &asked.password)?;
    let paths = [REFERENCE.to_owned()]
        .into_iter()
        .chain(asked.paths.iter().cloned());
    let mut pages = Vec::new();
    for path in paths {
        pages.push(Measured {
            path: visitor.settled(&path)?,
            bytes: 0,
            took: Vec::with_capacity(asked.rounds),
        });
    }
    for round in 0..=asked.rounds {
        for page in &mut pages {
            let begun = Instant::now();
            page.bytes = visitor.look(&page.path)?;
            // The first time is for the caches.
            if round > 0 {
                page.took.push(begun.elapsed());
            }
        }
    }
    tell(&mut pages);
    crowd(&visitor, &pages, asked)
}

fn tell(pages: &mut [Measured]) {
    for page in &mut *pages {
        page.took.sort_unstable();
    }
    let reference = pages.first().map_or(Duration::ZERO, |page| at(page, 50));
    println!(
        "{:>9} {:>9} {:>6} {:>9}  sida",
        "median", "p99", "kvot", "byte"
    );
    for page in &*pages {
        let (median, high) = (at(page, 50), at(page, 99));
        println!(
            "{:>6.2} ms {:>6.2} ms {:>6.1} {:>9}  {}",
            median.as_secs_f64() * 1e3,
            high.as_secs_f64() * 1e3,
            median.as_secs_f64() / reference.as_secs_f64(),
            page.bytes,
            page.path
        );
    }
}

/// The time that so many per cent of the fetches kept within.
fn at(page: &Measured, percent: usize) -> Duration {
    let place = (page.took.len() * percent / 100).min(page.took.len().saturating_sub(1));
    page.took.get(place).copied().unwrap_or_default()
}

/// Many visitors at the same time.
fn crowd(visitor: &Visitor, pages: &[Measured], asked: &Pages) -> Result<(), BenchError> {
    let until = Instant::now() + Duration::from_secs(asked.seconds);
    let begun = Instant::now();
    let took = thread::scope(|scope| {
        let visitors: Vec<_> = (0..asked.connections)
            .map(|number| {
                let visitor = visitor.another();
                scope.spawn(move || {
                    let mut took = Vec::new();
                    for page in pages.iter().cycle().skip(number % pages.len()) {
                        if Instant::now() >= until {
                            break;
                        }
                        let begun = Instant::now();
                        visitor.look(&page.path)?;
                        took.push(begun.elapsed());
                    }
                    Ok(took)
                })
            })
            .collect();
        visitors
            .into_iter()
            .map(|visitor| {
                visitor
                    .join()
                    .map_err(|_| BenchError::Pages("en tråd avbröts".to_owned()))?
            })
            .collect::<Result<Vec<_>, BenchError>>()
    })?;
    let elapsed = begun.elapsed().as_secs_f64();
    let mut all = Measured {
        path: String::new(),
        bytes: 0,
        took: took.into_iter().flatten().collect(),
    };
    all.took.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let rate = all.took.len() as f64 / elapsed;
    println!(
        "\n{} samtidigt i {elapsed:.0} s: {rate:.0} sidor i sekunden, median {:.1} ms, p99 {:.1} ms",
        asked.connections,
        at(&all, 50).as_secs_f64() * 1e3,
        at(&all, 99).as_secs_f64() * 1e3,
    );
    Ok(())
}

/// What went wrong with a request.
fn failed(error: &dyn std::fmt::Display) -> BenchError {
    BenchError::Pages(error.to_string())
}
