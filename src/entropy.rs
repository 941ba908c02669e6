//! Randomness: where event ids and salts come from.
//!
//! The ledger is given its randomness, as it is given the time. The command
//! gives it the system's; tests and the demonstration give a seeded one, so
//! that the same commands at the same times make the same bytes.

use std::fs::File;
use std::io::{self, BufReader, Read};

use sha2::{Digest, Sha256};

/// A source of random bytes.
pub trait Entropy: Send {
    /// Fills the bytes.
    ///
    /// # Errors
    /// What the system answers when it has no randomness to give.
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The system's randomness, drawn from it some hundred ids at a time. No byte is
/// given twice.
#[derive(Debug)]
pub struct SystemEntropy(BufReader<File>);

impl SystemEntropy {
    /// Opens the system's source.
    ///
    /// # Errors
    /// What the system answers.
    pub fn open() -> io::Result<Self> {
        File::open("/dev/urandom").map(|file| Self(BufReader::new(file)))
    }
}

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.0.read_exact(bytes)
    }
}

/// Bytes that follow from a seed: SHA-256 over the seed and a counter. Whoever
/// knows the seed knows the salts, so it protects no redacted payload.
#[derive(Debug, Clone)]
pub struct SeededEntropy {
    seed: Vec<u8>,
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl SeededEntropy {
    /// The bytes of a seed.
    pub fn new(seed: impl AsRef<[u8]>) -> Self {
        Self {
            seed: seed.as_ref().to_owned(),
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        for byte in bytes {
            if self.used == self.block.len() {
                let mut hasher = Sha256::new();
                hasher.update(&self.seed);
                hasher.update(self.counter.to_le_bytes());
                self.block = hasher.finalize().into();
                self.counter += 1;
                self.used = 0;
            }
            *byte = self.block[self.used];
            self.used += 1;
        }
        Ok(())
    }
}
