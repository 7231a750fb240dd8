"""Whose numbers and names somebody sees, and how a number opens."""

from datetime import date

import pytest

from services import indicators
from services.errors import DomainError, NotAllowed
from services.indicators import Scope
from storage.sessions import SessionPerson
from storage.store import Store
from tests.town import NOW, PACK, PLACE, YEAR, Town, figure


async def opened(store: Store, work):
    return await store.step(PLACE, work)


async def test_whoever_has_no_such_role_sees_nothing_and_a_manager_of_no_school_is_told_so(store: Store):
    town = Town()
    teacher, manager = town.helper("teacher"), town.helper("manager")
    await town.save(store)
    with pytest.raises(NotAllowed):
        await opened(store, lambda unit: indicators.viewer(unit, PACK, teacher, NOW))
    with pytest.raises(DomainError, match="indicators-no-school"):
        await opened(store, lambda unit: indicators.viewer(unit, PACK, manager, NOW))


async def test_a_manager_sees_his_school_alone_and_no_topics(store: Store):
    town = Town()
    mine, other = town.school("Моя"), town.school("Чужая")
    head = town.helper("manager", "Заведующая")
    town.job(head, mine, kind="manager")
    anna, boris = town.teacher(mine, "Анненкова"), town.teacher(other, "Борисова")
    methodist = town.helper()
    session = town.session(methodist, anna, at=mine, topic="B.1", result="личное")
    shared = town.session(methodist, anna, boris, at=mine, form="VSV-S9")
    town.rows[SessionPerson][-1]["organisation_id"] = other
    foreign = town.session(methodist, boris, at=other)
    await town.save(store)
    viewer = await opened(store, lambda unit: indicators.viewer(unit, PACK, head, NOW))
    assert viewer.schools == viewer.names == {mine}
    found = await figure(store, schools=viewer.narrowed())
    assert (found.numerator, found.denominator) == (1, 1)
    with pytest.raises(NotAllowed):
        viewer.narrowed(other)
    scope, f3 = Scope.at(PACK, YEAR, NOW, viewer.schools), PACK.indicator("VSV-F3")

    def look(work):
        return opened(store, work)

    people = await look(lambda unit: indicators.people_behind(unit, scope, f3, viewer, covered=True))
    assert [one.id for one in people] == [anna]
    with pytest.raises(NotAllowed):
        await look(lambda unit: indicators.sessions_of_person(unit, scope, f3, viewer, boris))
    with pytest.raises(NotAllowed):
        await look(lambda unit: indicators.session_card(unit, PACK, viewer, foreign, NOW.date()))
    card = await look(lambda unit: indicators.session_card(unit, PACK, viewer, session, NOW.date()))
    assert (card.topic, card.result, len(card.people), card.others) == (None, None, 1, 0)
    wide = await look(lambda unit: indicators.session_card(unit, PACK, viewer, shared, NOW.date()))
    assert (len(wide.people), wide.others) == (1, 1)


async def test_an_observer_sees_numbers_and_no_small_groups(store: Store):
    town = Town()
    school = town.school()
    town.teacher(school)
    observer = town.helper("observer")
    await town.save(store)
    viewer = await opened(store, lambda unit: indicators.viewer(unit, PACK, observer, NOW))
    assert viewer.schools is None
    assert not viewer.sees_people()
    assert not viewer.opens(4, school)
    assert viewer.opens(5, school)
    scope = Scope.at(PACK, YEAR, NOW)
    with pytest.raises(NotAllowed):
        await opened(
            store,
            lambda unit: indicators.people_behind(
                unit, scope, PACK.indicator("VSV-F3"), viewer, covered=True
            ),
        )


async def test_people_behind_and_not_reached_add_up_to_the_list(store: Store):
    town = Town()
    school, other = town.school("Школа № 1"), town.school("Школа № 2")
    anna = town.teacher(school, "Анненкова")
    clara = town.teacher(other, "Кларина")
    gone = town.teacher(school, "Ушедшая", until=date(2026, 9, 1))
    methodist = town.helper()
    coordinator = town.helper("coordinator")
    for person in (anna, gone):
        town.session(methodist, person, at=school, result="договорились")
    town.session(town.helper("member"), clara, at=other, provider_role="member")
    await town.save(store)
    viewer = await opened(store, lambda unit: indicators.viewer(unit, PACK, coordinator, NOW))
    scope, f3 = Scope.at(PACK, YEAR, NOW), PACK.indicator("VSV-F3")

    async def look(unit):
        reached = await indicators.people_behind(unit, scope, f3, viewer, covered=True)
        rest = await indicators.people_behind(unit, scope, f3, viewer, covered=False)
        schools = await indicators.schools_behind(unit, scope, f3, viewer, covered=True)
        hers = await indicators.sessions_of_person(unit, scope, f3, viewer, clara)
        card = await indicators.session_card(unit, PACK, viewer, hers[0].id, NOW.date())
        return reached, rest, schools, hers, card

    reached, rest, schools, hers, card = await opened(store, look)
    assert [(one.id, one.gone) for one in reached] == [(anna, False), (gone, True)]
    assert [one.id for one in rest] == [clara]
    assert [(one.short, one.people) for one in schools] == [("Школа № 1", 2)]
    assert [(one.counts, one.role) for one in hers] == [(False, "member")]
    assert card.people[0].text == "Кларина А. И., Школа № 2"
