"""The stage: a scratch database built by the migrations, a clock that stands, the product over them. Both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import wiring
from app.main import create_app
from app.settings import Settings
from kit import logs
from kit.clock import BEIJING, SetClock
from knowledge.segmentation import Segmenter
from tests.postgres import ServerMissing, running_server

PUBLIC_URL = "http://testserver"


@pytest.fixture(scope="session", autouse=True)
def _quiet_logs() -> None:
    logs.configure(as_json=True, level="CRITICAL")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One jieba cache for the whole run."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        with running_server(tmp_path_factory.mktemp("pg")) as url:
            yield url
    except ServerMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"under CI PostgreSQL is required: {missing}")
        pytest.skip(f"{missing}. Get it: apt-get install postgresql")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, empty database on each of the two engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/hotline.db"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture
def settings(database_url: str, data_dir: Path) -> Settings:
    return Settings(
        _env_file=None, database_url=database_url, data_dir=data_dir, public_url=PUBLIC_URL,
        secret_key="k" * 40, twilio_auth_token="t" * 32,
    )  # fmt: skip


@pytest.fixture(scope="session")
def segmenter(data_dir: Path) -> Segmenter:
    """Half a second to build and never changed: one for the run."""
    return Segmenter(data_dir / "jieba")


@pytest.fixture
def services(settings: Settings, clock: SetClock, segmenter: Segmenter) -> Iterator[wiring.Services]:
    built = wiring.build(settings, clock, segmenter)
    yield built
    built.close()


@pytest.fixture
def app(settings: Settings, services: wiring.Services) -> FastAPI:
    return create_app(settings, services, with_due_work=False)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("under CI Chromium is required")
        pytest.skip("no Chromium here. Get it: apt-get install chromium fonts-noto-cjk")
    subprocess.run([found, "--version"], check=True, capture_output=True)
    return found
