"""Consents and their withdrawal; an erasure that reaches every table there is or will be."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import JSON, LargeBinary, String

import locales
from services import access, erasure, my_data, notices, people, privacy, web
from services.regulations import Regulation
from services.values import Personal, dumps
from storage.base import Base
from storage.references import PEOPLE, about, blank, goes_whole, personal
from storage.store import Unit
from tests import shelves
from tests.colleagues import Colleague, District
from tests.play import Theatre

MARK = "Кукушкинд"
FACTS = {
    "organisations": {"title", "short", "match_key", "kind"},
    "people": {"ref", "started_precision", "match_state"},
    "accounts": {"channel", "source", "locale"},
    "assessments": {"framework", "profile", "form"},
    "consents": {"kind", "version", "channel"},
    "employments": {"kind"},
    "events": {"title", "announcement", "form", "direction", "level", "place", "cancel_reason"},
    "joins": {"outcome"},
    "memberships": {"topics", "directions", "subjects"},
    "muted_reminders": {"kind"},
    "notices": {"key", "kind", "status", "worker", "why"},
    "one_time_codes": {"purpose", "digest", "role"},
    "role_grants": {"role"},
    "roster_batches": {
        "digest", "name", "home", "organisations", "schools", "counts", "print", "state",
    },
    "support_sessions": {"provider_role", "form", "direction", "topic", "channel"},
    "chosen_topics": {"topic", "importance"},
    "conversations": {"source"},
    "dead_letters": {"reference", "source", "event_id"},
    "received_files": {"source", "token", "state", "purpose"},
    "comments": {"channel", "source", "kind", "place", "post", "code", "state"},
    "comment_replies": {"source", "kind", "state", "worker", "reason"},
    "quiet_posts": {"source", "post"},
    "publications": {"kind", "title", "text", "state"},
    "publication_places": {"source", "task", "state", "worker", "post_id", "link", "reason"},
    "boards": {"source", "kind", "title"},
    "doors": {"source", "kind", "link"},
    "requests": {"topic", "form", "way", "state"},
    "roster_changes": {"kind", "stays"},
    "roster_rows": {"sheet", "pile", "reasons", "candidates", "decision"},
    "web_messages": {"author", "token"},
    "web_sessions": {"digest"},
    "request_steps": {"kind"},
}  # fmt: skip
"""Texts of the house or of everybody: codes, states, titles. Nothing of one person stands in them."""
NAMES_GO_OUT = {"support_sessions": erasure.SESSION_TEXTS, "events": erasure.EVENT_TEXTS}
"""Tables whose rows are about several people: the erasure takes one person's name out of them."""
TERRITORIAL = [table for table in Base.metadata.sorted_tables if "territory" in table.c]


def every(table: Any) -> Any:
    return pytest.param(table, id=table.name)


# --- what each column is -------------------------------------------------------------------


@pytest.mark.parametrize("table", [every(table) for table in TERRITORIAL])
def test_every_text_says_whether_it_is_about_a_person(table: Any):
    for column in table.c:
        if not isinstance(column.type, String | LargeBinary | JSON) or column.name in ("territory", "run"):
            continue
        is_fact = column.name in FACTS.get(table.name, ())
        assert bool(column.info.get("personal")) != is_fact, (
            f"{column}: give it info={{'personal': True}} where it is declared if an erasure has to take it, "
            "else name it in FACTS here"
        )


@pytest.mark.parametrize("table", [every(table) for table in TERRITORIAL])
def test_whatever_is_personal_is_reached_by_an_erasure(table: Any):
    if personal(table) and table not in about(1, "x"):
        assert table.name in NAMES_GO_OUT, f"nothing leads from a person to {table.name}"
        assert {column.name for column in personal(table)} <= set(NAMES_GO_OUT[table.name])


@pytest.mark.parametrize("table", [every(table) for table in about(1, "x")])
def test_what_goes_away_leaves_nothing_hanging(table: Any):
    for column in personal(table):
        assert blank(column) is not None or column.nullable
    for key in table.foreign_keys:
        if goes_whole(key.column.table):
            assert goes_whole(table), f"{key.parent} refers to rows that go: let its rows go too"


