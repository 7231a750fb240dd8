"""Indicators: what the regulation demands to be counted, counted from the store and open to the bottom."""

from services.indicators.asking import Scope
from services.indicators.counting import ALL_PARTS, figures, year_before
from services.indicators.opened import (
    Card,
    PersonBehind,
    SchoolBehind,
    SessionBehind,
    people_behind,
    schools_behind,
    session_card,
    sessions_behind,
    sessions_of_person,
)
from services.indicators.records import Excluded, Figure, Part, Row, Sources, percent
from services.indicators.rights import VIEWERS, Viewer, viewer
from services.indicators.titles import school_name

__all__ = [
    "ALL_PARTS",
    "VIEWERS",
    "Card",
    "Excluded",
    "Figure",
    "Part",
    "PersonBehind",
    "Row",
    "SchoolBehind",
    "Scope",
    "SessionBehind",
    "Sources",
    "Viewer",
    "figures",
    "people_behind",
    "percent",
    "school_name",
    "schools_behind",
    "session_card",
    "sessions_behind",
    "sessions_of_person",
    "viewer",
    "year_before",
]
