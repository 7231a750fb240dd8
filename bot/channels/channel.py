"""What every channel is to the rest of the program: how it brings messages and takes screens."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from handlers.dialogue.conversation import Said
from handlers.dialogue.layout import Limits, Sheet


class SendError(Exception):
    """A platform did not take what was sent."""


class Unreachable(SendError):
    """This person cannot be written to here: he blocked us, or never allowed messages."""


class Unattended(SendError):
    """Nobody looks here now. The other channels first; this one again, with `anyway`, if none takes it."""


class Later(SendError):
    """The platform asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Trouble(SendError):
    """The platform or the way to it is down; the outcome of the call may be unknown."""


class Unsure(Trouble):
    """It may have been carried out, and nobody knows."""


class Denied(SendError):
    """It cannot be done, and somebody has to do something; `reason` names the sentence that says what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(SendError):
    """The platform says the call itself is wrong: a defect of ours."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came: by the platform's `token` for it, or with its content. `size` is in bytes."""

    token: str | None
    size: int | None
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did on a channel. `handle` is the channel's own, for the reply.

    `file` belongs to a `Filed`; a masked channel never brings one.
    """

    event_ids: tuple[str, ...]
    address: str
    said: Said
    locale: str = "ru"
    handle: Any = None
    body: str = ""
    file: Brought | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A person made himself unreachable on this channel, or came back."""

    event_ids: tuple[str, ...]
    address: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Commented:
    """Something a person wrote where everybody reads it, by an account that may be a stranger's.

    `event_ids` are the same however often and in whatever way it is told. `kind` is what it is:
    a "comment" under a post, a message of a "discussion", a "post" of his own, or one that he
    "suggested" and nobody sees yet. `place` is the channel's own number for it, `post` that of what
    it stands under (a post's is its own). `answers` says that it answers somebody else's comment,
    `answerable` that the channel can answer there for everybody to read.
    """

    event_ids: tuple[str, ...]
    address: str
    kind: str
    place: str
    post: str
    text: str
    link: str
    at: datetime
    answers: bool = False
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file, made and ready to be sent."""

    name: str
    content: bytes
    picture: bool


@dataclass(slots=True)
class Delivery:
    """A screen on its way. `handles` are the presses it answers, `screen_no` what it confirms.

    `anyway` leaves a notice where nobody looks now, since no other channel has taken it.
    """

    address: str
    sheet: Sheet | None
    screen_no: int = 0
    person_id: int = 0
    account_id: int = 0
    handles: list[Any] = field(default_factory=list)
    attachment: Attachment | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class PublicReply:
    """Words of the service for everybody to read, under a `Commented` of this kind, place and post."""

    kind: str
    place: str
    post: str
    text: str


class CannotStart(Exception):
    """The channel cannot serve here; the text is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a post stands: the platform's own number for it, and its address for people."""

    id: str
    link: str


class Board(Protocol):
    """A place where something is published for everybody: a wall, a news channel.

    `source` names the community or chat and `kind` the channel it belongs to. `longest` is how long
    a post may be, in UTF-16 units; `strong` says whether emphasis is shown, `comments` whether what
    people write under a post is brought by the channel, `repeatable` whether publishing again with
    the same token makes no second post. Emphasis in a text stands between `locales.STRONG` and
    `locales.PLAIN`. All calls raise SendError: Unsure where a call may have had an effect.
    """

    source: str
    kind: str
    longest: int
    strong: bool
    comments: bool
    repeatable: bool

    async def title(self) -> str:
        """The board's own name."""

    async def publish(self, text: str, *, token: str, suggested: str | None = None) -> Posted:
        """Puts a post up. The token is the same at every retry.

        `suggested` is the board's own number of what somebody has suggested there: it is that which
        is put up, with this text.
        """

    async def edit(self, post: str, text: str) -> None:
        """Gives a post another text; the same one again does no harm."""

    async def delete(self, post: str) -> None:
        """Takes a post down; one that is not there any more is nobody's loss."""

    async def close(self) -> None:
        """Lets go of what is the board's alone."""


Told = Incoming | Gone | Commented
Intake = Callable[[Sequence[Told]], Awaitable[None]]
Fetch = Callable[[str], Awaitable[bytes]]
"""`channel.fetch(token)`, where the platform keeps the files that people send: the content of one.

It raises SendError: Refused where the platform will never give it.
"""


class Channel(Protocol):
    """A messenger. `source` names the bot or community, never just the platform."""

    name: str
    source: str
    territory: str
    limits: Limits
    masked: bool
    greeting_only: bool

    async def start(self) -> None:
        """Reaches the platform once, or returns and goes on trying in `listen`."""

    async def listen(self, intake: Intake) -> None:
        """Brings messages until `stop`; a batch is acknowledged only after `intake` returned."""

    async def stop(self) -> None:
        """No more fetching; what is being taken in ends by itself."""

    async def close(self) -> None:
        """Lets go of the network, after the senders have ended."""

    async def show(self, delivery: Delivery) -> None:
        """Shows the answer to what a person did. Raises SendError."""

    async def notify(self, delivery: Delivery, *, token: str) -> None:
        """Sends what the system says by itself, at the platform's pace. Raises SendError.

        The token is the same at every retry, for platforms that know how to drop repeats.
        """

    def link(self, code: str) -> str | None:
        """The address that opens this channel with a one-time code; None if unknown offline."""


@runtime_checkable
class Replies(Protocol):
    """A channel that can answer where everybody reads it."""

    source: str

    async def reply(self, reply: PublicReply, *, token: str) -> Posted:
        """Writes in the service's name. Raises SendError: Denied where nothing may be written there.

        The token is the same at every retry.
        """
