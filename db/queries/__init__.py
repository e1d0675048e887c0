"""Named queries by topic: functions of a session, which belongs to one transaction of `db.connection.session.Database`.

Statements asked for each call are built once, with parameters: building one costs more than running it.
"""
