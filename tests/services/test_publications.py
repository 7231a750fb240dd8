"""The rules of publications: who may, what a repeat may do, and what becomes of an order that fails."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels.channel import Denied, Later, Refused, Trouble, Unsure
from services import access, publication_views, publications, publishing
from services.errors import DomainError, NotAllowed
from services.publications import Wording
from services.publishing import Known
from services.regulations import RegulationError
from storage import publications as rows
from storage.notices import Notice
from storage.publications import Board, Door, Publication, PublicationPlace
from storage.store import Unit
from tests.boards import Easel, Press
from tests.colleagues import Colleague, District
from tests.handlers.test_events import at, event
from tests.play import Theatre

SAID = Wording(kind="practice", title="Новая практика", text="Приходите на уроки.")
LEASE_ENDS = timedelta(seconds=61)
DAY = timedelta(days=1)


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


@pytest.fixture
async def press(district: District) -> Press:
    return await Press(district).opens()


@pytest.fixture
async def olga(district: District) -> Colleague:
    return await district.comes("Орлова", "coordinator")


async def compose(district: District, by: Colleague, run: str = "one", words: Wording = SAID) -> int:
    now = district.theatre.now
    return await district.step(
        lambda unit: publications.compose(unit, district.pack, by=by.id, run=run, words=words, now=now)
    )


async def approve(district: District, by: Colleague, number: int, when: datetime | None = None) -> None:
    now = district.theatre.now
    await district.step(
        lambda unit: publications.approve(unit, by=by.id, publication_id=number, now=now, at=when)
    )


async def post(district: District, by: Colleague) -> int:
    number = await compose(district, by)
    await approve(district, by, number)
    return number


async def change(district: District, by: Colleague, number: int, text: str) -> None:
    words = Wording(SAID.kind, SAID.title, text)
    now = district.theatre.now
    await district.step(
        lambda unit: publications.change(
            unit, district.pack, by=by.id, publication_id=number, words=words, now=now
        )
    )


async def withdraw(district: District, by: Colleague, number: int) -> None:
    now = district.theatre.now
    await district.step(lambda unit: publications.withdraw(unit, by=by.id, publication_id=number, now=now))


async def place(district: District, board: Easel) -> PublicationPlace:
    def read(unit: Unit) -> Awaitable[PublicationPlace]:
        mine = select(PublicationPlace).where(PublicationPlace.source == board.source)
        return unit.session.scalar(mine.order_by(PublicationPlace.id).limit(1))

    return await district.step(read)


async def told(district: District) -> int:
    async def count(unit: Unit) -> int:
        kind = publishing.STUCK_NOTICE
        return len(list(await unit.session.scalars(select(Notice.id).where(Notice.kind == kind))))

    return await district.step(count)


async def claimed_by_somebody_who_dies(
    district: District, board: Easel, worker: str = "dead"
) -> rows.Claimed:
    now = district.theatre.now

    async def claim(unit: Unit) -> list[rows.Claimed]:
        lease = now + timedelta(seconds=60)
        return await rows.claim(
            unit.connection, territory=district.pack.id, source=board.source, now=now, lease=lease,
            worker=worker, limit=1,
        )  # fmt: skip

    [order] = await district.step(claim)
    return order


# --- who may, and what a post must be --------------------------------------------------------

Does = Callable[[Unit, District, int], Awaitable[Any]]
FORBIDDEN: dict[str, Does] = {
    "compose": lambda unit, d, by: publications.compose(
        unit, d.pack, by=by, run="x", words=SAID, now=d.theatre.now
    ),
    "approve": lambda unit, d, by: publications.approve(unit, by=by, publication_id=1, now=d.theatre.now),
    "move": lambda unit, d, by: publications.move(unit, by=by, publication_id=1, now=d.theatre.now),
    "change": lambda unit, d, by: publications.change(
        unit, d.pack, by=by, publication_id=1, words=SAID, now=d.theatre.now
    ),
    "withdraw": lambda unit, d, by: publications.withdraw(unit, by=by, publication_id=1, now=d.theatre.now),
    "replies": lambda unit, d, by: publications.allow_replies(
        unit, by=by, publication_id=1, on=False, now=d.theatre.now
    ),
    "again": lambda unit, d, by: publications.again(unit, by=by, place_id=1, now=d.theatre.now),
    "resolve": lambda unit, d, by: publications.resolve(unit, by=by, place_id=1, now=d.theatre.now),
    "list": lambda unit, d, by: publication_views.listing(unit, by=by, now=d.theatre.now),
    "card": lambda unit, d, by: publication_views.card(
        unit, d.pack, by=by, publication_id=1, now=d.theatre.now
    ),
    "place": lambda unit, d, by: publication_views.place_of(
        unit, d.pack, by=by, place_id=1, now=d.theatre.now
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
async def test_everything_is_closed_to_all_but_coordinators(
    district: District, press: Press, olga: Colleague, what: str
):
    await post(district, olga)
    boris = await district.comes("Носов", "methodist", "member", "manager", "observer")
    with pytest.raises(NotAllowed):
        await district.step(lambda unit: FORBIDDEN[what](unit, district, boris.id))


@pytest.mark.parametrize(
    "words",
    [
        Wording("practice", " ", "x"),
        Wording("practice", "x", "\n"),
        Wording("practice", "к" * 121, "x"),
        Wording("practice", "x", "😀" * 1501),
        Wording("event", "x", "x", event_id=999),
    ],
)
async def test_words_that_make_no_post_are_refused(district: District, olga: Colleague, words: Wording):
    with pytest.raises(DomainError):
        await compose(district, olga, words=words)
    with pytest.raises(RegulationError):
        await compose(district, olga, words=Wording("poem", "x", "x"))


@pytest.mark.parametrize("how", ["closed", "over", "off"])
async def test_nobody_is_invited_where_nobody_may_come(district: District, olga: Colleague, how: str):
    number = await event(district, olga, public=how != "closed")
    if how == "over":
        district.theatre.now = at(district, 25, "15:00")
    if how == "off":
        await olga.pays(f">event-cancel:={number}")
        await olga.presses("Мало желающих")
        await olga.chooses("Отменить")
    with pytest.raises(DomainError, match="publications-no-such-event"):
        await compose(district, olga, words=Wording("event", "x", "x", event_id=number))


async def test_the_same_run_makes_one_post_and_one_approval(
    district: District, press: Press, olga: Colleague
):
    number = await compose(district, olga)
    assert await compose(district, olga) == number
    await approve(district, olga, number)
    with pytest.raises(DomainError, match="publications-approved-before"):
        await approve(district, olga, number)
    await press.works()
    assert [list(board.posts.values()).count(board.posts["1"]) for board in press.boards] == [1, 1]


async def test_the_past_and_no_board_at_all_are_refused(district: District, olga: Colleague):
    number = await compose(district, olga)
    with pytest.raises(DomainError, match="publications-no-boards"):
        await approve(district, olga, number)
    await Press(district).opens()
    with pytest.raises(DomainError, match="publications-in-the-past"):
        await approve(district, olga, number, district.theatre.now - timedelta(seconds=1))


# --- the program dies, an answer is lost -------------------------------------------------------


async def test_died_between_claim_and_settling_one_post_here_and_a_question_there(
    district: District, press: Press, olga: Colleague
):
    await press.works()  # it learns the installation's epoch
    await post(district, olga)
    for board in press.boards:
        order = await claimed_by_somebody_who_dies(district, board)
        await board.publish("x", token=press.publisher._token(order))
    await press.works()
    assert press.wall.called == press.news.called == ["publish"]  # the lease still holds
    district.theatre.now += LEASE_ENDS
    await press.works(press.worker())
    assert press.wall.called == ["publish", "publish"]
    assert len(press.wall.posts) == 1
    assert press.news.called == ["publish"]
    there, here = await place(district, press.wall), await place(district, press.news)
    assert (there.state, there.post_id) == ("published", "1")
    assert (here.state, here.reason) == ("unclear", "died")
    assert await told(district) == 1


async def test_whoever_comes_late_settles_nothing(district: District, press: Press, olga: Colleague):
    await post(district, olga)
    late = await claimed_by_somebody_who_dies(district, press.wall)
    district.theatre.now += LEASE_ENDS
    await press.works()
    work = publishing.Work(publication_views.Post("", "", "", asks=False), 1)
    now = district.theatre.now
    for settles in (
        lambda unit: publishing.done(unit, late, work, worker="dead", now=now, post_id="7", link="x"),
        lambda unit: publishing.later(unit, late, worker="dead", at=now, reason="down"),
        lambda unit: publishing.give_up(
            unit, district.pack, late, worker="dead", unclear=False, reason="token", now=now
        ),
    ):
        assert await district.step(settles) is False
    assert (await place(district, press.wall)).post_id == "1"


async def test_two_workers_share_no_order(district: District, press: Press, olga: Colleague):
    await post(district, olga)
    await claimed_by_somebody_who_dies(district, press.wall, "one")
    with pytest.raises(ValueError, match="not enough values"):
        await claimed_by_somebody_who_dies(district, press.wall, "two")


async def test_a_lost_answer_is_asked_for_again_with_the_same_token(
    district: District, press: Press, olga: Colleague
):
    press.wall.fails, press.wall.after = [Unsure("cut")], True
    await post(district, olga)
    await press.works()
    assert (await place(district, press.wall)).reason == "unsure"
    district.theatre.now += timedelta(seconds=10)
    await press.works(press.worker())
    assert press.wall.called == ["publish", "publish"]
    assert len(press.wall.posts) == len(press.wall.tokens) == 1
    assert (await place(district, press.wall)).state == "published"


async def test_what_may_have_appeared_stays_possible_whatever_fails_later(
    district: District, press: Press, olga: Colleague
):
    press.wall.fails, press.wall.after = [Unsure("cut")], True
    await post(district, olga)
    await press.works()
    press.wall.after, press.wall.fails = False, [Later(5.0), Trouble("away"), Denied("token")]
    for _ in range(3):
        district.theatre.now += timedelta(minutes=1)
        await press.works()
    found = await place(district, press.wall)
    assert (found.state, found.reason) == ("unclear", "token")


async def test_published_anew_has_another_token_than_before(
    district: District, press: Press, olga: Colleague
):
    press.wall.fails, press.wall.after = [Unsure("cut")], True
    number = await post(district, olga)
    await press.works()
    await withdraw_nothing(district, press)
    now = district.theatre.now
    unclear = await place(district, press.wall)
    assert unclear.state == "unclear"
    assert (
        await district.step(lambda unit: publications.again(unit, by=olga.id, place_id=unclear.id, now=now))
        == number
    )
    await press.works()
    assert len(press.wall.tokens) == len(press.wall.posts) == 2


async def withdraw_nothing(district: District, press: Press) -> None:
    """The next try is refused, so that a coordinator has to decide."""
    press.wall.after, press.wall.fails = False, [Denied("token")]
    district.theatre.now += timedelta(minutes=1)
    await press.works()


async def test_after_a_restore_nobody_knows_what_was_due_and_the_rest_goes_on(
    district: District, press: Press, olga: Colleague
):
    await post(district, olga)
    tomorrow = district.theatre.now + DAY
    later = await compose(district, olga, "two")
    await approve(district, olga, later, tomorrow)
    now = district.theatre.now
    assert await district.step(lambda unit: rows.hold(unit.connection, now)) == 2
    await press.works()
    assert press.wall.posts == press.news.posts == {}
    assert (await place(district, press.wall)).reason == "restored"
    district.theatre.now = tomorrow
    await press.works()
    assert len(press.wall.posts) == len(press.news.posts) == 1


async def test_a_change_that_was_due_at_a_restore_is_simply_made(
    district: District, press: Press, olga: Colleague
):
    number = await post(district, olga)
    await press.works()
    await change(district, olga, number, "Другой текст")
    now = district.theatre.now
    assert await district.step(lambda unit: rows.hold(unit.connection, now)) == 0
    await press.works()
    assert "Другой текст" in press.wall.posts["1"]


# --- something happens while a post is on its way ----------------------------------------------


async def test_what_is_changed_meanwhile_follows(district: District, press: Press, olga: Colleague):
    number = await post(district, olga)
    press.wall.during = lambda: change(district, olga, number, "Другой текст")
    await press.works()
    assert press.wall.called == ["publish", "edit"]
    assert press.news.called == ["publish"]
    for board in press.boards:
        assert "Другой текст" in board.posts["1"]
        found = await place(district, board)
        assert (found.state, found.wanted, found.done) == ("published", 2, 2)


async def test_what_is_withdrawn_meanwhile_is_taken_down(district: District, press: Press, olga: Colleague):
    number = await post(district, olga)
    press.wall.during = lambda: withdraw(district, olga, number)
    await press.works()
    assert press.wall.called == ["publish", "delete"]
    assert press.news.called == []
    assert [(await place(district, board)).state for board in press.boards] == ["deleted", "dropped"]


async def test_withdrawn_while_nobody_knows_a_coordinator_looks_and_it_ends(
    district: District, press: Press, olga: Colleague
):
    press.wall.fails, press.wall.after = [Unsure("cut")], True
    number = await post(district, olga)
    await press.works()
    await withdraw(district, olga, number)
    unclear = await place(district, press.wall)
    assert unclear.state == "unclear"
    now = district.theatre.now
    with pytest.raises(DomainError, match="publications-only-by-hand"):
        await district.step(lambda unit: publications.again(unit, by=olga.id, place_id=unclear.id, now=now))
    await district.step(lambda unit: publications.resolve(unit, by=olga.id, place_id=unclear.id, now=now))
    assert (await place(district, press.wall)).state == "dropped"
    with pytest.raises(DomainError, match="publications-withdrawn"):
        await change(district, olga, number, "Другой текст")


async def test_an_edit_that_is_refused_after_the_withdrawal_gives_way_to_it(
    district: District, press: Press, olga: Colleague
):
    number = await post(district, olga)
    await press.works()
    await change(district, olga, number, "Другой текст")
    order = await claimed_by_somebody_who_dies(district, press.wall)
    await withdraw(district, olga, number)
    now = district.theatre.now
    await district.step(
        lambda unit: publishing.give_up(
            unit, district.pack, order, worker="dead", unclear=False, reason="gone", now=now
        )
    )
    await press.works()
    assert (await place(district, press.wall)).state == "deleted"
    assert await told(district) == 0


# --- what fails ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (Denied("wall-token"), ("failed", "wall-token")),
        (Refused("a defect"), ("failed", "refused")),
        (Trouble("away"), ("waiting", "down")),
        (Unsure("cut"), ("unclear", "unsure")),
        (TimeoutError(), ("unclear", "unsure")),
        (RuntimeError("a defect"), ("unclear", "unsure")),
        (Later(30.0), ("waiting", "later")),
    ],
)
async def test_each_kind_of_failure_where_a_repeat_would_be_a_second_post(
    district: District, press: Press, olga: Colleague, error: Exception, ends: tuple[str, str]
):
    press.news.fails = [error]
    await post(district, olga)
    await press.works()
    found = await place(district, press.news)
    assert (found.state, found.reason) == ends
    assert (await place(district, press.wall)).state == "published"
    assert await told(district) == int(found.state != "waiting")


async def test_a_board_that_is_away_for_a_day_is_given_up_and_said(
    district: District, press: Press, olga: Colleague
):
    press.news.fails = [Trouble("away")] * 1000
    await post(district, olga)
    began = district.theatre.now
    while (await place(district, press.news)).state == "waiting":
        district.theatre.now = (await place(district, press.news)).due_at
        await press.works()
    found = await place(district, press.news)
    assert (found.state, found.reason) == ("failed", "down")
    assert timedelta(hours=20) < district.theatre.now - began < timedelta(hours=26)
    assert await told(district) == 1


async def test_an_edit_of_what_somebody_has_deleted_there_says_so(
    district: District, press: Press, olga: Colleague
):
    number = await post(district, olga)
    await press.works()
    press.wall.fails = [Denied("gone")]
    await change(district, olga, number, "Другой текст")
    await press.works()
    found = await place(district, press.wall)
    assert (found.task, found.state, found.reason) == ("edit", "failed", "gone")
    await withdraw(district, olga, number)
    await press.works()
    assert (await place(district, press.wall)).state == "deleted"


# --- where one can publish, and how one comes in -----------------------------------------------


async def test_a_platform_that_is_down_keeps_its_name_and_one_that_is_gone_goes(district: District):
    async def note(boards: list[Known], doors: list[Known]) -> tuple[list[Any], list[Any]]:
        async def work(unit: Unit) -> tuple[list[Any], list[Any]]:
            await publishing.note_boards(unit, boards, doors)
            titles = await unit.session.scalars(select(Board.title).order_by(Board.source))
            links = await unit.session.scalars(select(Door.link).order_by(Door.source))
            return list(titles), list(links)

        return await district.step(work)

    news, wall = Known("telegram:@news", "telegram", "Новости"), Known("vk:1", "vk", "Центр")
    doors = [Known("telegram:1", "telegram", link="https://t.me/a?start={code}"), Known("vk:1", "vk")]
    assert await note([news, wall], doors) == (["Новости", "Центр"], ["https://t.me/a?start={code}"])
    quiet = [Known("telegram:@news", "telegram"), Known("vk:1", "vk", "Центр развития")]
    dumb = [Known("telegram:1", "telegram"), Known("vk:1", "vk", link="https://vk.me/a?ref={code}")]
    titles, links = await note(quiet, dumb)
    assert titles == ["Новости", "Центр развития"]
    assert links == ["https://t.me/a?start={code}", "https://vk.me/a?ref={code}"]
    assert await note([quiet[1]], []) == (["Центр развития"], [])


async def test_orders_for_a_board_that_was_taken_away_are_the_coordinators_to_decide(
    district: District, press: Press, olga: Colleague
):
    await post(district, olga)
    await claimed_by_somebody_who_dies(district, press.news)
    await district.step(lambda unit: publishing.note_boards(unit, [], []))
    assert (await place(district, press.wall)).state == "failed"
    here = await place(district, press.news)
    assert (here.state, here.reason) == ("unclear", "no-board")
    await press.opens()
    await olga.pays(f">publication-again:={(await place(district, press.wall)).id}")
    await press.works()
    assert len(press.wall.posts) == 1
    assert press.news.posts == {}


@given(door=st.sampled_from("ec"), number=st.integers(1, 2**31 - 1))
def test_a_code_that_says_where_to_is_never_taken_for_a_secret_one(door: str, number: int):
    code = access.entrance_code(door, number)
    assert access.entrance(code) == (door, number)
    assert access.start_code(code.upper()) == code
    assert len(code) not in access.LENGTHS.values()


@given(code=st.text(access.CODE_SIGNS, min_size=8, max_size=10).filter(lambda code: len(code) != 9))
def test_a_secret_code_never_says_where_to(code: str):
    assert access.entrance(code) is None
    assert access.start_code(code) == code


async def test_no_territory_sees_anothers_posts(district: District, press: Press, olga: Colleague):
    await post(district, olga)

    async def elsewhere(unit: Unit) -> list[Any]:
        return [list(await unit.session.scalars(select(table))) for table in (Publication, Board, Door)]

    assert await district.theatre.store.step("elsewhere", elsewhere) == [[], [], []]
