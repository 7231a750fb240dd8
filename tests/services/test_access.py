"""One-time codes: read as people type them, spent once, guarded against guessing."""

import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import access
from services.errors import DomainError
from storage.store import Unit
from tests import shelves
from tests.play import Theatre

codes = st.one_of(
    *(
        st.text(access.CODE_SIGNS, min_size=access.LENGTHS[purpose], max_size=access.LENGTHS[purpose])
        for purpose in access.ENTERED
    )
)
RUSSIAN = str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")


@given(code=codes, way=st.integers(0, 7))
def test_a_code_is_read_however_it_is_typed_or_pasted(code: str, way: int):
    typed = (
        code,
        code.lower(),
        f" {code[:4]} {code[4:]}\n",
        f"{code[:5]}-{code[5:]}",
        code.translate(RUSSIAN),
        f"https://mms.example/enter/{code}",
        f"https://t.me/some_bot?start={code}",
        f"«{code}»",
    )[way]
    assert access.tidy(typed) == code
    assert access.tidy(f"/start {typed}" if way not in (5, 6) else typed) == code


@given(st.text(max_size=200))
def test_anything_else_is_no_code_and_breaks_nothing(said: str):
    found = access.tidy(said)
    assert found == "" or (len(found) in (8, 10) and set(found) <= set(access.CODE_SIGNS))


@given(st.text(string.ascii_letters + string.digits, max_size=30))
def test_other_lengths_are_no_codes(said: str):
    if len(said) not in (8, 10):
        assert access.tidy(said) == ""


async def test_of_two_who_spend_a_code_one_succeeds(theatre: Theatre):
    code = await shelves.code(theatre, role="member")

    async def spend(unit: Unit) -> None:
        await access.spend(unit, code, access.INVITATION, theatre.now)

    await shelves.step(theatre, spend)
    with pytest.raises(DomainError, match="access-spent-code"):
        await shelves.step(theatre, spend)


async def test_a_code_opens_only_what_it_is_for_and_only_in_time(theatre: Theatre):
    anna = theatre.person()
    await anna.agrees()
    person = await shelves.person_of(theatre, "1")
    link = await shelves.code(theatre, person_id=person, purpose=access.BROWSER)
    for purpose in access.ENTERED:
        with pytest.raises(DomainError, match="access-unknown-code"):
            await shelves.step(theatre, lambda unit, p=purpose: access.look(unit, link, p, theatre.now))
    theatre.now += timedelta(minutes=16)
    with pytest.raises(DomainError, match="access-old-code"):
        await shelves.step(theatre, lambda unit: access.look(unit, link, access.BROWSER, theatre.now))


async def test_the_store_keeps_no_code_that_could_be_read(theatre: Theatre):
    code = await shelves.code(theatre, role="member")
    assert await shelves.traces(theatre.store, code) == []


async def test_a_code_of_another_territory_is_unknown_here(theatre: Theatre):
    code = await shelves.code(theatre, role="member")

    async def elsewhere(unit: Unit) -> None:
        await access.look(unit, code, access.INVITATION, theatre.now)

    with pytest.raises(DomainError, match="access-unknown-code"):
        await theatre.store.step("elsewhere", elsewhere)
