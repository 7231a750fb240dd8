"""Every regulation in its own words: the same conversations, told in each of the five municipalities."""

import re
from pathlib import Path

import pytest

from services import access, regulations
from services.regulation_records import RoleId
from services.regulations import Regulation
from storage.store import Store
from tests.colleagues import Colleague, District, text_of
from tests.play import Theatre

SIXTH = Path(__file__).parent.parent / "regulations" / "podgornoe.yaml"
PACKS = regulations.names()
OWN = {
    "boksitogorsk": ("Актив", "член Актива", "специалист ММС", "координатор"),
    "izhmorsky": ("Сообщество", "участник сообщества", "методист", "координатор"),
    "sosnovy-bor": ("ГМО", "член ГМО", "методист", "координатор"),
    "tomsk": ("РМА", "член РМА", "методист ЦНППМ", "региональный координатор"),
    "vsevolozhsk": ("Актив", "член актива", "методист", "координатор"),
}
"""What the active, its member, whoever helps for the service and its coordinator are called there."""
FOREIGN = {
    "boksitogorsk": ("ВРМЦ", "Всеволож", "консилиум", "РМА", "ГМО"),
    "izhmorsky": ("ВРМЦ", "Всеволож", "консилиум", "РМА", "ГМО", "ММС", "актив"),
    "sosnovy-bor": ("ВРМЦ", "Всеволож", "консилиум", "РМА", "ММС", "актив"),
    "tomsk": ("ВРМЦ", "Всеволож", "консилиум", "ГМО", "ММС", "район"),
    "vsevolozhsk": ("РМА", "ГМК", "ГМО", "Томск"),
}
"""What is said elsewhere, and never there."""


@pytest.fixture(params=PACKS)
def district(request: pytest.FixtureRequest, store: Store) -> District:
    return District(Theatre(store, regulation=request.param))


@pytest.fixture
def sixth(store: Store) -> District:
    return District(Theatre(store, regulation=SIXTH))


def says_only_its_own(district: District) -> None:
    """Whatever has been shown or sent in the scene; the consent's full text is the lawyers'."""
    hall = district.hall
    sent = [delivery for delivery, _ in hall.notified]
    for delivery in [*hall.shown, *sent]:
        labels = [button.label for row in delivery.sheet.rows for button in row]
        said = "\n".join([text_of(delivery), *labels])
        for word in FOREIGN.get(district.pack.id, ()):
            assert not re.search(rf"\b{word}", said, re.IGNORECASE), (
                f"{word} is said in {district.pack.id}:\n{said}"
            )
        assert "term_" not in said.casefold()


async def test_the_first_contact_names_the_service_and_asks_for_its_own_consent(district: District):
    pack = district.pack
    guest = district.theatre.person("77", district.hall)
    await guest.types("/start")
    guest.sees(pack.term("service_full", "gen"), pack.term("service_unit"))
    says_only_its_own(district)
    await guest.presses("О данных и согласии")
    await guest.presses("Прочитать полностью")
    guest.sees(pack.privacy.operator.address, pack.privacy.operator.email)
    await guest.presses("Согласен, согласна")
    await guest.presses("Меню")
    guest.sees("Самодиагностика", "Консультация", "События")


async def test_the_menu_the_desk_and_help_speak_of_its_own_active(district: District):
    active, *_ = OWN[district.pack.id]
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await boss.types("/menu")
    await boss.presses("Люди и школы")
    assert active in boss.labels
    await boss.presses(active)
    boss.sees(district.pack.term("active_full").capitalize()[:6], "Пока никого нет.")
    await boss.types("/help")
    boss.sees(f"«{active}» — кто помогает")
    says_only_its_own(district)


@pytest.mark.parametrize("role", ["member", "methodist", "coordinator", "observer"])
async def test_an_invitation_names_the_role_as_the_regulation_does(district: District, role: RoleId):
    guest = district.theatre.person("78", district.hall)
    await guest.types("/start")
    now = district.theatre.now
    code = await district.step(lambda unit: access.make(unit, access.INVITATION, now, role=role))
    await guest.types(f"/start {code}")
    await guest.presses("О данных и согласии")
    await guest.presses("Согласен, согласна")
    guest.sees(f"Ваша роль теперь: {district.pack.role(role).short}.")


async def asks(person: Colleague, pack: Regulation) -> None:
    """«Консультация» as far as the request."""
    form = next(one for one in pack.forms if one.on_request and one.mode == "individual")
    await person.types("/consult")
    await person.presses("Разные дети")
    await person.types("Двое не успевают")
    if form.short in person.labels or form.short in person.text:
        await person.chooses(form.short)
    if "Телефон" in person.labels:
        await person.presses("Телефон")
    await person.presses("Отправить")


