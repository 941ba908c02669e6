//! Report files: each is what was published, byte for byte or section by section.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Unreadable;
use super::files;
use super::gone::{Gone, unexplained};
use super::manifest::Manifest;
use super::publications::Publication;
use super::redactions::Redactions;
use crate::json;
use crate::tree::Hash;
use crate::verdict::counted::{counted, number};
use crate::verdict::{Check, Place, Verdicts};

/// The longest name of a file that spells the report's id out.
const LONGEST_NAME: usize = 200;

/// The report files by the size that they say they rest on. A file that does
/// not say it is judged with the publications.
pub(super) fn by_size(
    folder: &Path,
    manifest: &Manifest,
) -> Result<BTreeMap<u64, Vec<String>>, Unreadable> {
    let mut planned: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (name, _) in &manifest.files {
        if name.starts_with("reports/")
            && files::may_be_listed(name)
            && let Some(bytes) = read(folder, name)?
            && let Some(size) = size_of(&bytes)
        {
            planned.entry(size).or_default().push(name.clone());
        }
    }
    Ok(planned)
}

/// A report file's document, when it is canonical.
pub(crate) fn document(folder: &Path, name: &str) -> Result<Option<Value>, Unreadable> {
    let bytes = read(folder, name)?;
    let text = bytes.as_deref().and_then(|bytes| bytes.strip_suffix(b"\n"));
    Ok(text.and_then(|text| json::read(text).ok()))
}

fn size_of(bytes: &[u8]) -> Option<u64> {
    let parts = json::members(bytes.strip_suffix(b"\n")?).ok()?;
    let (_, basis) = parts.into_iter().find(|(name, _)| name == "basis")?;
    json::read(basis).ok()?.get("size")?.as_u64()
}

fn read(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
    files::whole(folder, name).map_err(Unreadable::at(name))
}

/// Compares every report file with its publication.
pub(super) fn examine(
    folder: &Path,
    manifest: &Manifest,
    publications: &[Publication],
    redactions: &Redactions,
    verdicts: &mut Verdicts,
) -> Result<(), Unreadable> {
    let mut expected: BTreeMap<String, &Publication> = BTreeMap::new();
    for publication in publications {
        expected.insert(file_name(&publication.report), publication);
    }
    for (name, _) in &manifest.files {
        if name.starts_with("reports/") && !expected.contains_key(name) {
            verdicts.fails(
                Check::Reports,
                Place::file(name),
                "ingen sådan rapport är publicerad",
            );
        }
    }
    let (mut whole, mut partly) = (0, 0);
    for (name, publication) in &expected {
        let place = Place::file(name).at_position(publication.position);
        let bytes = read(folder, name)?;
        let likeness = bytes
            .as_deref()
            .map(|bytes| match bytes.strip_suffix(b"\n") {
                Some(text) => compare(text, publication),
                None => Err((Some(bytes.len()), "filen saknar radslut".to_owned())),
            });
        match likeness {
            None => verdicts.fails(Check::Reports, place, "rapportfilen saknas"),
            Some(Err((byte, what))) => {
                let place = byte.map_or(place.clone(), |byte| place.at_byte(byte));
                verdicts.fails(Check::Reports, place, what);
            }
            Some(Ok(Likeness::Identical)) => whole += 1,
            Some(Ok(Likeness::Sections(differing))) => {
                let gone = redactions.since(publication.position, publication.size);
                let document = document(folder, name)?.unwrap_or_default();
                let unexplained = unexplained(&document, &differing, &gone);
                let sections = differing.join(", ");
                if unexplained.is_empty() {
                    partly += 1;
                    verdicts.note(Check::Reports, format!(
                        "{} kan inte längre återskapas i sin helhet: {} gallrade, avsnitt {sections}",
                        publication.report,
                        positions(&gone),
                    ));
                } else {
                    let sections = unexplained.join(", ");
                    let text = format!("inte det som publicerades; avsnitt: {sections}");
                    verdicts.fails(Check::Reports, place, text);
                }
            }
        }
    }
    verdicts.looked_at(
        Check::Reports,
        format!(
            "{} kan återskapas i sin helhet, {} kan det inte längre efter gallring",
            counted(whole, "rapport", "rapporter"),
            number(partly)
        ),
    );
    Ok(())
}

fn positions(gone: &[Gone]) -> String {
    let mut text = String::new();
    for (nth, gone) in gone.iter().take(5).enumerate() {
        let position = gone.position;
        let _ = write!(text, "{}@{position}", if nth > 0 { ", " } else { "" });
    }
    if gone.len() > 5 {
        let _ = write!(text, " och {} till", gone.len() - 5);
    }
    text
}

