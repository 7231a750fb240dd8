"""In which forms the invented service works: those of its regulation, by their catalogue names."""

from dataclasses import dataclass
from typing import Final, Self

from services.regulations import Form, Regulation

USUAL: Final = 3
"""So many times as often as any other form the first individual one is what is given."""
IN_GROUPS: Final = frozenset(
    {"masterclass", "experience_exchange", "consult_group", "young_school", "mo_meeting", "burnout_event"}
)
AS_EVENTS: Final = frozenset(
    {"masterclass", "experience_exchange", "young_school", "mo_meeting", "webinar", "burnout_event"}
)
ASKED_FOR: Final = ("consult_ind", "consult_ind", "lesson_visit", "consult_vk")


@dataclass(frozen=True, slots=True)
class Forms:
    """The ids of the forms by what they are used for; an empty tuple where the regulation has none."""

    individual: tuple[str, ...]
    group: tuple[str, ...]
    events: tuple[str, ...]
    asked: tuple[str, ...]
    consiliums: tuple[str, ...]
    places: tuple[str, ...]
    meetings: tuple[str, ...]

    @classmethod
    def of(cls, regulation: Regulation) -> Self:
        """The forms of a regulation."""
        meetings = _counted_one_by_one(regulation)
        forms = [one for one in regulation.forms if one.id not in meetings]
        alone = [one for one in forms if one.mode == "individual" and one.individual_help]
        alone = alone or [one for one in forms if one.mode == "individual"]
        group = [one for one in forms if one.mode == "group"]
        asked = [one for name in ASKED_FOR for one in forms if one.catalog == name and one.on_request]
        at_schools = [one for one in forms if one.mode == "organisation"]
        return cls(
            individual=_ids([*alone[:1] * USUAL, *alone[1:]]),
            group=_ids([one for one in group if one.catalog in IN_GROUPS] or group),
            events=_ids([one for one in group if one.catalog in AS_EVENTS and not one.on_request] or group),
            asked=_ids(asked or [one for one in forms if one.mode == "individual" and one.on_request]),
            consiliums=_ids([one for one in at_schools if one.catalog == "consilium"]),
            places=_ids([] if regulation.has_consilium else at_schools),
            meetings=meetings,
        )


def _counted_one_by_one(regulation: Regulation) -> tuple[str, ...]:
    """Forms of which a deadline wants a few a year: the meetings of the active."""
    watched = [one.indicator for one in regulation.deadlines if one.indicator]
    counted = [form for one in watched for form in regulation.indicator(one).measure.forms]
    return tuple(one for one in counted if regulation.form(one).mode == "group")


def _ids(forms: list[Form]) -> tuple[str, ...]:
    return tuple(one.id for one in forms)
