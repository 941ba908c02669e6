//! Words folded for search: without regard to case, and with accents that Swedish does
//! not tell letters apart by taken away. Å, ä and ö are letters of their own.

/// What is searched for: every word has to be there.
pub(in crate::web::pages) struct Wanted(Vec<String>);

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
        let texts: Vec<String> = texts.iter().map(|text| folded(text)).collect();
        let stands = |word: &String| texts.iter().any(|text| text.contains(word.as_str()));
        self.0.iter().all(stands)
    }
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
}
