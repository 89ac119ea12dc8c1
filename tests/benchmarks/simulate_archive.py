"""How long 10,000 episodes of two hours would take on more machines than we have, and what would hold them up.

    python tests/benchmarks/simulate_archive.py [--hours 2] [--episodes 10000] [--cores-a-node 8]

A simulation, not a measurement. The pieces are those of a real run (outline, slices of batches, finish), dealt
out by the real rule; how long each takes is put in by hand, in ``World``, with where each number comes from.
The publisher's line, the store and the driver are queues that serve one request after another at a fixed rate.
"""

import argparse
import heapq
import math
from collections import deque
from dataclasses import dataclass, replace

NODES = (1, 10, 50, 200)


@dataclass(frozen=True)
class World:
    """What is assumed; seconds, megabytes and megabytes a second unless it says otherwise."""

    episodes: int = 10_000
    hours: float = 2.0
    cores_a_node: int = 8
    decode_speed: float = 20.0  # times real time on one core, base int8; two one-thread workers did 49 together
    outline_speed: float = 250.0  # opening a recording and finding its speech, one core
    open_speed: float = 1_000.0  # laying its samples down again on another node
    finish_s: float = 8.0  # 87 notes against three hours, as the README measures it
    media_mb_an_hour: float = 57.6  # 128 kbit/s
    line_mb_s: float = 40.0  # four downloads at a time, 10 MB/s each
    store_mb_s: float = 1_000.0  # a network folder on one 10 Gbit/s link; an object store gives ten times that
    driver_s: float = 0.005  # per piece: handing out and taking back
    slice_minutes: float = 60.0  # the longest slice on a cluster
    batch_minutes: float = 1.0
    dollars_a_core_hour: float = 0.04
    dollars_a_million_requests: float = 5.0
    requests_a_batch: float = 4.0
    at_hand: bool = False  # the recordings lie in the store already


@dataclass(frozen=True)
class Run:
    """How it went: each share is the part of the time in which that was busy."""

    nodes: int
    hours: float
    dollars: float
    line: float
    workers: float
    store: float
    driver: float

    @property
    def bottleneck(self):
        """What was busy longest."""
        shares = {"network": self.line, "decoding": self.workers, "store": self.store, "driver": self.driver}
        return max(shares, key=shares.get)


class Queue:
    """Serves one request after another."""

    def __init__(self):
        self.free_s = self.busy_s = 0.0

    def served(self, now_s, for_s):
        """When a request that comes now is done."""
        self.free_s = max(self.free_s, now_s) + for_s
        self.busy_s += for_s
        return self.free_s


def simulated(world, nodes):
    """One run over the archive on so many nodes."""
    state = _State(world, nodes)
    while state.events:
        now_s, kind, episode = heapq.heappop(state.events)
        state.happened(kind, episode)
        while state.idle and (piece := state.next_piece()):
            state.begin(now_s, *piece)
    core_hours = state.workers * state.end_s / 3600
    dollars = core_hours * world.dollars_a_core_hour + state.requests / 1e6 * world.dollars_a_million_requests
    queues = (state.line, state.store, state.driver)
    line, store, driver = (queue.busy_s / state.end_s for queue in queues)
    return Run(nodes, state.end_s / 3600, dollars, line, state.busy_s / state.workers / state.end_s, store, driver)


