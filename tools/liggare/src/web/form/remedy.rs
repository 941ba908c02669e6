//! Remedies: what to do about a refusal, for one who fills in a form.
//!
//! The catalogue's remedies are written for those who write commands, and some name
//! members and commands by their names in code. Those have other words here; the codes
//! and what is wrong are the same.

use ledger::refusal::RefusalCode;

use crate::server::problem::Problem;

/// The remedies that have other words here, by the code.
const REMEDIES: &[(&str, &str)] = &[
    ("expectation_failed", ""),
    (
        "unknown_event",
        "Ange händelsens nummer, till exempel @123.",
    ),
    (
        "unknown_decision",
        "Anteckna beslutet först, eller rätta id:t.",
    ),
    ("unknown_unit", "Välj något som finns."),
    ("unknown_item", "Välj något som finns."),
    ("unknown_indicator", "Välj något som finns."),
    ("unknown_line", "Välj något som finns."),
    ("unknown_action", "Välj något som finns."),
    ("unknown_risk", "Välj något som finns."),
    ("unknown_control", "Välj något som finns."),
    ("unknown_investment", "Välj något som finns."),
    ("amount_out_of_range", "Kontrollera beloppet."),
    ("decision_missing", "Ange beslutets id."),
    ("reason_missing", "Skriv skälet."),
    ("outcome_kind", "Beskriv utfallet i ord i stället."),
    (
        "outcome_reported",
        "Rätta det som är rapporterat i stället, och skriv varför.",
    ),
    (
        "figure_reported",
        "Rätta det som är rapporterat i stället, och skriv varför.",
    ),
    (
        "line_is_investment",
        "Utgifter för investeringar antecknas på sina objekt.",
    ),
    ("frame_missing", "Ramen måste vara beslutad först."),
    ("period_closed", "Rätta en tidigare uppgift i stället."),
    (
        "period_not_open",
        "Öppna perioden först, eller kontrollera enhet, period och rapport.",
    ),
    (
        "evidence_missing",
        "Välj underlag, eller välj att det inte kan bedömas.",
    ),
    (
        "colour_on_missing_data",
        "Välj att det inte kan bedömas och skriv skälet, eller rapportera utfallet först.",
    ),
    (
        "figure_value_kind",
        "Ange ett belopp i kronor eller ett tal, som nyckeltalet är.",
    ),
];

/// A refusal in words for one who fills in a form.
pub(super) fn for_people(mut problem: Problem) -> Problem {
    if problem.code == RefusalCode::ExpectationFailed.as_str() {
        "Någon annan hann före.".clone_into(&mut problem.title);
        // The streams by their names in code; the changes are told one by one.
        problem.detail.clear();
    }
    let mut remedies = REMEDIES.iter();
    if let Some((_, remedy)) = remedies.find(|(code, _)| *code == problem.code) {
        (*remedy).clone_into(&mut problem.remedy);
    }
    // "Texten i document är tom": the field that it stands beside says which text.
    let said = problem.detail.strip_prefix("Texten i ");
    if let Some((_, rest)) = said.and_then(|said| said.split_once(' ')) {
        problem.detail = format!("Texten {rest}");
    }
    problem
}

#[cfg(test)]
mod tests {
    use ledger::refusal::Refusal;

    use super::*;

    #[test]
    fn each_code_with_other_words_is_one_of_the_catalogue() {
        for (code, _) in REMEDIES {
            let mut known = RefusalCode::ALL.iter();
            assert!(known.any(|known| known.as_str() == *code), "{code}");
        }
    }

    #[test]
    fn a_refusal_says_nothing_of_members_and_commands() {
        let refusal = |code, detail: &str| {
            let problem = for_people(Refusal::new(code, "rows[0].document", detail).into());
            format!("{} {}", problem.detail, problem.remedy)
        };
        assert_eq!(
            refusal(
                RefusalCode::TextTooLong,
                "Texten i document har 301 tecken; högst 300 får plats."
            ),
            "Texten har 301 tecken; högst 300 får plats. Korta texten, eller dela upp den."
        );
        assert_eq!(
            refusal(RefusalCode::OutcomeReported, "I-1 har redan ett utfall."),
            "I-1 har redan ett utfall. Rätta det som är rapporterat i stället, och skriv varför."
        );
    }
}
