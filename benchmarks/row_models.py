"""What SQLModel costs beside SQLAlchemy's own declarative classes: `python -m benchmarks.row_models`.

CPU time of making a row with five columns and of reading it back, and of the import beyond SQLAlchemy and pydantic.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlmodel import Field, SQLModel

ROWS = 20_000
IMPORTS = {"sqlalchemy.orm + pydantic": "import sqlalchemy.orm, pydantic", "sqlmodel": "import sqlmodel"}


class Base(DeclarativeBase):
    """Of the class beside."""


class Declared(Base):
    """SQLAlchemy's own."""

    __tablename__ = "declared"
    id: Mapped[int] = mapped_column(primary_key=True)
    ori: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    language: Mapped[str | None]


class Modeled(SQLModel, table=True):
    """SQLModel's."""

    __tablename__ = "modeled"
    id: int = Field(primary_key=True)
    ori: str
    number: str = Field(index=True)
    status: str = "received"
    language: str | None = None


def microseconds(work: Callable[[], object]) -> float:
    """Of CPU for each row, the best of three."""
    return min(_once(work) for _ in range(3))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1e6 * (time.process_time() - began) / ROWS


def measured(kind: type[Declared] | type[Modeled]) -> tuple[float, float]:
    """Making rows, and reading them."""
    engine = create_engine("sqlite://")
    (Base.metadata if kind is Declared else SQLModel.metadata).create_all(engine)

    def rows() -> list[Declared | Modeled]:
        return [kind(id=n, ori="WASPD0000", number=str(n), status="received", language=None) for n in range(ROWS)]

    made = microseconds(rows)
    with Session(engine) as session:
        session.add_all(rows())
        session.commit()

    def read() -> None:
        with Session(engine) as session:
            session.scalars(select(kind)).all()

    return made, microseconds(read)


def main() -> None:
    """Measure and print."""
    for kind in (Declared, Modeled):
        made, read = measured(kind)
        print(f"{kind.__name__:<10} {made:5.1f} us to make a row, {read:5.1f} us to read one")
    for name, code in IMPORTS.items():
        timed = f"import time; b = time.process_time(); {code}; print(time.process_time() - b)"
        best = min(float(subprocess.check_output([sys.executable, "-c", timed])) for _ in range(5))
        print(f"import {name:<26} {1000 * best:5.0f} ms")


if __name__ == "__main__":
    main()
