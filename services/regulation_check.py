"""What must hold inside a regulation pack beyond the shape of its records; each finding has its line.

``check`` is the linter behind ``regulation check``: it finds what is missing or contradictory and
says what to do about it. Nothing here knows a municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services import framework
from services.regulation_reader import Problem, Reader, RegulationError, find_file
from services.regulation_records import (
    MEASURES,
    REQUIRED_DEADLINES,
    REQUIRED_TERMS,
    Consent,
    Indicator,
    Measure,
    OfWhich,
)
from services.regulations import Regulation

__all__ = ["Problem", "check"]

Finding = tuple[str, str, str, str]  # where, what, remedy, code
Findings = Iterator[Finding]


def check(path_or_name: str | Path) -> list[Problem]:
    """Read a pack by its name in ``regulations/`` or by its path, and list every problem by line.

    An empty list means that the pack may be used. Never raises for a bad file: that is a problem too.
    """
    reader = Reader()
    try:
        regulation = reader.read_file(find_file(path_or_name), Regulation)
    except RegulationError as error:
        return [Problem(1, "", str(error).rstrip("."), "Name one of these, or a file", "unknown_pack")]
    whole = not reader.problems
    if regulation is not None:
        for where, what, remedy, code in (one for rule in _RULES for one in rule(regulation)):
            if whole or code not in _REFERENCES:
                reader.note(where, what, remedy, code)
    return sorted(reader.problems)


def _place(regulation: Regulation) -> Findings:
    try:
        ZoneInfo(regulation.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = f"there is no time zone {regulation.time_zone}"
        yield "time_zone", what, "Write it as Europe/Moscow or Asia/Tomsk", "time_zone"
    try:
        framework.load(regulation.framework)
    except RegulationError as error:
        yield "framework", str(error).rstrip("."), "Mend that file or name another", "framework"
    hours = regulation.working_time
    if not hours.opens < hours.closes:
        yield "working_time", "the service closes before it opens", "Correct opens and closes", "hours"
    if not hours.weekdays or not set(hours.weekdays) <= set(range(1, 8)):
        remedy = "List the working days from 1 (Monday) to 7"
        yield "working_time.weekdays", "these are not days of a week", remedy, "hours"


def _terms(regulation: Regulation) -> Findings:
    for name in REQUIRED_TERMS:
        if name not in regulation.terms:
            remedy = f"Add {name} to terms: the chat uses this word"
            yield "terms", f"the term {name} is missing", remedy, "missing_term"


def _consents(regulation: Regulation) -> Findings:
    operator = regulation.privacy.operator
    texts: dict[str, Consent] = {
        "privacy.processing": regulation.privacy.processing,
        "privacy.publication": regulation.privacy.publication,
    }
    for where, consent in texts.items():
        for needed in (operator.name, operator.address, operator.email):
            if needed not in consent.text:
                what = f"the consent does not name the operator's «{needed}»"
                yield f"{where}.text", what, "Write it into the text and renew the version", "operator"
    if regulation.privacy.processing.version == regulation.privacy.publication.version:
        what = "both consents have the same version"
        yield "privacy.publication.version", what, "Give each text a version of its own", "consent_version"


def _deadlines(regulation: Regulation) -> Findings:
    for one in regulation.deadlines:
        where = f"deadlines.{one.id}"
        if (one.working_days is None) == (one.every is None):
            remedy = "Give either working_days, or every with due"
            yield where, "the deadline has no period, or two", remedy, "deadline_without_period"
        if one.every is not None and one.due is None:
            remedy = "Say due: period_start or due: period_end"
            yield (
                where,
                "the deadline does not say which day of the period",
                remedy,
                "deadline_without_period",
            )
        if one.working_days is not None and one.working_days < 0:
            yield f"{where}.working_days", "a term cannot be negative", "Write 0 or more days", "bad_type"
    for needed in sorted(set(REQUIRED_DEADLINES) - {one.id for one in regulation.deadlines}):
        yield (
            "deadlines",
            f"the deadline {needed} is missing",
            f"Add an entry with id: {needed}",
            "missing_deadline",
        )


def _forms(regulation: Regulation) -> Findings:
    directions = {one.id for one in regulation.directions}
    channels = {one.id for one in regulation.channels}
    for form in regulation.forms:
        where = f"forms.{form.id}"
        if form.direction not in directions:
            yield _unknown(f"{where}.direction", "direction", form.direction, directions)
        if form.channel is not None and form.channel not in channels:
            yield _unknown(f"{where}.channel", "channel", form.channel, channels)
        if form.individual_help and form.mode not in {"individual", "pair"}:
            what = f"help in the mode {form.mode} cannot be individual"
            yield f"{where}.individual_help", what, "Correct mode or individual_help", "contradiction"
        if form.minutes <= 0:
            yield f"{where}.minutes", "a session takes some minutes", "Write the usual length", "bad_type"


def _publications(regulation: Regulation) -> Findings:
    posts = regulation.publications
    if not posts.kinds:
        remedy = "List the kinds that the regulation names"
        yield "publications.kinds", "there is nothing to publish about", remedy, "no_post_kinds"
    elif sum(kind.event for kind in posts.kinds) != 1:
        what = "events are told as exactly one kind"
        yield "publications.kinds", what, "Write event: true at one of them", "contradiction"
    for number, mark in enumerate(posts.question_marks, 1):
        if len(mark.removeprefix("#").split()) != 1 or not mark.removeprefix("#").isalpha():
            what = f"«{mark}» is not one word"
            remedy = "Write a word, or # and a word"
            yield f"publications.question_marks.{number}", what, remedy, "question_mark"


def _prefixes(regulation: Regulation) -> Findings:
    lists: dict[str, Iterable[str]] = {
        "directions": (one.id for one in regulation.directions),
        "forms": (one.id for one in regulation.forms),
        "indicators": (one.id for one in regulation.indicators),
    }
    for name, ids in lists.items():
        for an_id in ids:
            if not an_id.startswith(regulation.prefix + "-"):
                what = f"the id does not begin with {regulation.prefix}-"
                yield f"{name}.{an_id}", what, "Correct the id or the prefix", "prefix"


def _indicators(regulation: Regulation) -> Findings:
    for one in regulation.indicators:
        where = f"indicators.{one.id}"
        yield from _figures(one, where)
        yield from _measure(one.measure, f"{where}.measure")
        yield from _references(regulation, one.measure, f"{where}.measure")
        for row in one.of_which:
            yield from _references(regulation, row, f"{where}.of_which.{row.id}")
        if one.measure.who is not None:
            kinds = {kind.id for kind in regulation.organisation_kinds}
            for kind in sorted(set(one.measure.who.organisation_kinds) - kinds):
                yield _unknown(f"{where}.measure.who", "organisation kind", kind, kinds)


def _figures(one: Indicator, where: str) -> Findings:
    share = one.value_type == "share"
    if share and one.denominator is None:
        remedy = "Say in denominator what the share is of"
        yield where, "a share without a denominator", remedy, "share_without_denominator"
    if share and one.measure.who is None:
        remedy = "Say in measure.who which people the share is of"
        yield f"{where}.measure", "a share of nobody", remedy, "share_without_denominator"
    if not share and one.denominator is not None:
        yield f"{where}.denominator", "a count has no denominator", "Write null or share", "contradiction"
    if not one.sources.numerator or (share and not one.sources.denominator):
        remedy = "List store, import or manual for it"
        yield f"{where}.sources", "a number without a data source", remedy, "no_source"
    if not one.periods:
        yield f"{where}.periods", "no period to count over", "List at least one", "no_period"
    if one.measure.name == "recorded" and one.why is None:
        remedy = "Say in why where the data come from, so that an empty figure explains itself"
        yield where, "the figure may be empty and does not say why", remedy, "no_why"


def _measure(measure: Measure, where: str) -> Findings:
    if measure.name not in MEASURES:
        yield _unknown(f"{where}.name", "measure", measure.name, MEASURES)
        return
    known = MEASURES[measure.name]
    for parameter in fields(measure):
        default = None if parameter.default is MISSING else parameter.default
        given = parameter.name != "name" and getattr(measure, parameter.name) != default
        if given and parameter.name not in known:
            what = f"the measure {measure.name} does not know {parameter.name}"
            remedy = "Remove it; known: " + ", ".join(sorted(known))
            yield f"{where}.{parameter.name}", what, remedy, "unknown_parameter"
    for needed in sorted(_NEEDED.get(measure.name, frozenset())):
        if not getattr(measure, needed):
            what = f"the measure {measure.name} needs {needed}"
            yield where, what, f"Add a line that begins with {needed}:", "missing"


def _references(regulation: Regulation, source: Measure | OfWhich, where: str) -> Findings:
    forms = {one.id for one in regulation.forms}
    channels = {one.id for one in regulation.channels}
    for form in sorted(set(source.forms) - forms):
        yield _unknown(f"{where}.forms", "form", form, forms)
    for channel in sorted(set(source.channels) - channels):
        yield _unknown(f"{where}.channels", "channel", channel, channels)


def _unknown(where: str, kind: str, name: str, known: Iterable[str]) -> Finding:
    remedy = "Use one of these: " + ", ".join(sorted(known))
    return where, f"there is no {kind} {name}", remedy, "unknown_" + kind.replace(" ", "_")


# An entry that could not be read is not there to be referred to: these wait until everything is read.
_REFERENCES: Final = frozenset(
    {
        "missing_deadline",
        "unknown_channel",
        "unknown_direction",
        "unknown_form",
        "unknown_organisation_kind",
    }
)
_NEEDED: Final = {
    "people_supported": frozenset({"who"}),
    "event_people": frozenset({"who"}),
    "mentor_pairs": frozenset({"who"}),
    "sessions_held": frozenset({"forms"}),
    "recorded": frozenset({"record"}),
}
_RULES: Final[tuple[Callable[[Regulation], Findings], ...]] = (
    _place,
    _terms,
    _consents,
    _deadlines,
    _forms,
    _publications,
    _prefixes,
    _indicators,
)
