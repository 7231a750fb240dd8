"""Self-assessment: one question a screen, the result in words and as a picture, what matters now."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from handlers.dialogue.library import Talk, Telling, dialogue, drawer
from handlers.dialogue.nouns import Ask, Choice, Link, Picture, Screen
from services import assessments, charts
from services.assessments import Finished
from services.faces import kind_of_workplace
from services.framework import Answers, FormId, Framework, Item, ProfileId, Result, Score
from services.framework_records import Scale
from services.values import Listing, Words

NOT_MINE = "na"
LATEST, OTHER_POST = "latest", "post"
FORMS = (
    Choice("express", Words("assess-form-express"), alone=True),
    Choice("full", Words("assess-form-full")),
)
RESULT = Choice(LATEST, Words("assess-form-latest"))
CHANGE = Choice(OTHER_POST, Words("assess-form-other-post"))


@dialogue("assess", command=True, pausable=True, timed=True)
async def assess(talk: Talk, form: Any = "") -> Telling:
    """The questionnaire: the last answer writes it all."""
    framework = assessments.framework_of(talk.regulation)
    profile: Any = talk.person.profile
    if form not in ("express", "full", LATEST):
        form = yield _which("form", RESULT, *([CHANGE] if profile else []))
    if form == LATEST:
        yield await _latest(talk, framework)
        return
    if not profile or form == OTHER_POST:
        profile = yield _who(framework, talk.person.roles)
    if form == OTHER_POST:
        form = yield _which("form-again")
    place = await talk.once("place", partial(_place, talk))
    items = framework.items_for(profile, form, talk.run)
    answers = {}
    for number, item in enumerate(items, start=1):
        said = yield _question(framework, item, place, number, len(items))
        answers[item.id] = None if said == NOT_MINE else said
    yield await _finish(talk, framework, profile, form, answers)


async def _finish(
    talk: Talk, framework: Framework, profile: ProfileId, form: FormId, answers: Answers
) -> Screen:
    finished = await assessments.finish(
        talk.unit,
        framework,
        person_id=talk.person.id,
        run=talk.run,
        profile=profile,
        form=form,
        answers=answers,
        moments=talk.moments,
        now=talk.now,
    )
    return _result(talk, framework, finished)


def _which(key: str, *more: Choice) -> Ask:
    return Ask("assess-form", key=key, choices=(*FORMS, *more))


def _who(framework: Framework, roles: Collection[str]) -> Ask:
    """Whose questions to ask; those of his own role stand first."""
    mine = framework.profile_for(roles, novice=False)
    choices = [Choice(one.id, one.button) for one in framework.profiles]
    choices.sort(key=lambda choice: choice.value != mine)
    return Ask("assess-profile", key="profile", choices=choices)


async def _place(talk: Talk) -> str | None:
    """The kind of organisation in whose words the questions are asked."""
    return await kind_of_workplace(talk.unit, talk.person.id, _day(talk, talk.now))


def _question(framework: Framework, item: Item, place: str | None, number: int, total: int) -> Ask:
    topic = framework.competency(item.id).title
    choices = _scale(framework.scale)
    prompt = item.prompt_for(place)
    return Ask(
        "assess-item", key=item.id, choices=choices, topic=topic, prompt=prompt, number=number, total=total
    )


@lru_cache(maxsize=4)
def _scale(scale: Scale) -> tuple[Choice, ...]:
    return (
        *(Choice(option.value, option.button) for option in scale.options),
        Choice(NOT_MINE, scale.not_mine),
    )


async def _latest(talk: Talk, framework: Framework) -> Screen:
    finished = await assessments.latest(talk.unit, framework, talk.person.id)
    if finished is None:
        return Screen("assess-none-yet", links=[Link("assess", Words("assess-begin"), "express")])
    return _result(talk, framework, finished)


# --- the result ----------------------------------------------------------------------------


def _result(talk: Talk, framework: Framework, finished: Finished) -> Screen:
    result = finished.result
    topic = finished.weak[0] if finished.weak else ""
    links = [Link("priorities", Words("assess-choose"), finished.id)] if finished.weak else []
    if topic:
        links.append(Link("consult", Words("assess-ask-help"), topic))
    if result.preliminary:
        links.append(Link("assess", Words("assess-full"), "full"))
    links += [Link("topics", Words("assess-by-topic"), finished.id), Link("menu", Words("command-menu"))]
    return Screen(
        "assess-result-express" if result.preliminary else "assess-result",
        strong=_named(framework, [score.id for score in result.strong]),
        hardest=_named(framework, finished.weak[:3]),
        more=Listing(_remarks(talk, framework, finished), lines=True),
        picture=Picture("assessment", {"rows": _rows(framework, result)}),
        links=links,
    )


def _remarks(talk: Talk, framework: Framework, finished: Finished) -> list[Words]:
    """What the picture shows in a sentence, what has changed, and a kind word where strength is low."""
    remarks = [_summary(finished.result)]
    if finished.before is not None:
        remarks.append(_shift(framework, finished, _day(talk, finished.before)))
    if finished.low_resource:
        remarks.append(Words("assess-low-resource"))
    return remarks


def _day(talk: Talk, moment: datetime) -> date:
    return talk.regulation.local(moment).date()


def _named(framework: Framework, ids: Sequence[str]) -> Listing | Words:
    return Listing([_title(framework, one).lower() for one in ids]) if ids else Words("assess-nothing")


def _title(framework: Framework, an_id: str) -> str:
    return framework.block(an_id).title if "." not in an_id else framework.competency(an_id).title


def _scores(result: Result) -> Sequence[Score]:
    return [score for score in result.competencies or result.blocks if score.level is not None]


def _summary(result: Result) -> Words:
    """The sentence that says what the picture shows."""
    levels = [score.level for score in _scores(result)]
    hard = levels.count("medium") + levels.count("high")
    return Words(
        "assess-summary",
        hard=hard,
        growth=levels.count("low"),
        strong=levels.count("none"),
        total=len(levels),
    )


def _shift(framework: Framework, finished: Finished, before: date) -> Words:
    """What has become easier or harder: by topics, after a short form by what has levels in it."""
    kind = "competency" if finished.result.competencies else "block"
    moved = [one for one in finished.shifts if one.kind == kind and one.change != "same"]
    better = [one.id for one in moved if one.change == "better"]
    worse = [one.id for one in moved if one.change == "worse"]
    key = "assess-shift" if better and worse else "assess-shift-better" if better else "assess-shift-worse"
    return Words(
        key if moved else "assess-shift-none",
        before=before,
        better=_named(framework, better),
        worse=_named(framework, worse),
    )


def _rows(framework: Framework, result: Result) -> list[list[Any]]:
    """Topic, share of what is hard (0–100), level: what the picture draws, the hardest first."""
    scores = sorted(_scores(result), key=lambda score: score.deficit or 0, reverse=True)
    return [
        [
            _title(framework, one.id),
            round(100 * (one.deficit or 0)),
            framework.level(one.level or "none").title,
        ]
        for one in scores
    ]


drawer("assessment")(charts.level_bars)


@dialogue("topics")
async def by_topic(talk: Talk, assessment: int) -> Telling:
    """The owner's result topic by topic, in words."""
    framework = assessments.framework_of(talk.regulation)
    finished = await assessments.own(talk.unit, framework, talk.person.id, assessment)
    lines = [
        Words("assess-topic-line", topic=_title(framework, one.id), level=_level(framework, one))
        for one in finished.result.competencies or finished.result.blocks
    ]
    links = [Link("priorities", Words("assess-choose"), assessment), Link("menu", Words("command-menu"))]
    at = _day(talk, finished.at)
    yield Screen("assess-topics", at=at, lines=Listing(lines, lines=True), links=links)