@pytest.mark.parametrize("table", [every(table) for table in about(1, "x")])
def test_a_person_is_told_of_every_kind_and_column(table: Any):
    """Also for tables that were added later: a kind in GROUPS, words for what is shown."""
    group = my_data.group_of(table.name)
    assert group != my_data.OTHER, f"name {table.name} in services.my_data.GROUPS"
    shown = [column.name for column in my_data.columns_shown(table)]
    if table.name in my_data.NOT_TAKEN:
        return
    assert {column.name for column in personal(table)} - {"search", "screen", "account_id"} <= set(shown)
    for locale in ("ru", "en"):
        for key in (f"privacy-group-{group}", f"privacy-why-{group}"):
            assert locales.has(key, locale), key
        for name in shown:
            assert locales.has(f"privacy-field-{name.replace('_', '-')}", locale), f"{table.name}.{name}"


# --- the erasure ---------------------------------------------------------------------------


async def erase(theatre: Theatre, person_id: int, account_id: int | None = None) -> None:
    async def work(unit: Unit) -> None:
        await erasure.erase(
            unit, theatre.regulation, person_id=person_id, account_id=account_id, run="r", now=theatre.now
        )

    await shelves.step(theatre, work)


def marked(table: Any) -> dict[str, Any]:
    """Something to be taken in every column that an erasure should take."""
    given: dict[str, Any] = {}
    for column in personal(table):
        if column.info.get("values") or column.info.get("blank") == "{}":
            given[column.name] = dumps({"said": MARK})
        elif isinstance(column.type, LargeBinary):
            given[column.name] = MARK.encode()
        elif isinstance(column.type, String):
            given[column.name] = MARK[: column.type.length or 99]
        elif column.name == "birth_date":
            given[column.name] = date(1981, 2, 3)
        else:
            given[column.name] = 1981
    return given


async def test_an_erasure_reaches_every_row_of_every_table(theatre: Theatre):
    """Each table is filled with rows about two people; those of one lose everything, the other's nothing."""
    gone = await shelves.listed(theatre, MARK, MARK, MARK)
    stays = await shelves.listed(theatre, "Соловьёва", "Вера")
    tables = [table for table in about(1, "x") if table is not PEOPLE]

    async def fill(unit: Unit) -> None:
        for person in (gone, stays):
            filler = shelves.Filler(unit, theatre.now, start=1000 * person)
            made: dict[Any, Any] = {PEOPLE: person}
            for table in tables:
                given = marked(table) if person == gone else {}
                for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
                    if key.column.table in made and key.parent.name not in given:
                        given[key.parent.name] = made[key.column.table]
                made[table] = await filler.row(table, **given)

    await shelves.step(theatre, fill)
    before = {table.name: await shelves.rows(theatre.store, table.name) for table in tables}
    assert all(len(found) >= 2 for found in before.values())
    await erase(theatre, gone)
    assert await shelves.traces(theatre.store, MARK) == []
    person = await shelves.person(theatre, gone)
    assert all(person[column.name] is None for column in personal(PEOPLE))
    assert person["match_state"] == "erased"
    for table in tables:
        after = await shelves.rows(theatre.store, table.name)
        if goes_whole(table):
            assert len(after) == len(before[table.name]) - 1, table.name
        else:
            assert len(after) == len(before[table.name]), table.name
        theirs = [row for row in before[table.name] if row in after]
        assert theirs, f"{table.name}: the other person's row has changed"


async def test_sessions_stay_under_a_number_and_texts_about_the_person_go(theatre: Theatre):
    district = District(theatre)
    olga = await district.comes("Смирнова", "methodist")
    anna = await district.comes("Петрова", "teacher")
    vera = await district.comes("Соловьёва", "teacher")
    alone = await a_session(district, olga, [anna], result="Петрова А. И. разобрала урок")
    shared = await a_session(
        district, olga, [anna, vera], result="Показывали Петровой и Соловьёвой; Анна Ивановна вела",
        recommendation="Повторить", composition="Смирнова О. П., Петрову А.И. пригласить",
    )  # fmt: skip
    other = await a_session(district, olga, [vera], result="О вере и петровских реформах")
    ref = (await shelves.person(theatre, anna.id))["ref"]
    await erase(theatre, anna.id)
    texts = {row["id"]: row for row in await shelves.rows(theatre.store, "support_sessions")}
    assert texts[alone]["result"] == "•••"
    assert texts[shared]["result"] == "Показывали ••• и Соловьёвой; ••• вела"
    assert texts[shared]["recommendation"] == "Повторить"
    assert texts[shared]["composition"] == "Смирнова О. П., ••• пригласить"
    assert texts[other]["result"] == "О вере и петровских реформах"
    helped = await shelves.rows(theatre.store, "session_people")
    assert [row["session_id"] for row in helped if row["person_id"] == anna.id] == [alone, shared]
    assert (await shelves.person(theatre, anna.id))["ref"] != ref
    (job,) = [row for row in await shelves.rows(theatre.store, "employments") if row["person_id"] == anna.id]
    assert (job["organisation_id"], job["position"], job["subject"]) == (
        district.schools["школа № 5"],
        None,
        None,
    )


