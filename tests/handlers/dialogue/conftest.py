"""Words and a library of small dialogues for the scenes of the kit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import locales
from storage.store import Store
from tests.handlers.dialogue.house import World, build
from tests.play import Theatre

TEXTS = Path(__file__).parent / "texts"


@pytest.fixture(scope="package", autouse=True)
def texts() -> Iterator[None]:
    """The words of the small dialogues, beside the real ones."""
    real = locales.sources

    def with_ours(locale: str) -> Iterator[Path]:
        yield from real(locale)
        yield TEXTS / f"{locale}.ftl"

    locales.sources = with_ours
    forget()
    yield
    locales.sources = real
    forget()


def forget() -> None:
    locales._entries.cache_clear()
    locales._bundle.cache_clear()
    locales.spellings.cache_clear()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def house(store: Store, world: World) -> Theatre:
    return Theatre(store, build(world))
