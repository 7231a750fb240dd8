"""Questions in public, from the side of those who ask, help and coordinate."""

from datetime import timedelta

import pytest

from bot.channels.channel import Denied
from storage.people import Person
from tests.colleagues import Colleague, District
from tests.play import Theatre
from tests.squares import Forum, Square

ASKED = "Вопрос: как оценивать группы?"
ANSWER = "Начните с критериев и покажите их детям до работы."


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


@pytest.fixture
def forum(district: District) -> Forum:
    return Forum(district)


async def code_of(forum: Forum) -> str:
    return (await forum.rows())[-1].code


async def test_a_stranger_opens_the_link_agrees_and_his_question_is_a_request(
    district: District, forum: Forum
):
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    await forum.hears("55", ASKED)
    anna = forum.theatre.person("55", forum.square)
    await anna.types(f"/start {await code_of(forum)}")
    anna.sees("Здравствуйте")
    await anna.presses("О данных и согласии")
    await anna.presses("Согласен, согласна")
    anna.sees("отправить ваш вопрос", "Отправить мой вопрос")
    await anna.presses("Отправить мой вопрос")
    anna.sees(ASKED, "К какой теме")
    await anna.presses("Разные дети")
    anna.sees("Заявка № 1 отправлена")
    await anna.presses("Открыть заявку")
    anna.sees("Консультация ВКонтакте", ASKED, "Где спросили: https://square.example/comment-7-1")
    await forum.notices()
    assert "Разные дети" in helper.note()
    await anna.types(f"/start {await code_of(forum)}")
    anna.sees("Заявка № 1")
    request = await district.request(1)
    assert (request.way, request.form, request.details) == ("vk", "VSV-S2", ASKED)


async def test_the_link_in_other_hands_opens_nothing(district: District, forum: Forum):
    await forum.hears("55", ASKED)
    other = await district.comes("Белова", "teacher", stage=forum.square)
    await other.types(f"/start {await code_of(forum)}")
    other.sees("отправляет свой вопрос тот, кто задал его", "Консультация")
    assert ASKED not in other.text
    chief = await district.comes("Главная", "coordinator", stage=forum.square)
    await chief.types(f"/start {await code_of(forum)}")
    chief.sees("отправляет свой вопрос тот, кто задал его")
    assert "Консультация" not in chief.labels
    await other.types("/start QAAAAAAAAAAAA")
    other.sees("отправляет свой вопрос тот, кто задал его")
    assert (await forum.rows())[0].request_id is None


async def test_who_asked_before_he_came_finds_it_in_his_menu(forum: Forum):
    await forum.hears("55", ASKED)
    anna = await forum.theatre.person("55", forum.square).agrees()
    await anna.types("/menu")
    await anna.presses("Мой вопрос под записью")
    anna.sees(ASKED)
    await anna.presses("Не знаю, решит коллега")
    anna.sees("Заявка № 1 принята")
    await anna.types("/menu")
    assert "Мой вопрос под записью" not in anna.labels


async def test_a_known_author_chooses_the_topic_afterwards_and_once(district: District, forum: Forum):
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    await forum.notices()
    assert "вопрос из сообщества" in helper.note()
    await anna.answers("Выбрать тему")
    anna.sees("Заявка № 1")
    await anna.presses("Разные дети")
    anna.sees("Записано, спасибо", "Заявка № 1: Разные дети")
    assert "Выбрать тему" not in anna.labels
    await anna.answers("Выбрать тему")
    anna.sees("Заявка № 1: Разные дети")
    assert await district.steps(1) == ["opened", "offered", "topic"]


async def accepted(district: District, forum: Forum) -> tuple[Colleague, Colleague]:
    anna = await district.comes("Петрова", "teacher", stage=forum.square)
    helper = await district.comes("Орлова", "methodist", stage=forum.square)
    await forum.hears(anna.address, ASKED)
    await forum.answers()
    await forum.notices()
    await helper.answers("Возьмусь")
    return anna, helper