async def a_session(district: District, helper: Colleague, helped: list[Colleague], **texts: Any) -> int:
    from storage.sessions import SessionPerson, SupportSession

    async def make(unit: Unit) -> int:
        now = district.theatre.now
        session = SupportSession(
            run=f"r{next(district.numbers)}", provider_id=helper.id, provider_role="methodist",
            form="VSV-S1", channel="video", minutes=30, held_on=now.date(), held_at=now,
            recorded_by=helper.id, recorded_at=now, **texts,
        )  # fmt: skip
        unit.session.add(session)
        await unit.session.flush()
        for person in helped:
            unit.session.add(SessionPerson(session_id=session.id, person_id=person.id))
        return session.id

    return await district.step(make)


async def test_others_are_told_the_name_no_more(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    boss = await district.comes("Громова", "coordinator")
    ref = (await shelves.person(theatre, anna.id))["ref"]

    async def tell(unit: Unit) -> None:
        await notices.write(
            unit, person_id=boss.id, kind="privacy-take-down", key="k", now=theatre.now,
            who=Personal("Петрова Анна", f"П-{ref}"), other=Personal("Соловьёва", "П-2222"),
            said=Personal("двое не успевают"),
        )  # fmt: skip

    await district.step(tell)
    await erase(theatre, anna.id)
    (notice,) = await shelves.rows(theatre.store, "notices")
    assert "Петрова" not in notice["args"]
    assert "не успевают" not in notice["args"]
    assert "Соловьёва" in notice["args"]
    assert notice["status"] == "pending"


async def test_the_browser_in_which_it_was_asked_for_stays_open_for_the_answer(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    tables = Base.metadata.tables
    account = next(
        row["id"] for row in await shelves.rows(theatre.store, "accounts") if row["person_id"] == anna.id
    )

    async def fill(unit: Unit) -> None:
        filler = shelves.Filler(unit, theatre.now)
        elsewhere = await filler.row(tables["accounts"], person_id=anna.id, address="other")
        for number in (account, elsewhere):
            for table in ("web_sessions", "web_chats", "web_messages", "web_files"):
                await filler.row(tables[table], account_id=number)

    await shelves.step(theatre, fill)
    await erase(theatre, anna.id, account)
    (session,) = await shelves.rows(theatre.store, "web_sessions")
    assert session["account_id"] == account
    for table in ("web_chats", "web_messages", "web_files"):
        assert await shelves.rows(theatre.store, table) == []
    (left,) = await shelves.rows(theatre.store, "accounts")
    assert left["id"] == account
    assert left["person_id"] != anna.id


async def test_erasing_twice_or_nobody_does_nothing(theatre: Theatre):
    anna = await shelves.listed(theatre, "Петрова", "Анна")
    await erase(theatre, anna)
    before = await shelves.words(theatre.store)
    theatre.now += timedelta(days=1)
    await erase(theatre, anna)
    await erase(theatre, anna + 100)
    assert await shelves.words(theatre.store) == before


async def test_another_territory_is_out_of_reach(theatre: Theatre):
    anna = await shelves.listed(theatre, "Петрова", "Анна")

    async def work(unit: Unit) -> None:
        await erasure.erase(
            unit, theatre.regulation, person_id=anna, account_id=None, run="r", now=theatre.now
        )

    await theatre.store.step("elsewhere", work)
    assert (await shelves.person(theatre, anna))["last"] == "Петрова"


@pytest.mark.parametrize(
    ("born", "year", "kept"),
    [
        (date(1980, 5, 17), None, date(2015, 4, 1)),
        (date(1995, 4, 1), None, date(2027, 12, 31)),
        (date(1991, 11, 24), None, date(2026, 10, 1)),
        (date(1991, 10, 1), None, date(2026, 9, 30)),
        (date(1992, 2, 29), None, date(2027, 1, 1)),
        (None, 1991, date(2026, 1, 1)),
        (None, None, None),
    ],
)
def test_of_the_birth_only_a_flag_stays(
    regulation: Regulation, born: date | None, year: int | None, kept: date
):
    person = SimpleNamespace(birth_date=born, birth_year=year)
    assert erasure.young_through(regulation, person, date(2026, 11, 23)) == kept


@pytest.fixture
def regulation() -> Regulation:
    from services import regulations

    return regulations.load("vsevolozhsk")


@pytest.mark.parametrize("last", ["Белая", "Семёнова", "Ким", "Петров-Водкин", "Черных"])
def test_a_name_is_found_in_any_case_and_other_words_are_left(last: str):
    person = SimpleNamespace(last=last, first=None, patronymic=None)
    pattern = erasure._name_in_texts(person)
    assert pattern.sub("…", f"Для {last} А. И. и прочих") == "Для … и прочих"
    assert pattern.sub("…", "Кимберлит, белизна и семенная") == "Кимберлит, белизна и семенная"


# --- consents ------------------------------------------------------------------------------


async def withdraw(district: District, person: Colleague, kind: str = privacy.DATA) -> None:
    now = district.theatre.now

    async def work(unit: Unit) -> None:
        await privacy.withdraw(unit, district.pack, person_id=person.id, kind=kind, run="w", now=now)

    await district.step(work)


async def agree(district: District, person: Colleague) -> None:
    async def work(unit: Unit) -> None:
        await privacy.decide(
            unit, district.pack, person_id=person.id, kind=privacy.DATA, given=True, channel="web",
            now=district.theatre.now,
        )  # fmt: skip

    await district.step(work)


async def test_without_consent_nothing_is_sent_and_roles_rest(theatre: Theatre):
    district = District(theatre)
    olga = await district.comes("Смирнова", "methodist", "teacher")

    async def tell(unit: Unit) -> None:
        for number, due in enumerate((theatre.now, theatre.now + timedelta(days=1))):
            await notices.write(
                unit, person_id=olga.id, kind="match-new", key=f"k{number}", now=theatre.now, due_at=due
            )

    await district.step(tell)
    await withdraw(district, olga)
    assert await shelves.roles(theatre, olga.id) == set()
    await district.later(timedelta(days=2))
    assert olga.notes() == []
    assert {row["status"] for row in await shelves.rows(theatre.store, "notices")} == {"withdrawn"}


async def test_a_consent_given_again_gives_back_the_roles_with_their_terms(theatre: Theatre):
    district = District(theatre)
    olga = await district.comes("Смирнова", "methodist")
    until = theatre.now + timedelta(days=90)

    async def term(unit: Unit) -> None:
        from storage.people import RoleGrant

        since = theatre.now - timedelta(days=9)
        unit.session.add_all(
            [
                RoleGrant(person_id=olga.id, role="member", since=since, until=until, order_number="12-п"),
                RoleGrant(person_id=olga.id, role="observer", since=since, until=since),
            ]
        )

    await district.step(term)
    await withdraw(district, olga)
    theatre.now += timedelta(days=1)
    await agree(district, olga)
    assert await shelves.roles(theatre, olga.id) == {"methodist", "member"}
    member = next(row for row in await shelves.rows(theatre.store, "role_grants") if row["role"] == "member")
    assert member["until"] == until
    theatre.now += timedelta(days=90)
    assert await shelves.roles(theatre, olga.id) == {"methodist"}


async def test_topics_may_close_their_open_matters_first(theatre: Theatre, monkeypatch: pytest.MonkeyPatch):
    district = District(theatre)
    olga = await district.comes("Смирнова", "methodist")
    seen: list[Any] = []

    async def close(unit: Unit, regulation: Regulation, person_id: int, now: Any) -> None:
        held = await people_roles(unit, person_id, now)
        seen.append((regulation.id, person_id, held))

    monkeypatch.setattr(privacy, "_leaving", [])
    privacy.when_leaving(close)
    await withdraw(district, olga)
    await erase(theatre, olga.id)
    assert seen == [("vsevolozhsk", olga.id, {"methodist"}), ("vsevolozhsk", olga.id, set())]


async def people_roles(unit: Unit, person_id: int, now: Any) -> set[str]:
    from services import members

    return set(await members.roles_of(unit, person_id, now))


async def test_what_has_served_its_time_goes_by_itself(theatre: Theatre):
    district = District(theatre)
    boss = await district.comes("Громова", "coordinator")
    await shelves.code(theatre, role="member")

    async def tell(unit: Unit) -> None:
        for number in range(2):
            await notices.write(
                unit, person_id=boss.id, kind="privacy-take-down", key=f"k{number}", now=theatre.now,
                who=Personal("Петрова", None),
            )  # fmt: skip
        found = Base.metadata.tables["notices"]
        await unit.session.execute(
            found.update().where(found.c.key == "k0", found.c.territory != "").values(status="sent")
        )

    await district.step(tell)

    async def forget() -> int:
        return await theatre.store.step("", lambda unit: privacy.forget_old(unit, theatre.now))

    stranger, refuser = theatre.person("s1"), theatre.person("s2")
    for person in (stranger, refuser):
        await person.types("добрый день")
    await refuser.presses("О данных и согласии")
    await refuser.presses("Пока нет")
    await stranger.types("/start ABCDEFGH23")
    assert await forget() == 0
    theatre.now += timedelta(days=45)
    assert await forget() == 3
    assert await forget() == 0
    args = {row["key"]: row["args"] for row in await shelves.rows(theatre.store, "notices")}
    assert args["k0"] == "{}"
    assert "Петрова" in args["k1"], "what waits to be sent is kept"
    assert await shelves.rows(theatre.store, "one_time_codes") == []
    addresses = {row["address"] for row in await shelves.rows(theatre.store, "accounts")}
    assert addresses == {boss.address, "s2"}, "a refusal is remembered, a stranger is not"
    await stranger.types("добрый день")
    stranger.sees("Здравствуйте!")


async def test_what_the_consent_promises_happens_thirty_days_after_its_withdrawal(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    boris = await district.comes("Соловьёв", "teacher")
    vera = await district.comes("Орлова", "teacher")

    async def decides(person: Colleague, *, given: bool) -> None:
        work = privacy.decide if given else privacy.withdraw
        more = {"given": True, "channel": "web"} if given else {"run": f"r{person.id}"}
        await district.step(
            lambda unit: work(
                unit, theatre.regulation, person_id=person.id, kind="data", now=theatre.now, **more
            )
        )

    async def due() -> int:
        return await district.step(
            lambda unit: erasure.erase_withdrawn(unit, theatre.regulation, theatre.now)
        )

    await decides(anna, given=False)
    await decides(boris, given=False)
    theatre.now += timedelta(days=20)
    await decides(boris, given=True)
    assert await due() == 0
    theatre.now += timedelta(days=10)
    assert await due() == 1
    assert await due() == 0
    assert await shelves.traces(theatre.store, "Петров") == []
    assert (await shelves.person(theatre, anna.id))["erased_at"] is not None
    for person in (boris, vera):
        assert (await shelves.person(theatre, person.id))["erased_at"] is None
    await anna.types("добрый день")
    anna.sees("Здравствуйте!")


async def test_browsers_that_left_and_spent_links_go_and_others_stay(theatre: Theatre):
    anna = await District(theatre).comes("Петрова", "teacher")

    async def step(work):
        return await theatre.store.step("vsevolozhsk", work)

    async def enters() -> str:
        code = await step(lambda unit: access.open_browser_link(unit, anna.id, theatre.now))
        came = await step(lambda unit: web.enter(unit, code, theatre.now, source="web:1", known=None))
        assert came.secret is not None
        return came.secret

    async def forget() -> int:
        return await theatre.store.step("", lambda unit: privacy.forget_old(unit, theatre.now))

    left, unused = await enters(), await enters()
    await step(lambda unit: access.open_browser_link(unit, anna.id, theatre.now))
    invited = await step(lambda unit: access.make(unit, access.INVITATION, theatre.now, person_id=anna.id))
    await step(lambda unit: web.leave(unit, left, theatre.now))
    theatre.now += timedelta(hours=1)
    assert await forget() == 1, "the browser that left"
    theatre.now += timedelta(days=20)
    assert await forget() == 3, "two links that were used and one that was not"
    still = await enters()
    theatre.now += timedelta(days=10, hours=1)
    assert await forget() == 2, "a browser not seen for thirty days, and the link of the other"
    assert await step(lambda unit: web.recognise(unit, unused, theatre.now)) is None
    assert await step(lambda unit: web.recognise(unit, still, theatre.now)) is not None
    assert len(await shelves.rows(theatre.store, "web_sessions")) == 1
    (code,) = await shelves.rows(theatre.store, "one_time_codes")
    assert code["digest"] == access.digest(invited)
    assert await forget() == 0


async def test_those_erased_leave_the_list_when_the_next_one_comes(theatre: Theatre):
    district = District(theatre)
    anna = await district.comes("Петрова", "teacher")
    vera = await district.comes("Соловьёва", "teacher")
    await erase(theatre, anna.id)
    school, day = district.schools["школа № 5"], date(2027, 1, 15)
    assert (await shelves.person(theatre, anna.id))["left_on"] is None, "figures stand as they were"
    assert await district.step(lambda unit: people.let_go_erased(unit, [school], day)) == [anna.id]
    assert (await shelves.person(theatre, anna.id))["left_on"] == day
    assert (await shelves.person(theatre, vera.id))["left_on"] is None
