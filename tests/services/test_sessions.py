"""Records of support below the screens: what is refused, what is kept, what a leaver leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services import consultations, session_drafts, session_views, sessions
from services.errors import DomainError, NotAllowed
from services.session_drafts import Draft, fits
from storage.people import Employment, Organisation, Person
from storage.store import Unit
from tests.colleagues import Colleague, District
from tests.play import Theatre

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


def about(*people: int, **changed: Any) -> Draft:
    draft = Draft(
        people=people,
        organisation_id=None,
        form="VSV-S1",
        direction="VSV-N4",
        topic="C.diversity",
        channel="phone",
        minutes=40,
        held_on=TODAY,
    )
    return replace(draft, **changed)


async def records(district: District, by: Colleague, draft: Draft, run: str = "run") -> int:
    number: int = await district.step(
        lambda unit: sessions.record(unit, district.pack, by=by.id, record=draft, run=run, now=NOW)
    )
    return number


async def test_the_same_run_records_once(district: District):
    olga = await district.comes("Методистова", "methodist")
    anna = await district.listed("Петрова")
    assert await records(district, olga, about(anna)) == await records(district, olga, about(anna))
    assert len(await district.sessions()) == 1


CONSILIUM = {
    "form": "VSV-S3",
    "composition": "а, б",
    "recommendation": "в",
    "next_step_on": date(2026, 12, 1),
}


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"form": "VSV-S99"}, "session-unknown-choice"),
        ({"direction": "VSV-N9"}, "session-unknown-choice"),
        ({"topic": "W.resource"}, "session-unknown-choice"),
        ({"channel": "owl"}, "session-unknown-choice"),
        ({"minutes": 4}, "session-minutes"),
        ({"minutes": 601}, "session-minutes"),
        ({"held_on": TODAY + timedelta(days=1)}, "session-in-future"),
        ({"held_on": date(2020, 1, 1)}, "session-too-old"),
        ({"result": "о" * 1001}, "session-incomplete"),
        ({"form": "VSV-S3"}, "session-wrong-form"),
        ({"people": (10**9,)}, "session-unknown-person"),
        ({"people": ()}, "session-wrong-form"),
        ({"people": (), "organisation_id": 10**9, **CONSILIUM}, "session-unknown-organisation"),
        ({"people": (), "organisation_id": 1, **CONSILIUM, "recommendation": None}, "session-incomplete"),
        (
            {"people": (), "organisation_id": 1, **CONSILIUM, "next_step_on": date(2026, 11, 1)},
            "session-deadline-before",
        ),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(
    district: District, changed: dict[str, Any], key: str
):
    olga = await district.comes("Методистова", "methodist")
    anna = await district.listed("Петрова")
    with pytest.raises(DomainError) as refused:
        await records(district, olga, about(anna, **changed))
    assert refused.value.key == key
    assert await district.sessions() == []


async def test_help_to_oneself_is_not_recorded(district: District):
    olga = await district.comes("Методистова", "methodist", "teacher")
    with pytest.raises(DomainError) as refused:
        await records(district, olga, about(olga.id))
    assert refused.value.key == "session-with-oneself"


def test_a_form_for_one_never_takes_a_group(district: District):
    for form in district.pack.forms:
        if form.individual_help:
            assert not fits(form, 3, organisation=True)
        if form.mode == "individual":
            assert not fits(form, 2, organisation=False)
        if form.mode == "group":
            assert not form.individual_help


async def test_only_helpers_and_coordinators_record_and_search(district: District):
    anna = await district.listed("Петрова")
    stranger = await district.comes("Чужова", "teacher", "manager", "observer")
    place = await district.school("школа № 5")
    pack = district.pack
    tries: list[Any] = [
        lambda unit: sessions.record(unit, pack, by=stranger.id, record=about(anna), run="r", now=NOW),
        lambda unit: session_drafts.find_people(unit, pack, stranger.id, "пет", NOW),
        lambda unit: session_drafts.staff_of(unit, pack, stranger.id, place, NOW),
        lambda unit: session_drafts.draft_for(unit, pack, stranger.id, people=[anna], now=NOW),
        lambda unit: session_views.mine(unit, pack, stranger.id, NOW),
        lambda unit: session_views.one(unit, pack, 1, stranger.id, NOW),
        lambda unit: sessions.void(unit, pack, 1, by=stranger.id, reason="twice", now=NOW),
    ]
    for work in tries:
        with pytest.raises(NotAllowed):
            await district.step(work)


async def test_the_school_of_that_day_and_the_flag_of_that_moment_are_kept(district: District):
    olga = await district.comes("Методистова", "methodist")
    anna = await district.listed("Петрова", school="школа № 7")
    old, new = district.schools["школа № 7"], await district.school("школа № 9", deficits=True)

    async def moves(unit: Unit) -> None:
        await unit.session.execute(
            update(Employment).where(Employment.person_id == anna).values(until=date(2026, 11, 20))
        )
        unit.session.add(Employment(person_id=anna, organisation_id=new, since=date(2026, 11, 20)))

    await district.step(moves)
    await records(district, olga, about(anna, held_on=date(2026, 11, 19)), "one")
    await records(district, olga, about(anna), "two")
    assert [row[2] for row in await district.helped()] == [old, new]

    await records(district, olga, about(organisation_id=new, **CONSILIUM), "three")
    await district.step(
        lambda unit: unit.session.execute(
            update(Organisation).where(Organisation.id == new).values(has_deficits=False)
        )
    )
    await records(district, olga, about(organisation_id=new, **CONSILIUM), "four")
    assert [one.for_deficits for one in await district.sessions()] == [False, False, True, False]


async def test_the_draft_knows_my_last_record_and_not_its_topic_the_next_day(district: District):
    olga = await district.comes("Методистова", "methodist")
    anna, vera = await district.listed("Петрова"), await district.listed("Смирнова")
    yesterday = TODAY - timedelta(days=1)
    await records(district, olga, about(anna, form="VSV-S7", minutes=55, held_on=yesterday))

    async def draft(person: int) -> Draft:
        return await district.step(
            lambda unit: session_drafts.draft_for(unit, district.pack, olga.id, people=[person], now=NOW)
        )

    assert await draft(anna) == about(anna, form="VSV-S7", minutes=55, direction="VSV-N4")
    assert await draft(vera) == about(vera, form="VSV-S7", minutes=55, topic=None)
    await records(district, olga, about(anna, topic="B.plan"), "today")
    assert (await draft(vera)).topic == "B.plan"


async def test_a_member_knows_only_requests_that_came_to_him(district: District):
    anna = await district.comes("Петрова", "teacher")
    member = await district.comes("Громова", "member")
    await anna.asks(form="Посещение занятия", way="Очно")
    other = await district.comes("Белова", "member")
    methodist = await district.comes("Умнова", "methodist")

    async def form_for(person: Colleague) -> tuple[str, str | None, int | None]:
        draft = await district.step(
            lambda unit: session_drafts.draft_for(
                unit, district.pack, person.id, people=[anna.id], now=district.theatre.now
            )
        )
        return draft.form, draft.topic, draft.request_id

    assert await form_for(member) == ("VSV-S7", "C.diversity", None)
    assert await form_for(methodist) == ("VSV-S7", "C.diversity", None)
    assert await form_for(other) == ("VSV-S1", None, None)


async def test_the_search_finds_neither_leavers_nor_the_erased_nor_oneself(district: District):
    olga = await district.comes("Петренко", "methodist")
    left, erased = await district.listed("Петрова"), await district.listed("Петров")
    stays = await district.listed("Петровых")

    async def found(letters: str) -> list[int]:
        faces = await district.step(
            lambda unit: session_drafts.find_people(unit, district.pack, olga.id, letters, NOW)
        )
        return sorted(one.person_id for one in faces)

    assert await found("ПЕТР") == sorted([left, erased, stays])
    assert await found("олег петровых") == [stays]
    await district.step(
        lambda unit: unit.session.execute(update(Person).where(Person.id == left).values(left_on=TODAY))
    )
    await district.step(
        lambda unit: unit.session.execute(update(Person).where(Person.id == erased).values(erased_at=NOW))
    )
    assert await found("петр") == [stays]
    assert await found("  ") == []
    assert await found("%") == []


async def test_another_territory_sees_none_of_it(district: District):
    olga = await district.comes("Методистова", "methodist")
    anna = await district.listed("Петрова")
    number = await records(district, olga, about(anna))
    with pytest.raises(NotAllowed):
        await district.theatre.store.step(
            "elsewhere", lambda unit: session_views.one(unit, district.pack, number, olga.id, NOW)
        )


async def test_a_leaver_cancels_his_own_requests_and_hands_on_those_in_his_hands(district: District):
    anna = await district.comes("Петрова", "teacher")
    both = await district.comes("Громова", "member", "teacher")
    other = await district.comes("Белова", "member")
    await anna.asks()
    await both.asks(topic="Планирование")
    await district.deliver()
    assert (await district.request(1)).helper_id == both.id
    await district.step(lambda unit: consultations.leave(unit, district.pack, both.id, district.theatre.now))
    assert (await district.request(1)).helper_id == other.id
    assert (await district.request(2)).state == "cancelled"
    await district.deliver()
    assert "передали другому" in anna.note()
    assert any("Педагог отменил заявку № 2" in one for one in other.notes())
