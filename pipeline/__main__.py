"""`earmark`, and `python -m pipeline`."""

import sys

from pipeline import signals
from pipeline.errors import REINSTALL, unloadable

OLDEST = (3, 11)


def entry() -> None:
    """Run the command line in a process of its own and end it with the exit code."""
    if tuple(sys.version_info) < OLDEST:
        sys.exit(f"earmark needs Python 3.11 or newer; this is {sys.version.split()[0]}. {REINSTALL}")
    signals.heed()
    try:
        # takes a moment, in which somebody may think better of it
        from pipeline.cli import main
        from pipeline.cli.terminal import write_anything

        write_anything()
        code = main()
    except ImportError as error:
        told = unloadable(error)
        if told is None:
            raise
        sys.stderr.write(f"{told}\n")
        code = told.exit_code
    except KeyboardInterrupt:
        code = signals.INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    entry()
