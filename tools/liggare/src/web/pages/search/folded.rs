//! Words folded for search: without regard to case, and with accents that Swedish does
//! not tell letters apart by taken away. Å, ä and ö are letters of their own.

/// What is searched for: every word has to be there.
pub(in crate::web::pages) struct Wanted(Vec<String>);

/// How well something is what is searched for; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Every word stands there whole.
    Whole,
    /// Every word at least begins one that stands there.
    Begins,
    /// Some word stands only within another.
    Within,
}

impl Wanted {
    /// The words of a text.
    pub(in crate::web::pages) fn of(text: &str) -> Self {
        let words = folded(text);
        Self(words.split_whitespace().map(str::to_owned).collect())
    }

    /// Whether nothing is searched for.
    pub(in crate::web::pages) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each word stands in one of the texts; nothing stands in all.
    pub(in crate::web::pages) fn is_in(&self, texts: &[&str]) -> bool {
        self.fit(texts).is_some()
    }

    /// How well the texts are what is searched for, by the word that fits least;
    /// none when a word stands in none of them.
    pub(super) fn fit(&self, texts: &[&str]) -> Option<Fit> {
        let texts: Vec<String> = texts.iter().map(|text| folded(text)).collect();
        let mut fits = self.0.iter().map(|word| {
            let in_each = texts.iter().filter_map(|text| fit(word, text));
            in_each.min()
        });
        fits.try_fold(Fit::Whole, |worst, fit| Some(worst.max(fit?)))
    }
}

/// How a word stands in a text. A number stands for itself: 1 is not in 10 or 2024, but
/// it is in E1.
fn fit(word: &str, text: &str) -> Option<Fit> {
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    if word.chars().all(is_number) {
        let mut numbers = text.split(|letter| !is_number(letter));
        let word = word.trim_matches('.');
        return numbers
            .any(|number| number.trim_matches('.') == word)
            .then_some(Fit::Whole);
    }
    let ends = |letter: char| !letter.is_alphanumeric();
    let starts = text.match_indices(word).filter(|(at, _)| {
        text.get(..*at)
            .is_none_or(|it| it.is_empty() || it.ends_with(ends))
    });
    let whole = |at: usize| {
        let rest = text.get(at.saturating_add(word.len())..);
        rest.is_none_or(|rest| rest.is_empty() || rest.starts_with(ends))
    };
    let best = starts.map(|(at, _)| if whole(at) { Fit::Whole } else { Fit::Begins });
    best.min()
        .or_else(|| text.contains(word).then_some(Fit::Within))
}

/// A text in lower case, without accents that are not Swedish.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            'à' | 'á' | 'â' | 'ã' => Some('a'),
            'ç' => Some('c'),
            'è' | 'é' | 'ê' | 'ë' => Some('e'),
            'ì' | 'í' | 'î' | 'ï' => Some('i'),
            'ñ' => Some('n'),
            'ò' | 'ó' | 'ô' | 'õ' => Some('o'),
            'ù' | 'ú' | 'û' => Some('u'),
            'ü' | 'ÿ' | 'ý' => Some('y'),
            'æ' => Some('ä'),
            'ø' => Some('ö'),
            '\u{ad}' | '\u{301}' | '\u{300}' => None,
            '\u{a0}' | '\u{202f}' => Some(' '),
            '\u{2010}' | '\u{2011}' | '–' | '\u{2212}' => Some('-'),
            other => Some(other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_regard_to_case_and_accents_but_swedish_letters_are_kept() {
        for (wanted, text, found) in [
            ("HÄLSO", "Hälso- och sjukvårdsnämnden", true),
            ("halso", "Hälso- och sjukvårdsnämnden", false),
            ("ÅR mål", "Mål för året", true),
            ("mål tandvård", "Mål för året", false),
            ("ide", "Idé och lärande", true),
            ("idé", "IDE", true),
            ("rf-e1", "RF-E10", true),
            ("2 000", "2\u{a0}000 patienter", true),
            ("", "vad som helst", true),
        ] {
            assert_eq!(Wanted::of(wanted).is_in(&[text]), found, "{wanted} {text}");
        }
        assert!(Wanted::of("rf tandvård").is_in(&["RF-E3", "Jämlik tandvård"]));
        assert!(Wanted::of(" \u{a0} ").is_empty());
    }

    /// "Effektmål 1" gave nothing, since the kind and the number were not looked at; had
    /// the number been looked at as any other word, it would have given 10 and 2021 too.
    #[test]
    fn a_number_is_found_as_itself_and_the_word_that_fits_least_decides() {
        let fit = |wanted: &str, texts: &[&str]| Wanted::of(wanted).fit(texts);
        let objective = ["effektmål", "mål", "1", "RF-E1", "God hälsa"];
        assert_eq!(fit("effektmål 1", &objective), Some(Fit::Whole));
        assert_eq!(fit("mål 1", &objective), Some(Fit::Whole));
        assert_eq!(fit("mål hälso", &objective), None);
        assert_eq!(fit("mål häl", &objective), Some(Fit::Begins));
        assert_eq!(fit("fektmål 1", &objective), Some(Fit::Within));
        for other in ["10", "RF-E10", "2021", "1.4"] {
            assert_eq!(fit("1", &[other]), None, "{other}");
        }
        assert_eq!(fit("1.4", &["I-1.4"]), Some(Fit::Whole));
        assert_eq!(fit("1.", &["1"]), Some(Fit::Whole));
    }
}
