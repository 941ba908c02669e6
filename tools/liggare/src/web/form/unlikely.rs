//! Unlikely amounts: what is asked about once before it is recorded, since a slip of
//! the sign or the unit is more likely than the amount.
//!
//! Guarantee: the rules are pure and see only amounts, and without anything to compare
//! with nothing is asked.
//!
//! Deliberately not here: what is right. Whoever says that the amount is right records it.

use ledger::money::Ore;

use crate::render::swedish::{self, NO_BREAK_SPACE};

/// How many times an amount may be greater or smaller than the usual before it is asked
/// about: a slip between kronor and thousands is a factor of 1,000, and months of a line
/// differ by less than ten.
const FAR: u128 = 100;

/// How small a part of its frame a reallocation may be before it is asked about: small
/// moves from great frames are made, but not of a hundred-thousandth.
const FAR_OF_FRAME: u128 = 100_000;

/// Of ten amounts, how many must have the same sign for it to be the usual one.
const SAME_OF_TEN: usize = 9;

/// The units that amounts are mistaken for, in kronor: thousands and millions.
const MISTAKEN: [i64; 2] = [1_000, 1_000_000];

/// What amounts usually are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Usual {
    /// Whether they are negative; none when both occur.
    is_negative: Option<bool>,
    /// The magnitude in the middle, in öre.
    magnitude: u128,
}

/// What is unlikely of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// It has the other sign.
    Sign,
    /// It is far greater.
    Great,
    /// It is far smaller.
    Small,
}

/// An answer that is asked about before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Doubted {
    /// The field.
    pub(in crate::web) field: &'static str,
    /// The question, in Swedish.
    pub(in crate::web) question: String,
    /// What is sent to say that it is right: the amount, so that another is asked about anew.
    pub(in crate::web) answer: String,
}

impl Doubted {
    /// What is asked about an amount in a field, when it is unlikely beside those that
    /// were there before.
    pub(in crate::web) fn of(field: &'static str, amount: Ore, before: &[Ore]) -> Option<Self> {
        Some(Self {
            field,
            question: question(amount, before)?,
            answer: amount.0.to_string(),
        })
    }

    /// What is asked about moves from frames: of the first that is a hardly noticeable
    /// part of its frame. Each is the line, what it gives or gets, and its frame.
    pub(in crate::web) fn of_moves(
        field: &'static str,
        moves: &[(String, Ore, Ore)],
    ) -> Option<Self> {
        let is_small =
            |amount: &Ore, frame: &Ore| magnitude(*amount) * FAR_OF_FRAME < magnitude(*frame);
        let (line, amount, frame) = moves
            .iter()
            .find(|(_, amount, frame)| *amount != Ore::ZERO && is_small(amount, frame))?;
        let all = moves.iter().map(|(_, amount, _)| amount.0.to_string());
        Some(Self {
            field,
            question: format!(
                "{} är lite för {line}, vars ram är {}. Beloppen skrivs i kronor, inte i tusental \
                 eller miljoner. Stämmer det?",
                kronor(Ore(amount.0.saturating_abs())),
                kronor(*frame)
            ),
            answer: all.collect::<Vec<_>>().join(" "),
        })
    }
}

/// What is asked about an amount, when it is unlikely beside those that were there before.
fn question(amount: Ore, before: &[Ore]) -> Option<String> {
    let usual = usual(before)?;
    let doubts = doubts(amount, usual);
    let sign = match (doubts.contains(&Doubt::Sign), usual.is_negative) {
        (true, Some(true)) => "Raden brukar vara negativ: kostnader skrivs med minus.",
        (true, _) => "Raden brukar vara positiv: intäkter skrivs utan minus.",
        (false, _) => "",
    };
    let about = match (about(usual.magnitude), usual.is_negative) {
        (about, Some(true)) => Ore(-about.0),
        (about, _) => about,
    };
    let size = |word: &str| {
        format!(
            "Beloppet är mycket {word} än vad raden brukar ha, omkring {}. Det skrivs i kronor, \
             inte i tusental eller miljoner.",
            kronor(about)
        )
    };
    let size = if doubts.contains(&Doubt::Great) {
        size("större")
    } else if doubts.contains(&Doubt::Small) {
        size("mindre")
    } else {
        String::new()
    };
    let meant = meant(amount, usual).map_or_else(
        || "Stämmer beloppet?".to_owned(),
        |meant| format!("Menar du {}?", kronor(meant)),
    );
    let told = [sign, &size, &meant].map(str::to_owned);
    let told = told.into_iter().filter(|part| !part.is_empty());
    (!doubts.is_empty()).then(|| told.collect::<Vec<_>>().join(" "))
}

