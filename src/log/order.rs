//! What a group of commits must keep to, whatever log takes it.

use std::sync::Arc;

use super::LogError;
use crate::entry::{Commit, MAX_COMMIT_EVENTS};
use crate::ids::EventId;
use crate::time::Timestamp;

/// Where a log has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct End {
    /// How many events there are.
    pub(crate) size: u64,
    /// The last event's id and time; none in an empty log.
    pub(crate) last: Option<(EventId, Timestamp)>,
}

impl End {
    /// Where the log has come to when it has taken the group as well.
    ///
    /// # Errors
    /// [`LogError::OutOfOrder`] when positions have a gap (I1), time goes
    /// backwards (I4), event ids do not rise, or a commit's head does not fit
    /// its events.
    pub(crate) fn after(mut self, group: &[Commit]) -> Result<Self, LogError> {
        let refuse = |why: String| Err(LogError::OutOfOrder { why });
        if group.is_empty() {
            return refuse("gruppen är tom".to_owned());
        }
        for commit in group {
            let head = &commit.head;
            if head.first_position.0 != self.size {
                return refuse(format!(
                    "första händelsen ska ha position @{}, inte {}",
                    self.size, head.first_position
                ));
            }
            if commit.records.is_empty()
                || commit.records.len() > MAX_COMMIT_EVENTS
                || commit.records.len() != head.count as usize
            {
                return refuse(format!(
                    "kommandot {} har {} händelser men säger {}",
                    head.command_id,
                    commit.records.len(),
                    head.count
                ));
            }
            for record in &commit.records {
                let entry = &record.entry;
                let is_of_head = Arc::ptr_eq(&entry.commit, head) || entry.commit == *head;
                if entry.position.0 != self.size || !is_of_head {
                    return refuse(format!("{} följer inte på det som finns", entry.position));
                }
                if let Some((event_id, recorded_at)) = self.last {
                    if entry.event_id <= event_id {
                        return refuse(format!(
                            "id för {} är inte högre än det förra",
                            entry.position
                        ));
                    }
                    if head.recorded_at < recorded_at {
                        return refuse(format!(
                            "tiden för {} ligger före det förra",
                            entry.position
                        ));
                    }
                }
                self.last = Some((entry.event_id, head.recorded_at));
                self.size += 1;
            }
        }
        Ok(self)
    }
}
