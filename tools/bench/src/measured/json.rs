//! What was measured, as JSON for programs.

use serde_json::{Value, json};

use super::{Bar, Measured, Reference, Row, Series, Unit};

/// The JSON: every value of every row, so that another can be computed.
pub fn json(measured: &Measured) -> Value {
    let machine = &measured.machine;
    json!({
        "machine": {
            "processor": machine.processor,
            "cores": machine.cores,
            "memory_mib": machine.memory,
            "kernel": machine.kernel,
            "file_system": machine.file_system,
        },
        "rows": measured.rows.iter().map(of_row).collect::<Vec<_>>(),
    })
}

fn of_row(row: &Row) -> Value {
    json!({
        "group": row.group,
        "what": row.what,
        "events": row.events,
        "unit": unit(row.unit),
        "median": row.values.median(),
        "values": row.values.values(),
        "reference": row.reference.as_ref().map(of_reference),
        "bar": row.bar.map(bar),
        "holds": row.holds(),
    })
}

fn of_reference(reference: &Reference) -> Value {
    let ratio: &Series = &reference.ratio;
    json!({
        "what": reference.what,
        "ratio": ratio.median(),
        "ratio_p10": ratio.percentile(10),
        "ratio_p90": ratio.percentile(90),
    })
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::EventsPerSecond => "events_per_second",
        Unit::Commands => "commands",
        Unit::Times => "times",
        Unit::Microseconds => "microseconds",
        Unit::Milliseconds => "milliseconds",
        Unit::Seconds => "seconds",
        Unit::BytesPerEvent => "bytes_per_event",
        Unit::Megabytes => "megabytes",
    }
}

fn bar(bar: Bar) -> Value {
    match bar {
        Bar::RatioAtLeast(value) => json!({"ratio_at_least": value}),
        Bar::RatioAtMost(value) => json!({"ratio_at_most": value}),
        Bar::AtLeast(value) => json!({"at_least": value}),
        Bar::AtMost(value) => json!({"at_most": value}),
    }
}
