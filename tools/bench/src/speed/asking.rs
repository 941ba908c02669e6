//! Questions: as of now, and as of random moments through the whole history.

use bench::append::Failed;
use bench::measured::{Bar, Row, Series, Unit};
use bench::random::Random;
use bench::workload::Region;
use ledger::basis::{Basis, Hash};
use ledger::entry::Entry;
use ledger::event::reporting::ReportKind;
use ledger::ids::{EventId, Position};
use ledger::log::store::Store;
use ledger::log::{LogError, ReadLog};
use ledger::period::Period;
use projections::diff::diff;
use projections::document::FigureKey;
use projections::model::ReadModel;
use projections::report::{self, ReportRequest, RequestError};
use projections::service::Service;
use projections::trace::{self, Context, EntrySource, Subject};

use super::built::Built;
use super::{Extent, timed};

pub(super) const GROUP: &str = "Frågor";

/// How long an interim report as of any moment of a large ledger may take in the middle,
/// in milliseconds.
const MOST: Bar = Bar::AtMost(5.0);

/// How many times as long the slowest of a hundred may take as of a smaller ledger.
const FLAT: Bar = Bar::RatioAtMost(1.5);

/// How many times faster than a replay an answer is, at least, and of how many events.
const FASTER_THAN_REPLAY: Bar = Bar::AtLeast(1000.0);
const REPLAYED: u64 = 5_000_000;

/// The size that flatness is held against.
const SMALL: std::ops::Range<u64> = 50_000..500_000;

/// The section that stands for a page's view.
const VIEW: &[&str] = &["economy"];

/// What is asked.
struct Asked<'a> {
    store: &'a Store,
    model: &'a ReadModel,
}

/// A kind of question.
struct Question {
    what: &'static str,
    ask: fn(&Asked<'_>, &Moment) -> Result<(), Failed>,
    /// What must hold of the middle.
    bar: Option<Bar>,
}

const REPORT: Question = Question {
    what: "delårsrapport",
    ask: |asked, moment| asked.report(moment),
    bar: Some(MOST),
};

const QUESTIONS: [Question; 4] = [
    REPORT,
    Question {
        what: "en vy",
        ask: |asked, moment| asked.view(moment),
        bar: None,
    },
    Question {
        what: "förklara en siffra",
        ask: |asked, moment| asked.explain(moment),
        bar: None,
    },
    Question {
        what: "skillnad mellan två tidpunkter",
        ask: |asked, moment| asked.diff(moment),
        bar: None,
    },
];

/// A report, as of one moment or between two.
struct Moment {
    request: ReportRequest,
    figure: FigureKey,
    earlier: u64,
    size: u64,
}

/// Whether a row is told of questions, so that a larger ledger's is held against it.
pub(super) fn is_asked(row: &Row) -> bool {
    row.group == GROUP
}

/// The rows, held against those of a smaller ledger in the same run.
pub(super) fn rows(built: &Built, smaller: &[Row], extent: Extent) -> Result<Vec<Row>, Failed> {
    let store = Store::open(&built.folder)?;
    let mut service = Service::<ReadModel>::open(&store);
    service.catch_up(&store, built.events)?;
    let asked = Asked {
        store: &store,
        model: service.model(),
    };
    let mut rows = Vec::new();
    for question in &QUESTIONS {
        for is_now in [true, false] {
            let values = asked.series(question, built, is_now, extent)?;
            rows.extend(told(question, built, is_now, values, smaller));
        }
    }
    if built.events >= REPLAYED {
        let reports = asked.series(&REPORT, built, false, extent)?;
        rows.push(beside_replay(&store, built, &reports)?);
    }
    drop(service);
    store.close()?;
    Ok(rows)
}

/// The middle and the slowest of a hundred, as two rows.
fn told(
    question: &Question,
    built: &Built,
    is_now: bool,
    values: Series,
    smaller: &[Row],
) -> [Row; 2] {
    let row = |what: &str, values| {
        Row::new(GROUP, what, Unit::Milliseconds, values).of_events(built.events)
    };
    let what = format!("{}, {}", question.what, if is_now { "nu" } else { "då" });
    let slowest = format!("{what}, p99");
    let p99 = row(&slowest, std::iter::once(values.percentile(99)).collect());
    let small = smaller
        .iter()
        .find(|row| row.what == slowest && row.events.is_some_and(|it| SMALL.contains(&it)));
    [
        row(&what, values).with_bar(question.bar.and_then(|bar| built.large(bar))),
        match small {
            Some(small) => p99.against(small).with_bar(FLAT),
            None => p99,
        },
    ]
}

/// How many reports are made in the time of a replay.
fn beside_replay(store: &Store, built: &Built, reports: &Series) -> Result<Row, Failed> {
    let (fold, replay) = timed(|| Service::<ReadModel>::new().catch_up(store, built.events));
    fold?;
    let faster = std::iter::once(replay * 1e3 / reports.median()).collect();
    let what = "delårsrapporter på en uppspelnings tid";
    let row = Row::new(GROUP, what, Unit::Times, faster);
    Ok(row.of_events(built.events).with_bar(FASTER_THAN_REPLAY))
}

impl Asked<'_> {
    /// How long a question takes, in milliseconds, at one moment after the other.
    fn series(
        &self,
        question: &Question,
        built: &Built,
        is_now: bool,
        extent: Extent,
    ) -> Result<Series, Failed> {
        let mut random = Random::seeded(extent.seed);
        let mut values = Series::default();
        for _ in 0..extent.of(1000, 200) {
            let moment = self.moment(&mut random, built, is_now)?;
            let (answer, seconds) = timed(|| (question.ask)(self, &moment));
            answer?;
            values.push(seconds * 1e3);
        }
        Ok(values)
    }

