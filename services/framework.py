"""The self-assessment: what is asked, and what the answers mean.

A self-assessment chooses support. It is never diagnostics and enters no formal indicator. All
scoring is exact: a deficit is D = S/(3n) with S the sum of (3 - answer) over n answered items, so
"D is at least p/q" is the integer comparison q*S >= 3*p*n. «Не про меня» is the answer None.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from services.framework_records import (
    BEST,
    Answers,
    Block,
    Change,
    Competency,
    Flag,
    FormId,
    Importance,
    Item,
    Kind,
    Level,
    Priority,
    Profile,
    ProfileId,
    Result,
    Rules,
    Scale,
    Schedule,
    Score,
    Shift,
    Why,
)
from services.regulation_reader import RegulationError, Text, find_file, load_file

_RUNS_UNDER_WAY = 2048

__all__ = [
    "Answers",
    "Block",
    "Competency",
    "FormId",
    "Framework",
    "Item",
    "Level",
    "Priority",
    "ProfileId",
    "Result",
    "Score",
    "Shift",
    "load",
]


@dataclass(frozen=True)
class Framework:
    """One version of the self-assessment; results of different versions are not compared."""

    schema: Literal["framework/1"]
    version: str
    title: Text
    purpose: Text
    profiles: tuple[Profile, ...]
    scale: Scale
    rules: Rules
    levels: tuple[Level, ...]
    importance: tuple[Importance, ...]
    schedule: Schedule
    blocks: tuple[Block, ...]

    def profile_for(self, roles: Collection[str], *, novice: bool) -> ProfileId:
        """Return the profile to suggest: the most particular of these roles, a novice if a plain teacher."""
        fitting = [one.id for one in self.profiles if not set(roles).isdisjoint(one.suggested_for)]
        suggested = fitting[-1] if fitting else "teacher"
        return "novice" if novice and suggested == "teacher" else suggested

    def items_for(self, profile: ProfileId, form: FormId, seed: int | str) -> tuple[Item, ...]:
        """Return what is asked: blocks in order, the personal one last, items of a block shuffled.

        The same seed gives the same order in every process and version of the program.
        """
        return self._order(profile, form, seed)

    @cached_property
    def _order(self) -> Callable[[ProfileId, FormId, int | str], tuple[Item, ...]]:
        """The order of each run that is under way, kept: it is asked for at every answer."""

        @lru_cache(maxsize=_RUNS_UNDER_WAY)
        def order(profile: ProfileId, form: FormId, seed: int | str) -> tuple[Item, ...]:
            blocks = sorted(self.blocks, key=lambda block: not block.scored)
            return tuple(
                item
                for block in blocks
                for item in sorted(
                    _asked(block.items, profile, form), key=lambda item: _shuffled(seed, item.id)
                )
            )

        return order

    def topics(self, profile: ProfileId) -> tuple[Competency, ...]:
        """Return the scored competencies that the profile is asked about: the topics of its requests."""
        return tuple(
            competency
            for block in self.blocks
            for competency in block.competencies
            if block.scored and _asked(competency.items, profile, "full")
        )

    def level(self, level_id: str) -> Level:
        """Return a level by its id; KeyError if there is none."""
        return self._levels[level_id]

    def competency(self, an_id: str) -> Competency:
        """Return a competency by its id or by the id of one of its items; KeyError if there is none."""
        return self._places[an_id][1]

    def block(self, an_id: str) -> Block:
        """Return the block of this id, of a competency or of an item; KeyError if there is none."""
        return self._blocks[an_id] if an_id in self._blocks else self._places[an_id][0]

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {level.id: level for level in self.levels}

    @cached_property
    def _blocks(self) -> dict[str, Block]:
        return {block.id: block for block in self.blocks}

    @cached_property
    def _places(self) -> dict[str, tuple[Block, Competency]]:
        return {
            an_id: (block, competency)
            for block in self.blocks
            for competency in block.competencies
            for an_id in (competency.id, *(item.id for item in competency.items))
        }

    def score(
        self, profile: ProfileId, form: FormId, answers: Answers, median_seconds: float | None = None
    ) -> Result:
        """Say what the answers mean; the personal block and items not asked of the profile are ignored.

        ``median_seconds`` is the median time of an answer where it was measured. ValueError for an
        answer that the scale does not have.
        """
        scored = [block for block in self.blocks if block.scored]
        blocks = self._scores("block", scored, profile, form, answers)
        inner = [one for block in scored for one in block.competencies] if form == "full" else []
        competencies = self._scores("competency", inner, profile, form, answers)
        ranked = sorted(competencies or blocks, key=_deficit_or_none)
        known = [score for score in ranked if score.level is not None]
        strong = tuple(score for score in known if score.level == self.levels[0].id)
        hard = [score for score in known if score.level != self.levels[0].id]
        asked = [item.id for block in scored for item in _asked(block.items, profile, form)]
        return Result(
            version=self.version,
            profile=profile,
            form=form,
            blocks=blocks,
            competencies=competencies,
            strong=strong,
            hardest=tuple(sorted(hard, key=_deficit_or_none, reverse=True)),
            can_show=tuple(one for one in competencies if one.level is not None and one.lacking == 0),
            flags=self._flags([answers[one] for one in asked if one in answers], median_seconds),
        )

    def priorities(self, result: Result, importance: Mapping[str, str]) -> tuple[Priority, ...]:
        """Weigh the hardest competencies of a full form; the weightiest first, light ones left out.

        ``importance`` maps ids of competencies to ids of ``importance``; what is not in it, and what
        is no difficulty, is left out. KeyError for an unknown importance.
        """
        weights = {one.id: one.weight for one in self.importance}
        weighed = (
            Priority(score.id, score.deficit * weights[importance[score.id]])
            for score in result.hardest
            if score.kind == "competency" and score.id in importance and score.deficit is not None
        )
        kept = (one for one in weighed if one.weight >= self.rules.priority_from)
        return tuple(sorted(kept, key=lambda one: one.weight, reverse=True))

    def trend(self, before: Result, after: Result, days_apart: int) -> tuple[Shift, ...] | None:
        """Compare two runs; None where they cannot be: too close in time, other form or other version.

        Only what has a level in both is compared; a shift smaller than the rules ask is "same".
        """
        alike = (before.version, before.form) == (after.version, after.form)
        if not alike or days_apart < self.rules.trend_min_days:
            return None
        earlier = {one.id: one.deficit for one in (*before.blocks, *before.competencies) if one.level}
        shifts = []
        for score in (*after.blocks, *after.competencies):
            was, now = earlier.get(score.id), score.deficit
            if score.level and was is not None and now is not None:
                shifts.append(Shift(score.id, score.kind, was, now, self._change(score.kind, was - now)))
        return tuple(shifts)

    def resource_low(self, answers: Answers) -> bool:
        """Whether every statement of the personal block was answered, and low: offer support, say no more."""
        given = [answers.get(item.id) for block in self.blocks if not block.scored for item in block.items]
        return bool(given) and all(one is not None and one <= self.rules.low_resource for one in given)

    def _scores(
        self,
        kind: Kind,
        groups: Iterable[Block | Competency],
        profile: ProfileId,
        form: FormId,
        answers: Answers,
    ) -> tuple[Score, ...]:
        asked = ((group.id, _asked(group.items, profile, form)) for group in groups)
        return tuple(self._score(one, kind, items, form, answers) for one, items in asked if items)

    def _score(
        self,
        an_id: str,
        kind: Kind,
        items: list[Item],
        form: FormId,
        answers: Answers,
    ) -> Score:
        given = [_checked(answer) for item in items if (answer := answers.get(item.id)) is not None]
        lacking = sum(BEST - answer for answer in given)
        enough = self.rules.min_answered
        why: Why | None = None
        if form == "express" and len(items) < self.rules.express_min_items:
            why = "single_item"
        elif not given or enough.denominator * len(given) < enough.numerator * len(items):
            why = "few_answers"
        level = None if why else self._level_of(lacking, len(given))
        return Score(an_id, kind, lacking, len(given), len(items), level, why)

    def _level_of(self, lacking: int, answered: int) -> str:
        reached = (
            level.id
            for level in reversed(self.levels)
            if level.at_least.denominator * lacking >= level.at_least.numerator * BEST * answered
        )
        return next(reached)

    def _flags(self, answers: list[int | None], median_seconds: float | None) -> tuple[Flag, ...]:
        given = [answer for answer in answers if answer is not None]
        not_mine, most = len(answers) - len(given), self.rules.not_mine_above
        raised: dict[Flag, bool] = {
            "flat": len(given) >= self.rules.flat_from_items and len(set(given)) == 1,
            "many_not_mine": not_mine * most.denominator > len(answers) * most.numerator,
            "fast": median_seconds is not None and median_seconds < self.rules.fast_below_seconds,
        }
        return tuple(flag for flag, up in raised.items() if up)

    def _change(self, kind: Kind, gain: Fraction) -> Change:
        least = self.rules.block_shift if kind == "block" else self.rules.competency_shift
        if abs(gain) < least:
            return "same"
        return "better" if gain > 0 else "worse"


@lru_cache(maxsize=16)
def _load(path: Path) -> Framework:
    framework = load_file(path, Framework)
    for contradiction in _contradictions(framework):
        raise RegulationError(f"{path.name}: {contradiction}.")
    return framework


@lru_cache(maxsize=16)
def load(name: str | Path = "framework") -> Framework:
    """Return the framework ``regulations/NAME.yaml``, or a file anywhere; each is read only once.

    RegulationError names what is wrong in the file and what to do.
    """
    return _load(find_file(name))


def _contradictions(framework: Framework) -> Iterable[str]:
    items = [item for block in framework.blocks for item in block.items]
    ids = [item.id for item in items]
    ids += [competency.id for block in framework.blocks for competency in block.competencies]
    ids += [block.id for block in framework.blocks]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the id {twice} stands here more than once; give each its own"
    for item in items:
        if not set(item.express) <= set(item.profiles):
            yield f"{item.id} is in the express form of a profile that does not have it; add it to profiles"
    if [option.value for option in framework.scale.options] != list(range(BEST + 1)):
        yield "the scale needs the values 0, 1, 2, 3 in this order"
    steps = [level.at_least for level in framework.levels]
    if not steps or steps[0] != 0 or steps != sorted(set(steps)):
        yield "levels need growing at_least, the first of them 0"


def _asked(items: Iterable[Item], profile: ProfileId, form: FormId) -> list[Item]:
    return [one for one in items if profile in (one.profiles if form == "full" else one.express)]


def _shuffled(seed: int | str, item_id: str) -> bytes:
    return sha256(f"{seed}/{item_id}".encode()).digest()


def _deficit_or_none(score: Score) -> Fraction:
    return score.deficit or Fraction(0)


def _checked(answer: int) -> int:
    if type(answer) is not int or not 0 <= answer <= BEST:
        raise ValueError(f"{answer!r} is not an answer from 0 to {BEST}")
    return answer
