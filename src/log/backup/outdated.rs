//! Payloads of an older copy that have been redacted since it was made (I11).
//!
//! They are overwritten when their redactions stand in the copy, never before:
//! cut off in between, the copy still tells what is gone from what is damaged.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::failure::{BackupError, unwritten};
use crate::log::disk::{Disk, DiskFile};
use crate::log::{recovery, segment};

/// Where they stand, by the number of the file.
#[derive(Default)]
pub(super) struct Outdated(BTreeMap<u32, Vec<Range<u64>>>);

impl Outdated {
    /// Adds those of a file.
    pub(super) fn extend(&mut self, number: u32, payloads: Vec<Range<u64>>) {
        if !payloads.is_empty() {
            self.0.entry(number).or_default().extend(payloads);
        }
    }

    /// Overwrites them durably, also in the older file whose name another has
    /// taken; answers how many they are.
    ///
    /// # Errors
    /// [`BackupError::Io`]; the next topping up finds what remains.
    pub(super) fn overwrite(
        &self,
        disk: &dyn Disk,
        older: impl Fn(u32) -> Option<Arc<dyn DiskFile>>,
    ) -> Result<u64, BackupError> {
        let mut count = 0;
        for (number, payloads) in &self.0 {
            let name = segment::file_name(*number);
            let overwrite = || {
                for file in std::iter::once(disk.open(&name)?).chain(older(*number)) {
                    for payload in payloads {
                        let length = usize::try_from(payload.end - payload.start).unwrap_or(0);
                        file.write_at(&vec![0; length], payload.start)?;
                    }
                    file.sync()?;
                }
                Ok(())
            };
            overwrite().map_err(unwritten("att skriva över det gallrade", &name))?;
            count += payloads.len() as u64;
        }
        if count > 0 {
            recovery::forget_set_aside(disk)?;
        }
        Ok(count)
    }
}
