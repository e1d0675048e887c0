"""What a process cannot go on without ends it, whatever its end is; being told to stop is no failure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from engine.background import Background, TaskEnded
from tests.own_logs import own_logs


async def returns() -> None:
    await asyncio.sleep(0)


async def breaks() -> None:
    raise ValueError("Zahra Karimi, +1 206 555 0100")


async def exits() -> None:
    raise SystemExit(0)


async def cancels_itself() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("work", "reason"),
    [(returns, "returned"), (breaks, "ValueError"), (exits, "SystemExit"), (cancels_itself, "CancelledError")],
)
async def test_however_a_task_ends_its_process_is_told_in_one_line_without_what_the_error_says(
    work: Callable[[], Awaitable[None]], reason: str
) -> None:
    background = Background()
    with own_logs() as lines:
        background.start("stays", asyncio.Event().wait())
        background.start("relay", work())  # type: ignore[arg-type]
        await asyncio.wait_for(background.until(asyncio.Event()), 5)
        await background.stop()
    with pytest.raises(TaskEnded):
        background.check()
    assert lines == [{"event": "task.ended", "task": "relay", "reason": reason, "log_level": "error"}]


async def test_to_be_told_to_stop_is_no_failure() -> None:
    background, told, put_away = Background(), asyncio.Event(), []

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            put_away.append("all")

    background.start("tidy", tidy())
    await asyncio.sleep(0)
    told.set()
    with own_logs() as lines:
        await asyncio.wait_for(background.until(told), 5)
        await background.stop()
    background.check()
    assert (put_away, lines) == (["all"], [])


async def test_what_breaks_while_it_is_put_away_is_a_failure() -> None:
    background = Background()

    async def breaks_at_the_end() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("x")

    background.start("key_use", breaks_at_the_end())
    await asyncio.sleep(0)
    await background.stop()
    with pytest.raises(TaskEnded):
        background.check()


async def test_a_log_that_cannot_be_written_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_log(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("engine.background.log.error", broken_log, raising=False)
    background = Background()
    background.start("relay", returns())
    await asyncio.wait_for(background.until(asyncio.Event()), 5)
    await background.stop()
    with pytest.raises(TaskEnded):
        background.check()