/// How like the published report a document is.
pub(crate) enum Likeness {
    /// Byte for byte.
    Identical,
    /// In all but these sections.
    Sections(Vec<String>),
}

/// Compares a document's canonical bytes with its publication.
pub(crate) fn compare(
    text: &[u8],
    publication: &Publication,
) -> Result<Likeness, (Option<usize>, String)> {
    let parts = json::members(text).map_err(|fault| (Some(fault.byte), fault.what))?;
    let parts: BTreeMap<&str, &[u8]> = parts.iter().map(|(name, part)| (&**name, *part)).collect();
    let value = |name: &str| parts.get(name).and_then(|part| json::read(part).ok());
    for (name, stated) in &publication.heads {
        if value(name).as_ref().and_then(Value::as_str) != Some(stated) {
            return Err((None, format!("{name} är inte den publicerade rapportens")));
        }
    }
    let basis = value("basis").unwrap_or_default();
    let same_basis = basis.get("size").and_then(Value::as_u64) == Some(publication.size)
        && basis.get("root").and_then(Value::as_str) == Some(&crate::tree::hex(&publication.root))
        && basis.get("rules_version").and_then(Value::as_u64) == Some(publication.rules_version);
    if !same_basis {
        return Err((
            None,
            "underlaget är inte den publicerade rapportens".to_owned(),
        ));
    }
    let known = ["basis", "kind", "period", "sections", "title", "unit"];
    if let Some(name) = parts.keys().find(|name| !known.contains(name)) {
        return Err((None, format!("ledet {name} hör inte till en rapport")));
    }
    // Only now: a hash that agrees does not make what stands in it true.
    if sha256(text) == publication.view {
        return Ok(Likeness::Identical);
    }
    let sections = parts.get("sections").copied().unwrap_or_default();
    let sections = json::items(sections).map_err(|fault| (None, fault.what))?;
    let mut found = Vec::new();
    for section in sections {
        let section_key = json::read(section).ok();
        let section_key = section_key
            .as_ref()
            .and_then(|section| section.get("key")?.as_str());
        found.push((section_key.unwrap_or_default().to_owned(), sha256(section)));
    }
    let keys = |sections: &[(String, Hash)]| -> Vec<String> {
        sections.iter().map(|(key, _)| key.clone()).collect()
    };
    if keys(&found) != keys(&publication.sections) {
        let what = "avsnitten är inte den publicerade rapportens, i dess ordning";
        return Err((None, what.to_owned()));
    }
    let pairs = found.iter().zip(&publication.sections);
    let differing = pairs.filter(|(is, was)| is != was);
    let differing: Vec<String> = differing.map(|(is, _)| is.0.clone()).collect();
    if differing.is_empty() {
        let what = "rubriken är inte den publicerade rapportens";
        return Err((None, what.to_owned()));
    }
    Ok(Likeness::Sections(differing))
}

/// The tables of a document, in order.
pub(crate) fn tables(document: &Value) -> impl Iterator<Item = &Value> {
    let sections = document.get("sections").and_then(Value::as_array);
    let blocks = sections
        .into_iter()
        .flatten()
        .filter_map(|section| section.get("blocks")?.as_array())
        .flatten();
    blocks.filter_map(|block| block.get("table"))
}

/// The cell of `table:row:column`; a row's key may hold colons itself.
pub(crate) fn cell<'a>(document: &'a Value, key: &str) -> Option<&'a Value> {
    let (table, rest) = key.split_once(':')?;
    let (row, column) = rest.rsplit_once(':')?;
    let has_key = |value: &&Value, key: &str| value.get("key").and_then(Value::as_str) == Some(key);
    let table = tables(document).find(|found| has_key(found, table))?;
    let mut columns = table.get("columns")?.as_array()?.iter();
    let nth = columns.position(|found| has_key(&found, column))?;
    let mut rows = table.get("rows")?.as_array()?.iter();
    rows.find(|found| has_key(found, row))?
        .get("cells")?
        .get(nth)
}

pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The file of a report: letters, digits, `-`, `_` and dots that do not stand
/// first are kept, every other byte is told in hexadecimal after a per cent sign.
pub(crate) fn file_name(report: &str) -> String {
    let mut name = String::new();
    for byte in report.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_')
            || byte == b'.' && !name.is_empty();
        if plain {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02X}");
        }
    }
    if name.len() > LONGEST_NAME {
        name = format!("%{}", crate::tree::hex(&sha256(report.as_bytes())));
    }
    format!("reports/{name}.json")
}
