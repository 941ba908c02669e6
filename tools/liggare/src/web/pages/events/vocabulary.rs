//! The Swedish words for the members of payloads and for the codes that they hold.

use projections::narrative::section;
use serde_json::Value;

/// What members are called, in alphabetical order of their names.
const MEMBERS: &[(&str, &str)] = &[
    ("action", "Åtgärd"),
    (
        "action_shortfall_percent",
        "Godtaget underskott i åtgärder, procent",
    ),
    ("action_total", "Summa av åtgärder"),
    ("age_group", "Åldersgrupp"),
    ("amount", "Belopp"),
    ("amount_ore", "Belopp"),
    ("area", "Område"),
    ("assessment", "Bedömning"),
    ("at_least", "Minst"),
    ("at_least_series", "Minst som serien"),
    ("at_most", "Högst"),
    ("base_value", "Värde basåret"),
    ("base_year", "Basår"),
    ("basis", "Grund"),
    ("basis_period", "Uppföljning"),
    ("better_than_previous", "Bättre än tidigare"),
    ("booking", "Bokföring"),
    ("breakdown", "Uppdelning"),
    ("budget", "Budget"),
    ("by_minority", "Av minoritet"),
    ("by_year", "Till år"),
    ("case_number", "Diarienummer"),
    ("category", "Slag av åtgärd eller volym"),
    ("check", "Kontroll"),
    ("checkpoint", "Kontrollpunkt"),
    ("claim", "Uppgift"),
    ("colour", "Bedömning"),
    ("colour_count", "Antal per färg"),
    ("column", "Kolumn"),
    ("comment", "Kommentar"),
    ("committee", "Nämnd"),
    ("consequence", "Konsekvens"),
    ("control", "Kontrollåtgärd"),
    ("control_assessment", "ISK-bedömning"),
    ("control_follow_up", "Uppföljning av kontrollåtgärd"),
    ("corrects", "Rättar"),
    ("count", "Antal"),
    ("date", "Datum"),
    ("decision", "Beslut"),
    ("delegation", "Delegation"),
    ("desired", "Önskad riktning"),
    ("dimensions", "Indelning"),
    ("distribution", "Fördelning över året"),
    ("document", "Underlag"),
    ("due", "Senast"),
    ("effect", "Önskad effekt"),
    ("effects", "Effekt per år"),
    ("employment", "Anställningsform"),
    ("equity", "Eget kapital"),
    ("event", "Händelse"),
    ("evidence", "Vilar på"),
    ("fact", "Rätt uppgift"),
    ("figure", "Nyckeltal"),
    ("financing", "Finansiering"),
    ("first", "Första månad"),
    ("forecast", "Prognos"),
    ("from_month", "Från månad"),
    ("from_unit", "Från enhet"),
    ("fte", "Årsarbetare"),
    ("fulfilment", "Uppfyllelse"),
    ("grants", "Statsbidrag"),
    ("green_from_percent", "Grön från procent uppfyllda"),
    ("high", "Högst"),
    ("higher_income", "Högre intäkter"),
    ("id", "Id"),
    ("impact", "Konsekvens (1–4)"),
    ("indicator", "Indikator"),
    ("interim_from_month", "Delår tidigast till månad"),
    ("interim_to_month", "Delår senast till månad"),
    ("interval", "Intervall"),
    ("item", "Post"),
    ("judged", "Bedömt i ord"),
    ("judgement", "Bedömning"),
    ("key_figure", "Nyckeltal"),
    ("key_figure_change", "Förändring av nyckeltal"),
    ("key_figure_total", "Summa av nyckeltal"),
    ("kind", "Slag"),
    ("label", "Tryckt nummer"),
    ("last", "Sista månad"),
    ("legal_ground", "Rättslig grund"),
    ("likelihood", "Sannolikhet (1–4)"),
    ("line", "Rad"),
    ("line_amount", "Belopp på en rad"),
    ("low", "Lägst"),
    ("lower_costs", "Lägre kostnader"),
    ("mandate", "Ansvar"),
    ("matter", "Ärende"),
    ("measure", "Mått"),
    ("missing_outcome", "Värde som saknas"),
    ("missing_reason", "Varför värdet saknas"),
    ("month", "Månad"),
    ("months", "Månader"),
    ("motivation", "Motivering"),
    ("name", "Namn"),
    ("narrative", "Text"),
    ("next", "Ny nyckel"),
    ("noted", "Noterad händelse"),
    ("number", "Tal"),
    ("object", "Investeringsobjekt"),
    ("objective", "Mål"),
    ("occupation", "Yrkesgrupp"),
    ("order", "Ordning"),
    ("organ", "Organ"),
    ("outcome", "Utfall"),
    ("owner", "Ansvarig"),
    ("paragraph", "Paragraf"),
    ("parent", "Hör till"),
    ("partly_within_percent", "Delvis inom procent"),
    ("percent", "Procent"),
    ("period", "Period"),
    ("perspective", "Perspektiv"),
    ("plan", "Plan"),
    ("planned", "Planerad"),
    ("policy", "Princip"),
    ("position", "Position"),
    ("postings", "Poster"),
    ("precision", "Datumets noggrannhet"),
    ("previous", "Tidigare"),
    ("purpose", "Ändamål"),
    ("qualitative", "I ord"),
    ("recommendation", "Rekommendation"),
    ("red_from_percent", "Röd från procent inte alls uppfyllda"),
    ("reduction_since", "Minskning sedan"),
    ("referral", "Återremiss"),
    ("relation", "Samband"),
    ("remains", "Det som står kvar"),
    ("report", "Rapport"),
    ("reported_only", "Redovisas utan målvärde"),
    ("required", "Antal som krävs"),
    ("requirement", "Krav"),
    ("reserve", "Reserv"),
    ("restates", "Räknar om"),
    ("risk", "Risk"),
    ("root", "Rot"),
    ("rounded_to", "Avrundad till"),
    ("rounded_to_ore", "Avrundad till"),
    ("rules", "Regler"),
    ("rules_version", "Regelversion"),
    ("scope", "Räckvidd"),
    ("section", "Avsnitt"),
    ("sections", "Avsnitt"),
    ("sex", "Kön"),
    ("sha256", "SHA-256"),
    ("since", "Sedan"),
    ("size", "Antal händelser"),
    ("source", "Källa"),
    ("span", "Månader"),
    ("spending", "Utgift"),
    ("status", "Status"),
    ("strategy", "Strategi"),
    ("successor", "Tar över"),
    ("suggested", "Regelns förslag"),
    ("table", "Tabell"),
    ("target", "Målvärde"),
    ("text", "Text"),
    ("title", "Namn"),
    ("to", "Till"),
    ("to_unit", "Till enhet"),
    ("trend", "Trend"),
    ("unit", "Enhet"),
    ("unit_of_measure", "Mäts i"),
    ("urgent", "Brådskande"),
    ("valid_from", "Gäller från"),
    ("valid_to", "Gäller till och med"),
    ("value", "Värde"),
    ("version", "Version"),
    ("view_sha256", "SHA-256"),
    ("waived", "Undantagna kontroller"),
    ("was_ore", "Tidigare belopp"),
    ("wish", "Önskan"),
    ("witnesses", "Vittnen"),
    ("wording", "Lydelse"),
    ("year", "År"),
];

