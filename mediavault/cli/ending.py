"""How a run ends: every error mediavault knows becomes one sentence and an exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from mediavault.cli import exit_status
from mediavault.cli.output import complain, reader_left

if TYPE_CHECKING:
    from collections.abc import Callable


def ended(work: Callable[[], object]) -> int:
    """Does the work of a run and returns its exit status, which is what `work` gives where that is a number."""
    try:
        status = work()
        sys.stdout.flush()
    except MediavaultError as error:
        complain(str(error))
        return exit_status.of_error(error)
    except BrokenPipeError:
        reader_left()
        return exit_status.DONE
    except OSError as error:
        complain(_of_system(error))
        return exit_status.FAILED
    except KeyboardInterrupt:
        complain("Interrupted.")
        return exit_status.INTERRUPTED
    return status if isinstance(status, int) else exit_status.DONE


def _of_system(error: OSError) -> str:
    from library.disk import FULL, disk_of

    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else None
    if error.errno in FULL:
        where = f"The disk at {disk_of(Path(path))}" if path else "A disk that was written to"
        return f"{where} is full. Free some space there and run the same command again; nothing is lost."
    reason = error.strerror or str(error)
    return f"Cannot use {path}: {reason}." if path else f"The system refused: {reason}."