async def test_whoever_helps_answers_under_the_post_after_a_look(district: District, forum: Forum):
    anna, helper = await accepted(district, forum)
    await helper.presses("Ответить под записью")
    helper.sees("увидят все")
    await helper.types(ANSWER)
    helper.sees("Так это увидят все", ANSWER, "Выйдет от имени сообщества")
    await helper.presses("Опубликовать ответ")
    helper.sees("Ответ принят", f"Ответ для всех выходит: {ANSWER}")
    assert "Ответить под записью" not in helper.labels
    assert (await forum.answers())[1:] == [ANSWER]
    await forum.notices()
    assert any("https://square.example/comment-7-1/reply" in note for note in anna.notes())
    await anna.answers("Открыть заявку")
    anna.sees(f"Ответ для всех опубликован: {ANSWER}")


async def test_a_name_of_the_roster_is_warned_of_and_nothing_leaves_without_a_yes(
    district: District, forum: Forum
):
    _, helper = await accepted(district, forum)
    await helper.presses("Ответить под записью")
    await helper.types("Как показала Петрова, начните с критериев")
    helper.sees("Похоже, в тексте есть фамилия: Петрова")
    await helper.presses("Не публиковать")
    helper.sees("ответ не опубликован")
    assert len(await forum.answers()) == 1


async def test_an_answer_the_community_refuses_comes_back_with_its_words(district: District, forum: Forum):
    _, helper = await accepted(district, forum)
    await helper.presses("Ответить под записью")
    await helper.types(ANSWER)
    await helper.presses("Опубликовать ответ")
    forum.square.refuses = [Denied("code 213")]
    await forum.answers()
    await forum.notices()
    assert ANSWER in helper.note()
    await helper.answers("Открыть заявку")
    helper.sees("не принят сообществом", "Ответить под записью")


async def test_a_request_without_a_public_question_offers_no_public_answer(district: District):
    anna = await district.comes("Петрова", "teacher")
    helper = await district.comes("Орлова", "methodist")
    number = await district.opened(anna)
    await helper.pays(f">request-accept:={number}")
    assert "Ответить под записью" not in helper.labels
    await helper.pays(f">request-public:={number}")
    helper.sees("Здесь сейчас нельзя ответить для всех")


# --- the coordinator -------------------------------------------------------------------------


async def test_the_coordinator_sees_who_is_unknown_answers_closes_and_silences(
    district: District, forum: Forum
):
    chief = await district.comes("Главная", "coordinator")
    await forum.hears("55", ASKED)
    await forum.hears("56", "Вопрос второй", post="9")
    await forum.answers()
    await chief.types("/menu")
    await chief.presses("Вопросы в сообществе: 2")
    await chief.chooses("как оценивать")
    chief.sees("под записью", ASKED, "считается обращением", "Общий ответ со ссылкой: опубликован")
    await chief.presses("Не отвечать под этой записью")
    chief.sees("больше не отвечает")
    await forum.hears("57", "Вопрос третий")
    assert len(await forum.answers()) == 2
    await chief.presses("Отвечать под этой записью")
    chief.sees("помощник ответит")
    await chief.presses("Ответить под записью")
    await chief.types(ANSWER)
    await chief.presses("Опубликовать ответ")
    chief.sees("Ответ принят")
    assert (await forum.answers())[-1] == ANSWER
    await chief.presses("Все вопросы")
    await chief.chooses("Вопрос второй")
    await chief.presses("Вопрос закрыт")
    chief.sees("в списке его больше нет")
    await chief.presses("Все вопросы")
    chief.sees("Вопрос третий")
    assert "Вопрос второй" not in chief.text