def _level(framework: Framework, score: Score) -> Words | str:
    if score.level is not None:
        return framework.level(score.level).title
    return Words("assess-single-item" if score.why == "single_item" else "assess-few-answers")


@dialogue("priorities")
async def priorities(talk: Talk, assessment: int) -> Telling:
    """What of this matters now: the answer separates a difficulty from the wish for help."""
    framework = assessments.framework_of(talk.regulation)
    finished = await assessments.own(talk.unit, framework, talk.person.id, assessment)
    if not finished.weak:
        yield Screen("assess-nothing-weak", links=[Link("menu", Words("command-menu"))])
        return
    if finished.result.preliminary:
        choices = [Choice(one, framework.competency(one).title) for one in finished.weak]
        chosen = yield Ask("assess-choose-topics", key="topics", choices=choices, many=True)
        importance = dict.fromkeys(chosen, framework.importance[0].id)
    else:
        importance = {}
        weights = [Choice(one.id, one.button) for one in framework.importance]
        for topic in finished.weak:
            title = framework.competency(topic).title
            importance[topic] = yield Ask("assess-important", key=topic, choices=weights, topic=title)
    await assessments.choose(
        talk.unit,
        person_id=talk.person.id,
        run=talk.run,
        assessment_id=assessment,
        importance=importance,
        now=talk.now,
    )
    now = [topic for topic, chosen in importance.items() if chosen == framework.importance[0].id]
    weighed = [one.competency for one in framework.priorities(finished.result, importance)]
    links = [
        Link("consult", Words("assess-ask-help-with", topic=framework.competency(topic).title), topic)
        for topic in weighed or now  # a short form has no levels to weigh by
    ]
    yield Screen(
        "assess-chosen" if now else "assess-chosen-none",
        topics=_named(framework, now),
        links=[*links, Link("menu", Words("command-menu"))],
    )
