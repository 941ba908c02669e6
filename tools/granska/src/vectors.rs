//! The public test vectors, which are read where they are at hand and never
//! part of the project.

/// The text of a vector; `None`, with a printed line, where there are none.
pub(crate) fn read(name: &str) -> Option<String> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vectors");
    let folder = std::env::var("LIGGARE_VECTORS").unwrap_or_else(|_| root.to_owned());
    let text = std::fs::read_to_string(format!("{folder}/{name}")).ok();
    if text.is_none() {
        println!("hoppas över: {name} finns inte i {folder}");
    }
    text
}
