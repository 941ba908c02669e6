//! Objectives and assignments: colours, statuses and how many there are of each.

use serde_json::json;

use super::{History, agrees, places, table};

const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const COUNTS: &str = "total green yellow red not_assessable not_assessed";

impl History {
    fn plan(self) -> Self {
        self.and(
            "PlanAdopted",
            json!({"plan": "vp-rs", "unit": "RS", "year": 2024, "title": "Plan"}),
        )
    }

    fn objective(self, item: &str, kind: &str, owner: &str) -> Self {
        self.and(
            "ObjectiveSet",
            json!({"item": item, "plan": "vp-rs", "kind": kind, "title": item,
                "perspective": "process", "owner": owner}),
        )
    }

    fn assignment(self, item: &str) -> Self {
        self.and(
            "AssignmentGiven",
            json!({"item": item, "plan": "vp-rs", "title": item, "perspective": "process",
                "owner": "RS", "due": "2024-10-31"}),
        )
    }

    fn assessed(self, item: &str, unit: &str, period: &str, colour: &str) -> Self {
        self.and(
            "AssessmentMade",
            json!({"item": item, "unit": unit, "period": period, "colour": colour,
                "trend": "better", "evidence": ["e1", "e2"], "basis": "judgement",
                "motivation": "så är det"}),
        )
    }
}

/// Two effect objectives, two of the committee's own, one assignment.
fn items() -> History {
    History::region()
        .unit("RS-IT", "department", Some("RS"))
        .unit("RS-HR", "department", Some("RS"))
        .plan()
        .objective("E1", "effect_objective", "RS")
        .objective("E2", "effect_objective", "RS-IT")
        .objective("N1", "committee_objective", "RS")
        .objective("N2", "committee_objective", "RS")
        .assignment("U1")
}

#[test]
fn the_last_colour_for_exactly_the_period_counts_and_no_other_periods() {
    let history = items()
        .assessed("E1", "RS", "2024-01/2024-07", "red")
        .assessed("N1", "RS", "2024", "red")
        .assessed("N1", "RS", "2024", "green");
    let stated = table(
        "objectives",
        "colour trend evidence",
        &[
            ("process", "_ _ _"),
            ("E1", "? _ _"),
            ("E2", "? _ _"),
            ("N1", "colour:green trend:better count:2"),
            ("N2", "? _ _"),
        ],
    );
    agrees(&history.table(YEAR, stated), 6);
    let stated = table(
        "colour_counts",
        COUNTS,
        &[
            (
                "effect_objectives",
                "count:2 count:0 count:0 count:0 count:0 count:2",
            ),
            (
                "committee_objectives",
                "count:2 count:1 count:0 count:0 count:0 count:1",
            ),
            (
                "assignments",
                "count:1 count:0 count:0 count:0 count:0 count:1",
            ),
        ],
    );
    agrees(&history.table(YEAR, stated), 18);
}

#[test]
fn the_reports_own_unit_speaks_before_the_owner_and_the_owner_before_the_only_one_below() {
    let colour_of = |history: &History, item: &str, colour: &str| {
        let rows = [
            ("process", "_"),
            ("E1", "?"),
            ("E2", "?"),
            ("N1", "?"),
            ("N2", "?"),
        ]
        .map(|(key, cell)| (key, if key == item { colour } else { cell }));
        let result = history.table(YEAR, table("objectives", "colour", &rows));
        // Trend and evidence are not shown in this table; only the colour is asked here.
        let differing: Vec<_> = places(&result)
            .into_iter()
            .filter(|(_, column)| *column == "colour")
            .map(|(row, _)| row.to_owned())
            .collect();
        assert!(differing.is_empty(), "{item} {colour}: {differing:?}");
    };
    let below = items().assessed("E2", "RS-HR", "2024", "yellow");
    colour_of(&below, "E2", "colour:yellow");
    let owner = below.assessed("E2", "RS-IT", "2024", "green");
    colour_of(&owner, "E2", "colour:green");
    let own = owner.assessed("E2", "RS", "2024", "red");
    colour_of(&own, "E2", "colour:red");
    let two_below = items()
        .assessed("E1", "RS-IT", "2024", "green")
        .assessed("E1", "RS-HR", "2024", "green");
    colour_of(&two_below, "E1", "?");
}

