"""Failures to order, and the pace that VK allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.telegram.orders import Hold
from tests.fakes.vk.calls import Call
from tests.fakes.vk.refusals import Refused

EVERY = "*"
"""In place of a method's name: every method; what befalls the road meets polls, uploads, downloads too."""

When = Callable[[Call], bool]


@dataclass(slots=True, eq=False)
class Order:
    """A failure that the next fitting calls meet."""

    method: str
    after_effect: bool = False
    """The call takes effect, and only its answer goes wrong."""
    times: int | None = 1
    """How many calls more; None for all until the order is cancelled."""
    when: When | None = None
    refusal: Refused | None = None
    """VK's error; it meets the very call, and in an ``execute`` only its part."""
    cuts: bool = False
    status: int = 200
    page: str | None = None
    """The answer that is no JSON."""
    slow: float = 0.0
    """Seconds that pass before the call is carried out; it goes wrong in no other way."""
    met: list[Call] = field(default_factory=list)
    """The calls that met this failure."""

    @property
    def is_of_the_road(self) -> bool:
        """Whether it befalls the whole request, whatever ``execute`` carries in it."""
        return self.refusal is None

    def fits(self, call: Call) -> bool:
        """Tell whether this call meets the failure."""
        if self.times == 0 or (self.method == EVERY and not self.is_of_the_road and not call.is_of_a_method):
            return False
        calls = call.whole if self.is_of_the_road else [call]
        return any(self._fits_one(one) for one in calls)

    def cancel(self) -> None:
        """Let no further call meet it."""
        self.times = 0

    def meet(self, call: Call) -> None:
        """Count a call that met it."""
        self.met.append(call)
        if self.times is not None:
            self.times -= 1

    def _fits_one(self, call: Call) -> bool:
        return self.method in (EVERY, call.method.lower()) and (self.when is None or self.when(call))


class Orders:
    """All failures and holds that a test has ordered."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._holds: list[Hold] = []

    def add(self, order: Order) -> Order:
        """Let the next fitting calls meet a failure; earlier orders come first."""
        self._orders = [known for known in self._orders if known.times != 0]
        self._orders.append(order)
        return order

    def add_hold(self, hold: Hold) -> Hold:
        """Let fitting calls wait."""
        self._holds.append(hold)
        return hold

    def heal(self) -> None:
        """Cancel every failure and release every hold."""
        for order in self._orders:
            order.cancel()
        for hold in self._holds:
            hold.release()
        self._orders.clear()
        self._holds.clear()

    def next_for(self, call: Call) -> Order | None:
        """Return the failure that this call meets, if any."""
        return next((order for order in self._orders if order.fits(call)), None)

    def next_inside(self, call: Call) -> Order | None:
        """Return VK's error that this part of an ``execute`` meets, if any."""
        fitting = (order for order in self._orders if not order.is_of_the_road and order.method != EVERY)
        return next((order for order in fitting if order.fits(call)), None)

    async def keep_waiting(self, call: Call, *, after_effect: bool) -> None:
        """Let a call wait for the holds that it, or what it carries, fits."""
        for hold in [hold for hold in self._holds if hold.after_effect == after_effect]:
            if any(hold.fits(one) for one in call.whole):
                await hold.keep(call)


class Pace:
    """Twenty calls a second with a community's token, three with a person's; an ``execute`` is one call.

    How VK cuts its seconds is not documented. A client that sends every 50 ms must not be refused
    because the network delivered one of them a little late, so the window is a little short.
    """

    CALLS = 20
    WINDOW = 0.95

    def __init__(self, now: Callable[[], float], calls: int = CALLS) -> None:
        self._now = now
        self._calls = calls
        self._passed: deque[float] = deque()

    def spend(self) -> None:
        """Let one call pass, or refuse it with code 6."""
        now = self._now()
        while self._passed and now - self._passed[0] >= self.WINDOW:
            self._passed.popleft()
        if len(self._passed) >= self._calls:
            raise Refused(6)
        self._passed.append(now)
