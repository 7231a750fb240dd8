"""How topics, forms and ways are called: the words of the pack and of the framework behind the ids."""

from collections.abc import Collection
from typing import Final

from services import framework
from services.framework import Competency
from services.members import MANAGER, TEACHER
from services.regulations import Form, Regulation
from services.values import Words

NO_TOPIC: Final = ""
"""Stands for the topic of a request that was opened before anybody could choose one."""


def topics(regulation: Regulation, roles: Collection[str], profile: str | None = None) -> list[Competency]:
    """The competencies that somebody asks about as the teacher or manager he is.

    `profile` is who he said he is in the self-assessment: a novice also asks about his first years.
    """
    frame = framework.load(regulation.framework)
    asking = {TEACHER, MANAGER}.intersection(roles)
    return list(frame.topics(frame.profile_for(asking, novice=profile == "novice")))


def all_topics(regulation: Regulation) -> list[Competency]:
    """Every competency that help is given about."""
    frame = framework.load(regulation.framework)
    return [one for block in frame.blocks if block.scored for one in block.competencies]


def topic_title(regulation: Regulation, topic: str | None) -> str | None:
    """The title of a topic; its id where a newer framework no longer has it, None where there is none."""
    if not topic:
        return None
    return next((one.title for one in all_topics(regulation) if one.id == topic), topic)


def topic_shown(regulation: Regulation, topic: str) -> str | Words:
    """What stands for the topic of a request, also where nobody has chosen one yet."""
    return topic_title(regulation, topic) or Words("request-no-topic")


def form_in(regulation: Regulation, channel: str) -> Form | None:
    """The form of help on request that the regulation has for questions asked in this channel."""
    fitting = [one for one in regulation.forms if one.on_request and one.mode == "individual"]
    return next((one for one in fitting if one.channel == channel), fitting[0] if fitting else None)


def forms(regulation: Regulation, roles: Collection[str]) -> list[Form]:
    """The forms of support somebody may ask for; those for a whole school only its managers."""
    return [
        one for one in regulation.forms if one.on_request and (one.mode != "organisation" or MANAGER in roles)
    ]


def form_of(regulation: Regulation, form_id: str) -> str:
    """The short name of a form; its id where the pack no longer has it."""
    return next((one.short for one in regulation.forms if one.id == form_id), form_id)


def way_title(regulation: Regulation, way: str | None) -> str | None:
    """The short name of a way to meet; None for «as it suits»."""
    if way is None:
        return None
    return next((one.short for one in regulation.channels if one.id == way), way)


def direction_title(regulation: Regulation, direction: str | None) -> str | None:
    """The short name of a direction; None where none was given."""
    if direction is None:
        return None
    return next((one.short for one in regulation.directions if one.id == direction), direction)
