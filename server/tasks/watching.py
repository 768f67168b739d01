"""Who may watch a task (*Chuyên viên theo dõi*): the specialists of the office, those that its own
list has for the field or the lead body first."""

from sqlmodel import Session, col, select

from server.kernel.i18n import collation_key, today
from server.kernel.types import now
from server.people.models import Account, Membership
from server.programmes.following import watchers
from server.tasks.queries import TaskLine


def specialists(db: Session, line: TaskLine) -> list[tuple[str, str, bool]]:
    """Return (key, name, proposed) of who keeps the secretariat today, for a caller of the office.

    At most one is proposed: who follows the task's field, else its lead body.
    """
    day = today(now())
    rows = db.exec(
        select(Account)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.role == "secretariat")
        .where(col(Account.disabled_at).is_(None))
        .where(col(Membership.since) <= day)
        .where(col(Membership.until).is_(None) | (col(Membership.until) >= day))
    )
    leads = [line.lead_id] if line.lead_id else []
    found = watchers(db).of(None, "", line.field, leads)
    proposed = found[0] if found else None
    people = {row.id: row for row in rows}
    for account_id in (line.watcher_id, proposed):
        if account_id and account_id not in people:
            people[account_id] = db.get_one(Account, account_id)
    ordered = sorted(people.values(), key=lambda row: collation_key(row.name))
    return [(str(r.key), r.name, r.id == proposed) for r in ordered]
