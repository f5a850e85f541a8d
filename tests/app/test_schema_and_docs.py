from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app import schema
from app.cli import _parser
from app.migrations.everything import METADATA
from app.settings import Settings
from kit.errors import Misconfigured
from kit.work import Database

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_migrations_build_exactly_what_the_models_say(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


def test_an_unknown_production_schema_refuses_to_start(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(Misconfigured, match="hotline migrate"):
        schema.require_newest(database)
    database.close()


def test_every_setting_is_in_the_readme() -> None:
    missing = [name for name in Settings.model_fields if f"`HOTLINE_{name.upper()}`" not in README]
    assert missing == []


def test_every_top_level_folder_is_in_the_readme() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    folders = {path.split("/")[0] for path in listed if "/" in path}
    assert [folder for folder in sorted(folders) if f"`{folder}/`" not in README] == []


def test_every_command_is_in_the_readme() -> None:
    actions = next(a for a in _parser()._actions if a.choices)
    assert [verb for verb in actions.choices or () if f"hotline {verb}" not in README] == []


def test_the_lock_names_no_registry_host() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")


def test_the_import_contracts_hold() -> None:
    done = subprocess.run([ROOT / ".venv/bin/lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "values",
    [
        # a short key would be a weaker check
        {"profile": "production", "public_url": "https://a.example", "secret_key": "short"},
        # signatures and cookies need https
        {"profile": "production", "public_url": "http://a.example", "secret_key": "k" * 40},
        # Telegram leaves the country
        {"profile": "gov", "secret_key": "k" * 40, "telegram_token": "1:a"},
    ],
)
def test_settings_that_would_weaken_a_check_refuse_to_start(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"HOTLINE_|Telegram"):
        Settings(_env_file=None, **values)  # type: ignore[arg-type]
