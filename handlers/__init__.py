"""What people see and say: one file per topic. Importing the package fills the library."""

from handlers import (
    assessments,
    attendance,
    consultation_notices,
    consultation_talk,
    consultations,
    event_desk,
    events,
    indicator_people,
    indicators,
    matches,
    people,
    privacy,
    roster,
    sessions,
    settings,
)
from handlers.dialogue.library import LIBRARY

__all__ = [
    "LIBRARY",
    "assessments",
    "attendance",
    "consultation_notices",
    "consultation_talk",
    "consultations",
    "event_desk",
    "events",
    "indicator_people",
    "indicators",
    "matches",
    "people",
    "privacy",
    "roster",
    "sessions",
    "settings",
]