#[test]
fn an_item_that_is_withdrawn_before_the_periods_end_is_not_counted() {
    let history = items().and(
        "ItemWithdrawn",
        json!({"item": "N2", "valid_to": "2024-08-31"}),
    );
    let stated = |count: &'static str| {
        table(
            "colour_counts",
            "total not_assessed",
            &[
                ("effect_objectives", "count:2 count:2"),
                ("committee_objectives", count),
                ("assignments", "count:1 count:1"),
            ],
        )
    };
    let total = |report, count| {
        let result = history.table(report, stated(count));
        let differing = places(&result);
        differing
            .iter()
            .all(|(_, column)| *column != "total" && *column != "not_assessed")
    };
    assert!(total(YEAR, "count:1 count:1"));
    assert!(!total(YEAR, "count:2 count:2"));
    assert!(total(
        ("interim_report", "RS", "2024-01/2024-07"),
        "count:2 count:2"
    ));
    // Set anew, it applies again.
    let history = history.objective("N2", "committee_objective", "RS");
    let result = history.table(YEAR, stated("count:2 count:2"));
    assert!(places(&result).iter().all(|(_, column)| *column != "total"));
}

#[test]
fn an_assignment_shows_its_day_its_status_and_its_colour() {
    let history = items()
        .and(
            "AssignmentStatusReported",
            json!({"item": "U1", "unit": "RS", "period": "2024", "status": "completed",
                "text": "klart"}),
        )
        .assessed("U1", "RS", "2024", "green");
    let columns = "due status colour trend";
    let stated = |cells: &'static str| table("assignments", columns, &[("U1", cells)]);
    let right = "date:2024-10-31 assignment:completed colour:green trend:better";
    agrees(&history.table(YEAR, stated(right)), 4);
    let wrong = "date:2024-11-30 assignment:ongoing colour:green _";
    let result = history.table(YEAR, stated(wrong));
    assert_eq!(
        places(&result),
        [("U1", "due"), ("U1", "status"), ("U1", "trend")]
    );
    assert_eq!(result.differences[0].counted, "2024-10-31");
}

#[test]
fn a_changed_colour_and_a_changed_count_are_found() {
    let history = items().assessed("N1", "RS", "2024", "red");
    let stated = table(
        "colour_counts",
        COUNTS,
        &[
            (
                "effect_objectives",
                "count:2 count:0 count:0 count:0 count:0 count:2",
            ),
            (
                "committee_objectives",
                "count:2 count:1 count:0 count:0 count:0 count:1",
            ),
            (
                "assignments",
                "count:1 count:0 count:0 count:0 count:0 count:1",
            ),
        ],
    );
    let result = history.table(YEAR, stated);
    assert_eq!(
        places(&result),
        [
            ("committee_objectives", "green"),
            ("committee_objectives", "red")
        ]
    );
}

