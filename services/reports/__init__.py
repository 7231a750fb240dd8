"""Reports: the figures of a period and what stands behind them, as files that people and programs read."""

from services.reports.activity import activity
from services.reports.gathering import ABOUT_PEOPLE, gather
from services.reports.records import (
    Activity,
    Difficulty,
    EventLine,
    HelperLine,
    Line,
    Listed,
    People,
    PersonLine,
    Report,
    SessionLine,
    Sum,
)
from services.reports.rights import EVERYTHING, READERS, REPORTERS, Reader, reader, reporter

__all__ = [
    "ABOUT_PEOPLE",
    "EVERYTHING",
    "READERS",
    "REPORTERS",
    "Activity",
    "Difficulty",
    "EventLine",
    "HelperLine",
    "Line",
    "Listed",
    "People",
    "PersonLine",
    "Reader",
    "Report",
    "SessionLine",
    "Sum",
    "activity",
    "gather",
    "reader",
    "reporter",
]
