//! `archive.json`: what an archive says that it holds.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::json;
use crate::ledger::{Ledger, only};
use crate::tree::{Hash, unhex};

/// The file's name.
pub const FILE: &str = "archive.json";

/// The version of the archive's format.
const FORMAT: u64 = 1;

/// What the manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// How many notes there are in `checkpoints.txt`.
    pub checkpoints: u64,
    /// How many events there are.
    pub events: u64,
    /// The other files by name, with their SHA-256.
    pub files: Vec<(String, Hash)>,
    /// The ledger.
    pub ledger: Ledger,
    /// The root over all events.
    pub root: Hash,
    /// The signed note over the file, as it stands; none when nobody signed.
    pub signature: Option<String>,
    /// SHA-256 of the file without its signature, which is what is signed.
    pub signed: Hash,
    /// The ledger's first verifier key; none when nothing has been signed.
    pub verifier_key: Option<String>,
}

impl Manifest {
    /// Reads the file's bytes.
    ///
    /// # Errors
    /// The byte, when it is known, and what is wrong in Swedish.
    pub fn read(bytes: &[u8]) -> Result<Self, (Option<usize>, String)> {
        let Some(text) = bytes.strip_suffix(b"\n") else {
            return Err((Some(bytes.len()), "filen saknar radslut".to_owned()));
        };
        let value = json::read(text).map_err(|fault| (Some(fault.byte), fault.what))?;
        let members = json::members(text).map_err(|fault| (Some(fault.byte), fault.what))?;
        let signed = Sha256::digest(json::without(&members, "signature"));
        Self::of(&value, signed.into()).map_err(|what| (None, what))
    }

    fn of(value: &Value, signed: Hash) -> Result<Self, String> {
        let members = value.as_object().ok_or("filen är inte ett objekt")?;
        only(
            members,
            &[
                "checkpoints",
                "events",
                "files",
                "format",
                "ledger",
                "root",
                "signature",
                "verifier_key",
            ],
        )?;
        let number = |name: &str| {
            let number = members.get(name).and_then(Value::as_u64);
            number.ok_or(format!("{name} saknas eller är inget tal"))
        };
        match number("format")? {
            FORMAT => {}
            other => {
                return Err(format!(
                    "format {other} är okänt; den här granskaren läser format {FORMAT}"
                ));
            }
        }
        let text = |name: &str| {
            let text = members.get(name).and_then(Value::as_str);
            text.ok_or(format!("{name} saknas"))
        };
        let files = members
            .get("files")
            .and_then(Value::as_array)
            .ok_or("files saknas")?
            .iter()
            .map(listed)
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(pair) = files.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            return Err(format!("files står i fel ordning vid {}", pair[1].0));
        }
        Ok(Self {
            checkpoints: number("checkpoints")?,
            events: number("events")?,
            files,
            ledger: Ledger::of(members.get("ledger"))?,
            root: unhex(text("root")?).ok_or("root är inte 64 hexadecimala siffror")?,
            signature: match members.get("signature") {
                None => None,
                Some(_) => Some(text("signature")?.to_owned()),
            },
            signed,
            verifier_key: match members.get("verifier_key") {
                None => None,
                Some(_) => Some(text("verifier_key")?.to_owned()),
            },
        })
    }
}

fn listed(file: &Value) -> Result<(String, Hash), String> {
    let members = file
        .as_object()
        .ok_or("en post i files är inte ett objekt")?;
    only(members, &["name", "sha256"])?;
    let name = members.get("name").and_then(Value::as_str);
    let name = name.ok_or("en post i files saknar name")?;
    let hash = members.get("sha256").and_then(Value::as_str);
    let hash = hash
        .and_then(unhex)
        .ok_or(format!("{name} i files saknar sha256 på 64 siffror"))?;
    Ok((name.to_owned(), hash))
}
