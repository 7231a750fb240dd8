"""Publications: written once, seen as they will look, put up everywhere, mended where they fail."""

from datetime import timedelta

import pytest

from bot.channels.channel import Denied, Later, Trouble, Unsure
from handlers.dialogue.layout import Limits
from tests.boards import Press
from tests.colleagues import Colleague, District
from tests.handlers.test_events import TITLE, at, event
from tests.play import Stage, Theatre

TEXT = "Приходите на открытые уроки: три приёма обратной связи."


@pytest.fixture
def district(theatre: Theatre) -> District:
    return District(theatre)


@pytest.fixture
async def press(district: District) -> Press:
    return await Press(district).opens()


async def news(olga: Colleague, title: str = "Новая практика", text: str = TEXT) -> None:
    """As far as the last look."""
    await olga.pays(">publication-new")
    if "Новость, не о событии" in olga.labels:
        await olga.presses("Новость, не о событии")
    await olga.presses("Практика")
    await olga.types(title)
    await olga.types(text)
    await olga.presses("Без приглашения")


async def published(olga: Colleague, press: Press) -> None:
    await news(olga)
    await olga.presses("Опубликовать сейчас")
    await press.works()


# --- written and looked at -------------------------------------------------------------------


async def test_an_event_is_told_about_in_both_places_with_links_that_open_it(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    number = await event(district, olga, announcement="Разберём три приёма.")
    await olga.pays(f">event:={number}")
    await olga.presses("Рассказать об этом")
    olga.sees("Какая это публикация?")
    assert olga.labels[0] == "Событие"
    await olga.presses("Событие")
    olga.sees("25 ноября, среда, в 15:00, 60 мин", "каб. 204", "Разберём три приёма.")
    await olga.presses("Оставить так")
    await olga.presses("Да, «задайте вопрос»")
    olga.sees("— ВКонтакте, «Наш vk» —", "— Telegram, «Наш telegram» —", TITLE)
    olga.sees("https://vk.me/aid?ref=e1", "https://t.me/aid_bot?start=e1", "Задайте его в комментарии")
    assert press.wall.posts == {}
    await olga.presses("Опубликовать сейчас")
    await press.works()
    [there], [here] = press.wall.posts.values(), press.news.posts.values()
    assert there.splitlines()[:2] == ["Событие", TITLE]
    assert there.index("vk.me") < there.index("t.me")
    assert here.index("t.me") < here.index("vk.me")
    assert "Задайте его помощнику:\nTelegram: https://t.me/aid_bot?start=\n" in here
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: вышло сегодня", "https://vk.example/1", "https://telegram.example/1")
    olga.sees("любой комментарий считается вопросом")


async def test_what_was_looked_at_is_what_appears_letter_by_letter(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await news(olga)
    looked = olga.text
    await olga.presses("Опубликовать сейчас")
    await press.works()
    for board in press.boards:
        [post] = board.posts.values()
        assert post.replace("\ue000", "").replace("\ue001", "") in looked


async def test_a_name_of_the_staff_lists_is_warned_of_and_hidden_where_people_are(
    district: District, press: Press
):
    await district.comes("Сорокина", "teacher")
    olga = await district.comes("Орлова", "coordinator")
    await news(olga, title="Мастер-класс Сорокиной")
    olga.sees("Внимание: похоже на фамилию из списков: Сорокиной")
    vera = await district.comes("Белова", "coordinator", stage=district.masked)
    await news(vera, title="Мастер-класс Сорокиной")
    vera.sees("Внимание: похоже на фамилию из списков: •••", "Опубликовать сейчас")
    await vera.presses("Не сохранять")
    await news(vera, title="Мастер-класс недели")
    assert "Внимание" not in vera.text


async def test_two_presses_of_the_last_button_make_one_post(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await news(olga)
    now = olga.button("Опубликовать сейчас").payload
    await olga.pays(now)
    await olga.pays(now)
    await press.works()
    assert [len(board.posts) for board in press.boards] == [1, 1]


async def test_a_text_that_a_board_cannot_take_is_refused_kindly_and_kept(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await olga.pays(">publication-new")
    await olga.presses("Курсы")
    await olga.types("к" * 121)
    olga.sees("121")
    await olga.types("Курсы")
    await olga.types("😀" * 1501)  # 3,002 units of UTF-16
    olga.sees("поместится")
    await olga.types("😀" * 1500)
    await olga.presses("Без приглашения")
    await olga.presses("Опубликовать сейчас")
    await press.works()
    assert all(len(board.posts) == 1 for board in press.boards)


async def test_without_any_board_a_draft_is_kept_and_published_once_there_is_one(district: District):
    olga = await district.comes("Орлова", "coordinator")
    await news(olga)
    olga.sees("Публиковать пока некуда")
    assert "Опубликовать сейчас" not in olga.labels
    await olga.presses("Оставить черновиком")
    await olga.presses("К публикации")
    olga.sees("Черновик: никто его пока не видит.")
    press = await Press(district).opens()
    await olga.presses("Посмотреть и опубликовать")
    olga.sees("— ВКонтакте, «Наш vk» —")
    await olga.presses("Опубликовать сейчас")
    await press.works()
    assert len(press.wall.posts) == 1


async def test_nobody_but_a_coordinator_comes_near_it(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await published(olga, press)
    boris = await district.comes("Носов", "methodist")
    number = await event(district, boris)
    await boris.pays(f">event:={number}")
    assert "Рассказать об этом" not in boris.labels
    of_a_post = (
        "",
        "-edit",
        "-delete",
        "-approve",
        "-now",
        "-time",
        "-place",
        "-again",
        "-anew",
        "-done",
        "-copy",
    )
    links = [">publications", ">publication-new", ">publication-replies:=1:=0"]
    links += [f">publication{what}:=1" for what in of_a_post]
    for payload in links:
        await boris.pays(payload)
        assert TEXT not in boris.text
        assert "вышло" not in boris.text


async def test_numbers_that_are_nothing_get_a_sentence(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    for payload in (">publication:=9", ">publication-place:=9", ">publication-now:=99999999999999",
                    ">publication-done:=0", ">publication-replies:=7:=1"):  # fmt: skip
        await olga.pays(payload)
        olga.sees("Такой публикации нет")
    await olga.pays(">publication-new:=9")
    olga.sees("рассказать уже нельзя")


# --- at a time -------------------------------------------------------------------------------


async def test_a_post_appears_at_its_moment_quiet_hours_or_not(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await news(olga)
    await olga.presses("Выбрать время")
    await olga.types("сегодня")
    await olga.types("9:00")
    olga.sees("уже прошло")
    await olga.types("23:30")
    olga.sees("«Новая практика» выйдет сегодня, 23 ноября, в 23:30")
    await press.works()
    assert press.wall.posts == {}
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: выйдет сегодня, 23 ноября, в 23:30")
    district.theatre.now = at(district, 23, "23:29")
    await press.works()
    assert press.wall.posts == {}
    district.theatre.now = at(district, 23, "23:30")
    await press.works()
    assert (len(press.wall.posts), len(press.news.posts)) == (1, 1)


async def test_the_moment_is_changed_or_taken_back_until_it_comes(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await news(olga)
    await olga.presses("Выбрать время")
    await olga.types("завтра")
    await olga.types("10:00")
    await olga.presses("К публикации")
    await olga.presses("Другое время")
    await olga.types("завтра")
    await olga.types("12:00")
    olga.sees("выйдет завтра, 24 ноября, в 12:00")
    district.theatre.now = at(district, 24, "10:01")
    await press.works()
    assert press.wall.posts == {}
    await olga.presses("К публикации")
    await olga.presses("Опубликовать сейчас")
    await press.works()
    assert len(press.wall.posts) == 1
    await olga.pays(">publication-time:=1")
    await olga.types("завтра")
    await olga.types("12:00")
    olga.sees("времени не поменять")


async def test_a_post_about_an_event_that_was_called_off_does_not_appear(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    number = await event(district, olga)
    await olga.pays(f">publication-new:={number}")
    for label in ("Событие", "Оставить так", "Без приглашения", "Выбрать время"):
        await olga.presses(label)
    await olga.types("завтра")
    await olga.types("10:00")
    await olga.pays(f">event-cancel:={number}")
    await olga.presses("Мало желающих")
    await olga.chooses("Отменить")
    district.theatre.now = at(district, 24, "10:01")
    await press.works()
    assert press.wall.posts == {}
    await olga.pays(">publication:=1")
    olga.sees("ВКонтакте: не вышло. Событие отменили")


# --- changed and taken down ------------------------------------------------------------------


async def test_a_change_reaches_every_place_where_it_stands(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await published(olga, press)
    await olga.presses("К публикации")
    await olga.presses("Изменить")
    await olga.presses("Текст")
    olga.sees("Сейчас так:", TEXT)
    await olga.types("Перенесено на пятницу.")
    olga.sees("Перенесено на пятницу.", "— ВКонтакте, «Наш vk» —")
    await olga.presses("Сохранить")
    await press.works()
    for board in press.boards:
        assert "Перенесено на пятницу." in board.posts["1"]
        assert board.called == ["publish", "edit"]


async def test_a_post_is_deleted_everywhere_and_nothing_more_can_be_done_with_it(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    await published(olga, press)
    await olga.presses("К публикации")
    await olga.presses("Удалить")
    olga.sees("Там, где она вышла, её тоже не станет.")
    await olga.presses("Удалить")
    await press.works()
    assert (press.wall.posts, press.news.posts) == ({}, {})
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: удалено", "Telegram: удалено")
    assert olga.labels == ["Все публикации", "Меню"]


async def test_one_that_waits_is_deleted_before_anybody_saw_it(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await news(olga)
    await olga.presses("Опубликовать сейчас")
    await olga.presses("К публикации")
    await olga.presses("Удалить")
    olga.sees("пока нигде не вышла")
    await olga.presses("Удалить")
    await press.works()
    assert press.wall.called == press.news.called == []
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: не публиковалось")


async def test_replies_are_switched_off_for_one_post(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    await published(olga, press)
    await olga.presses("К публикации")
    await olga.presses("Не отвечать под ней")
    olga.sees("больше не отвечает")
    await olga.presses("К публикации")
    olga.sees("Под этой публикацией помощник не отвечает.")
    await olga.presses("Отвечать под ней")
    await olga.presses("К публикации")
    assert "помощник не отвечает" not in olga.text


# --- where it failed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("wall-token", "Ключом сообщества писать на стену нельзя. Нужен ключ пользователя"),
        ("wall-right", "с правом «Стена» (wall)"),
        ("token", "устарел или отозван"),
        ("news-right", "добавить бота администратором"),
        ("news-chat", "проверить TELEGRAM_NEWS_CHAT"),
        ("something-new", "Площадка ответила отказом"),
    ],
)
async def test_a_refusal_says_what_is_missing_and_gives_the_text(
    district: District, press: Press, reason: str, said: str
):
    olga = await district.comes("Орлова", "coordinator")
    press.wall.fails = [Denied(reason)]
    await published(olga, press)
    assert len(press.news.posts) == 1
    await district.deliver()
    assert "не вышло, ВКонтакте" in olga.note()
    await olga.types("/menu")
    await olga.presses("Публикации: нужно решение (1)")
    await olga.chooses("нужно решение")
    olga.sees("ВКонтакте: не вышло.", said, "https://telegram.example/1")
    await olga.presses("ВКонтакте: что делать")
    await olga.presses("Текст, чтобы скопировать")
    olga.sees(f"Практика\nНовая практика\n\n{TEXT}")
    await olga.presses("К публикации")
    await olga.presses("ВКонтакте: что делать")
    await olga.presses("Попробовать ещё раз")
    await press.works()
    assert len(press.wall.posts) == 1
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: вышло")
    await olga.types("/menu")
    assert not olga.offers("нужно решение")


async def test_what_was_put_there_by_hand_is_noted_and_then_only_people_change_it(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    press.wall.fails = [Denied("wall-token")]
    await published(olga, press)
    await olga.presses("К публикации")
    await olga.presses("ВКонтакте: что делать")
    await olga.presses("Текст, чтобы скопировать")
    await olga.presses("Сделано вручную")
    await olga.presses("К публикации")
    olga.sees("отмечено вручную")
    await olga.presses("Изменить")
    await olga.presses("Заголовок")
    await olga.types("Другой заголовок")
    await olga.presses("Сохранить")
    await press.works()
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: правка не прошла. Номер этой записи помощнику неизвестен.")
    await olga.presses("ВКонтакте: что делать")
    assert "Попробовать ещё раз" not in olga.labels
    await olga.presses("Сделано вручную")
    await olga.presses("К публикации")
    olga.sees("отмечено вручную")


async def test_a_place_that_may_have_it_is_unclear_until_the_coordinator_has_looked(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    press.news.fails, press.news.after = [Unsure("cut")], True
    await published(olga, press)
    await district.later(timedelta(minutes=2))
    await press.works()
    assert press.news.called == ["publish"]
    assert "неясно, вышло ли, Telegram" in olga.note()
    await olga.presses("К публикации")
    olga.sees("Telegram: неясно, вышло ли. Связь прервалась")
    await olga.presses("Telegram: что делать")
    await olga.presses("Вышло")
    await olga.presses("К публикации")
    olga.sees("Telegram: вышло", "отмечено вручную")
    await olga.pays(">publication-anew:=1")
    assert "Её нет, опубликовать" not in olga.labels
    await press.works()
    assert len(press.news.posts) == 1


async def test_published_once_more_only_after_a_second_question(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    press.news.fails = [Unsure("cut")]
    await published(olga, press)
    await olga.presses("К публикации")
    await olga.presses("Telegram: что делать")
    await olga.presses("Опубликовать ещё раз")
    olga.sees("Вы посмотрели, и её там нет?")
    await olga.presses("Не публиковать")
    await press.works()
    assert press.news.posts == {}
    await olga.pays(">publication-anew:=1")
    await olga.presses("Её нет, опубликовать")
    await press.works()
    assert len(press.news.posts) == 1


async def test_a_place_that_is_away_has_its_own_status_while_the_other_is_out(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    press.news.fails = [Trouble("refused")] * 3
    await published(olga, press)
    await olga.presses("К публикации")
    olga.sees("ВКонтакте: вышло", "Telegram: пока не отвечает. Пробую ещё")
    for _ in range(3):
        district.theatre.now += timedelta(minutes=1)
        await press.works()
    assert len(press.news.posts) == 1
    await olga.pays(">publication:=1")
    olga.sees("Telegram: вышло")


async def test_a_board_that_asks_to_wait_is_waited_for(district: District, press: Press):
    olga = await district.comes("Орлова", "coordinator")
    press.wall.fails = [Later(60.0)]
    await published(olga, press)
    district.theatre.now += timedelta(seconds=50)
    await press.works()
    assert press.wall.called == ["publish"]
    district.theatre.now += timedelta(seconds=11)
    await press.works()
    assert len(press.wall.posts) == 1


# --- the links in a post ---------------------------------------------------------------------


async def test_a_link_of_a_post_opens_the_event_for_a_stranger_and_a_colleague(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    number = await event(district, olga)
    stranger = Colleague(district.theatre, district.hall, "7001")
    await stranger.types(f"/start e{number}")
    stranger.sees(TITLE, "Прийти можно и так")
    await stranger.presses("О данных и согласии")
    stranger.sees("Здравствуйте!")
    anna = await district.comes("Петрова", "teacher")
    await anna.types(f"/start e{number}")
    anna.sees(TITLE, "Записаться")
    await anna.types("/start e999")
    anna.sees("Такого события нет")


async def test_where_only_public_things_may_be_seen_the_link_opens_the_event_too(
    district: District, press: Press
):
    olga = await district.comes("Орлова", "coordinator")
    number = await event(district, olga)
    closed = await event(district, olga, public=False, title="Совещание")
    stage = Stage(masked=True, greeting_only=True, name="off")
    stranger = Colleague(district.theatre, stage, "7002")
    await stranger.types(f"/start e{number}")
    stranger.sees(TITLE, "25 ноября")
    assert stranger.button("Открыть в веб-чате").url
    await stranger.types(f"/start e{closed}")
    assert "Совещание" not in stranger.text
    await stranger.types("/start ABCDEFGHJK")
    stranger.sees("Код из приглашения")


async def test_the_coordinators_menu_and_cards_fit_the_narrowest_channel(district: District, press: Press):
    narrow = Stage(limits=Limits(text=4096, buttons=10, columns=3, label=40, payload=200, page=5, rows=6))
    olga = await district.comes("Орлова", "coordinator", stage=narrow)
    press.wall.fails, press.news.fails = [Denied("wall-token")], [Unsure("cut")]
    await published(olga, press)
    for say in ("/menu", "/publications", "/help"):
        await olga.types(say)
        assert len(olga.labels) <= 10
    await olga.pays(">publication:=1")
    assert "ВКонтакте: что делать" in olga.labels
    assert not olga.theatre.defects
