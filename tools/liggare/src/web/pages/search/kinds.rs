//! Kinds of things that are searched: each by its name, what it is and its number, among
//! those that may be seen.

use ledger::event::organisation::UnitKind;
use projections::economy::frames::ALL_TABLES;
use projections::plan::ItemKind;
use projections::report::report_name;
use projections::wording;

use super::folded::Wanted;
use super::{Found, Group};
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::server::problem::capital;
use crate::web::frame::in_words;
use crate::web::pages::permitted::Permitted;
use crate::web::sight::Sight;
use crate::web::times::path;

/// Units, as of the period.
pub(super) fn units(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let may = sight.may_of(Capability::Units, None).is_ok();
    let day = sight.period().last_day();
    let known = sight.model().organisation.known(day, sight.size);
    let found = known
        .filter(|_| may)
        .filter_map(|unit| {
            let texts = [unit.name.as_str(), unit.unit.as_str(), unit_kind(unit.kind)];
            Some((wanted.fit(&texts)?, unit))
        })
        .map(|(fit, unit)| {
            let mut about = vec![unit.unit.to_string()];
            about.extend(unit.parent.iter().map(|parent| sight.name_of(parent)));
            about.extend(
                unit.valid_to
                    .filter(|last| *last < day)
                    .map(|last| format!("upphörde {last}")),
            );
            // Who may not read the unit's reports still finds its plans' answers elsewhere.
            let room = if permitted.sees(Capability::Reports, &unit.unit) {
                "/"
            } else {
                "/rapporter"
            };
            let found = Found {
                address: sight.times.of_unit(unit.unit.clone()).link(room),
                title: unit.name,
                about,
            };
            (fit, found)
        });
    Group::of("enheter", "Enheter", found)
}

/// Objectives, strategies and assignments.
pub(super) fn items(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let known = sight.model().plan.known(sight.size);
    let found = known
        .filter(|item| permitted.sees_item(item))
        .filter_map(|item| {
            let is_objective = matches!(
                item.kind,
                ItemKind::EffectObjective | ItemKind::CommitteeObjective
            );
            let fit = wanted.fit(&[
                item.label.as_deref().unwrap_or_default(),
                &item.title,
                item.item.as_str(),
                wording::item_kind(item.kind),
                if is_objective { "mål" } else { "" },
            ])?;
            let mut about = vec![
                capital(wording::item_kind(item.kind)),
                item.item.to_string(),
            ];
            about.extend(item.owner.iter().map(|owner| sight.name_of(owner)));
            about.extend(item.year.map(|year| year.to_string()));
            about.extend(item.withdrawn.map(|last| format!("utgick {last}")));
            let found = Found {
                address: permitted.address(&item)?,
                title: wording::titled(item.label.as_deref(), &item.title),
                about,
            };
            Some((fit, found))
        });
    Group::of("poster", "Mål, strategier och uppdrag", found)
}

/// Indicators of the items that may be seen.
pub(super) fn indicators(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let model = sight.model();
    let known = model.indicators.known(sight.size);
    let found = known.map(|fact| &fact.value).filter_map(|defined| {
        let fit = wanted.fit(&[
            defined.label.as_deref().unwrap_or_default(),
            &defined.title,
            defined.indicator.as_str(),
            "indikator",
        ])?;
        let item = model.plan.item(&defined.item, sight.size)?;
        let item = Some(item).filter(|item| permitted.sees_item(item))?;
        let mut about = vec![defined.indicator.to_string()];
        about.push(wording::titled(item.label.as_deref(), &item.title));
        let found = Found {
            address: permitted.indicator_address(&item, &defined.indicator)?,
            title: wording::titled(defined.label.as_deref(), &defined.title),
            about,
        };
        Some((fit, found))
    });
    Group::of("indikatorer", "Indikatorer", found)
}

/// The lines of the page's unit.
pub(super) fn lines(sight: &Sight<'_>, wanted: &Wanted) -> Group {
    let may = sight.may(Capability::Economy).is_ok();
    let known = &sight.model().economy.lines;
    let tables = ALL_TABLES.into_iter().filter(|_| may);
    let found = tables
        .flat_map(|table| known.of_unit(sight.unit(), table, sight.size))
        .filter_map(|line| {
            let fit = wanted.fit(&[&line.title, line.line.as_str(), "rad"])?;
            let found = Found {
                title: line.title.clone(),
                address: sight.link(&path("/ekonomi", line.line.as_str())),
                about: vec![line.line.to_string(), sight.name_of(&line.unit)],
            };
            Some((fit, found))
        });
    Group::of("rader", "Rader i ekonomin", found)
}

/// Decisions, the latest first.
pub(super) fn decisions(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let known = sight.model().decisions.known(sight.size);
    let mut known: Vec<_> = known
        .filter(|decision| permitted.sees(Capability::Decisions, &decision.unit))
        .filter_map(|decision| {
            let fit = wanted.fit(&[
                &decision.title,
                decision.decision.as_str(),
                decision.case_number.as_deref().unwrap_or_default(),
                &decision.organ,
                "beslut",
            ])?;
            Some((fit, decision))
        })
        .collect();
    known.sort_by_key(|(_, decision)| std::cmp::Reverse(decision.date));
    let found = known.into_iter().map(|(fit, decision)| {
        let mut about = vec![decision.decision.to_string(), decision.organ];
        about.push(crate::answer::decisions::as_exactly_as_known(
            decision.date,
            decision.precision,
        ));
        about.extend(decision.case_number);
        about.extend(decision.paragraph);
        let page = path("/beslut", decision.decision.as_str());
        let found = Found {
            address: sight.times.of_unit(decision.unit).link(&page),
            title: decision.title,
            about,
        };
        (fit, found)
    });
    Group::of("beslut", "Beslut", found)
}

/// The published reports, the latest first.
pub(super) fn reports(sight: &Sight<'_>, wanted: &Wanted) -> Group {
    let may = sight.may_of(Capability::Publications, None).is_ok();
    let known = sight.model().reporting.published(sight.size);
    let mut known: Vec<_> = known.filter(|_| may).collect();
    known.reverse();
    let found = known.into_iter().filter_map(|report| {
        let unit = sight.name_of(&report.unit);
        let title = format!(
            "{} {unit}, {}",
            report_name(report.kind),
            in_words(report.period)
        );
        let fit = wanted.fit(&[&title, report.report.as_str(), report.unit.as_str()])?;
        let times = sight.times.of_unit(report.unit.clone());
        let page = path("/rapporter/publicerad", report.report.as_str());
        let found = Found {
            title,
            address: times.about(report.period).link(&page),
            about: vec![
                report.report.to_string(),
                format!("publicerad {}", moment::shown(report.recorded.recorded_at)),
            ],
        };
        Some((fit, found))
    });
    Group::of("rapporter", "Publicerade rapporter", found)
}

/// What a unit is.
const fn unit_kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Assembly => "regionfullmäktige",
        UnitKind::ExecutiveBoard => "regionstyrelse nämnd",
        UnitKind::Committee => "nämnd",
        UnitKind::Administration => "förvaltning",
        UnitKind::Department => "område",
        UnitKind::Staff => "stab",
        UnitKind::Office => "enhet",
    }
}
