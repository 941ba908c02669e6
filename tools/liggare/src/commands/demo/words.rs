//! What the demonstration came to, in words and for programs.

use std::fmt::Write as _;
use std::path::Path;

use ledger::event::Provenance;
use ledger::event::budget::LineTable;
use projections::economy::table::table_key;

use super::build::{Restatement, Summary};
use crate::access::demonstration::DemoUser;
use crate::cli::moment;
use crate::commands::key::DEMONSTRATION_KEY;
use crate::render::grid::Grid;
use crate::render::{swedish, text, words};
use crate::world::World;

/// What the users' passwords are.
const PASSWORDS: &str =
    "Lösenorden är slumpade och visas bara nu; `liggare user password` ger ett nytt.";

/// What was built, what was hindered and what to try next.
pub(super) fn in_words(
    summary: &Summary,
    users: &[DemoUser],
    folder: &Path,
    world: &World<'_>,
) -> String {
    let layout = world.layout;
    let mut said = String::new();
    text::push_heading(&mut said, "Demonstrationen är byggd", '═', layout);
    let span = match (summary.first, summary.last) {
        (Some(first), Some(last)) => {
            let day = |at| moment::day_of(at).map_or_else(String::new, |day| day.to_string());
            format!(", antecknade {} till {}", day(first), day(last))
        }
        _ => String::new(),
    };
    let head = format!(
        "{} ur {} kommandon i {}{span}.",
        swedish::events(summary.events),
        swedish::size(summary.commands),
        folder.display(),
    );
    text::push_lines(&mut said, &head, layout);
    let count = |provenance| {
        summary
            .provenance
            .get(&provenance)
            .copied()
            .unwrap_or_default()
    };
    let origin = format!(
        "{} uppgifter är angivna i källan, {} härledda och {} genererade; {} är liggarens egna (perioder, publiceringar, regler).",
        swedish::size(count(Some(Provenance::Stated))),
        swedish::size(count(Some(Provenance::Inferred))),
        swedish::size(count(Some(Provenance::Generated))),
        swedish::size(count(None)),
    );
    text::push_lines(&mut said, &origin, layout);
    let mut grid = Grid::with_columns(&["Publicerad rapport", "Slag", "Enhet", "Period"]);
    for report in &summary.reports {
        let request = &report.publication.request;
        grid.push([
            report.publication.report.to_string(),
            words::of_report(request.kind).to_owned(),
            request.unit.to_string(),
            request.period.to_string(),
        ]);
    }
    if !grid.rows.is_empty() {
        said.push('\n');
        said.push_str(&grid.lay_out(layout.width, layout.colour));
    }
    for hindered in &summary.hindered {
        let request = &hindered.publication.request;
        let head = format!(
            "\n✗ Inte publicerad: {} ({} {} {})",
            hindered.publication.report,
            words::of_report(request.kind),
            request.unit,
            request.period
        );
        text::push_lines(&mut said, &head, layout);
        text::push_lines(&mut said, &hindered.why.what, layout);
        text::push_lines(&mut said, &hindered.why.place, layout);
    }
    let _ = write!(said, "\nVerifieringsnyckel:\n  {}\n", summary.verifier_key);
    text::push_paragraph(&mut said, DEMONSTRATION_KEY, layout);
    push_users(&mut said, users, world);
    said.push_str("\nPröva sedan:\n");
    let flag = if folder == Path::new("liggare-data") {
        String::new()
    } else {
        format!(" --ledger {}", folder.display())
    };
    for command in next_commands(summary) {
        let _ = writeln!(said, "  liggare{flag} {command}");
    }
    said
}

/// A user per role, with the passwords that are shown once.
fn push_users(said: &mut String, users: &[DemoUser], world: &World<'_>) {
    let mut grid = Grid::with_columns(&["Konto", "Lösenord", "Roll", "Enhet"]);
    for user in users {
        let unit = user.unit.as_ref();
        grid.push([
            user.login.to_string(),
            user.password.clone(),
            user.role.to_string(),
            unit.map_or_else(|| "hela regionen".to_owned(), ToString::to_string),
        ]);
    }
    said.push('\n');
    said.push_str(&grid.lay_out(world.layout.width, world.layout.colour));
    said.push('\n');
    text::push_lines(said, PASSWORDS, world.layout);
}

/// What to try next: the reports that were published, and what changed between them.
fn next_commands(summary: &Summary) -> Vec<String> {
    let mut commands: Vec<String> = summary
        .reports
        .iter()
        .map(|report| {
            let request = &report.publication.request;
            let kind = words::argument_of_report(request.kind);
            let (unit, period) = (&request.unit, request.period);
            format!(
                "report {kind} {unit} {period} --known-at {}",
                report.publication.report
            )
        })
        .collect();
    if let Some(first) = summary.reports.first() {
        let unit = &first.publication.request.unit;
        let mut later = summary.reports.iter().skip(1);
        let last = later.rfind(|report| report.publication.request.unit == *unit);
        if let Some(last) = last {
            let (from, to) = (&first.publication.report, &last.publication.report);
            commands.push(format!("explain mål RF-E1 --from {from} --to {to}"));
            if let Some(Restatement { before, line }) = &summary.restatement {
                let request = &last.publication.request;
                let kind = words::argument_of_report(request.kind);
                let table = table_key(LineTable::Investment);
                commands.push(format!(
                    "diff {kind} {unit} {} --from {before} --to {}",
                    request.period,
                    before.next()
                ));
                commands.push(format!(
                    "explain {table}:{line}:outcome --kind {kind} --unit {unit} --period {} --from {before} --to {}",
                    request.period,
                    before.next()
                ));
            }
            commands.push(format!("reproduce {to}"));
        }
    }
    commands.extend(["reports --figures", "units --on 2024-10-01", "status"].map(str::to_owned));
    commands
}

/// The same for programs.
pub(super) fn as_json(summary: &Summary, users: &[DemoUser], folder: &Path) -> serde_json::Value {
    let count = |provenance| {
        summary
            .provenance
            .get(&provenance)
            .copied()
            .unwrap_or_default()
    };
    serde_json::json!({
        "kind": "demonstration",
        "demonstration": true,
        "folder": folder.display().to_string(),
        "events": summary.events,
        "commands": summary.commands,
        "root": summary.root,
        "verifier_key": summary.verifier_key,
        "stated": count(Some(Provenance::Stated)),
        "inferred": count(Some(Provenance::Inferred)),
        "generated": count(Some(Provenance::Generated)),
        "reports": summary.reports.iter().map(|report| serde_json::json!({
            "report": report.publication.report,
            "report_kind": report.publication.request.kind,
            "unit": report.publication.request.unit,
            "period": report.publication.request.period,
            "sha256": report.sha256,
        })).collect::<Vec<_>>(),
        "users": users.iter().map(|user| serde_json::json!({
            "login": user.login,
            "password": user.password,
            "role": user.role,
            "unit": user.unit,
        })).collect::<Vec<_>>(),
        "not_published": summary.hindered.iter().map(|hindered| serde_json::json!({
            "report": hindered.publication.report,
            "report_kind": hindered.publication.request.kind,
            "unit": hindered.publication.request.unit,
            "period": hindered.publication.request.period,
            "why": hindered.why.what,
            "findings": hindered.why.place,
        })).collect::<Vec<_>>(),
    })
}