async def test_nothing_waits_and_somebody_else_may_not_look(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    await chief.types("/comments")
    chief.sees("сейчас нет")
    await chief.pays(">comment:=99")
    chief.sees("Такого вопроса больше нет")
    anna = await district.comes("Петрова", "teacher")
    await forum.hears("55", ASKED)
    for payload in ("comments", "comment:=1", "comment-close:=1", "comment-quiet:=1:=0", "comment-answer:=1"):
        await anna.pays(f">{payload}")
        assert ASKED not in anna.text
    assert (await forum.rows())[0].state == "open"


async def test_a_suggested_post_leads_to_its_draft(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    await forum.hears("55", "Наш опыт. Делимся находками.", kind="suggested", post="31", place="post-31")
    await forum.notices()
    await chief.answers("Открыть вопрос")
    chief.sees("предложенная запись", "Открыть черновик")
    assert "Ответить под записью" not in chief.labels
    await chief.presses("Открыть черновик")
    chief.sees("Наш опыт.", "Делимся находками.")


async def test_on_a_masked_channel_no_words_of_the_author_pass(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator", stage=district.masked)
    await forum.hears("55", ASKED)
    await chief.pays(">comment:=1")
    chief.sees("Слова автора — в веб-чате")
    assert "оценивать" not in chief.text
    assert "square.example" not in chief.text
    await chief.types("/comments")
    assert "оценивать" not in chief.text


async def test_a_masked_community_takes_and_answers_and_shows_no_words(district: District, forum: Forum):
    forum.square = Square(masked=True)
    await forum.hears("55", ASKED)
    assert len(await forum.answers()) == 1
    anna = await forum.theatre.person("55", forum.square).agrees()
    await anna.types(f"/start {await code_of(forum)}")
    anna.sees("Ваш вопрос из сообщества")
    assert ASKED not in anna.text
    await anna.presses("Не знаю, решит коллега")
    assert (await forum.rows())[0].request_id == 1


async def test_where_only_greetings_pass_nobody_is_answered_publicly(forum: Forum):
    await forum.hears("55", ASKED)
    forum.square.greeting_only = True
    assert await forum.answers() == []


# --- counted ---------------------------------------------------------------------------------


async def stands_on_the_list(district: District, person: Colleague) -> None:
    async def put(unit) -> None:
        (await unit.session.get_one(Person, person.id)).listed = True

    await district.step(put)


async def test_the_figure_opens_to_the_post_and_counts_strangers_apart(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    anna, helper = await accepted(district, forum)

    await stands_on_the_list(district, anna)
    await forum.hears("55", "Вопрос от незнакомца")
    await helper.presses("Готово")
    helper.sees("Консультация ВКонтакте", "ВКонтакте", "Тема: —")
    await helper.presses("Сохранить")
    [session] = await district.sessions()
    assert (session.channel, session.form, session.topic) == ("vk", "VSV-S2", None)
    forum.theatre.now += timedelta(minutes=1)
    await chief.pays(">indicator:VSV-F3")
    chief.sees("в том числе через ВКонтакте: 100 % (1)", "Обращений в сообществе", "не входят")
    await chief.presses("Кто это")
    await chief.chooses("Петрова")
    await chief.chooses("Консультация ВКонтакте")
    chief.sees("Где спросили: https://square.example/comment-7-1")
    await chief.presses("Открыть заявку")
    chief.sees("Заявка № 1")


async def test_help_asked_for_in_messages_opens_to_the_conversation(district: District, forum: Forum):
    chief = await district.comes("Главная", "coordinator")
    square = Square()
    square.source = "vk:224"
    anna = await district.comes("Петрова", "teacher", stage=square)
    helper = await district.comes("Орлова", "methodist")
    await anna.asks(form="Консультация ВКонтакте")
    await helper.pays(">request-accept:=1")
    await helper.presses("Готово")
    await helper.presses("Сохранить")

    await stands_on_the_list(district, anna)
    await chief.pays(">indicator:VSV-F3")
    await chief.presses("Кто это")
    await chief.chooses("Петрова")
    await chief.chooses("Консультация ВКонтакте")
    chief.sees(f"Где спросили: https://vk.ru/gim224?sel={anna.address}")
