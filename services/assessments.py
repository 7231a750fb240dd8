"""Self-assessments: written once, read by their owner alone, compared over time.

A self-assessment helps a person choose support. It is never diagnostics and enters no formal
indicator (VSV 4.2, Р-201): those count imported external diagnostics only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

import orjson
from sqlalchemy import select, update

from services import framework as frameworks
from services.errors import DomainError
from services.framework import Answers, FormId, Framework, ProfileId, Result, Shift
from services.regulations import Regulation
from storage.assessments import Assessment, ChosenTopic, ResourceAnswers
from storage.people import Person
from storage.store import Unit

FEWEST_MOMENTS = 5
"""Fewer known moments than these say nothing of the usual pace."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that was written: its number, what it says, and how it compares with an earlier one."""

    id: int
    at: datetime
    result: Result
    before: datetime | None
    shifts: tuple[Shift, ...]
    weak: tuple[str, ...]
    low_resource: bool


def framework_of(regulation: Regulation) -> Framework:
    """The questionnaire this territory uses."""
    return frameworks.load(regulation.framework)


async def finish(
    unit: Unit,
    framework: Framework,
    *,
    person_id: int,
    run: str,
    profile: ProfileId,
    form: FormId,
    answers: Answers,
    moments: Mapping[str, int],
    now: datetime,
) -> Finished:
    """Writes the answers of a whole run; the personal block goes into a table of its own.

    `moments` says by item when its answer came, in tenths of a second since the run began.
    """
    pace = _pace([moments[item] for item in answers if moments.get(item)])
    asked_apart = {item.id for block in framework.blocks if not block.scored for item in block.items}
    resource = {key: value for key, value in answers.items() if key in asked_apart}
    scored = {key: value for key, value in answers.items() if key not in asked_apart}
    result = framework.score(profile, form, scored, _seconds(pace))
    row = Assessment(
        run=run,
        person_id=person_id,
        framework=framework.version,
        profile=profile,
        form=form,
        answers=_packed(scored),
        reliable=result.reliable,
        pace=pace,
        at=now,
    )
    unit.session.add(row)
    if resource:
        unit.session.add(ResourceAnswers(run=run, person_id=person_id, answers=_packed(resource), at=now))
    await unit.session.execute(update(Person).where(Person.id == person_id).values(profile=profile))
    await unit.session.flush()
    low = framework.resource_low(resource)
    return await _finished(unit, framework, row, result, scored, low_resource=low)


async def latest(unit: Unit, framework: Framework, person_id: int) -> Finished | None:
    """The owner's last result, or None if he has none of this questionnaire."""
    row = await unit.session.scalar(
        select(Assessment)
        .where(Assessment.person_id == person_id, Assessment.framework == framework.version)
        .order_by(Assessment.at.desc(), Assessment.id.desc())
        .limit(1)
    )
    return None if row is None else await _read(unit, framework, row)


async def own(unit: Unit, framework: Framework, person_id: int, assessment_id: int) -> Finished:
    """One of the owner's results. Raises DomainError for anybody else's, as if it were not there."""
    row = await unit.session.scalar(
        select(Assessment).where(Assessment.id == assessment_id, Assessment.person_id == person_id)
    )
    if row is None or row.framework != framework.version:
        raise DomainError("assess-no-result")
    return await _read(unit, framework, row)


async def choose(
    unit: Unit, *, person_id: int, run: str, assessment_id: int, importance: dict[str, str], now: datetime
) -> None:
    """Writes which topics matter to their owner now."""
    for topic, chosen in importance.items():
        unit.session.add(
            ChosenTopic(
                run=run,
                person_id=person_id,
                assessment_id=assessment_id,
                topic=topic,
                importance=chosen,
                at=now,
            )
        )
    await unit.session.flush()


async def _read(unit: Unit, framework: Framework, row: Assessment) -> Finished:
    answers = orjson.loads(row.answers)
    result = framework.score(_profile(row), _form(row), answers, _seconds(row.pace))
    return await _finished(unit, framework, row, result, answers, low_resource=False)


async def _finished(
    unit: Unit, framework: Framework, row: Assessment, result: Result, answers: Answers, *, low_resource: bool
) -> Finished:
    earlier = await unit.session.scalar(
        select(Assessment)
        .where(
            Assessment.person_id == row.person_id,
            Assessment.form == row.form,
            Assessment.framework == row.framework,
            Assessment.at <= row.at - timedelta(days=framework.rules.trend_min_days),
        )
        .order_by(Assessment.at.desc(), Assessment.id.desc())
        .limit(1)
    )
    shifts: tuple[Shift, ...] = ()
    if earlier is not None:
        before = framework.score(_profile(earlier), _form(earlier), orjson.loads(earlier.answers))
        shifts = framework.trend(before, result, (row.at - earlier.at).days) or ()
    return Finished(
        id=row.id,
        at=row.at,
        result=result,
        before=earlier.at if earlier else None,
        shifts=shifts,
        weak=_weak(framework, result, answers),
        low_resource=low_resource,
    )


def _weak(framework: Framework, result: Result, answers: Answers) -> tuple[str, ...]:
    """Topics to choose among: the hardest of a full run; after a short one, those answered low.

    A short run has too few items for levels of topics, so its topics carry none.
    """
    if result.form == "full":
        return tuple(score.id for score in result.hardest[: framework.rules.priorities_at_most])
    low = sorted((value, key) for key, value in answers.items() if value is not None and value < 2)  # noqa: PLR2004 - «с трудом» and below
    topics = dict.fromkeys(framework.competency(key).id for _value, key in low)
    return tuple(topics)


def _pace(moments: list[int]) -> int | None:
    """The median time between two answers, which pauses do not stretch; None for too few of them."""
    came = sorted(moments)
    if len(came) < FEWEST_MOMENTS:
        return None
    return int(median(later - earlier for earlier, later in pairwise(came)))


def _seconds(pace: int | None) -> float | None:
    return None if pace is None else pace / 10


def _profile(row: Assessment) -> ProfileId:
    return row.profile  # type: ignore[return-value]


def _form(row: Assessment) -> FormId:
    return row.form  # type: ignore[return-value]


def _packed(answers: Answers) -> str:
    return orjson.dumps(dict(answers), option=orjson.OPT_SORT_KEYS).decode()
