//! What is given: the documented year as a read model, and accounts to ask for.

use ledger::command::{Command, EventRef, Submission};
use ledger::entropy::SeededEntropy;
use ledger::ids::{Position, UnitId};
use ledger::ledger::{Ledger, locate};
use ledger::log::ReadLog;
use ledger::log::memory::MemoryLog;
use ledger::time::{Date, Timestamp};
use projections::model::ReadModel;

use crate::access::account::Account;
use crate::access::denied::Denied;
use crate::access::grant::Grant;
use crate::access::permit::{self, Ground};
use crate::access::role::Role;

const COMMANDS: &str = include_str!("../../../../../src/command/COMMANDS.md");

/// A committee that no documented command touches, with a line of its own.
const OUTSIDE: [&str; 2] = [
    r#"{"id":"enhet-UTE","actor":"p-3","command":{"EstablishUnit":{"unit":"UTE","name":"Utanför","kind":"committee","parent":"RF","valid_from":"2020-01-01"}}}"#,
    r#"{"id":"rad-UTE","actor":"p-3","command":{"DefineReportLines":{"rows":[{"line":"LUTE","table":"operating_result","unit":"UTE","title":"Utanför","breakdown":"none","order":500}]}}}"#,
];

/// The documented year.
pub(super) struct Year {
    log: MemoryLog,
    pub(super) model: ReadModel,
    /// The commands that were taken, in order, with the one publication.
    pub(super) submissions: Vec<Submission>,
}

impl Year {
    pub(super) fn played() -> Self {
        let entropy = Box::new(SeededEntropy::new("access"));
        let mut ledger = Ledger::open(MemoryLog::new(), entropy).expect("a ledger");
        let mut submissions = Vec::new();
        let documented = COMMANDS.lines().filter(|line| line.starts_with("{\"id\""));
        for line in documented {
            let Ok(submission) = Submission::parse_line(line.as_bytes()) else {
                continue;
            };
            // A publication is pinned by whoever builds the report, and refused unpinned.
            let unpinned = matches!(submission.command, Command::PublishReport(_));
            if ledger.submit(&submission, Timestamp(1)).is_ok() || unpinned {
                submissions.push(submission);
            }
        }
        for line in OUTSIDE {
            let submission = submission(line);
            ledger.submit(&submission, Timestamp(1)).expect("taken");
        }
        let log = ledger.close().expect("the log");
        let mut model = ReadModel::default();
        for record in log.read(Position(0), log.size()) {
            model.apply(&record.expect("an entry").entry);
        }
        Self {
            log,
            model,
            submissions,
        }
    }

    /// The documented command of an id.
    pub(super) fn command(&self, id: &str) -> &Submission {
        let mut all = self.submissions.iter();
        let found = all.find(|submission| submission.id.as_str() == id);
        found.unwrap_or_else(|| panic!("no example {id}"))
    }

    pub(super) fn permit(&self, account: &Account, submission: &Submission) -> Result<(), Denied> {
        self.permit_on(account, submission, TODAY)
    }

    pub(super) fn permit_on(
        &self,
        account: &Account,
        submission: &Submission,
        today: &str,
    ) -> Result<(), Denied> {
        let find = |reference: &EventRef| locate(&self.log, reference).expect("the log is read");
        let ground = Ground {
            model: &self.model,
            today: day(today),
            locate: &find,
        };
        permit::permit(account, submission, ground)
    }
}

/// A day on which every documented unit exists or has existed.
pub(super) const TODAY: &str = "2026-03-01";

pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub(super) fn unit(text: &str) -> UnitId {
    UnitId::new(text).expect("a unit")
}

pub(super) fn submission(line: &str) -> Submission {
    Submission::parse_line(line.as_bytes()).expect("a command")
}

/// An account that has recorded nothing, with grants that hold all of 2026.
pub(super) fn account(grants: &[(Role, Option<&str>)]) -> Account {
    let grants = grants.iter().map(|(role, held)| Grant {
        role: *role,
        unit: held.map(unit),
        from: day("2026-01-01"),
        until: Some(day("2026-12-31")),
    });
    Account {
        actor: "p-ingen".parse().expect("a pseudonym"),
        login: "prov".parse().expect("a login"),
        name: "Prov".to_owned(),
        password: None,
        disabled: false,
        grants: grants.collect(),
    }
}