#[test]
fn a_redacted_assessment_has_no_colour_and_an_older_one_does_not_stand_in_for_it() {
    let history = items()
        .assessed("E1", "RS", "2024", "green")
        .assessed("N1", "RS", "2024", "yellow")
        .redacted("AssessmentMade", "item/E1");
    let stated = |e1: &'static str| {
        table(
            "objectives",
            "colour trend evidence",
            &[
                ("process", "_ _ _"),
                ("E1", e1),
                ("E2", "? _ _"),
                ("N1", "colour:yellow trend:better count:2"),
                ("N2", "? _ _"),
            ],
        )
    };
    let said = |words: &str| {
        let mut table = stated("? _ _");
        table["rows"][1]["cells"][1] = json!({ "missing": words });
        table
    };
    let gone = history.events.len() - 1;
    let words = format!("gallrad uppgift (@{gone}, beslut B-1)");
    let result = history.table(YEAR, said(&words));
    assert_eq!((result.differences.len(), result.redacted), (0, 3));
    // Any other colour, event or words are not what stands there.
    for forged in [
        stated("colour:red trend:better count:2"),
        said("gallrad uppgift (@0, beslut B-1)"),
        said(&format!("gallrad uppgift (@{gone})")),
        said("inte bedömt"),
    ] {
        assert_eq!(places(&history.table(YEAR, forged)), [("E1", "colour")]);
    }
    // Once the redaction is met, its decision is known too.
    let decided = history.and("PayloadRedacted", json!({"position": gone, "event": "e"}));
    let mut books = decided.books();
    books
        .redacted
        .decided(u64::try_from(gone).ok(), Some("B-2"));
    let report = json!({"kind": YEAR.0, "unit": YEAR.1, "period": YEAR.2,
        "basis": {"size": books.taken()},
        "sections": [{"blocks": [{"table": said(&words)}]}]});
    let recount = books.compare(&report);
    assert_eq!(places(&recount.tables[0]), [("E1", "colour")]);
    // What the unit has said since stands.
    let history = decided.assessed("E1", "RS", "2024", "red");
    let result = history.table(YEAR, stated("colour:green trend:better count:2"));
    assert_eq!(places(&result), [("E1", "colour")]);
}

#[test]
fn a_redacted_assessment_is_counted_in_its_own_column_and_in_no_colour() {
    // A ledger that redacts an assessment shows it as "Gallrade" and in the total:
    // an honest report must agree, and nothing else may be made of the lost colour.
    let history = items()
        .assessed("N1", "RS", "2024", "yellow")
        .redacted("AssessmentMade", "item/E1");
    let stated = |effect: &'static str| {
        table(
            "colour_counts",
            "total green yellow red not_assessable not_assessed redacted",
            &[
                ("effect_objectives", effect),
                (
                    "committee_objectives",
                    "count:2 count:0 count:1 count:0 count:0 count:1 count:0",
                ),
                (
                    "assignments",
                    "count:1 count:0 count:0 count:0 count:0 count:1 count:0",
                ),
            ],
        )
    };
    let of = |effect| history.table(YEAR, stated(effect)).differences;
    let honest = "count:2 count:0 count:0 count:0 count:0 count:1 count:1";
    assert_eq!(of(honest), []);
    // It may also have been of another period: then the item is not assessed.
    let other = "count:2 count:0 count:0 count:0 count:0 count:2 count:0";
    assert_eq!(of(other), []);
    for forged in [
        "count:2 count:1 count:0 count:0 count:0 count:1 count:0",
        "count:2 count:0 count:0 count:0 count:0 count:1 count:0",
        "count:2 count:0 count:0 count:0 count:0 count:2 count:1",
        "count:3 count:0 count:0 count:0 count:0 count:2 count:1",
    ] {
        assert!(!of(forged).is_empty(), "{forged}");
    }
}

#[test]
fn an_objective_of_the_assembly_is_weighed_from_the_units_that_assess_it() {
    let history = History::region()
        .unit("SN", "committee", Some("RF"))
        .and(
            "PlanAdopted",
            json!({"plan": "vp-rs", "unit": "RF", "year": 2024, "title": "Plan"}),
        )
        .objective("E1", "effect_objective", "RS")
        .assessed("E1", "RS", "2024", "green")
        .assessed("E1", "SN", "2024", "red");
    let cells = "colour:green trend:better count:2";
    let stated = table(
        "objective_weighing",
        "colour trend evidence",
        &[
            ("E1", cells),
            ("E1/RS", cells),
            ("E1/SN", "colour:red trend:better count:2"),
        ],
    );
    agrees(&history.table(("annual_report", "RF", "2024"), stated), 9);
}
