//! What was measured against a bar, as a drawing: how each ratio stands to what must hold.

use plotters::prelude::*;

use super::{Bar, Measured, Row};

/// The width of the drawing, and the height of a row, in its own units.
const WIDTH: u32 = 960;
const ROW: u32 = 26;
/// How much of the width the words take.
const WORDS: i32 = 430;

const INK: RGBColor = RGBColor(34, 34, 34);
const HELD: RGBColor = RGBColor(23, 110, 88);
const MISSED: RGBColor = RGBColor(176, 64, 32);

/// The drawing, as SVG: of what was measured in ledgers of several sizes, the largest.
/// Each bar says how good the value is against what must hold: at the line it holds to
/// the full, and longer is better, on a scale of powers of two.
///
/// # Errors
/// What plotters answers when it cannot draw.
pub fn chart(measured: &Measured) -> Result<String, Box<dyn std::error::Error>> {
    let rows: Vec<(&Row, f64)> = measured
        .rows
        .iter()
        .filter(|row| measured.rows.iter().all(|other| !is_larger(other, row)))
        .filter_map(|row| margin(row).map(|margin| (row, margin)))
        .collect();
    let height = ROW * (u32::try_from(rows.len())? + 2);
    let scale = Scale::of(rows.iter().map(|(_, margin)| *margin));
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        area.fill(&WHITE)?;
        let text = ("sans-serif", 14).into_font().color(&INK);
        for ((row, margin), top) in rows.iter().zip((ROW.cast_signed()..).step_by(ROW as usize)) {
            let holds = row.holds() == Some(true);
            let colour = if holds { HELD } else { MISSED };
            let (from, to) = (scale.across(1.0), scale.across(*margin));
            area.draw(&Text::new(words(row), (8, top), text.clone()))?;
            area.draw(&Rectangle::new(
                [(from.min(to), top), (from.max(to), top + 14)],
                colour.filled(),
            ))?;
            let mark = if holds { "" } else { " (når inte)" };
            let told = format!("{margin:.2}{mark}").replace('.', ",");
            area.draw(&Text::new(told, (from.max(to) + 6, top), text.clone()))?;
        }
        let (line, bottom) = (scale.across(1.0), height.cast_signed() - 4);
        area.draw(&PathElement::new(vec![(line, 4), (line, bottom)], INK))?;
        area.draw(&Text::new("kravet = 1", (line + 6, 6), text))?;
        area.present()?;
    }
    Ok(svg)
}

/// Whether a row is of the same in a larger ledger.
fn is_larger(other: &Row, row: &Row) -> bool {
    (other.group, &other.what) == (row.group, &row.what) && other.events > row.events
}

/// Where on the drawing a margin stands: on a scale of powers of two.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    fn of(margins: impl Iterator<Item = f64>) -> Self {
        margins.map(f64::log2).fold(
            Self {
                least: -1.0,
                most: 1.0,
            },
            |scale, margin| Self {
                least: scale.least.min(margin),
                most: scale.most.max(margin),
            },
        )
    }

    fn across(&self, margin: f64) -> i32 {
        let room = f64::from(WIDTH.cast_signed() - WORDS - 90);
        let share = (margin.log2() - self.least) / (self.most - self.least);
        #[allow(clippy::cast_possible_truncation, reason = "within the drawing")]
        let at = (share * room) as i32;
        WORDS + at
    }
}

fn words(row: &Row) -> String {
    let events = row.events.map_or_else(String::new, |events| match events {
        // About: a script makes a little less than it is asked for.
        900_000.. => format!(", {} milj.", events.div_ceil(1_000_000)),
        _ => format!(", {} tusen", events.div_ceil(1000)),
    });
    format!("{}: {}{events}", row.group, row.what)
}

/// How many times better than what must hold; less than 1 is worse.
fn margin(row: &Row) -> Option<f64> {
    let median = row.values.median();
    let margin = match row.bar? {
        Bar::RatioAtLeast(least) => row.ratio()? / least,
        Bar::RatioAtMost(most) => most / row.ratio()?,
        Bar::AtLeast(least) => median / least,
        Bar::AtMost(most) => most / median,
    };
    (margin.is_finite() && margin > 0.0).then_some(margin)
}

#[cfg(test)]
mod tests {
    use super::super::{Bar, Machine, Unit};
    use super::*;

    #[test]
    fn the_largest_ledger_is_drawn_with_what_it_misses_in_words() {
        let row = |what: &str, events, value: f64| {
            Row::new(
                "Öppna",
                what,
                Unit::Seconds,
                std::iter::once(value).collect(),
            )
            .of_events(events)
            .with_bar(Bar::AtMost(2.0))
        };
        let measured = Measured {
            machine: Machine::of_tests(),
            rows: vec![
                row("ett", 1_000, 9.0),
                row("ett", 996_163, 1.0),
                row("två", 1_000, 4.0),
            ],
        };
        let drawn = chart(&measured).expect("a drawing");
        for text in [
            "Öppna: ett, 1 milj.",
            "2,00",
            "Öppna: två, 1 tusen",
            "0,50 (når inte)",
        ] {
            assert!(drawn.contains(text), "{text}: {drawn}");
        }
        assert!(!drawn.contains("ett, 1 tusen"));
    }
}
