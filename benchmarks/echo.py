"""The peer: a bare aiogram bot that makes the same two calls for a press and stores nothing."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

ANSWERS = (
    "Пока не умею",
    "С трудом, нужна помощь",
    "Сам(а), но бывает трудно",
    "Уверенно, могу показать",
    "Не про меня",
)
dispatcher = Dispatcher()


def keyboard(number: int) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(text=text, callback_data=f"run12345.B4.={value}-{number}")]
        for value, text in enumerate(ANSWERS)
    ]
    controls = [
        InlineKeyboardButton(text=text, callback_data=f"run12345.B4.!{text}") for text in ("‹ Назад", "Пауза")
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, controls])


@dispatcher.message()
async def say(message: Message) -> None:
    await message.answer("Оценивание · 1 из 10\nПоказываю каждому ученику", reply_markup=keyboard(0))


@dispatcher.callback_query()
async def press(query: CallbackQuery) -> None:
    number = query.message.date.microsecond if query.message else 0
    text = f"<b>Показываю каждому ученику, что получилось и что исправить</b> {query.id}"
    await query.message.edit_text(text, reply_markup=keyboard(number), parse_mode="HTML")
    await query.answer()


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"]))
    await dispatcher.start_polling(Bot(os.environ["TELEGRAM_TOKEN"], session=session), handle_signals=True)


if __name__ == "__main__":
    asyncio.run(main())
