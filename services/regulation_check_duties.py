"""What must hold inside the duties of a pack: terms, papers, membership, the public list.

Part of ``regulation_check``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from services.regulation_duties import YEARS, Condition, Deadline
from services.regulation_reader import Findings, unknown
from services.regulation_records import REQUIRED_DEADLINES
from services.regulations import Regulation


def _deadlines(regulation: Regulation) -> Findings:
    counts = {one.id for one in regulation.indicators if one.value_type == "count"}
    for one in regulation.deadlines:
        where = f"deadlines.{one.id}"
        yield from _shape(one, where)
        yield from _numbers(one, where)
        if one.indicator is not None and one.indicator not in counts:
            yield unknown(f"{where}.indicator", "indicator", one.indicator, counts)
    by_id = {one.id: one for one in regulation.deadlines}
    for needed in REQUIRED_DEADLINES:
        if needed not in by_id:
            what = f"the deadline {needed} is missing"
            yield "deadlines", what, f"Add an entry with id: {needed}", "missing_deadline"
        elif by_id[needed].working_days is None and _shapes(by_id[needed]) == 1:
            remedy = "Give it working_days: the chat counts by them"
            yield f"deadlines.{needed}", "this one runs in working days", remedy, "deadline_without_period"


def _shapes(one: Deadline) -> int:
    return sum(value is not None for value in (one.working_days, one.every, one.valid_months))


def _shape(one: Deadline, where: str) -> Findings:
    if _shapes(one) != 1:
        remedy = "Give one of working_days, every, valid_months"
        yield where, "the deadline has no period, or two", remedy, "deadline_without_period"
    if one.every is not None and (one.due is None) == (one.at_least is None):
        what = "the deadline does not say which day of the period, nor how often in it, or says both"
        remedy = "Say due: period_start or period_end, or at_least: so many"
        yield where, what, remedy, "deadline_without_period"
    for name, needs in (
        ("due", "every"), ("at_least", "every"), ("indicator", "at_least"), ("after", "working_days")
    ):  # fmt: skip
        if getattr(one, name) is not None and getattr(one, needs) is None:
            yield f"{where}.{name}", f"{name} says nothing without {needs}", f"Add {needs}", "contradiction"


def _numbers(one: Deadline, where: str) -> Findings:
    if one.working_days is not None and one.working_days < 0:
        yield f"{where}.working_days", "a term cannot be negative", "Write 0 or more days", "bad_type"
    for name in ("at_least", "valid_months"):
        value = getattr(one, name)
        if value is not None and value < 1:
            yield f"{where}.{name}", f"{value} is nothing to keep to", "Write 1 or more", "bad_type"
    if any(days < 0 for days in one.remind_days_before):
        what = "a reminder cannot come after its day"
        yield f"{where}.remind_days_before", what, "Write days before", "bad_type"


def _membership(regulation: Regulation) -> Findings:
    rules = regulation.membership
    for one in rules.required:
        yield from _condition(one, f"membership.required.{one.id}")
    if rules.ground_required and not rules.grounds:
        remedy = "List the grounds, or take ground_required away"
        yield "membership.ground_required", "one of no grounds is asked for", remedy, "contradiction"
    if rules.clause is None and (rules.required or rules.ground_required):
        what = "conditions of the regulation stand without its clause"
        yield "membership.clause", what, "Write the clause beside clause:", "missing"
    if rules.valid_months is not None and rules.valid_months < 1:
        yield "membership.valid_months", "an approval lasts at least a month", "Write 1 or more", "bad_type"
    if rules.valid_months is not None and rules.approval is None:
        remedy = "Say in approval who decides and how"
        yield "membership.valid_months", "nobody approves, yet it expires", remedy, "contradiction"


def _condition(one: Condition, where: str) -> Findings:
    if one.fact in YEARS and (one.at_least is None or one.at_least < 1):
        yield where, f"{one.fact} is asked without a number", "Add at_least: so many years", "missing"
    if one.fact not in YEARS and one.at_least is not None:
        what = f"{one.fact} is not so many years"
        yield f"{where}.at_least", what, "Remove it or correct fact", "contradiction"


def _public_list(regulation: Regulation) -> Findings:
    public = regulation.public_list
    if public.fields and public.where is None:
        remedy = "Name the site or page in where"
        yield "public_list.fields", "it is not said where this is public", remedy, "missing"
    if public.where is not None and not public.fields:
        remedy = "List the permitted facts in fields"
        yield "public_list.where", "it is not said what is public there", remedy, "missing"


DUTIES: Final[tuple[Callable[[Regulation], Findings], ...]] = (_deadlines, _membership, _public_list)