    /// A moment and an earlier one, a committee, and the interim period of the year that
    /// is played then, or of the last one while it is young.
    fn moment(&self, random: &mut Random, built: &Built, is_now: bool) -> Result<Moment, Failed> {
        let region = Region::new()?;
        loop {
            let committee = random.pick(&region.committees);
            let size = if is_now {
                built.events
            } else {
                1 + random.bits() % built.events
            };
            let earlier = random.bits() % size;
            let year = if is_now {
                built.last_year
            } else {
                self.year_at(size)?
            };
            let Some(period) = Period::months_of(year, 1, 7) else {
                continue;
            };
            let request = ReportRequest {
                kind: ReportKind::InterimReport,
                unit: committee.unit.clone(),
                period,
            };
            // Of what was not there yet nothing is asked.
            if report::can_build(self.model, &request, self.basis(earlier)).is_err() {
                continue;
            }
            return Ok(Moment {
                figure: FigureKey {
                    table: "operating_result".to_owned(),
                    row: committee.total.to_string(),
                    column: "outcome".to_owned(),
                },
                request,
                earlier,
                size,
            });
        }
    }

    fn year_at(&self, size: u64) -> Result<u16, Failed> {
        let known = self.model.timeline.known_at(size).ok_or("okänd tid")?;
        Ok(known.to_string().get(..4).ok_or("okänt år")?.parse()?)
    }

    /// The root is read by whoever publishes; it is no part of the question.
    fn basis(&self, size: u64) -> Basis {
        Basis {
            size,
            root: Hash([0; 32]),
            rules_version: self.model.rules.at(size).version,
        }
    }

    fn report(&self, moment: &Moment) -> Result<(), Failed> {
        let document = report::build(self.model, &moment.request, self.basis(moment.size));
        std::hint::black_box(document?);
        Ok(())
    }

    fn view(&self, moment: &Moment) -> Result<(), Failed> {
        let basis = self.basis(moment.size);
        let section = report::build_part(self.model, &moment.request, basis, VIEW);
        std::hint::black_box(section?);
        Ok(())
    }

    fn explain(&self, moment: &Moment) -> Result<(), Failed> {
        let context = Context {
            kind: moment.request.kind,
            unit: moment.request.unit.clone(),
            period: moment.request.period,
        };
        let subject = Subject::Figure(moment.figure.clone());
        let (from, to) = (moment.earlier, moment.size);
        let told = trace::explain(self.model, self, &subject, &context, from, to);
        std::hint::black_box(told?);
        Ok(())
    }

    fn diff(&self, moment: &Moment) -> Result<(), Failed> {
        let document = |size| -> Result<_, RequestError> {
            report::build(self.model, &moment.request, self.basis(size))
        };
        let told = diff(&document(moment.earlier)?, &document(moment.size)?);
        std::hint::black_box(told);
        Ok(())
    }
}

impl EntrySource for Asked<'_> {
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError> {
        let mut read = self.store.read(position, position.0 + 1);
        let record = read.next().transpose()?;
        Ok(record.map(|record| record.entry))
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        self.store.position_of(event)
    }
}
