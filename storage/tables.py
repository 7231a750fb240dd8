"""Imports every module that has tables, so that the metadata is whole."""

from storage import (
    access,
    assessments,
    consultations,
    conversations,
    events,
    files,
    installation,
    members,
    notices,
    people,
    privacy,
    publications,
    roster,
    sessions,
    settings,
    web,
)

__all__ = [
    "access",
    "assessments",
    "consultations",
    "conversations",
    "events",
    "files",
    "installation",
    "members",
    "notices",
    "people",
    "privacy",
    "publications",
    "roster",
    "sessions",
    "settings",
    "web",
]