/// What the amounts usually are: the sign of nine in ten, the magnitude in the middle.
/// Zeros say nothing; none when there are no others.
fn usual(before: &[Ore]) -> Option<Usual> {
    let mut magnitudes: Vec<u128> = before.iter().map(|ore| magnitude(*ore)).collect();
    magnitudes.retain(|magnitude| *magnitude > 0);
    magnitudes.sort_unstable();
    let count = magnitudes.len();
    let negative = before.iter().filter(|ore| **ore < Ore::ZERO).count();
    let most = |some: usize| some * 10 >= count * SAME_OF_TEN;
    Some(Usual {
        magnitude: *magnitudes.get(count.saturating_sub(1) / 2)?,
        is_negative: if most(negative) {
            Some(true)
        } else {
            most(count - negative).then_some(false)
        },
    })
}

/// What is unlikely of an amount; nothing of zero, which has neither sign nor unit.
fn doubts(amount: Ore, usual: Usual) -> Vec<Doubt> {
    let size = magnitude(amount);
    if size == 0 {
        return Vec::new();
    }
    let is_negative = amount < Ore::ZERO;
    let has_other_sign = usual.is_negative.is_some_and(|usual| usual != is_negative);
    [
        (Doubt::Sign, has_other_sign),
        (Doubt::Great, size >= usual.magnitude * FAR),
        (Doubt::Small, size * FAR <= usual.magnitude),
    ]
    .into_iter()
    .filter_map(|(doubt, holds)| holds.then_some(doubt))
    .collect()
}

/// The amount that may be meant: with the usual sign, and in the unit that makes it
/// nearest to the usual; none when no such amount is likely.
fn meant(amount: Ore, usual: Usual) -> Option<Ore> {
    let size = i64::try_from(magnitude(amount)).ok()?;
    let scaled = MISTAKEN.into_iter().flat_map(|unit| {
        let exact = (size % unit == 0).then_some(size / unit);
        [size.checked_mul(unit), exact]
    });
    let is_negative = usual.is_negative.unwrap_or(amount < Ore::ZERO);
    let signed = |size: i64| Ore(if is_negative { -size } else { size });
    std::iter::once(Some(size))
        .chain(scaled)
        .flatten()
        .map(signed)
        .find(|amount| doubts(*amount, usual).is_empty())
}

fn magnitude(amount: Ore) -> u128 {
    u128::from(amount.0.unsigned_abs())
}

/// An amount to three digits.
fn about(magnitude: u128) -> Ore {
    let digits = magnitude.checked_ilog10().unwrap_or(0);
    let step = 10_u128.pow(digits.saturating_sub(2));
    let rounded = magnitude.saturating_add(step / 2) / step * step;
    Ore(i64::try_from(rounded).unwrap_or(i64::MAX))
}

