"""The queue bench's cases in pygame. Reads one JSON object a line, {"id": case, "ms": budget}, answers one: nanoseconds of a pass."""
import json
import os
import sys
import time

os.environ["SDL_VIDEODRIVER"] = "dummy"  # no window, no screen needed
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
import pygame  # noqa: E402  (after its settings)

pygame.display.init()
pygame.display.set_mode((1, 1))
pygame.event.set_blocked(None)  # the dummy window's own events would be counted
TYPES = [pygame.event.custom_type() for _ in range(10)]
MISSING = pygame.event.custom_type()
pygame.event.set_allowed(TYPES + [MISSING])
COUNT = 10_000
SUM = COUNT * (COUNT - 1) // 2
Event, post, get, poll, peek = pygame.event.Event, pygame.event.post, pygame.event.get, pygame.event.poll, pygame.event.peek
READY = [Event(TYPES[i % 10], x=i, y=2) for i in range(COUNT)]


def fill():
    pygame.event.clear()
    for i in range(COUNT):
        post(Event(TYPES[i % 10], x=i, y=2))


def fill_once():
    if not peek(TYPES[0]):
        fill()


def post_get():
    for i in range(COUNT):
        post(Event(TYPES[i % 10], x=i, y=2))
    return sum(e.x for e in get())


def post_get_ready():
    for event in READY:
        post(event)
    return sum(e.x for e in get())


def post_poll():
    seen = 0
    for i in range(COUNT):
        post(Event(TYPES[i % 10], x=i, y=2))
        seen += poll().x
    return seen


def post_poll_ready():
    seen = 0
    for event in READY:
        post(event)
        seen += poll().x
    return seen


def get_type():
    return len(get(TYPES[3]))


def drain_types():
    return sum(len(get(t)) for t in TYPES)


def peek_missing():
    return int(peek(MISSING))


CASES = {
    "post-get": (pygame.event.clear, post_get, SUM),
    "post-get-ready": (pygame.event.clear, post_get_ready, SUM),
    "post-poll": (pygame.event.clear, post_poll, SUM),
    "post-poll-ready": (pygame.event.clear, post_poll_ready, SUM),
    "get-type": (fill, get_type, COUNT // 10),
    "drain-types": (fill, drain_types, COUNT),
    "peek-missing": (fill_once, peek_missing, 0),
}


def run(case, ms):
    prepare, timed, expected = CASES[case]
    if case.startswith("post"):
        pygame.event.clear()
    times = []
    end = time.perf_counter() + ms / 1000
    while not times or time.perf_counter() < end:
        if not case.startswith("post"):
            prepare()
        start = time.perf_counter_ns()
        seen = timed()
        times.append(time.perf_counter_ns() - start)
        if seen != expected:
            sys.exit(f"pygame, {case}: {seen} came out, not {expected}")
    times.sort()
    return times[len(times) // 2]


print(json.dumps({"version": pygame.version.ver, "cases": list(CASES)}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(run(asked["id"], asked["ms"])), flush=True)
