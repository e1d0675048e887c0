"""Notes of several exports add up."""

from __future__ import annotations

from intake.exports.export_notes import Notes


def test_the_notes_of_several_exports_add_up_and_leave_each_as_it_was() -> None:
    one, other = Notes(), Notes()
    for notes, times in ((one, 1), (other, 2)):
        notes.drop(2, "no call number")
        notes.invented["person: the caller"] += times
        notes.remarks["merged"] += times
        notes.unknown(f"C{times}", "Type", "MARTIANS")
        notes.unknown(f"C{times}", "Type", "MARTIANS")
        notes.unknown(f"C{times}", "Found", "MARTIANS")
    whole = Notes.together([one, other])
    assert whole.dropped_by_reason == {"no call number": 2}
    assert (whole.invented["person: the caller"], whole.remarks["merged"]) == (3, 3)
    assert whole.unmapped == {"Type": {"MARTIANS": 2}, "Found": {"MARTIANS": 2}}
    assert (whole.unmapped_calls, one.unmapped_calls) == (2, 1)
    assert one.unmapped == {"Type": {"MARTIANS": 1}, "Found": {"MARTIANS": 1}}
