//! The manifest's signature: nobody without the ledger's key can change what an
//! archive lists, and so none of its files.

use base64ct::{Base64, Encoding};

use super::keys::Keys;
use super::manifest::{self, Manifest};
use crate::note::Note;
use crate::verdict::{Check, Place, Verdicts};

/// The first line of what is signed; no ledger's name is like it.
const FIRST_LINE: &str = "liggare.archive/v1";

/// Says whether the manifest is signed by the log's key at its end.
pub(super) fn examine(manifest: &Manifest, keys: &Keys, verdicts: &mut Verdicts) {
    match judge(manifest, keys) {
        Ok(by) => verdicts.looked_at(Check::ArchiveSignature, format!("underskriven med {by}")),
        Err(what) => {
            let place = Place::file(manifest::FILE);
            verdicts.fails(Check::ArchiveSignature, place, what);
        }
    }
}

fn judge(manifest: &Manifest, keys: &Keys) -> Result<String, String> {
    let text = manifest.signature.as_deref().ok_or(
        "förteckningen saknar underskrift: vem som helst kan ha ändrat arkivets filer; exportera det på nytt där liggarens nyckel finns",
    )?;
    let key = keys
        .all()
        .last()
        .ok_or("liggaren har ingen nyckel att pröva underskriften med")?;
    let note = Note::parse(text).map_err(|error| error.to_string())?;
    let hash = Base64::encode_string(&manifest.signed);
    if note.body != format!("{FIRST_LINE}\n{}\n{hash}\n", manifest.ledger.name()) {
        return Err("underskriften gäller en annan förteckning".to_owned());
    }
    if note.signatures.len() != 1 {
        return Err(format!(
            "förteckningen har {} underskrifter, men ska ha en",
            note.signatures.len()
        ));
    }
    note.verify(key).map_err(|error| error.to_string())?;
    Ok(key.to_string())
}
