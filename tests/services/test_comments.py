"""Questions in public: what is one, answered once, made a request of its author, kept so long."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.channel import Denied, Later, Trouble
from services import (
    comment_keeping,
    comment_places,
    comment_replies,
    comment_requests,
    comments,
    erasure,
    my_data,
    privacy,
)
from services.comment_places import is_marked
from services.errors import DomainError, NotAllowed
from storage import comments as table
from storage.notices import Notice
from storage.publications import Publication, PublicationPlace
from tests.colleagues import District
from tests.play import Theatre
from tests.squares import Forum

MARKS = ("#вопрос", "вопрос")
ASKED = "Вопрос: как оценивать группы?"


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


@pytest.fixture
def forum(district: District) -> Forum:
    return Forum(district)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("#вопрос как быть", True),
        ("Как быть? #Вопрос", True),
        ("(#вопрос)", True),
        ("#вопросы и ответы", False),
        ("Вопрос: как быть", True),
        ("— вопрос. Как быть", True),
        ("ВОПРОС", True),
        ("Вопросы есть", False),
        ("У меня вопрос", False),
        ("спасибо", False),
        ("", False),
    ],
)
def test_what_is_marked(text: str, is_one: bool):
    assert is_marked(text, MARKS) is is_one


def test_a_pack_without_marks_marks_nothing():
    assert not is_marked("вопрос", ())


async def test_a_marked_question_is_answered_once_with_its_own_link(forum: Forum):
    said = await forum.hears("55", ASKED)
    await forum.again(said)
    await forum.answers()
    [text] = await forum.answers()
    [row] = await forum.rows()
    assert f"https://stage.example/{row.code}" in text
    assert (row.state, row.person_id, row.channel) == ("open", None, "vk")
    [reply] = forum.square.replies.values()
    assert (reply.kind, reply.place, reply.post) == ("comment", said.place, "7")


async def test_the_same_place_is_one_question_under_any_event(forum: Forum):
    said = await forum.hears("55", ASKED)
    await forum.hears("55", ASKED, place=said.place, events=("told-otherwise",))
    assert len(await forum.answers()) == 1
    assert len(await forum.rows()) == 1


async def test_what_is_not_marked_is_neither_kept_nor_answered(forum: Forum):
    await forum.hears("55", "Спасибо, было интересно")
    await forum.publishes("8", asks=False)
    await forum.hears("55", "Когда следующая встреча?", post="8")
    assert await forum.answers() == []
    assert await forum.rows() == []


async def test_everything_directly_under_a_post_that_asks_is_a_question(forum: Forum):
    publication = await forum.publishes("8", asks=True)
    await forum.hears("55", "Когда следующая встреча?", post="8")
    await forum.hears("56", "И мне интересно", post="8", answers=True)
    await forum.hears("57", "Вопрос и у меня", post="8", answers=True)
    assert len(await forum.answers()) == 2
    assert [row.publication_id for row in await forum.rows()] == [publication, publication]


async def test_whoever_helps_answers_there_without_being_answered(district: District, forum: Forum):
    await forum.publishes("8", asks=True)
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    member = await district.comes("Белова", "member", "teacher", stage=forum.square)
    for someone in (helper, member):
        await forum.hears(someone.address, "Обсудим на семинаре", post="8")
    await forum.hears(helper.address, ASKED, post="8")
    assert await forum.rows() == []
    await forum.hears(member.address, ASKED, post="8")
    assert len(await forum.rows()) == 1


async def test_a_known_teacher_gets_a_request_at_once_and_the_public_answer_too(
    district: District, forum: Forum
):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    [row] = await forum.rows()
    request = await district.request(row.request_id)
    assert (request.teacher_id, request.form, request.way) == (anna.id, "VSV-S2", "vk")
    assert (request.topic, request.details, request.helper_id) == ("", ASKED, helper.id)
    assert row.state == "requested"
    assert len(await forum.answers()) == 1
    await forum.notices()
    assert f"стал заявкой № {request.id}" in anna.note()


async def test_another_open_request_is_no_obstacle(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    await forum.hears(anna.address, "вопрос второй")
    assert [row.request_id for row in await forum.rows()] == [1, 2]


async def test_only_the_authors_account_makes_it_a_request(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    other = await district.comes("Белова", "teacher", stage=forum.square)
    await forum.hears("55", ASKED)
    [row] = await forum.rows()
    for someone in (anna, other):
        found = await district.step(
            lambda unit, one=someone: comment_requests.asked_with(unit, row.code, one.id)
        )
        assert found is None

        async def takes(unit, one=someone):
            await comment_requests.request_of(
                unit, district.pack, row.id, by=one.id, topic=None, now=district.theatre.now
            )

        with pytest.raises(NotAllowed):
            await district.step(takes)
    assert (await forum.rows())[0].request_id is None


# --- answered, whatever happens --------------------------------------------------------------


async def test_a_lost_answer_is_repeated_with_the_same_token(forum: Forum):
    await forum.hears("55", ASKED)
    forum.square.loses = [Trouble("cut")]
    await forum.answers()
    assert [one.state for one in await forum.replies()] == ["waiting"]
    forum.theatre.now += timedelta(seconds=3)
    assert len(await forum.answers()) == 1
    assert len(forum.square.calls) == 2
    assert [one.state for one in await forum.replies()] == ["posted"]


async def test_a_worker_that_dies_holding_it_is_followed_by_another_with_the_same_token(forum: Forum):
    await forum.hears("55", ASKED)

    class Killed(BaseException):
        """The process is gone."""

    forum.square.loses = [Killed()]
    with pytest.raises(Killed):
        await forum.answers()
    forum.worker = forum.another()
    assert len(await forum.answers()) == 1
    assert len(forum.square.calls) == 1, "its lease has not ended"
    forum.theatre.now += timedelta(seconds=61)
    assert len(await forum.answers()) == 1
    assert len(set(forum.square.calls)) == 1
    assert len(forum.square.calls) == 2
    assert [one.state for one in await forum.replies()] == ["posted"]


async def test_what_a_dead_process_held_need_not_wait_where_nobody_else_serves(forum: Forum):
    await forum.hears("55", ASKED)
    store, now = forum.theatre.store, forum.theatre.now
    claim = {"territory": "vsevolozhsk", "source": forum.square.source, "worker": "dead", "limit": 5}
    [held] = await forum.district.step(
        lambda unit: table.claim(unit.connection, now=now, lease=now + timedelta(minutes=1), **claim)
    )
    await store.step("", lambda unit: table.let_go(unit.connection, now))
    assert len(await forum.answers()) == 1
    late = await forum.district.step(
        lambda unit: table.settle(unit.connection, held, worker="dead", state="posted", now=now)
    )
    assert not late


async def test_where_nothing_may_be_written_the_coordinators_hear_of_it(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    await forum.hears("55", ASKED)
    forum.square.refuses = [Denied("code 213")]
    assert await forum.answers() == []
    assert [(one.state, one.reason) for one in await forum.replies()] == [("refused", "code 213")]
    await forum.notices()
    assert "ответить под ним помощник не смог" in chief.note()


async def test_a_community_that_asks_to_wait_is_waited_for(forum: Forum):
    await forum.hears("55", ASKED)
    forum.square.refuses = [Later(600)]
    assert await forum.answers() == []
    forum.theatre.now += timedelta(seconds=500)
    assert await forum.answers() == []
    forum.theatre.now += timedelta(seconds=200)
    assert len(await forum.answers()) == 1


async def test_a_defect_is_tried_a_few_times(forum: Forum):
    await forum.hears("55", ASKED)
    forum.square.refuses = [KeyError("x") for _ in range(9)]
    for _ in range(9):
        await forum.answers()
        forum.theatre.now += timedelta(hours=1)
    assert len(forum.square.calls) == 5
    assert [one.state for one in await forum.replies()] == ["refused"]


async def test_a_discussion_without_a_token_goes_to_the_coordinators_alone(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    await forum.hears("55", ASKED, kind="discussion", post="topic-3", answerable=False)
    assert await forum.answers() == []
    assert await forum.replies() == []
    await forum.notices()
    assert "ответить под ним помощник не смог" in chief.note()


async def test_after_a_restore_nobody_is_answered_twice(forum: Forum):
    await forum.hears("55", ASKED)
    held = await forum.theatre.store.step(
        "", lambda unit: table.hold(unit.connection, forum.theatre.now + timedelta(seconds=1))
    )
    assert held == 1
    assert await forum.answers() == []
    assert [(one.state, one.reason) for one in await forum.replies()] == [("unclear", "restored")]


# --- switched off ----------------------------------------------------------------------------


async def test_under_a_publication_with_replies_off_nobody_is_answered(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    await forum.publishes("8", asks=True, replies=False)
    await forum.hears("55", "Когда?", post="8")
    assert await forum.answers() == []
    await forum.notices()
    assert "ответить под ним помощник не смог" in chief.note()


async def switch(forum: Forum, by: int, comment: int, *, on: bool) -> None:
    await forum.district.step(
        lambda unit: comment_places.answer_under(unit, comment, by=by, wanted=on, now=forum.theatre.now)
    )


async def test_any_post_is_made_quiet_from_a_question_under_it(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await forum.hears("55", ASKED)
    with pytest.raises(NotAllowed):
        await switch(forum, anna.id, 1, on=False)
    for _ in range(2):
        await switch(forum, chief.id, 1, on=False)
    assert await forum.answers() == [], "what had not left is called off"
    assert [one.state for one in await forum.replies()] == ["dropped"]
    await forum.hears("56", ASKED)
    await forum.hears("56", ASKED, post="9")
    assert len(await forum.answers()) == 1
    await switch(forum, chief.id, 1, on=True)
    await forum.hears("57", ASKED)
    assert len(await forum.answers()) == 2


async def test_a_publication_keeps_itself_whether_it_is_answered_under(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    number = await forum.publishes("7")
    await forum.hears("55", ASKED)
    await switch(forum, chief.id, 1, on=False)
    post = await district.step(lambda unit: unit.session.get_one(Publication, number))
    assert not post.replies
    assert await forum.answers() == []


# --- answered by people ----------------------------------------------------------------------


async def answers(forum: Forum, request: int, by: int, text: str = "Начните с критериев.") -> None:
    await forum.district.step(
        lambda unit: comment_replies.answer_request(unit, request, by=by, text=text, now=forum.theatre.now)
    )


async def test_whoever_helps_answers_once_in_public_and_the_author_is_told(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    with pytest.raises(DomainError):
        await answers(forum, 1, helper.id)
    await helper.pays(">request-accept:=1")
    with pytest.raises(DomainError):
        await answers(forum, 1, anna.id)
    await answers(forum, 1, helper.id)
    with pytest.raises(DomainError) as twice:
        await answers(forum, 1, helper.id, "Ещё раз")
    assert twice.value.key == "comments-answered-already"
    said = await forum.answers()
    assert said[1:] == ["Начните с критериев."]
    assert await district.steps(1) == ["opened", "offered", "accepted", "answered"]
    await forum.notices()
    assert any("https://square.example/comment-7-1/reply" in note for note in anna.notes())


async def test_an_answer_that_was_refused_comes_back_and_may_be_tried_again(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    await helper.pays(">request-accept:=1")
    await forum.answers()
    await answers(forum, 1, helper.id)
    forum.square.refuses = [Denied("code 213")]
    await forum.answers()
    await forum.notices()
    assert "Начните с критериев." in helper.note()
    await answers(forum, 1, helper.id, "Короче")
    assert (await forum.answers())[1:] == ["Короче"]
    assert len(set(forum.square.calls)) == 3


async def test_a_question_of_nobody_known_is_answered_by_a_methodist(district: District, forum: Forum):
    helper = await district.comes("Орлова", "methodist")
    anna = await district.comes("Петрова", "teacher")
    await forum.hears("55", ASKED)

    async def tries(by: int, comment: int = 1) -> None:
        await district.step(
            lambda unit: comment_replies.answer_question(
                unit, comment, by=by, text="Так", now=forum.theatre.now
            )
        )

    with pytest.raises(NotAllowed):
        await tries(anna.id)
    with pytest.raises(DomainError):
        await tries(helper.id, 99)
    await tries(helper.id)
    with pytest.raises(DomainError):
        await tries(helper.id)
    assert (await forum.rows())[0].state == "closed"
    assert "Так" in await forum.answers()


# --- posts of people -------------------------------------------------------------------------


async def appears(forum: Forum, publication: int, post: str) -> None:
    """The publisher has put the draft up."""

    async def put(unit) -> None:
        made = await unit.session.get_one(Publication, publication)
        made.state = "approved"
        unit.session.add(
            PublicationPlace(
                publication_id=publication, source=forum.square.source, state="published", post_id=post,
                due_at=forum.theatre.now, lease_until=forum.theatre.now, link="https://square.example/99",
            )
        )  # fmt: skip

    await forum.district.step(put)


@pytest.mark.parametrize(
    "words", ["Вопрос всем.\nКак вы проводите МО?", "Наш опыт. Делимся находками урока."]
)
async def test_a_suggested_post_is_a_draft_and_answered_once_it_stands(
    district: District, forum: Forum, words: str
):
    chief = await district.comes("Главная", "coordinator")
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    said = await forum.hears(anna.address, words, kind="suggested", post="31", place="post-31")
    await forum.again(said)
    assert await forum.answers() == []
    [row] = await forum.rows()
    draft = await district.step(lambda unit: unit.session.get_one(Publication, row.publication_id))
    assert (draft.state, f"{draft.title} {draft.text}") == ("draft", words.replace("\n", " "))
    await forum.notices()
    assert "предложили запись" in chief.note()
    await appears(forum, draft.id, "99")
    for _ in range(3):
        said_now = await forum.answers()
    assert len(said_now) == 1
    [reply] = forum.square.replies.values()
    assert (reply.kind, reply.post) == ("suggested", "99")
    asks = words.startswith("Вопрос")
    assert ("Спасибо за вопрос" in said_now[0]) is asks
    [row] = await forum.rows()
    assert (row.state, row.request_id is not None) == (("requested", True) if asks else ("closed", False))
    assert row.link == "https://square.example/99"


async def test_a_suggestion_published_in_the_community_itself_is_answered_and_its_draft_goes(forum: Forum):
    await forum.hears("55", "Наш опыт. Делимся.", kind="suggested", post="31", place="post-31", events=("s",))
    for event in ("p", "q"):
        await forum.hears("55", "Наш опыт.", kind="post", post="31", place="post-31", events=(event,))
    assert len(await forum.answers()) == 1
    [draft] = await forum.district.step(_drafts)
    assert draft.state == "withdrawn"


async def test_a_post_on_the_wall_is_a_question_of_its_author(forum: Forum):
    await forum.hears("55", "Как записаться на курсы?", kind="post", post="40", place="post-40")
    assert len(await forum.answers()) == 1


# --- whose it is, and how long ---------------------------------------------------------------


async def test_words_of_who_never_came_go_after_a_month_and_are_counted_on(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    await forum.hears("55", ASKED)
    await forum.hears(anna.address, ASKED)
    began = forum.theatre.now - timedelta(days=1)
    forum.theatre.now += timedelta(days=31)
    assert (
        await forum.theatre.store.step("", lambda unit: comment_keeping.forget_old(unit, forum.theatre.now))
        == 1
    )
    assert (
        await forum.theatre.store.step("", lambda unit: comment_keeping.forget_old(unit, forum.theatre.now))
        == 0
    )
    gone, kept = await forum.rows()
    assert (gone.text, gone.address, gone.link, gone.state) == (None, None, None, "closed")
    assert kept.text == ASKED
    f3 = district.pack.indicator("VSV-F3")
    counted = await district.step(
        lambda unit: comment_keeping.appeals(unit.session, f3, began, forum.theatre.now)
    )
    assert counted == 1
    other = district.pack.indicator("VSV-F4")
    assert (
        await district.step(lambda unit: comment_keeping.appeals(unit.session, other, began, began)) is None
    )


async def test_whoever_consents_later_owns_what_he_asked_before(district: District, forum: Forum):
    play = forum.theatre.person("55", forum.square)
    await play.types("/start")
    await forum.hears("55", ASKED)
    assert (await forum.rows())[0].person_id is None
    await play.presses("О данных и согласии")
    await play.presses("Согласен, согласна")
    [row] = await forum.rows()
    assert row.person_id is not None
    known = await district.step(lambda unit: my_data.counts(unit, row.person_id))
    assert known["comments"] == 1


async def test_erasure_takes_the_words_and_drops_what_waits(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    await forum.hears(anna.address, "Наш опыт.\nДелимся.", kind="suggested", post="31", place="post-31")
    await district.step(
        lambda unit: erasure.erase_as_asked(
            unit, district.pack, by=chief.id, person_id=anna.id, run="e", now=forum.theatre.now
        )
    )
    rows = await forum.rows()
    assert {(row.text, row.address, row.link) for row in rows} == {(None, None, None)}
    assert await forum.answers() == []
    [draft] = await district.step(_drafts)
    assert (draft.state, draft.title, draft.text) == ("withdrawn", "", "")
    assert rows[0].request_id is not None, "what was counted stays"
    await forum.theatre.store.step("", lambda unit: comment_keeping.forget_old(unit, forum.theatre.now))
    assert [row.place for row in await forum.rows()] == ["gone-1", "gone-2"]


async def _drafts(unit) -> list[Publication]:
    return list(await unit.session.scalars(select(Publication)))


async def test_a_withdrawn_consent_makes_the_author_a_stranger_again(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    await district.step(
        lambda unit: privacy.withdraw(
            unit, district.pack, person_id=anna.id, kind=privacy.DATA, run="w", now=forum.theatre.now
        )
    )
    await forum.hears(anna.address, ASKED)
    [row] = await forum.rows()
    assert (row.person_id, row.request_id) == (None, None)


async def test_a_coordinator_closes_what_is_done(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    anna = await district.comes("Петрова", "teacher")
    await forum.hears("55", ASKED)

    def close(by: int):
        return district.step(lambda unit: comments.close(unit, 1, by=by, now=forum.theatre.now))

    with pytest.raises(NotAllowed):
        await close(anna.id)
    await close(chief.id)
    [row] = await forum.rows()
    assert (row.state, row.closed_by) == ("closed", chief.id)


async def test_notices_about_a_question_go_out_once(district: District, forum: Forum):
    await district.comes("Главная", "coordinator")
    said = await forum.hears("55", ASKED, answerable=False)
    await forum.again(said)

    async def count(unit) -> int:
        rows = await unit.session.scalars(select(Notice.key).where(Notice.kind == "comments-unanswered"))
        return len(list(rows))

    assert await district.step(count) == 1