fn kronor(amount: Ore) -> String {
    format!("{}{NO_BREAK_SPACE}kr", swedish::kronor(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kronor as öre.
    fn kr(kronor: i64) -> Ore {
        Ore(kronor * 100)
    }

    /// A cost of some twenty million kronor a month.
    fn cost() -> Vec<Ore> {
        [-21, -22, -23, -24, -25].map(|m| kr(m * 1_000_000)).into()
    }

    fn asked(amount: Ore, before: &[Ore]) -> String {
        question(amount, before)
            .unwrap_or_default()
            .replace('\u{a0}', " ")
    }

    #[test]
    fn without_a_history_nothing_is_asked() {
        for before in [vec![], vec![Ore::ZERO; 12]] {
            for amount in [kr(-1), kr(1), Ore(1), Ore(i64::MAX), Ore(i64::MIN)] {
                assert_eq!(question(amount, &before), None, "{amount:?}");
            }
        }
    }

    #[test]
    fn an_amount_of_the_usual_sign_and_size_is_not_asked_about() {
        for amount in [-1_000_000, -23_500_000, -230_000_001, -2_000_000_000, 0] {
            assert_eq!(question(kr(amount), &cost()), None, "{amount}");
        }
    }

    #[test]
    fn the_other_sign_is_asked_about_and_the_usual_one_suggested() {
        assert_eq!(
            asked(kr(23_000_000), &cost()),
            "Raden brukar vara negativ: kostnader skrivs med minus. Menar du −23 000 000 kr?"
        );
        let income: Vec<Ore> = cost().into_iter().map(|ore| Ore(-ore.0)).collect();
        assert_eq!(
            asked(kr(-23_000_000), &income),
            "Raden brukar vara positiv: intäkter skrivs utan minus. Menar du 23 000 000 kr?"
        );
    }

    #[test]
    fn a_sign_is_usual_when_nine_of_ten_have_it() {
        let mut before = vec![kr(-5); 9];
        before.push(kr(5));
        assert_ne!(question(kr(5), &before), None);
        assert_eq!(question(kr(-5), &before), None);
        before.push(kr(5));
        assert_eq!(question(kr(5), &before), None, "both occur");
    }

    #[test]
    fn an_amount_typed_in_another_unit_is_asked_about_and_the_right_one_suggested() {
        let small = "Beloppet är mycket mindre än vad raden brukar ha, omkring −23 000 000 kr. \
                     Det skrivs i kronor, inte i tusental eller miljoner.";
        let great = small.replace("mindre", "större");
        for (typed, told) in [
            (-23_500, format!("{small} Menar du −23 500 000 kr?")),
            (-23, format!("{small} Menar du −23 000 000 kr?")),
            (-23_000_000_000, format!("{great} Menar du −23 000 000 kr?")),
            // Neither thousands nor millions make it likely.
            (-230_000, format!("{small} Menar du −230 000 000 kr?")),
            (
                -9_000_000_000_000,
                format!("{great} Menar du −9 000 000 kr?"),
            ),
        ] {
            assert_eq!(asked(kr(typed), &cost()), told, "{typed}");
        }
        let both = asked(kr(23_500), &cost());
        assert!(both.starts_with("Raden brukar vara negativ"), "{both}");
        assert!(both.contains("mycket mindre"), "{both}");
        assert!(both.ends_with("Menar du −23 500 000 kr?"), "{both}");
    }

    #[test]
    fn what_is_usual_is_told_to_three_digits() {
        let said = asked(kr(-1), &[Ore(-2_271_726_077)]);
        assert!(said.contains("omkring −22 700 000 kr"), "{said}");
        assert_eq!([0, 7, 999, 9_996].map(about), [0, 7, 999, 10_000].map(Ore));
    }

    #[test]
    fn a_hundred_times_is_far_and_less_is_not() {
        let before = [kr(1_000)];
        assert_eq!(question(kr(99_999), &before), None);
        assert_ne!(question(kr(100_000), &before), None);
        assert_eq!(question(Ore(1_001), &before), None);
        assert_ne!(question(kr(10), &before), None);
        assert_eq!(
            asked(kr(10), &before)
                .matches("Menar du 10 000 kr?")
                .count(),
            1
        );
    }

    #[test]
    fn the_greatest_amounts_are_asked_about_too() {
        for amount in [Ore(i64::MAX), Ore(i64::MIN)] {
            assert!(asked(amount, &cost()).contains("mycket större"));
        }
        assert_ne!(question(kr(1), &[Ore(i64::MIN)]), None);
    }

    #[test]
    fn a_move_is_asked_about_when_it_is_hardly_a_part_of_its_frame() {
        let of = |amount: i64, frame: i64| {
            Doubted::of_moves("poster", &[("L1".to_owned(), kr(amount), kr(frame))])
        };
        assert_eq!(of(100_000, -340_000_000), None);
        assert_eq!(of(100, 0), None, "a frame of nothing says nothing");
        let asked = of(1_500, -340_000_000).expect("a question");
        assert_eq!(
            asked.question.replace('\u{a0}', " "),
            "1 500 kr är lite för L1, vars ram är −340 000 000 kr. Beloppen skrivs i kronor, \
             inte i tusental eller miljoner. Stämmer det?"
        );
        assert_eq!(asked.answer, "150000");
    }

    #[test]
    fn what_says_that_an_amount_is_right_says_it_of_no_other() {
        let answer = |amount| Doubted::of("belopp", amount, &cost()).map(|it| it.answer);
        assert_eq!(answer(kr(-1)).as_deref(), Some("-100"));
        assert_ne!(answer(kr(-1)), answer(kr(-2)));
    }
}
