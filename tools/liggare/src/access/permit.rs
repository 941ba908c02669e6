//! May this account do this?
//!
//! Guarantee: every unit that a command touches is reached by a grant that
//! holds today, with a role that the [`matrix`](super::matrix) lists for it. An
//! account that is shut off may nothing. Whether the command is right is the
//! decider's to say, not this one's.

use ledger::command::{Command, EventRef, Submission};
use ledger::ids::{Position, UnitId};
use ledger::time::Date;
use projections::model::ReadModel;

use super::account::Account;
use super::denied::{Denied, Place};
use super::grant::Grant;
use super::matrix::{Capability, CommandKind, Reach};
use super::role::Role;
use super::touched::touched;

/// What a question of permission is decided by.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// What is recorded.
    pub(crate) model: &'a ReadModel,
    /// The day in Sweden: which grants hold, and where units belong.
    pub(crate) today: Date,
    /// Finds the position of an event that a command names, as
    /// [`ledger::ledger::locate`] does; `None` when it finds none.
    pub(crate) locate: &'a dyn Fn(&EventRef) -> Option<Position>,
}

/// Whether the account may give the command.
///
/// # Errors
/// [`Denied`] with the roles that would do, and for which unit.
pub(crate) fn permit(
    account: &Account,
    submission: &Submission,
    ground: Ground<'_>,
) -> Result<(), Denied> {
    let command = &submission.command;
    let kind = CommandKind::of(command);
    let denied = |needed_for| Denied {
        asked: kind.asked().to_owned(),
        roles: kind.roles(),
        needed_for,
        is_disabled: account.disabled,
    };
    if account.disabled {
        return Err(denied(Place::Region));
    }
    let own = kind.own();
    let recorded_it = own.is_some() && is_own(account, command, ground);
    for place in touched(command, ground.model) {
        let holds = |role: Role| reaches(account, role, &place, ground);
        if kind.roles().iter().copied().any(holds) {
            continue;
        }
        match own {
            Some(role) if holds(role) && recorded_it => {}
            Some(role) if holds(role) => return Err(denied(Place::OthersFact)),
            _ => return Err(denied(place)),
        }
    }
    Ok(())
}

/// Whether the account may see something of a unit, or of the whole region when
/// no unit is named.
///
/// # Errors
/// [`Denied`] with the roles that would do, and for which unit.
pub(crate) fn may_read(
    account: &Account,
    capability: Capability,
    unit: Option<&UnitId>,
    model: &ReadModel,
    today: Date,
) -> Result<(), Denied> {
    let reaches = |grant: &Grant, unit: &UnitId| grant.reaches(unit, model, today);
    sees(account, capability, unit, today, reaches)
}

/// Whether the account may see something that is no unit's, by its roles alone.
///
/// # Errors
/// As [`may_read`].
pub(crate) fn may_see(
    account: &Account,
    capability: Capability,
    today: Date,
) -> Result<(), Denied> {
    sees(account, capability, None, today, |_, _| false)
}

fn sees(
    account: &Account,
    capability: Capability,
    unit: Option<&UnitId>,
    today: Date,
    reaches: impl Fn(&Grant, &UnitId) -> bool,
) -> Result<(), Denied> {
    let place = match (capability.reach(), unit) {
        (Reach::Unit, Some(unit)) => Place::Unit(unit.clone()),
        (Reach::Unit, None) | (Reach::Region | Reach::Everyone, _) => Place::Region,
    };
    let may = account.grants_on(today).any(|grant| {
        capability.roles().contains(&grant.role)
            && match (capability.reach(), &place) {
                (Reach::Everyone, _) => true,
                (Reach::Unit, Place::Unit(unit)) => reaches(grant, unit),
                (Reach::Unit | Reach::Region, _) => grant.is_of_the_region(),
            }
    });
    if may {
        return Ok(());
    }
    Err(Denied {
        asked: capability.asked().to_owned(),
        roles: capability.roles(),
        needed_for: place,
        is_disabled: account.disabled,
    })
}

/// Whether the account could give a command of a kind about a unit: whether it is of
/// use to offer it. What the command touches besides is judged when it comes.
pub(crate) fn could_give(
    account: &Account,
    kind: CommandKind,
    unit: &UnitId,
    model: &ReadModel,
    today: Date,
) -> bool {
    account.grants_on(today).any(|grant| {
        let roles = kind.roles().iter().copied().chain(kind.own());
        roles.into_iter().any(|role| role == grant.role) && grant.reaches(unit, model, today)
    })
}

/// Whether the account holds the role today so that it reaches the place.
fn reaches(account: &Account, role: Role, place: &Place, ground: Ground<'_>) -> bool {
    let held = account.grants_on(ground.today);
    held.filter(|grant| grant.role == role)
        .any(|grant| match place {
            Place::Unit(unit) => grant.reaches(unit, ground.model, ground.today),
            Place::Region | Place::Unknown(_) | Place::OthersFact => grant.is_of_the_region(),
        })
}

/// Whether the account itself recorded every event that the command names.
/// What cannot be found is nobody's own.
fn is_own(account: &Account, command: &Command, ground: Ground<'_>) -> bool {
    let references = command.references();
    let recorded = |reference: &&EventRef| {
        (ground.locate)(reference)
            .and_then(|position| ground.model.timeline.commit_of(position))
            .is_some_and(|commit| *commit.actor == account.actor)
    };
    !references.is_empty() && references.iter().all(recorded)
}
