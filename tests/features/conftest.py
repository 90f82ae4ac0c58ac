"""What all features share: tags become a registered mark, words become facts."""

import pytest


def pytest_bdd_apply_tag(tag, function):
    """Turn every tag, such as ``@pasal-7``, into the mark ``regulasi("pasal-7")``."""
    pytest.mark.regulasi(tag)(function)
    return True
