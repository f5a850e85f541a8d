"""A throw-away PostgreSQL server for the run: Debian's own binaries as the user `postgres`, or TEST_DATABASE_URL."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path


class ServerMissing(Exception):
    pass


@contextlib.contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the block; ServerMissing where there is none to start."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        raise ServerMissing("no PostgreSQL server binaries under /usr/lib/postgresql")
    tools, port = binaries[-1].parent, _free_port()
    home = Path(f"/tmp/hotline-test-pg-{port}")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home.mkdir()
    try:
        if as_user:
            shutil.chown(home, "postgres", "postgres")
        data, log = home / "data", home / "log"
        _run(
            [
                *as_user,
                f"{tools}/initdb",
                "-D",
                f"{data}",
                "-U",
                "test",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
        )
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        _run([*as_user, f"{tools}/pg_ctl", "-D", f"{data}", "-l", f"{log}", "-o", options, "-w", "start"])
        try:
            yield f"postgresql://test@127.0.0.1:{port}/postgres"
        finally:
            _run([*as_user, f"{tools}/pg_ctl", "-D", f"{data}", "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str]) -> None:
    # Output goes to no pipe: the server would inherit it and the wait never end.
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    if done.returncode != 0:
        raise ServerMissing(f"{command[-1]} failed with {done.returncode}: {command}")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
