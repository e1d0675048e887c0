"""Named queries by topic: functions of a session, which belongs to one transaction of `db.session.Database`."""
