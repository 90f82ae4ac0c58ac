import pytest

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor, parse_actor
from tksk_workflow.services.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tks/gelumbang", "tksk"),
        ("tksk", "contoh"),
        ("tksk/", "contoh"),
        ("tksk/Siti Aminah", "bukan nama"),
        ("tksk/9903064503850001", "bukan nama"),
    ],
)
def test_an_actor_that_cannot_be_read_is_explained_without_being_repeated(text, hint):
    with pytest.raises(InvalidInput) as caught:
        parse_actor(text)
    assert hint in caught.value.hint
    assert "9903" not in str(caught.value)


def test_an_actor_is_role_and_user():
    assert parse_actor(" TKSK/gelumbang ") == Actor(Role.TKSK, "gelumbang")
