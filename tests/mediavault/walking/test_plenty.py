"""While very many values are gathered nobody looks for garbage; afterwards it is as it was, whatever went wrong."""

from __future__ import annotations

import gc

import pytest

from mediavault.walking.plenty import plenty


def test_afterwards_garbage_is_collected_as_it_was():
    with pytest.raises(KeyboardInterrupt), plenty():
        assert not gc.isenabled()
        with plenty():
            pass
        assert not gc.isenabled()
        raise KeyboardInterrupt
    assert gc.isenabled()