/// What a member is called.
pub(super) fn word(name: &str) -> Option<&'static str> {
    let place = MEMBERS.binary_search_by_key(&name, |(name, _)| name).ok()?;
    MEMBERS.get(place).map(|(_, word)| *word)
}

/// What a code means where it stands.
pub(super) fn code(name: &str, text: &str) -> Option<&'static str> {
    Some(match (name, text) {
        ("sex", "all") => "alla",
        ("sex", "women") => "kvinnor",
        ("sex", "men") => "män",
        ("category", "income") => "intäkter",
        ("category", "personnel") => "personalkostnader",
        ("category", "other") => "övriga kostnader",
        ("check" | "waived", text) => return check(text),
        ("colour" | "suggested", text) => match text {
            "green" => "grön",
            "yellow" => "gul",
            "red" => "röd",
            "not_assessable" => "kan inte bedömas",
            _ => return None,
        },
        ("trend", text) => match text {
            "better" => "bättre",
            "unchanged" => "oförändrad",
            "worse" => "sämre",
            _ => return None,
        },
        ("basis", text) => match text {
            "rule" => "enligt regeln",
            "override" => "avsteg från regeln",
            "judgement" => "egen bedömning",
            _ => return None,
        },
        ("fulfilment", text) => match text {
            "fully" => "helt",
            "partly" => "delvis",
            "not_at_all" => "inte alls",
            _ => return None,
        },
        ("effect", text) => match text {
            "yes" => "ja",
            "partly" => "delvis",
            "no" => "nej",
            _ => return None,
        },
        ("status", text) => match text {
            "not_started" => "ej påbörjat",
            "ongoing" => "pågår",
            "completed" => "genomfört eller avslutat",
            "discontinued" => "avbrutet",
            "not_carried_out" => "ej genomförd",
            _ => return None,
        },
        ("judgement", "sufficient") => "tillräcklig",
        ("judgement", "insufficient") => "otillräcklig",
        ("desired" | "wish", "increase") => "öka",
        ("desired" | "wish", "decrease") => "minska",
        ("perspective", "residents_and_society") => "invånare och samhälle",
        ("perspective", "process") => "process",
        ("perspective", "resource") => "resurs",
        ("precision", "day") => "dag",
        ("precision", "month") => "månad",
        ("precision", "year") => "år",
        ("scope", "region") => "regiongemensam",
        ("scope", "committee") => "nämndens egen",
        ("breakdown", "none") => "ingen",
        ("breakdown", "complete") => "fullständig",
        ("breakdown", "partial") => "ofullständig (varav)",
        ("distribution", "even") => "jämnt",
        ("relation", "contributes_to") => "bidrar till",
        ("relation", "succeeds") => "efterträder",
        ("table", "operating_result") => "driftredovisning",
        ("table", "income_statement") => "resultaträkning",
        ("table", "investment") => "investeringar",
        ("table", "balance_requirement") => "balanskrav",
        ("column", text) => match text {
            "outcome" => "utfall",
            "budget" => "budget",
            "previous_outcome" => "utfall föregående år",
            "forecast" => "prognos",
            "variance" => "avvikelse",
            "change" => "förändring",
            _ => return None,
        },
        ("consequence", text) => match text {
            "negligible" => "försumbar",
            "mild" => "lindrig",
            "noticeable" => "kännbar",
            "severe" => "allvarlig",
            _ => return None,
        },
        ("measure", text) => match text {
            "full_time_equivalents" => "årsarbetare",
            "full_time_equivalents_net_of_leave" => "årsarbetare efter frånvaro",
            "payroll_cost" => "lönekostnad",
            "sick_leave" => "sjukfrånvaro",
            "listed_patients" => "listade patienter",
            "turnover" => "omsättning",
            "volume" => "volym",
            _ => return None,
        },
        ("section", text) => return part(text),
        ("kind" | "report", text) => return kind(text),
        _ => return None,
    })
}

