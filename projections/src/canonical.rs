//! The canonical form of a document: RFC 8785 JSON, the bytes that a report is pinned by.
//!
//! Guarantee: equal documents have equal bytes and differing ones differing
//! bytes, on every machine; decimals of a quantity count (`11.0` is not `11`).
//!
//! Deliberately not here: the writing of canonical JSON, which is the ledger's.

use ledger::basis::Hash;
use ledger::canonical;
use serde::Serialize;

use crate::document::{Document, Section};

/// The canonical bytes of a document.
pub fn document_bytes(document: &Document) -> Vec<u8> {
    bytes(document)
}

/// SHA-256 of a section's canonical bytes.
pub fn section_hash(section: &Section) -> Hash {
    hash(&bytes(section))
}

/// SHA-256 of bytes.
pub fn hash(bytes: &[u8]) -> Hash {
    canonical::sha256(bytes)
}

/// The canonical JSON of a value; a value that has no JSON form is `null`,
/// which no document is: its maps have text keys and its numbers are integers.
pub(crate) fn bytes(value: &impl Serialize) -> Vec<u8> {
    canonical::canonical(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Row, Table};
    use ledger::money::Ore;
    use ledger::quantity::Quantity;

    #[test]
    fn members_stand_in_order_without_space_and_text_unescaped() {
        let value = serde_json::json!({"b": [1, "å\n"], "a": {"d": null, "c": true}});
        assert_eq!(
            String::from_utf8(bytes(&value)).unwrap(),
            "{\"a\":{\"c\":true,\"d\":null},\"b\":[1,\"å\\n\"]}"
        );
    }

    #[test]
    fn the_hash_of_a_section_covers_every_cell_and_every_decimal() {
        let section = |cells| {
            let table = Table::new("t", "T", "", &[("title", ""), ("outcome", "Utfall")]);
            Section::new("s", "S", 1).table(table.with([Row::new("r", cells)]))
        };
        let hashes: std::collections::BTreeSet<Hash> = [
            vec![Cell::text("a"), Cell::Amount(Ore(1))],
            vec![Cell::text("a"), Cell::Amount(Ore(2))],
            vec![Cell::text("a"), Cell::Count(1)],
            vec![Cell::text("a"), Cell::Number(Quantity::new(11, 0))],
            vec![Cell::text("a"), Cell::Number(Quantity::new(110, 1))],
        ]
        .into_iter()
        .map(|cells| section_hash(&section(cells)))
        .collect();
        assert_eq!(hashes.len(), 5);
    }
}
