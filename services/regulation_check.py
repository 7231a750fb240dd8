"""What must hold inside a regulation pack beyond the shape of its records; each finding has its line.

``check`` is the linter behind ``regulation check``: it finds what is missing or contradictory and
says what to do about it. Nothing here knows a municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services import framework
from services.regulation_check_duties import DUTIES
from services.regulation_check_figures import check_indicators
from services.regulation_reader import Findings, Problem, Reader, RegulationError, find_file, unknown
from services.regulation_records import CONSILIUM_TERMS, FLAG_TERMS, REQUIRED_TERMS, Consent
from services.regulations import Regulation

__all__ = ["Problem", "check"]


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
    needed = list(REQUIRED_TERMS)
    needed += CONSILIUM_TERMS if regulation.has_consilium else ()
    needed += FLAG_TERMS if regulation.counts_flagged else ()
    for name in needed:
        if name not in regulation.terms:
            remedy = f"Add {name} to terms: the chat uses this word"
            yield "terms", f"the term {name} is missing", remedy, "missing_term"
    for name in _ON_BUTTONS:
        term = regulation.terms.get(name)
        if term is not None and len(term.nom) > LONGEST_BUTTON:
            what = f"this stands on a button and has {len(term.nom)} characters, {LONGEST_BUTTON} fit"
            yield f"terms.{name}", what, "Write the word as people say it for short", "too_long"


def _ids(regulation: Regulation) -> Findings:
    """Every id is written into the store, whose columns are so long."""
    lists: dict[str, Iterable[str]] = {
        name: (one.id for one in getattr(regulation, name)) for name in _LONGEST_IDS
    }
    for name, ids in lists.items():
        for an_id in ids:
            if len(an_id) > _LONGEST_IDS[name]:
                what = f"the id has {len(an_id)} characters, {_LONGEST_IDS[name]} fit"
                yield f"{name}.{an_id}", what, "Give it a shorter id", "too_long"


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


def _forms(regulation: Regulation) -> Findings:
    directions = {one.id for one in regulation.directions}
    channels = {one.id for one in regulation.channels}
    for form in regulation.forms:
        where = f"forms.{form.id}"
        if form.direction not in directions:
            yield unknown(f"{where}.direction", "direction", form.direction, directions)
        if form.channel is not None and form.channel not in channels:
            yield unknown(f"{where}.channel", "channel", form.channel, channels)
        if form.individual_help and form.mode not in {"individual", "pair"}:
            what = f"help in the mode {form.mode} cannot be individual"
            yield f"{where}.individual_help", what, "Correct mode or individual_help", "contradiction"
        if form.minutes <= 0:
            yield f"{where}.minutes", "a session takes some minutes", "Write the usual length", "bad_type"


def _asked_for(regulation: Regulation) -> Findings:
    if not any(one.on_request and one.mode == "individual" for one in regulation.forms):
        what = "a teacher can ask for nothing"
        yield "forms", what, "Write on_request: true at a form of the mode individual", "no_form"


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


# An entry that could not be read is not there to be referred to: these wait until everything is read.
_REFERENCES: Final = frozenset(
    {
        "missing_deadline",
        "no_form",
        "unknown_channel",
        "unknown_direction",
        "unknown_form",
        "unknown_indicator",
        "unknown_organisation_kind",
    }
)
LONGEST_BUTTON: Final = 40
_ON_BUTTONS: Final = ("active", "organisation")
_LONGEST_IDS: Final = {"forms": 20, "directions": 20, "channels": 20, "organisation_kinds": 30}
_RULES: Final[tuple[Callable[[Regulation], Findings], ...]] = (
    _place,
    _terms,
    _ids,
    _consents,
    _forms,
    _asked_for,
    _publications,
    _prefixes,
    *DUTIES,
    check_indicators,
)
