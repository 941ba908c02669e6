//! What was measured, as a table for people.

use std::fmt::Write as _;

use super::{Bar, Measured, Row, Unit};

/// The table, in Swedish: for each row the median, the spread from the tenth to the
/// ninetieth percentile, and the ratio to its reference with what must hold.
pub fn table(measured: &Measured) -> String {
    let machine = &measured.machine;
    let mut said = format!(
        "{}, {} kärnor, {} MiB minne, Linux {}, {}\n",
        machine.processor, machine.cores, machine.memory, machine.kernel, machine.file_system
    );
    let _ = writeln!(
        said,
        "Varje rad: händelser i liggaren, medianen av omgångarna (p10–p90), kvoten till det som \
         mättes i samma omgångar [krav]."
    );
    let mut group = "";
    for row in &measured.rows {
        if row.group != group {
            group = row.group;
            let _ = writeln!(said, "\n{group}");
        }
        push(&mut said, row);
    }
    let of_bars = measured.rows.iter().filter_map(Row::holds);
    let (held, missed): (Vec<bool>, Vec<bool>) = of_bars.partition(|holds| *holds);
    let _ = writeln!(
        said,
        "\n{} av {} krav hålls.",
        held.len(),
        held.len() + missed.len()
    );
    said
}

fn push(said: &mut String, row: &Row) {
    let events = row.events.map_or_else(String::new, number_of);
    let values = &row.values;
    let told = |value| told(row.unit, value);
    let _ = write!(
        said,
        "  {:<44}{events:>11} {:>20}",
        row.what,
        told(values.median())
    );
    if values.values().len() > 1 {
        let (low, high) = (values.percentile(10), values.percentile(90));
        let _ = write!(said, "  ({}–{})", told(low), told(high));
    }
    if let Some(reference) = &row.reference {
        let ratio = &reference.ratio;
        let _ = write!(
            said,
            "  {} av {}",
            decimal(ratio.median(), 2),
            reference.what
        );
    }
    if let Some(bar) = row.bar {
        let holds = match row.holds() {
            Some(true) => "hålls",
            Some(false) => "hålls INTE",
            None => "inte jämfört",
        };
        let _ = write!(said, "  [{}: {holds}]", bar_in_words(bar, row.unit));
    }
    said.push('\n');
}

/// What must hold, in words.
fn bar_in_words(bar: Bar, unit: Unit) -> String {
    match bar {
        Bar::RatioAtLeast(least) => format!("minst {} gånger", decimal(least, 2)),
        Bar::RatioAtMost(most) => format!("högst {} gånger", decimal(most, 2)),
        Bar::AtLeast(least) => format!("minst {}", told(unit, least)),
        Bar::AtMost(most) => format!("högst {}", told(unit, most)),
    }
}

/// A value with its unit, with as many decimals as say something.
fn told(unit: Unit, value: f64) -> String {
    let name = match unit {
        Unit::EventsPerSecond => "händelser/s",
        Unit::Commands => "kommandon",
        Unit::Times => "gånger",
        Unit::Microseconds => "µs",
        Unit::Milliseconds => "ms",
        Unit::Seconds => "s",
        Unit::BytesPerEvent => "byte/händelse",
        Unit::Megabytes => "MB",
    };
    let decimals = match value.abs() {
        ..10.0 => 2,
        10.0..1000.0 => 1,
        _ => 0,
    };
    format!("{} {name}", decimal(value, decimals))
}

fn number_of(count: u64) -> String {
    grouped(&count.to_string())
}

/// A number with a comma for its decimals and spaces between thousands.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.split_once('.') {
        Some((whole, part)) => format!("{},{part}", grouped(whole)),
        None => grouped(&text),
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        let left = digits.len() - place;
        if place > 0 && left.is_multiple_of(3) && digits.as_bytes()[place - 1] != b'-' {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Machine, Series};
    use super::*;

    #[test]
    fn a_row_tells_its_spread_its_ratio_and_whether_the_bar_holds() {
        let series = |values: &[f64]| values.iter().copied().collect::<Series>();
        let plain = Row::new(
            "Skriva",
            "ren fil",
            Unit::EventsPerSecond,
            series(&[5000.0, 4000.0]),
        );
        let ours = Row::new(
            "Skriva",
            "en klient",
            Unit::EventsPerSecond,
            series(&[4000.0, 3600.0]),
        )
        .of_events(10_000)
        .beside(&plain)
        .with_bar(Bar::RatioAtLeast(0.8));
        let measured = Measured {
            machine: Machine::of_tests(),
            rows: vec![plain, ours],
        };
        let said = table(&measured);
        assert!(
            said.contains("0,80 av ren fil  [minst 0,80 gånger: hålls]"),
            "{said}"
        );
        assert!(said.contains("10 000"), "{said}");
        assert!(said.ends_with("1 av 1 krav hålls.\n"), "{said}");
        assert_eq!(told(Unit::Seconds, 1.234), "1,23 s");
        assert_eq!(decimal(-1_234_567.0, 0), "-1 234 567");
    }
}
