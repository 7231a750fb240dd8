"""What the scenes of the kit have in common."""

from sqlalchemy import select

from handlers.dialogue.state import State
from storage.conversations import Conversation
from storage.privacy import Consent
from storage.store import Unit
from tests.play import Play, Theatre


async def written(theatre: Theatre) -> list[str]:
    """What the dialogues have written so far."""

    async def read(unit: Unit) -> list[str]:
        rows = await unit.session.scalars(select(Consent).where(Consent.kind == "test").order_by(Consent.id))
        return [row.version for row in rows]

    return await theatre.store.step("vsevolozhsk", read)


async def kept(theatre: Theatre) -> State:
    """The conversation of the only person there is."""

    async def read(unit: Unit) -> State:
        return State.unpack(await unit.session.scalar(select(Conversation.state)))

    return await theatre.store.step("vsevolozhsk", read)


async def asks(anna: Play) -> Play:
    """As far as the last look before a request is sent."""
    await anna.pays(">ask")
    await anna.presses("Планирование урока")
    await anna.types("Не слушают")
    return await anna.presses("Онлайн")
