"""SQLite in place: durability, foreign locks, a full disk, long reads, the log. CORE 9, 10, 17, 18, 19."""

import resource
import signal
import sqlite3
import threading
from pathlib import Path

import pytest
import structlog
from sqlalchemy import delete, select, text

from storage import wal
from storage.engine import AutocommitForbidden
from storage.installation import Cursor, Installation
from storage.instance import AlreadyRunning, InstanceLock
from storage.store import Store, Unit
from tests.storage.scenes import HERE, Other, Rests, add, note, noted


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    file = tmp_path / "store.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def statements(store: Store) -> list[str]:
    """Every statement that SQLite itself is given by the writer."""
    heard: list[str] = []
    assert store._raw
    store._raw.set_trace_callback(heard.append)
    return heard


async def nothing(_unit: Unit) -> None:
    """Confirmations there are none."""


# --- durability ----------------------------------------------------------------------------


async def test_a_message_commits_fast_and_the_acknowledgement_syncs(store: Store, statements: list[str]):
    await store.step("", note("message"))
    assert statements[0] == "BEGIN IMMEDIATE"
    assert store._raw and store._raw.run("PRAGMA synchronous").fetchone() == (1,)
    statements.clear()
    await store.acknowledge(nothing)
    assert statements == [
        "PRAGMA synchronous=FULL",
        "BEGIN IMMEDIATE",
        "UPDATE installation SET synced=(installation.synced + 1)",
        "COMMIT",
    ]
    assert store._raw.run("PRAGMA synchronous").fetchone() == (2,)
    statements.clear()
    await store.step("", note("next"))
    assert statements[:2] == ["PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE"]


async def test_the_level_is_not_set_again_where_it_is_right_already(store: Store, statements: list[str]):
    for source in ("a", "b", "c"):
        await store.step("", note(source), durable=True)
    assert [line for line in statements if "synchronous" in line] == ["PRAGMA synchronous=FULL"]


async def test_an_acknowledgement_always_changes_a_row(store: Store):
    """A FULL commit that changes no page syncs nothing."""
    log = Path(f"{store.file}-wal")
    await store.acknowledge(nothing)
    before = log.read_bytes()
    await store.acknowledge(nothing)
    assert log.read_bytes() != before

    async def without_installation(unit: Unit) -> None:
        await unit.connection.execute(delete(Installation))

    await store.step("", without_installation)
    with pytest.raises(RuntimeError, match="migrate"):
        await store.acknowledge(nothing)


# --- other processes -----------------------------------------------------------------------


async def test_a_lock_of_another_process_is_waited_out_without_stopping_the_loop(store: Store):
    with Other(store.file or "") as other:
        other.does("db.execute('BEGIN IMMEDIATE')")
        store._sleep = rests = Rests(at_4=lambda: other.does("db.execute('COMMIT')"))
        await store.step("", note("after all"))
    assert rests.taken == [0.01, 0.02, 0.05, 0.1]
    assert store._raw and store._raw.run("PRAGMA busy_timeout").fetchone() == (0,)
    assert await noted(store) == ["after all"]


async def test_the_program_starts_while_another_process_writes(store: Store):
    with Other(store.file or "") as other:
        other.does("db.execute('BEGIN IMMEDIATE')")
        second = Store(store.url, sleep=Rests(at_2=lambda: other.does("db.execute('COMMIT')")))
        await second.open()
        await second.step("", note("second"))
        await second.close()
    assert await noted(store) == ["second"]


def test_one_program_at_a_time_may_run(tmp_path: Path):
    file = tmp_path / "store.db"
    file.touch()
    (tmp_path / "other-name.db").symlink_to(file)
    first, second = InstanceLock(str(file)), InstanceLock(str(tmp_path / "other-name.db"))
    first.take()
    with pytest.raises(AlreadyRunning, match=r"store\.db is in use by another run: stop it first"):
        second.take()
    first.release()
    second.take()
    second.release()


def test_the_lock_of_a_killed_program_is_free(tmp_path: Path):
    file = tmp_path / "store.db"
    with Other(str(file)) as other:
        other.does("import fcntl")
        other.does(f"held = open({str(file) + '.lock'!r}, 'a')")
        other.does("fcntl.flock(held, fcntl.LOCK_EX)")
        with pytest.raises(AlreadyRunning):
            InstanceLock(str(file)).take()
    mine = InstanceLock(str(file))
    mine.take()
    mine.release()


# --- failures ------------------------------------------------------------------------------


async def test_a_full_disk_is_waited_for(store: Store):
    """SQLite rolls back by itself here, savepoints included; nothing of ours may stumble over that."""

    def room(pages: int) -> None:
        assert store._raw
        store._raw.run(f"PRAGMA max_page_count={pages}").fetchall()

    room(1)  # no less than there are
    store._sleep = rests = Rests(at_3=lambda: room(10_000))

    async def writes_much(unit: Unit) -> None:
        unit.guard()
        for number in range(400):
            await add(unit.connection, f"much {number:03}", "x" * 80)
        await unit.keep()

    await store.step("", writes_much)
    assert len(rests.taken) == 3
    assert len(await noted(store)) == 400


