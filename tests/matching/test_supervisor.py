"""The engine's process begins when needed, ends with its owner, and leaves nothing behind."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading

import pytest

from engine.matching.matcher import ENGINE, Matcher
from engine.matching.supervisor import Supervisor
from tests.matching.test_trouble import ask

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to watch processes end")
OWNER = """
from engine.matching.matcher import Matcher
from engine.matching.supervisor import Supervisor
from tests.matching.test_trouble import ask
import os
supervisor = Supervisor(time_limit=300)
assert Matcher(supervisor)(ask("letter")).decided_by == "durable_rules"
print(supervisor.pid, flush=True)
{end}
"""


def _ended(pid: int) -> bool:
    """Whether the process is gone; one that is just closing down is waited for."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    ended = waiting.poll(300_000)
    os.close(descriptor)
    return bool(ended)


def _run_owner(end: str) -> int:
    """Run a process that owns a supervisor; the engine shares its error stream, whose end we await."""
    owner = subprocess.run(
        [sys.executable, "-c", OWNER.format(end=end)], capture_output=True, text=True, check=False, timeout=600
    )
    return int(owner.stdout)


def test_no_process_is_started_before_it_is_needed() -> None:
    supervisor = Supervisor()
    assert (supervisor.pid, supervisor.starts) == (None, 0)


def test_twenty_restarts_leave_no_orphan() -> None:
    supervisor = Supervisor(time_limit=300)
    matcher = Matcher(supervisor)
    pids = []
    for _ in range(20):
        assert matcher(ask("letter")).decided_by == ENGINE
        pids.append(supervisor.pid)
        matcher.rules_published()
    assert supervisor.starts == 20
    assert [p for p in pids if p is None or not _ended(p)] == []


def test_the_engine_ends_when_its_owner_ends() -> None:
    assert _ended(_run_owner(""))


def test_the_engine_ends_when_its_owner_is_killed() -> None:
    assert _ended(_run_owner("os.kill(os.getpid(), 9)"))


def test_a_supervisor_that_nobody_holds_ends_its_process() -> None:
    supervisor = Supervisor(time_limit=300)
    Matcher(supervisor)(ask("letter"))
    pid = supervisor.pid
    del supervisor
    assert pid is not None
    assert _ended(pid)


def test_many_threads_share_one_process(matcher: Matcher, supervisor: Supervisor) -> None:
    answers: list[tuple[str, str]] = []

    def work(channel: str, rule: str) -> None:
        for _ in range(50):
            answer = matcher(ask(channel))
            answers.append((answer.decided_by, answer.rules[0] + rule))

    threads = [threading.Thread(target=work, args=p) for p in [("letter", ""), ("visit", "")] * 4]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert set(answers) == {(ENGINE, "by-letter"), (ENGINE, "by-visit")}
    assert (len(answers), supervisor.starts) == (400, 1)


def test_more_rule_sets_than_the_engine_may_keep_replace_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.matching.supervisor.MOST_LOADED", 0)
    supervisor = Supervisor(time_limit=300)
    matcher = Matcher(supervisor)
    matcher(ask("letter"))
    matcher(ask("visit"))
    assert supervisor.starts == 2
    supervisor.close()


FORKED = """
import os
supervisor.ask([])
first = supervisor.pid
child = os.fork()
if child == 0:
    right = Matcher(supervisor)(ask("visit")).decided_by == "durable_rules" and supervisor.pid != first
    supervisor.close()
    os._exit(0 if right else 1)
assert os.waitpid(child, 0)[1] == 0
assert Matcher(supervisor)(ask("visit")).decided_by == "durable_rules"
assert (supervisor.pid, supervisor.starts) == (first, 1)
print("shared with nobody", flush=True)
"""


def test_a_forked_process_starts_an_engine_of_its_own() -> None:
    owner = subprocess.run(
        [sys.executable, "-c", OWNER.format(end=FORKED)], capture_output=True, text=True, check=False, timeout=600
    )
    assert owner.stdout.splitlines()[1:] == ["shared with nobody"]
