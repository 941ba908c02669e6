//! A view by itself: the sections of a report that say it.

use clap::ValueEnum;
use ledger::basis::Basis;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::document::Document;
use projections::report::{ReportRequest, build_part, latest_within, sections_of};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::session::Reading;

/// The views that can be shown by themselves.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ViewName {
    /// Planens mål, strategier och uppdrag.
    Plan,
    /// Målen med sina bedömningar.
    #[value(name = "mal", alias = "mål", alias = "objectives")]
    Objectives,
    /// Indikatorerna med mål och utfall.
    #[value(name = "indikatorer", alias = "indicators")]
    Indicators,
    /// Bedömningarna med antal per färg.
    #[value(name = "bedomningar", alias = "bedömningar", alias = "assessments")]
    Assessments,
    /// Driftredovisning och resultat.
    #[value(name = "ekonomi", alias = "economy")]
    Economy,
    /// Ramar, omdisponeringar och reserver.
    #[value(name = "ramar", alias = "frames")]
    Frames,
    /// Handlingsplanens åtgärder.
    #[value(name = "atgarder", alias = "åtgärder", alias = "actions")]
    Actions,
    /// Investeringar.
    #[value(name = "investeringar", alias = "investments")]
    Investments,
    /// Personal och volymer.
    #[value(name = "nyckeltal", alias = "figures")]
    Figures,
    /// Årsarbetare, lönekostnad och sjukfrånvaro.
    #[value(name = "personal", alias = "personnel")]
    Personnel,
    /// Volymer.
    #[value(name = "volymer", alias = "volumes")]
    Volumes,
    /// Intern kontroll.
    #[value(name = "kontroll", alias = "control")]
    Control,
    /// Beslut.
    #[value(name = "beslut", alias = "decisions")]
    Decisions,
    /// Texter och väsentliga händelser.
    #[value(name = "texter", alias = "narrative")]
    Narrative,
}

/// Why a view cannot be shown.
#[derive(Debug)]
pub(crate) enum NoView {
    /// No report of such a period says it.
    WholeYearsOnly,
    /// Its report cannot be built.
    NotBuilt(projections::report::RequestError),
    /// The log cannot be read.
    Failed(Failure),
}

/// A view of a unit and a period at a log size.
///
/// # Errors
/// [`NoView`].
pub(crate) fn view(
    reading: &Reading<'_>,
    view: ViewName,
    (unit, period): (&UnitId, Period),
    size: u64,
) -> Result<Document, NoView> {
    let basis = reading.basis(size).map_err(NoView::Failed)?;
    let wanted = view.sections();
    // The report that says the view for such a period: a whole year has every
    // section, a part of one those of its own reports.
    let kinds: &[ReportKind] = if period.is_whole_year() {
        &[ReportKind::OperationsReport]
    } else {
        &[ReportKind::InterimReport, ReportKind::PeriodReport]
    };
    let mut shown = Err(NoView::WholeYearsOnly);
    for kind in kinds {
        let request = ReportRequest {
            kind: *kind,
            unit: unit.clone(),
            period,
        };
        let said_there = sections_of(*kind).iter().any(|key| wanted.contains(key));
        if said_there && shown.is_err() {
            shown = part(reading, &request, basis, wanted);
        }
    }
    shown
}

/// The sections of a report, and beside them what the latest within its period says of
/// items that it has nothing of its own of.
fn part(
    reading: &Reading<'_>,
    request: &ReportRequest,
    basis: Basis,
    wanted: &[&str],
) -> Result<Document, NoView> {
    let built = build_part(reading.model, request, basis, wanted);
    let mut document = built.map_err(NoView::NotBuilt)?;
    let latest = latest_within(reading.model, request, basis, wanted);
    document.sections.extend(latest.map_err(NoView::NotBuilt)?);
    Ok(document)
}

impl ViewName {
    /// The sections of a report that say it.
    fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Plan => &[
                "objectives",
                "objectives_residents_and_society",
                "objectives_process",
                "objectives_resource",
                "assignments",
            ],
            Self::Objectives => &[
                "objectives",
                "objectives_residents_and_society",
                "objectives_process",
                "objectives_resource",
            ],
            Self::Indicators => &["indicators"],
            Self::Assessments => &["objectives", "assignments", "assessment_counts"],
            Self::Economy => &["economy", "economy_comment", "key_figures"],
            Self::Frames => &["budget"],
            Self::Actions => &["action_plan"],
            Self::Investments => &["investments"],
            Self::Figures => &["personnel", "volumes"],
            Self::Personnel => &["personnel"],
            Self::Volumes => &["volumes"],
            Self::Control => &["internal_control", "control_assessment"],
            Self::Decisions => &["decisions", "open_decisions"],
            Self::Narrative => &[
                "summary",
                "significant_events",
                "economy_comment",
                "outlook",
            ],
        }
    }
}

impl From<NoView> for Failure {
    fn from(why: NoView) -> Self {
        match why {
            NoView::WholeYearsOnly => Self::usage(
                "vyn finns inte för en del av ett år.",
                "Ange ett helt år, till exempel 2024.",
            ),
            NoView::NotBuilt(error) => error.into(),
            NoView::Failed(failure) => failure,
        }
    }
}