async def test_help_is_asked_for_given_and_counted_in_its_own_words(district: District):
    """From the request to the figure; whoever answers is called what the regulation calls him."""
    _, member, helper, coordinator = OWN[district.pack.id]
    pack = district.pack
    anna = await district.comes("Петрова", "teacher")
    await anna.types("/consult")
    await anna.presses("Разные дети")
    anna.sees(f"{helper} и {coordinator}.")
    await anna.types("/cancel")
    boris = await district.comes("Громова", "member", school="школа № 1")
    await asks(anna, pack)
    anna.sees("отправлена")
    await district.deliver()
    assert "Нужна ваша помощь" in boris.note()
    await boris.answers("Возьмусь")
    boris.sees("Педагогу уже сказали")
    await district.deliver()
    assert f"вам поможет {member} Громова А. И." in anna.note()
    await boris.presses("Готово")
    await boris.presses("Сохранить")
    boris.sees("Педагога попросили подтвердить")
    (session,) = await district.sessions()
    assert session.provider_role == "member"
    assert session.form in {one.id for one in pack.forms}

    boss = await district.comes("Главная", "coordinator", school="школа № 9")
    await boss.types("/indicators")
    boss.sees(*(f"• {one.short} — " for one in pack.indicators))
    opened: list[str] = []
    for one in pack.indicators:
        await boss.pays(f">indicator:{one.id}")
        boss.sees(f"{one.short} (п. {one.clause})")
        if one.measure.name == "recorded":
            boss.sees(one.why or "")
        if "Что это за записи" in boss.labels:
            await boss.presses("Что это за записи")
            assert boss.offers(pack.form(session.form).short)
            await boss.pays(f">indicator:{one.id}")
            opened.append(one.id)
        await boss.presses("Как считается")
        boss.sees(one.title, pack.version)
    counted = [one for one in pack.indicators if one.measure.name == "sessions_held"]
    assert {"BKS-D3", "TOM-D3", "TOM-D4"} & {one.id for one in counted} <= set(opened)
    says_only_its_own(district)


async def test_a_school_gets_its_mark_only_where_the_regulation_counts_by_it(district: District):
    pack = district.pack
    boss = await district.comes("Громова", "coordinator", school="школа № 9")
    await boss.types("/organisations")
    await boss.chooses("школа № 9")
    if not pack.counts_flagged:
        assert "Поставить отметку" not in boss.labels
        await boss.pays(f">organisation-deficits:={district.schools['школа № 9']}")
        assert "Оставить как есть" not in boss.labels
        return
    await boss.presses("Поставить отметку")
    boss.sees(f"отметить {pack.term('flag', 'acc')}?")
    await boss.presses("Поставить отметку")
    flag = pack.term("flag")
    boss.sees(f"{flag[:1].upper()}{flag[1:]}: отмечены", "Снять отметку")
    says_only_its_own(district)


async def test_a_whole_organisation_is_offered_only_where_there_is_a_form_for_it(district: District):
    pack = district.pack
    olga = await district.comes("Методистова", "methodist", school="школа № 9")
    await olga.types("/log")
    word = pack.term("organisation")
    offered = word[:1].upper() + word[1:] in olga.labels
    assert offered is any(one.mode == "organisation" for one in pack.forms)
    says_only_its_own(district)


# ── A sixth municipality: one file of the tests ────────────────────────────────────────────────────


async def test_the_sixth_walks_from_consent_to_its_indicators(sixth: District):
    pack = sixth.pack
    guest = sixth.theatre.person("77", sixth.hall)
    await guest.types("/start")
    guest.sees("Это помощник информационно-методического центра: ИМЦ Подгорного.")
    await guest.presses("О данных и согласии")
    await guest.presses("Согласен, согласна")
    await guest.presses("Меню")
    guest.sees("Самодиагностика")
    await guest.types("Самодиагностика")
    await guest.presses("Коротко, 10 вопросов")
    if "Кто вы сейчас?" in guest.text:
        await guest.presses("Я педагог")
    for number in range(1, 11):
        guest.sees(f"{number} из 10")
        await guest.presses("С трудом, нужна помощь" if number % 2 else "Уверенно, могу показать")
    guest.sees("Это видите только вы", "Попросить помощи")

    anna = await sixth.comes("Петрова", "teacher")
    boris = await sixth.comes("Громова", "member", school="школа № 1")
    await asks(anna, pack)
    anna.sees("отправлена")
    await sixth.deliver()
    await boris.answers("Возьмусь")
    boris.sees("Учителю уже сказали")
    await sixth.deliver()
    assert "вам поможет помощник Громова А. И." in anna.note()
    await boris.presses("Готово")
    await boris.presses("Сохранить")
    boris.sees("Учителя попросили подтвердить")

    olga = await sixth.comes("Советова", "methodist", school="школа № 9")
    await sixth.listed("Семёнова")
    await olga.types("/log")
    assert "Школа" not in olga.labels  # there is no form for a whole school
    await olga.presses("Найти по фамилии")
    await olga.types("семён")
    await olga.chooses("Семёнова")
    olga.sees("Форма: Консультация · Телефон · 30 мин")
    await olga.presses("Сохранить")
    olga.sees("Записано: Семёнова О., школа № 5")

    boss = await sixth.comes("Главная", "coordinator", school="школа № 9")
    await boss.types("/indicators")
    boss.sees("• Число консультаций — 2 ед.", "• Заявки с помощью — 100 %", "• Службы — 0 ед.")
    await boss.chooses("Консультации")
    boss.sees("Консультации (п. 5.1)")
    await boss.types("/indicators")
    await boss.chooses("Заявки с помощью")
    boss.sees("1 из 1 заявки")


async def test_several_people_of_the_sixth_get_its_form_for_a_group(sixth: District):
    olga = await sixth.comes("Советова", "methodist", school="школа № 9")
    for last in ("Семёнова", "Семенчук"):
        await sixth.listed(last)
    await olga.types("/log")
    await olga.presses("Несколько человек")
    for last in ("Семёнова", "Семенчук"):
        await olga.presses("Найти по фамилии")
        await olga.types(last)
        await olga.chooses(last)
    await olga.chooses("Готово, выбрано 2")
    olga.sees("Форма: Круглый стол")
