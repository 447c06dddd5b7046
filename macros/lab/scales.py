"""Weighs images out of one export at a time: whoever's turn it is takes along all that wait."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from ..engines.engine import RunFailed
from ..errors import SurroundingsError
from ..records.stations import BuildRecord, Weighing
from ..weighing.errors import WeighingError
from ..weighing.ruler import weigh_several

if TYPE_CHECKING:
    from ..engines.engine import Engine
    from ..weighing.ruler import LayerCache


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """An image that is to be weighed."""

    image: BuildRecord
    at: Callable[[str], None]
    weighing: Future[Weighing] = field(default_factory=Future)


class Scales:
    """Weighs images for several threads.

    An export uses all that disk and processors have, so that there is one at a time; and a layer that images share is
    exported once for all that came while another export ran.
    """

    def __init__(self, engine: Engine, layers: LayerCache) -> None:
        self._engine = engine
        self._layers = layers
        self._orders: list[_Order] = []
        self._turn = Lock()

    def weigh(self, image: BuildRecord, at: Callable[[str], None]) -> Weighing:
        """Return what an image weighs; `at` is told when its turn comes.

        Raises WeighingError, RunFailed or SurroundingsError.
        """
        own = _Order(image, at)
        at("waiting to be weighed")
        self._orders.append(own)
        with self._turn:
            if not own.weighing.done():
                self._serve([order for order in self._orders if not order.weighing.done()])
            self._orders.remove(own)
        return own.weighing.result()

    def _serve(self, orders: list[_Order]) -> None:
        """Weigh images out of one export, or, where that fails, each out of its own."""
        for order in orders:
            order.at("weighing")
        images = {order.image.image_id: order.image.config_digest for order in orders}
        try:
            with self._engine.export(*images) as archive:
                weighings = weigh_several(archive, self._layers, images.values())
        except (WeighingError, RunFailed, SurroundingsError) as error:
            if len(orders) == 1:
                orders[0].weighing.set_exception(error)
                return
            for order in orders:
                self._serve([order])
        else:
            for order in orders:
                order.weighing.set_result(weighings[order.image.config_digest])