fn kind(text: &str) -> Option<&'static str> {
    Some(match text {
        "period_report" => "periodrapport",
        "interim_report" => "delårsrapport",
        "operations_report" => "verksamhetsberättelse",
        "annual_report" => "årsredovisning",
        "assembly" => "fullmäktige",
        "executive_board" => "regionstyrelse",
        "committee" => "nämnd",
        "administration" => "förvaltning",
        "department" => "område",
        "staff" => "stab",
        "office" => "enhet",
        "effect_objective" => "effektmål",
        "committee_objective" => "nämndmål",
        "significant_event" => "väsentlig händelse",
        "future_challenge" => "framtida utmaning",
        "indexation" => "uppräkning",
        "supplement" => "tilläggsanslag",
        "reduction" => "minskning",
        "plan" => "plan",
        "frame" => "budgetram",
        "reallocation" => "omdisponering",
        "compensation" => "ersättning",
        "organisation" => "organisation",
        "restatement" => "omräkning",
        "referral_back" => "återremiss",
        "policy" => "policy eller riktlinje",
        "report" => "rapport",
        "disposal" => "gallring",
        "other" => "övrigt",
        _ => return None,
    })
}

fn part(text: &str) -> Option<&'static str> {
    let part = serde_json::from_value(Value::from(text)).ok()?;
    Some(section::title(part))
}

fn check(text: &str) -> Option<&'static str> {
    let check: ledger::event::reporting::CheckName =
        serde_json::from_value(Value::from(text)).ok()?;
    Some(check.title())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample of every kind of event: what is frozen of its form.
    const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/events");

    fn nameless(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    if word(name).is_none() {
                        found.push(name.clone());
                    }
                    nameless(value, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| nameless(item, found)),
            _ => {}
        }
    }

    #[test]
    fn members_stand_in_order_so_that_each_is_found() {
        assert!(MEMBERS.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    /// Told as red *under* a share, an adopted rule read as the opposite of itself: red is
    /// from the share on that is met not at all ([`ledger::rules::RuleSet`]).
    #[test]
    fn both_colours_of_a_rule_are_told_from_a_share_on() {
        for name in ["green_from_percent", "red_from_percent"] {
            let said = word(name).expect("a word");
            assert!(said.contains("från procent"), "{said}");
        }
        let red = word("red_from_percent").expect("a word");
        assert!(red.ends_with("inte alls uppfyllda"), "{red}");
    }

    #[test]
    fn every_member_of_every_event_has_a_word() {
        let mut found = Vec::new();
        let mut seen = 0;
        for file in std::fs::read_dir(SAMPLES).expect("the samples") {
            let path = file.expect("a sample").path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let sample = std::fs::read(&path).expect("a sample");
                nameless(&serde_json::from_slice(&sample).expect("JSON"), &mut found);
                seen += 1;
            }
        }
        assert!(seen > 50, "{seen} samples");
        assert_eq!(found, [] as [String; 0]);
    }
}
