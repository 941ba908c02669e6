//! The name that a ledger signs under: its origin line.

/// The origin line of a ledger: the organisation's name for it and its id. Every
/// character of the name that a note's name cannot hold (white space, control
/// characters, plus) becomes a hyphen.
pub fn origin_line(origin: &str, ledger: uuid::Uuid) -> String {
    let name: String = origin
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() || c == '+' {
                '-'
            } else {
                c
            }
        })
        .collect();
    format!("{name}/{ledger}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_note_s_name_cannot_hold_becomes_a_hyphen_and_the_rest_stays() {
        let ledger = uuid::Uuid::from_u128(7);
        let id = "00000000-0000-0000-0000-000000000007";
        for (origin, slug) in [
            ("Region Örebro län", "Region-Örebro-län"),
            ("a+b\u{a0}c\td\u{7f}e", "a-b-c-d-e"),
            ("/a/b/", "/a/b/"),
            ("", ""),
        ] {
            assert_eq!(origin_line(origin, ledger), format!("{slug}/{id}"));
        }
    }
}