class _State:
    """What is known between two events."""

    def __init__(self, world, nodes):
        self.world = world
        self.workers = self.idle = nodes * world.cores_a_node
        self.line, self.store, self.driver = Queue(), Queue(), Queue()
        self.media_mb = world.hours * world.media_mb_an_hour
        fetch_s = 0.0 if world.at_hand else self.media_mb / world.line_mb_s
        self.events = [(self.line.served(0.0, fetch_s), "arrived", episode) for episode in range(world.episodes)]
        self.to_arrive = world.episodes
        self.left_minutes = world.episodes * world.hours * 60  # not yet taken by anybody
        self.arrived, self.open, self.finishing = deque(), deque(), deque()
        self.minutes, self.in_hand = {}, {}
        self.busy_s = self.end_s = self.requests = 0.0

    def happened(self, kind, episode):
        """A recording has come, or a piece is over: what may be done next."""
        if kind == "arrived":
            self.to_arrive -= 1
            self.arrived.append(episode)
            return
        self.idle += 1
        if kind == "outline":
            self.minutes[episode], self.in_hand[episode] = self.world.hours * 60, 0
            self.open.append(episode)
        elif kind == "decode":
            self.in_hand[episode] -= 1
            if not self.in_hand[episode] and episode not in self.minutes:
                self.finishing.append(episode)

    def next_piece(self):
        """The rule of the real line: finish, keep a few recordings open, decode the longest, open another."""
        if self.finishing:
            return "finish", self.finishing.popleft()
        if self.arrived and len(self.open) <= self.workers // 8:
            return "outline", self.arrived.popleft()
        if self.open:
            return "decode", self.open[0]
        return ("outline", self.arrived.popleft()) if self.arrived else None

    def begin(self, now_s, kind, episode):
        """A worker takes a piece: through the driver, then the store, then its own core."""
        world = self.world
        self.idle -= 1
        began_s = self.driver.served(now_s, world.driver_s)
        spent_s = world.finish_s
        if kind != "finish":
            began_s = self.store.served(began_s, self.media_mb / world.store_mb_s)
            spent_s = world.hours * 3600 / world.outline_speed
        if kind == "decode":
            minutes = self._taken(episode)
            spent_s = minutes * 60 / world.decode_speed + world.hours * 3600 / world.open_speed
        self.busy_s += spent_s
        self.end_s = max(self.end_s, began_s + spent_s)
        heapq.heappush(self.events, (began_s + spent_s, kind, episode))

    def _taken(self, episode):
        """A slice: a share of all that is left, smaller towards the end."""
        world = self.world
        share = world.slice_minutes if self.arrived or self.to_arrive else self.left_minutes / (4 * self.workers)
        minutes = min(self.minutes[episode], world.slice_minutes, max(world.batch_minutes, share))
        self.left_minutes -= minutes
        self.requests += minutes / world.batch_minutes * world.requests_a_batch
        self.in_hand[episode] += 1
        self.minutes[episode] -= minutes
        if self.minutes[episode] <= 0:
            del self.minutes[episode]
            self.open.popleft()
        return minutes


def table(world, nodes=NODES):
    """The README's table, as Markdown lines."""
    lines = [
        "| nodes | fetched from publishers | held up by | recordings at hand | held up by | core cost |",
        "|---|---|---|---|---|---|",
    ]
    for count in nodes:
        fetched, here = simulated(world, count), simulated(replace(world, at_hand=True), count)
        lines.append(
            f"| {count} ({count * world.cores_a_node} cores) | {spoken(fetched.hours)} | {fetched.bottleneck} "
            f"| {spoken(here.hours)} | {here.bottleneck} | ${_rounded(here.dollars)} |"
        )
    return lines


def spoken(hours):
    """Days, hours or minutes, to two figures."""
    if hours >= 48:
        return f"{_rounded(hours / 24)} days"
    return f"{_rounded(hours)} h" if hours >= 1.5 else f"{_rounded(hours * 60)} min"


def _rounded(number):
    digits = max(0, 1 - math.floor(math.log10(number)))
    rounded = round(number, 1 - math.floor(math.log10(number)))
    return f"{rounded:.{digits}f}"


def main():
    """Print the table for a world of one's own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("episodes", "hours", "cores_a_node", "decode_speed", "line_mb_s", "store_mb_s", "slice_minutes"):
        default = getattr(World, name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    world = World(**vars(parser.parse_args()))
    print("\n".join(table(world)))
    for count in NODES:
        print(simulated(world, count))
        print(simulated(replace(world, at_hand=True), count))


if __name__ == "__main__":
    main()
