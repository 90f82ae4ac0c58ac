"""Settings from the environment."""

import stat
from pathlib import Path

import pytest

from tksk_workflow.config import (
    IDENTITY_KEY_FILE,
    SettingsError,
    default_rules_dir,
    load_settings,
)


def test_without_any_setting_everything_is_in_one_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    settings = load_settings({})

    assert settings.data_dir == tmp_path / ".tksk"
    assert settings.database_url == f"sqlite:///{tmp_path}/.tksk/tksk.db"
    assert settings.rules_dir == default_rules_dir()
    assert settings.zone.key == "Asia/Jakarta"
    assert settings.durable


def test_the_environment_decides(tmp_path):
    settings = load_settings(
        {
            "TKSK_HOME": str(tmp_path / "rumah"),
            "TKSK_DATABASE_URL": "postgresql://server/tksk",
            "TKSK_RULES": str(tmp_path / "aturan"),
            "TKSK_ZONE": "Asia/Jayapura",
            "TKSK_SECRET": "rahasia yang cukup panjang",
        }
    )

    assert settings.database_url == "postgresql://server/tksk"
    assert settings.rules_dir == tmp_path / "aturan"
    assert settings.zone.key == "Asia/Jayapura"
    assert settings.identity_secret == b"rahasia yang cukup panjang"
    assert not (tmp_path / "rumah").exists()


def test_the_identity_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    home = tmp_path / "rumah"

    first = load_settings({"TKSK_HOME": str(home)})
    second = load_settings({"TKSK_HOME": str(home)})

    assert len(first.identity_secret) == 32
    assert second.identity_secret == first.identity_secret
    assert stat.S_IMODE((home / IDENTITY_KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [path.name for path in home.iterdir()] == [IDENTITY_KEY_FILE]


def test_two_homes_have_two_keys(tmp_path):
    one = load_settings({"TKSK_HOME": str(tmp_path / "a")})
    two = load_settings({"TKSK_HOME": str(tmp_path / "b")})

    assert one.identity_secret != two.identity_secret


def test_settings_never_show_the_secret(tmp_path):
    settings = load_settings({"TKSK_HOME": str(tmp_path), "TKSK_SECRET": "rahasia-rahasia-rahasia"})

    assert "rahasia-rahasia" not in repr(settings)


@pytest.mark.parametrize("text", ["bukan hex", "", "abcd"])
def test_a_damaged_key_is_never_replaced(tmp_path, text):
    key = tmp_path / IDENTITY_KEY_FILE
    key.write_text(text)

    with pytest.raises(SettingsError, match="pulihkan dari cadangan"):
        load_settings({"TKSK_HOME": str(tmp_path)})

    assert key.read_text() == text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TKSK_ZONE", "Asia/Gelumbang", "TKSK_ZONE"),
        ("TKSK_ZONE", "../etc", "TKSK_ZONE"),
        ("TKSK_SECRET", "pendek", "TKSK_SECRET"),
        ("TKSK_HOME", "/proc/tksk", "TKSK_HOME"),
        ("TKSK_SMTP_HOST", "surel.example", "TKSK_SMTP_FROM"),
        ("TKSK_WEBHOOK_SECRET", "pendek", "TKSK_WEBHOOK_SECRET"),
    ],
)
def test_an_unusable_setting_is_named(tmp_path, name, value, said):
    with pytest.raises(SettingsError, match=said):
        load_settings({"TKSK_HOME": str(tmp_path), name: value})


def test_the_default_pack_is_that_of_the_checkout():
    assert default_rules_dir() == Path(__file__).resolve().parents[2] / "rules"


SMTP = {"TKSK_SMTP_HOST": "surel.example", "TKSK_SMTP_FROM": "tksk@dinsos.example"}


@pytest.mark.parametrize(
    ("security", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 587)]
)
def test_a_mail_server_is_used_safely_unless_told_otherwise(tmp_path, security, port):
    settings = load_settings({"TKSK_HOME": str(tmp_path), **SMTP, "TKSK_SMTP_SECURITY": security})

    assert settings.smtp is not None
    assert settings.smtp.security == (security or "starttls")
    assert settings.smtp.port == port


def test_without_a_way_messages_wait(tmp_path):
    settings = load_settings({"TKSK_HOME": str(tmp_path)})

    assert settings.smtp is settings.webhook is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("TKSK_SMTP_PORT", "lima"), ("TKSK_SMTP_PORT", "70000"), ("TKSK_SMTP_SECURITY", "ssl")],
)
def test_a_wrong_mail_setting_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        load_settings({"TKSK_HOME": str(tmp_path), **SMTP, name: value})


def test_settings_never_show_a_password_or_a_shared_secret(tmp_path):
    given = {"TKSK_SMTP_PASSWORD": "sandi-surel", "TKSK_WEBHOOK_SECRET": "rahasia-bersama-mitra"}
    settings = load_settings({"TKSK_HOME": str(tmp_path), **SMTP, **given})

    assert "sandi-surel" not in repr(settings)
    assert "rahasia-bersama" not in repr(settings)
