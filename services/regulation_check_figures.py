"""What must hold inside the indicators of a pack: what is counted, of what, from where.

Part of ``regulation_check``.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Final

from services.regulation_reader import Findings, unknown
from services.regulation_records import MEASURES, Indicator, Measure, OfWhich
from services.regulations import Regulation


def check_indicators(regulation: Regulation) -> Findings:
    """What is missing or contradictory in the indicators of a pack."""
    for one in regulation.indicators:
        where = f"indicators.{one.id}"
        yield from _figures(one, where)
        yield from _kind_of_value(one, where)
        yield from _measure(one.measure, f"{where}.measure")
        yield from _references(regulation, one.measure, f"{where}.measure")
        for row in one.of_which:
            yield from _references(regulation, row, f"{where}.of_which.{row.id}")
        if one.measure.who is not None:
            kinds = {kind.id for kind in regulation.organisation_kinds}
            for kind in sorted(set(one.measure.who.organisation_kinds) - kinds):
                yield unknown(f"{where}.measure.who", "organisation kind", kind, kinds)


def _figures(one: Indicator, where: str) -> Findings:
    part = one.value_type in _OF_SOMETHING
    if part and one.denominator is None:
        remedy = "Say in denominator what it is of"
        yield where, f"a {one.value_type} without a denominator", remedy, "share_without_denominator"
    if part and one.measure.who is None and "who" in MEASURES.get(one.measure.name, {"who"}):
        remedy = "Say in measure.who which people it is of"
        yield f"{where}.measure", f"a {one.value_type} of nobody", remedy, "share_without_denominator"
    if not part and one.denominator is not None:
        yield f"{where}.denominator", "a count has no denominator", "Write null or share", "contradiction"
    if not one.sources.numerator or (part and not one.sources.denominator):
        remedy = "List store, import or manual for it"
        yield f"{where}.sources", "a number without a data source", remedy, "no_source"
    if not one.periods:
        yield f"{where}.periods", "no period to count over", "List at least one", "no_period"
    if one.measure.name == "recorded" and one.why is None:
        remedy = "Say in why where the data come from, so that an empty figure explains itself"
        yield where, "the figure may be empty and does not say why", remedy, "no_why"
    for number, reading in enumerate(one.interpretations, start=1):
        if reading.chosen in reading.others:
            what = "what was chosen stands among the others too"
            yield f"{where}.interpretations.{number}", what, "Leave it in one of them", "contradiction"


def _kind_of_value(one: Indicator, where: str) -> Findings:
    fitting = _VALUES.get(one.measure.name)
    if fitting is not None and one.value_type not in fitting:
        what = f"the measure {one.measure.name} does not give a {one.value_type}"
        yield f"{where}.value_type", what, "Write " + " or ".join(fitting), "contradiction"


def _measure(measure: Measure, where: str) -> Findings:
    if measure.name not in MEASURES:
        yield unknown(f"{where}.name", "measure", measure.name, MEASURES)
        return
    known = MEASURES[measure.name]
    for parameter in fields(measure):
        default = None if parameter.default is MISSING else parameter.default
        given = parameter.name != "name" and getattr(measure, parameter.name) != default
        if given and parameter.name not in known:
            what = f"the measure {measure.name} does not know {parameter.name}"
            remedy = "Remove it; known: " + ", ".join(sorted(known))
            yield f"{where}.{parameter.name}", what, remedy, "unknown_parameter"
    needed = _NEEDED.get(measure.name, ())
    if needed and not any(getattr(measure, name) for name in needed):
        what = f"the measure {measure.name} needs {' or '.join(needed)}"
        yield where, what, f"Add a line that begins with {needed[0]}:", "missing"


def _references(regulation: Regulation, source: Measure | OfWhich, where: str) -> Findings:
    forms = {one.id for one in regulation.forms}
    channels = {one.id for one in regulation.channels}
    for form in sorted(set(source.forms) - forms):
        yield unknown(f"{where}.forms", "form", form, forms)
    for channel in sorted(set(source.channels) - channels):
        yield unknown(f"{where}.channels", "channel", channel, channels)


_OF_SOMETHING: Final = ("share", "ratio")
_VALUES: Final = {
    "sessions_held": ("count",),
    "request_topics": ("count",),
    "mentor_pairs": ("count",),
    "members": ("count",),
    "requests_answered": ("share",),
    "people_per_member": ("ratio",),
    "people_supported": ("share", "count"),
    "event_people": ("share", "count"),
}
"""What a measure can give; what is recorded may be anything."""
_NEEDED: Final = {
    "people_supported": ("who",),
    "event_people": ("who",),
    "mentor_pairs": ("who",),
    "people_per_member": ("who",),
    "sessions_held": ("forms", "provider_roles", "by_request", "flagged"),
    "recorded": ("record",),
}
"""Of these at least one must be said, or the measure would count everything."""
