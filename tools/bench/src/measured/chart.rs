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

/// The drawing, as SVG. Each bar says how good the value is against what must hold:
/// at the line it holds to the full, and longer is better, on a scale of powers of two.
///
/// # Errors
/// What plotters answers when it cannot draw.
pub fn chart(measured: &Measured) -> Result<String, Box<dyn std::error::Error>> {
    let rows: Vec<(&Row, f64)> = measured
        .rows
        .iter()
        .filter_map(|row| margin(row).map(|margin| (row, margin)))
        .collect();
    let height = ROW * (u32::try_from(rows.len())? + 2);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        area.fill(&WHITE)?;
        let most = rows
            .iter()
            .map(|(_, margin)| margin.log2())
            .fold(1.0, f64::max);
        let least = rows
            .iter()
            .map(|(_, margin)| margin.log2())
            .fold(-1.0, f64::min);
        let across = |margin: f64| {
            let room = f64::from(i32::try_from(WIDTH).unwrap_or(0) - WORDS - 90);
            let share = (margin.log2() - least) / (most - least);
            #[allow(clippy::cast_possible_truncation, reason = "within the drawing")]
            let at = (share * room) as i32;
            WORDS + at
        };
        let text = ("sans-serif", 14).into_font().color(&INK);
        for (number, (row, margin)) in rows.iter().enumerate() {
            let top = i32::try_from(ROW)? * (i32::try_from(number)? + 1);
            let holds = row.holds() == Some(true);
            let colour = if holds { HELD } else { MISSED };
            let (from, to) = (across(1.0), across(*margin));
            area.draw(&Text::new(words(row), (8, top), text.clone()))?;
            area.draw(&Rectangle::new(
                [(from.min(to), top), (from.max(to), top + 14)],
                colour.filled(),
            ))?;
            let mark = if holds { "" } else { " (når inte)" };
            let told = format!("{margin:.2}{mark}").replace('.', ",");
            area.draw(&Text::new(told, (from.max(to) + 6, top), text.clone()))?;
        }
        let (line, bottom) = (across(1.0), i32::try_from(height)? - 4);
        area.draw(&PathElement::new(vec![(line, 4), (line, bottom)], INK))?;
        area.draw(&Text::new("kravet = 1", (line + 6, 6), text))?;
        area.present()?;
    }
    Ok(svg)
}

fn words(row: &Row) -> String {
    let events = row.events.map_or_else(String::new, |events| match events {
        1_000_000.. => format!(", {} milj.", events.div_ceil(1_000_000)),
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
