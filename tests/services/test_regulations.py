"""A municipality is a file: it loads, it is checked line by line, its clock and periods are exact."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import regulations
from services.regulation_check import check
from services.regulation_reader import DIRECTORY
from services.regulation_records import MEASURES
from services.regulations import Period, Regulation, RegulationError, load
from services.values import Words

# An invented sixth municipality, four hours east of Moscow: a file, and nothing else.
SIXTH_FILE = Path(__file__).parent.parent / "regulations" / "podgornoe.yaml"
SIXTH = SIXTH_FILE.read_text("utf-8")


@cache
def shipped() -> Regulation:
    return load("vsevolozhsk")


@cache
def one_with(time_zone: str) -> Regulation:
    return replace(shipped(), time_zone=time_zone)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "podgornoe.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# ── The pack that comes with the program ──────────────────────────────────────────────────────────


def test_every_shipped_pack_passes_the_check():
    assert "vsevolozhsk" in regulations.names()
    for name in regulations.names():
        assert check(name) == []


def test_the_shipped_pack_names_what_its_regulation_names():
    pack = shipped()
    assert pack.document.act == "распоряжение Комитета по образованию № 227/01-04"
    assert [one.id for one in pack.directions] == [f"VSV-N{n}" for n in range(1, 5)]
    assert [one.id for one in pack.forms] == [f"VSV-S{n}" for n in range(1, 19)]
    formal = [one.id for one in pack.indicators if one.kind == "formal"]
    assert formal == [f"VSV-F{n}" for n in range(1, 10)]
    assert [one.id for one in pack.indicators if one.kind == "derived"] == ["VSV-D1", "VSV-D2"]
    assert {one.clause for one in pack.indicators if one.kind == "formal"} == {"4.1", "4.2"}
    assert pack.form("VSV-S2").channel == "vk"
    assert pack.direction("VSV-N4").title == "Консультационная деятельность"
    assert pack.deadline("reply").working_days == 1
    assert pack.role("methodist").title == "муниципальный методист"
    assert pack.term("member", "dat") == "члену муниципального методического актива"
    assert pack.term("route_short", "gen") == "ИОМ"
    assert pack.default_period == "calendar_year"
    kinds = pack.publications.kinds
    assert [kind.id for kind in kinds] == ["event", "contest", "news", "practice", "course", "document"]
    assert {kind.clause for kind in kinds} == {"6.2"}
    assert [kind.id for kind in kinds if kind.event] == ["event"]
    assert pack.post_kind("course").title == "возможности повышения квалификации"
    assert pack.publications.question_marks == ("#вопрос", "вопрос")


def test_the_indicators_count_what_the_regulation_says():
    pack = shipped()
    help_ = pack.indicator("VSV-F3")
    assert (help_.measure.provider_roles, help_.measure.individual_help) == (("methodist",), True)
    assert help_.of_which[0].forms == ("VSV-S2",)
    young = pack.indicator("VSV-F2").measure.who
    assert young is not None
    assert young.young is not None
    assert (young.young.age_below, young.young.experience_years_below) == (35, 3)
    assert pack.indicator("VSV-F9").measure == pack.indicator("VSV-F2").measure
    for indicator_id in ("VSV-F1", "VSV-F5", "VSV-F6", "VSV-F7", "VSV-F8"):
        one = pack.indicator(indicator_id)
        assert one.measure.name == "recorded"
        assert set(one.sources.numerator) & {"import", "manual"}
        assert one.why
    assert all(one.interpretations or one.kind == "derived" for one in pack.indicators)
    assert {one.periods[0] for one in pack.indicators} <= {"calendar_year", "half_year", "point"}


def test_consents_say_what_the_law_asks_for():
    privacy = shipped().privacy
    for said in ("Кому.", "Зачем.", "Какие данные:", "Что с ними делают.", "Сколько.", "Как отозвать."):
        assert said in privacy.processing.text
    for said in ("Кому.", "Зачем.", "Что публикуется:", "Где:", "Сколько.", "Как отозвать."):
        assert said in privacy.publication.text
    assert privacy.processing.version != privacy.publication.version
    assert privacy.operator.is_sample
    assert len(privacy.kept_by_law) == 3


def test_a_pack_is_found_beside_the_program_whatever_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load("vsevolozhsk") is shipped()


def test_a_pack_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        shipped().version = "other"  # type: ignore[misc]


@pytest.mark.parametrize("lookup", ["form", "direction", "indicator", "deadline", "term", "post_kind"])
def test_an_unknown_id_gets_a_sentence(lookup):
    with pytest.raises(RegulationError, match=r"there is no .* nothing"):
        getattr(shipped(), lookup)("nothing")


@pytest.mark.parametrize("name", ["atlantis", "../vsevolozhsk", ""])
def test_an_unknown_pack_gets_a_sentence(name):
    with pytest.raises(RegulationError, match=r"There are: .*vsevolozhsk"):
        load(name)
    assert [one.code for one in check(name)] == ["unknown_pack"]


# ── A sixth municipality ──────────────────────────────────────────────────────────────────────────


def test_a_sixth_municipality_is_one_file(tmp_path):
    path = written(tmp_path, SIXTH)
    assert check(path) == []
    pack = load(path)
    assert pack.term("member", "ins") == "участником круга"
    assert pack.term("service", "ins") == "ИМЦ"
    assert pack.direction("PDG-N1").clause == "2.1"  # a number in YAML, a clause to us
    assert pack.working_time.opens == time(8, 30)  # 08:30 without quotes too
    assert pack.form("PDG-S1").individual_help is True
    assert [form.id for form in pack.forms if form.catalog == "consult_ind"] == ["PDG-S1"]
    saturday_night = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # 23:30 in Novokuznetsk
    assert not pack.is_quiet(saturday_night)
    assert pack.is_quiet(saturday_night + timedelta(hours=1))
    assert not pack.is_quiet(saturday_night + timedelta(hours=7, minutes=30))  # 07:00 exactly
    assert Period.current(pack, saturday_night).key == "2026/27"


F1 = "indicators.PDG-F1"
COORDINATOR = SIXTH[SIXTH.index("  coordinator:\n") : SIXTH.index("  teacher:\n")]
KINDS = SIXTH[SIXTH.index("  kinds:\n") : SIXTH.index("  question_marks:")]
BROKEN = [
    # what is mended wrongly, what stands there instead, the code, the place
    ("value_type: share", "value_type: per_cent", "bad_type", f"{F1}.value_type"),
    ("denominator: все педагоги", "denominator: null", "share_without_denominator", F1),
    (
        "      who: {roles: [teacher], organisation_kinds: [school]}\n",
        "",
        "share_without_denominator",
        f"{F1}.measure",
    ),
    ("denominator: null", "denominator: все", "contradiction", "indicators.PDG-F2.denominator"),
    ("numerator: [store], ", "numerator: [], ", "no_source", f"{F1}.sources"),
    (", denominator: [import]", "", "no_source", f"{F1}.sources"),
    ("{numerator: [manual]}", "{numerator: []}", "no_source", "indicators.PDG-F2.sources"),
    ("name: people_supported", "name: people_helped", "unknown_measure", f"{F1}.measure.name"),
    ("      forms: [PDG-S1]", "      window: period", "unknown_parameter", f"{F1}.measure.window"),
    ("forms: [PDG-S1]", "forms: [PDG-S9]", "unknown_form", f"{F1}.measure.forms"),
    ("channels: [phone]", "channels: [pigeon]", "unknown_channel", f"{F1}.of_which.phone.channels"),
    ("kinds: [school]", "kinds: [moon]", "unknown_organisation_kind", f"{F1}.measure.who"),
    (", record: methodical_services", "", "missing", "indicators.PDG-F2.measure"),
    ("    why: Службы вносит координатор.\n", "", "no_why", "indicators.PDG-F2"),
    ("periods: [point]", "periods: []", "no_period", "indicators.PDG-F2.periods"),
    ("    clause: 5.2\n", "", "missing", "indicators.PDG-F2.clause"),
    ("clause: 5.2", "clause:", "empty", "indicators.PDG-F2.clause"),
    ("id: PDG-F2", "id: PDG-F1", "duplicate_id", F1),
    ("id: PDG-F2", "id: VSV-F2", "prefix", "indicators.VSV-F2"),
    ("working_days: 2, after: request", "note: скоро", "deadline_without_period", "deadlines.reply"),
    ("working_days: 2, after: request", "every: quarter", "deadline_without_period", "deadlines.reply"),
    ("working_days: 2", "working_days: -2", "bad_type", "deadlines.reply.working_days"),
    ("working_days: 2", "working_days: два", "bad_type", "deadlines.reply.working_days"),
    ("id: reply", "id: answer", "missing_deadline", "deadlines"),
    ("short: Консультация", "short: " + "К" * 41, "too_long", "forms.PDG-S1.short"),
    ("title: консультация", "title: " + "к" * 4097, "too_long", "forms.PDG-S1.title"),
    ("direction: PDG-N1", "direction: PDG-N2", "unknown_direction", "forms.PDG-S1.direction"),
    ("channel: phone", "channel: vk", "unknown_channel", "forms.PDG-S1.channel"),
    ("mode: individual", "mode: group", "contradiction", "forms.PDG-S1.individual_help"),
    ("individual_help: yes", "individual_help: sometimes", "bad_type", "forms.PDG-S1.individual_help"),
    ("minutes: 30", "minutes: 0", "bad_type", "forms.PDG-S1.minutes"),
    ("    on_request: true", "    on_request: false", "no_form", "forms"),
    ("valid_months: 12, remind", "working_days: 2, valid_months: 12, remind", "deadline_without_period",
     "deadlines.roster"),
    ("valid_months: 12, remind", "valid_months: 0, remind", "bad_type", "deadlines.roster.valid_months"),
    ("at_least: 5, indicator: PDG-D1", "due: period_end, at_least: 5", "deadline_without_period",
     "deadlines.sessions"),
    ("at_least: 5, indicator: PDG-D1", "indicator: PDG-D1", "contradiction", "deadlines.sessions.indicator"),
    ("at_least: 5", "at_least: 0", "bad_type", "deadlines.sessions.at_least"),
    ("indicator: PDG-D1", "indicator: PDG-D9", "unknown_indicator", "deadlines.sessions.indicator"),
    ("indicator: PDG-D1", "indicator: PDG-F1", "unknown_indicator", "deadlines.sessions.indicator"),
    ("every: academic_year, due: period_start", "every: academic_year", "deadline_without_period",
     "deadlines.plan"),
    ("due: period_start", "due: someday", "bad_type", "deadlines.plan.due"),
    ("working_days: 2, after: request", "valid_months: 2", "deadline_without_period", "deadlines.reply"),
    ("valid_months: 12, remind", "valid_months: 12, after: change, remind", "contradiction",
     "deadlines.roster.after"),
    ("[30]}", "[-30]}", "bad_type", "deadlines.roster.remind_days_before"),
    (", at_least: 3}", "}", "missing", "membership.required.years"),
    ("fact: category,", "fact: category, at_least: 1,", "contradiction",
     "membership.required.category.at_least"),
    ("fact: category,", "fact: charm,", "bad_type", "membership.required.category.fact"),
    ("id: winners", "id: leaders", "duplicate_id", "membership.grounds.leaders"),
    ("membership:\n  clause: 3.1", "membership:\n  clause: null", "missing", "membership.clause"),
    ("  approval: приказ отдела образования", "  approval: null", "contradiction",
     "membership.valid_months"),
    ("  where: страница ИМЦ\n", "", "missing", "public_list.fields"),
    ("  fields: [last, first, subject]\n", "", "missing", "public_list.where"),
    ("[last, first, subject]", "[last, phone]", "bad_type", "public_list.fields.2"),
    ("nom: круг помощников", "nom: круг помощников и всех, кто ещё хочет помогать", "too_long",
     "terms.active"),
    ("id: PDG-N1, clause", "id: PDG-N12345678901234567, clause", "too_long",
     "directions.PDG-N12345678901234567"),
    ("measure: {name: requests_answered}", "measure: {name: members}", "contradiction",
     "indicators.PDG-D2.value_type"),
    ("{name: sessions_held, forms: [PDG-S1]}", "{name: sessions_held}", "missing",
     "indicators.PDG-D1.measure"),
    ("denominator: участники круга", "denominator: null", "share_without_denominator",
     "indicators.PDG-D3"),
    ("others: [людей]", "others: [записи, людей]", "contradiction",
     "indicators.PDG-D1.interpretations.1"),
    ("clause: 3.3, event: true", "clause: 3.3", "contradiction", "publications.kinds"),
    ("id: document, title", "id: document, event: true, title", "contradiction", "publications.kinds"),
    (", clause: 3.3, event: true", ", event: true", "missing", "publications.kinds.event.clause"),
    (KINDS, "  kinds: []\n", "no_post_kinds", "publications.kinds"),
    ("вопрос]", "есть вопрос]", "question_mark", "publications.question_marks.2"),
    ('"#спросить"', '"#"', "question_mark", "publications.question_marks.1"),
    (COORDINATOR, "", "missing_term", "terms"),
    ("    ins: участником круга\n", "", "missing", "terms.member.ins"),
    ("time_zone: Asia/Novokuznetsk", "time_zone: Asia/Podgornoe", "time_zone", "time_zone"),
    ("framework: framework", "framework: nowhere", "framework", "framework"),
    ("opens: 08:30", "opens: 18:30", "hours", "working_time"),
    ("opens: 08:30", "opens: утром", "bad_type", "working_time.opens"),
    ("weekdays: [1, 2, 3, 4, 5, 6]", "weekdays: [0]", "hours", "working_time.weekdays"),
    ("holidays: [2026-01-01]", "holidays: [2026-02-30]", "bad_type", "working_time.holidays.1"),
    ("holidays: [2026-01-01]", "holidays: 2026-01-01", "bad_type", "working_time.holidays"),
    ("ИМЦ, Подгорное, Школьная, 1, imc", "Мы, imc", "operator", "privacy.processing.text"),
    ("version: 2026-01-02", "version: 2026-01-01", "consent_version", "privacy.publication.version"),
    ("phone: 8 (800)", "fax: 8 (800)", "unknown_key", "privacy.operator.fax"),
    ("prefix: PDG", "prefix: PDG\nprefix: PDG", "duplicate_key", ""),
    ("  teacher: {title", "  guard: {title", "missing", "roles.teacher"),
    ("terms:\n", "terms: [\n", "syntax", ""),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code", "where"), BROKEN)
def test_each_problem_is_found_on_its_line(tmp_path, right, wrong, code, where):
    assert right in SIXTH
    problems = check(written(tmp_path, SIXTH.replace(right, wrong, 1)))
    found = [one for one in problems if (one.code, one.where) == (code, where)]
    assert found, problems
    assert found[0].what
    assert found[0].remedy
    line_of_change = SIXTH[: SIXTH.index(right)].count("\n") + 1
    assert 1 <= found[0].line <= line_of_change + 3  # the line itself, or the entry it belongs to
    assert str(found[0]).startswith(f"line {found[0].line}, ")


def test_the_line_is_the_line_of_the_mistake(tmp_path):
    for right, wrong in (
        ("clause: 5.2", "clause:"),
        ("minutes: 30", "minutes: many"),
        ("id: PDG-F2", "id: PDG-F1"),
    ):
        (problem,) = check(written(tmp_path, SIXTH.replace(right, wrong)))
        assert problem.line == SIXTH[: SIXTH.index(right)].count("\n") + 1


def test_several_problems_come_together_in_the_order_of_the_file(tmp_path):
    text = SIXTH.replace("clause: 5.2", "clause:").replace("minutes: 30", "minutes: many")
    text = text.replace(COORDINATOR, "")
    problems = check(written(tmp_path, text))
    assert {one.code for one in problems} >= {"empty", "bad_type", "missing_term"}
    assert [one.line for one in problems] == sorted(one.line for one in problems)


def test_a_broken_pack_is_not_loaded_and_the_sentence_says_where(tmp_path):
    path = written(tmp_path, SIXTH.replace("minutes: 30", "minutes: many").replace("clause: 5.2", "clause:"))
    with pytest.raises(RegulationError, match=r"podgornoe\.yaml, line \d+, forms\.PDG-S1\.minutes: .*1 more"):
        load(path)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"- 1", b"x: [", b"a: \x07", b"[" * 5000, b"? [a]\n: 1"]
)
def test_whatever_stands_in_a_file_is_a_problem_and_never_an_exception(tmp_path, content):
    path = tmp_path / "pack.yaml"
    path.write_bytes(content)
    assert check(path)
    assert check(tmp_path / "absent.yaml")[0].code == "syntax"


def test_the_guide_for_methodists_explains_every_problem_and_measure():
    guide = (DIRECTORY / "README.md").read_text("utf-8")
    known = {code for _, _, code, _ in BROKEN} | {"unknown_pack"}
    for word in known | set(MEASURES):
        assert f"`{word}`" in guide, word


# ── The territory's clock ─────────────────────────────────────────────────────────────────────────

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
PACKS = st.sampled_from(["Europe/Moscow", "Asia/Novokuznetsk", "Europe/Kaliningrad", "Asia/Kamchatka"]).map(
    one_with
)


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text + "+03:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-20T15:00", "2026-11-23T15:00"),  # Friday afternoon: Monday at the same time
        ("2026-11-20T18:00", "2026-11-24T09:00"),  # after hours: the clock starts on Monday
        ("2026-11-21T12:00", "2026-11-24T09:00"),
        ("2026-11-23T07:00", "2026-11-24T09:00"),
        ("2026-11-03T10:00", "2026-11-05T10:00"),  # 4 November is a holiday
        ("2026-12-30T10:00", "2027-01-11T10:00"),  # the New Year holidays
        ("2027-02-19T10:00", "2027-02-20T10:00"),  # a working Saturday
        ("2027-02-20T10:00", "2027-02-24T10:00"),
    ],
)
def test_one_working_day(asked, due):
    assert shipped().add_working_time(moscow(asked), 1) == moscow(due)


@given(pack=PACKS, moment=MOMENTS, days=st.integers(0, 15))
def test_working_time_ends_in_working_hours(pack, moment, days):
    due = pack.add_working_time(moment, days)
    here = pack.local(due)
    assert due.tzinfo is UTC
    assert due >= moment
    assert pack.working_time.is_working_day(here.date())
    assert pack.working_time.opens <= here.time() < pack.working_time.closes


@given(pack=PACKS, moment=MOMENTS, first=st.integers(0, 8), second=st.integers(0, 8))
def test_working_days_add_up(pack, moment, first, second):
    step_by_step = pack.add_working_time(pack.add_working_time(moment, first), second)
    assert step_by_step == pack.add_working_time(moment, first + second)


@given(pack=PACKS, moments=st.tuples(MOMENTS, MOMENTS), days=st.integers(0, 8))
def test_who_asks_earlier_is_not_due_later(pack, moments, days):
    earlier, later = sorted(moments)
    assert pack.add_working_time(earlier, days) <= pack.add_working_time(later, days)
    assert pack.add_working_time(later, days) < pack.add_working_time(later, days + 1)


@given(pack=PACKS, moment=MOMENTS)
def test_quiet_hours_end_soon_and_only_hold_back(pack, moment):
    allowed = pack.next_allowed(moment)
    assert not pack.is_quiet(allowed)
    assert moment <= allowed <= moment + timedelta(hours=11)
    assert (allowed == moment) is not pack.is_quiet(moment)
    assert pack.next_allowed(allowed) == allowed


def test_quiet_hours_of_the_shipped_pack():
    pack = shipped()
    assert [
        pack.is_quiet(moscow(f"2026-11-21T{clock}")) for clock in ("20:59", "21:00", "07:59", "08:00")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert pack.next_allowed(moscow("2026-11-21T23:30")) == moscow("2026-11-22T08:00")
    assert pack.next_allowed(moscow("2026-11-22T02:00")) == moscow("2026-11-22T08:00")


def test_a_moment_needs_a_zone_and_a_term_is_not_negative():
    with pytest.raises(ValueError, match="time zone"):
        shipped().local(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="-1"):
        shipped().add_working_time(moscow("2026-11-20T15:00"), -1)


def test_a_service_that_never_works_gets_a_sentence(tmp_path):
    path = written(tmp_path, SIXTH.replace("weekdays: [1, 2, 3, 4, 5, 6]", "weekdays: []"))
    with pytest.raises(RegulationError, match="no working day"):
        load(path).add_working_time(moscow("2026-11-20T15:00"), 1)


# ── Periods ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "key", "start", "end", "title"),
    [
        ("2026", "2026", "2026-01-01", "2027-01-01", Words("period-calendar-year", year="2026")),
        ("2026-H1", "2026-H1", "2026-01-01", "2026-07-01", Words("period-half-year", year="2026", part=1)),
        ("2026-h2", "2026-H2", "2026-07-01", "2027-01-01", Words("period-half-year", year="2026", part=2)),
        (" 2026-Q3 ", "2026-Q3", "2026-07-01", "2026-10-01", Words("period-quarter", year="2026", part=3)),
        (
            "2025/26",
            "2025/26",
            "2025-09-01",
            "2026-09-01",
            Words("period-academic-year", year="2025", next="2026"),
        ),
        (
            "2099/2100",
            "2099/00",
            "2099-09-01",
            "2100-09-01",
            Words("period-academic-year", year="2099", next="2100"),
        ),
        (
            "2026-11-21",
            "2026-11-21",
            "2026-11-21",
            "2026-11-22",
            Words("period-point", day=date(2026, 11, 21)),
        ),
    ],
)
def test_a_period_is_read_as_people_write_it(text, key, start, end, title):
    period = Period.parse(text)
    assert (period.key, period.start, period.end) == (key, date.fromisoformat(start), date.fromisoformat(end))
    assert period.title == title
    assert period.start in period
    assert period.end not in period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-H3",
        "2026-Q0",
        "2025/27",
        "2025/6",
        "2026-02-30",
        "2026-13-01",
        "next year",
        "٢٠٢٦",
        "1026",
    ],
)
def test_what_is_no_period_gets_a_sentence_with_examples(text):
    with pytest.raises(RegulationError, match=r"2026-H1.*2025/26") as caught:
        Period.parse(text)
    assert caught.value.key == "error-period"


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_a_sentence(text):
    try:
        period = Period.parse(text)
    except RegulationError:
        return
    assert Period.parse(period.key) == period


KINDS = st.sampled_from(["calendar_year", "half_year", "quarter", "academic_year", "point"])
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@given(kind=KINDS, day=DAYS)
def test_every_day_lies_in_one_period_of_a_kind(kind, day):
    period = Period.of(kind, day)
    assert day in period
    assert Period.parse(period.key) == period
    assert Period.of(kind, period.end).start == period.end
    assert Period.of(kind, period.start) == Period.of(kind, period.end - timedelta(days=1)) == period
    assert period.year_before().kind == kind
    assert period.year_before().end <= period.start


@given(kind=KINDS, day=DAYS)
def test_the_bounds_are_local_midnights(kind, day):
    pack = one_with("Asia/Kamchatka")
    period = Period.of(kind, day)
    first, after = period.bounds(pack)
    assert [pack.local(one).date() for one in (first, after)] == [period.start, period.end]
    assert {pack.local(one).time() for one in (first, after)} == {time(0)}
    assert pack.local(after - timedelta(microseconds=1)).date() in period


def test_the_current_period_is_the_local_one():
    new_year_in_kamchatka = datetime(2026, 12, 31, 13, tzinfo=UTC)
    assert Period.current(one_with("Asia/Kamchatka"), new_year_in_kamchatka).key == "2027"
    assert Period.current(shipped(), new_year_in_kamchatka).key == "2026"
    assert Period.current(shipped(), new_year_in_kamchatka, "quarter").key == "2026-Q4"
    assert Period.parse("2028-02-29").year_before().key == "2027-02-28"