async def test_a_disk_that_fills_up_at_the_commit_leaves_a_usable_store(store: Store):
    """The file-size limit of the process stands for the disk: the write of the commit itself fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    await store.step("", note("before"))

    def room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    store._sleep = rests = Rests(at_2=room)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wal.size(store.file or "") + 100, before[1]))
        await store.step("", note("after"))
    finally:
        room()
        signal.signal(signal.SIGXFSZ, ignored)
    assert len(rests.taken) == 2
    assert await noted(store) == ["after", "before"]


async def test_a_commit_that_is_refused_leaves_a_usable_store(store: Store):
    async def points_nowhere(unit: Unit) -> None:
        await unit.connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        await unit.connection.execute(
            text("INSERT INTO conversations (territory, person_id, account_id, source, state, screen,"
                 " screen_no, shown_no) VALUES ('x', 1, 1, '', '', '', 0, 0)")
        )  # fmt: skip

    with pytest.raises(Exception, match="FOREIGN KEY"):
        await store.step("", points_nowhere)
    with Other(store.file or "") as other:
        other.does("db.execute('BEGIN IMMEDIATE')")  # the lock is free
    await store.step("", note("next"))
    assert await noted(store) == ["next"]


async def test_a_rollback_that_fails_is_made_up_for(store: Store):
    raw = store._raw
    assert raw

    def fails() -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async def breaks(unit: Unit) -> None:
        await add(unit.connection, "lost")
        raw.rollback = fails
        raise RuntimeError("ours")

    with pytest.raises(Exception, match="I/O"):
        await store.step("", breaks)
    del raw.rollback
    await store.step("", note("next"))
    assert await noted(store) == ["next"]


# --- in place ------------------------------------------------------------------------------


async def test_the_writer_has_no_thread_and_cannot_be_switched(store: Store):
    threads = threading.active_count()
    await store.step("", note("a"))
    assert threading.active_count() == threads
    assert store._kept
    with pytest.raises(AutocommitForbidden):
        await store._kept.execution_options(isolation_level="AUTOCOMMIT")
    await store.step("", note("b"))
    assert await noted(store) == ["a", "b"]


async def test_rows_can_be_taken_one_by_one_and_all_at_once(store: Store):
    for source in "abcde":
        await store.step("", note(source))

    async def work(unit: Unit) -> list[object]:
        found = await unit.connection.execute(select(Cursor.source).order_by(Cursor.source))
        return [found.fetchone(), found.fetchmany(2), found.fetchall(), found.fetchall()]

    first, two, rest, none = await store.step("", work)
    assert (first, two, rest, none) == (("a",), [("b",), ("c",)], [("d",), ("e",)], [])


# --- reading and the log -------------------------------------------------------------------


async def test_a_read_that_holds_its_snapshot_too_long_is_named_in_the_log(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    with structlog.testing.capture_logs() as logs:
        async with store.reading(HERE) as session:
            await session.scalars(select(Cursor.source))
        assert logs == []
        monkeypatch.setattr("storage.store.SLOW_READ_SECONDS", -1)
        async with store.reading(HERE) as session:
            await session.scalars(select(Cursor.source))
    assert [entry["event"] for entry in logs] == ["long-reading"]


async def test_a_long_read_sees_one_moment_and_cannot_write(store: Store):
    await store.step("", note("first"))
    async with store.reading(HERE) as session:
        assert (await session.scalars(select(Cursor.source))).all() == ["first"]
        await store.step("", note("second"))
        assert (await session.scalars(select(Cursor.source))).all() == ["first"]
        with pytest.raises(Exception, match="readonly"):
            await session.execute(delete(Cursor))
    assert await noted(store) == ["first", "second"]


async def fill(store: Store) -> None:
    for number in range(40):
        await store.step("", note(f"{number:04}" + "x" * 50, "y" * 70))


async def test_the_log_is_copied_back_by_a_thread_and_begins_anew(store: Store):
    await fill(store)
    large = wal.size(store.file or "")
    wal.tidy(store.file or "", worth_copying=1)
    await fill_again(store)
    assert wal.size(store.file or "") == large

    def pages() -> int:
        with sqlite3.connect(f"file:{store.file}?immutable=1", uri=True) as alone:
            return alone.execute("SELECT count(*) FROM cursors").fetchone()[0]

    assert pages() == 40
    assert store._raw and store._raw.run("PRAGMA journal_size_limit").fetchone() == (64 * 2**20,)


async def fill_again(store: Store) -> None:
    for number in range(5):
        await store.step("", note(f"again {number}"))


async def test_a_log_that_a_reader_keeps_from_shrinking_raises_the_alarm(store: Store):
    async with store.reading(HERE) as session:
        await session.scalars(select(Cursor.source))
        await fill(store)
        with structlog.testing.capture_logs() as logs:
            wal.tidy(store.file or "", worth_copying=1, alarming=1000)
    assert [entry["event"] for entry in logs] == ["wal-large"]
    assert "reading the store" in logs[0]["remedy"]


async def test_a_small_log_is_left_alone(store: Store):
    await store.step("", note("a"))
    with structlog.testing.capture_logs() as logs:
        await store.tidy()
    assert logs == []
