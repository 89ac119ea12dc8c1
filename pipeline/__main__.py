"""`earmark`, and `python -m pipeline`."""

import sys

from pipeline import signals

OLDEST = (3, 11)


def entry() -> None:
    """Run the command line in a process of its own and end it with the exit code."""
    if tuple(sys.version_info) < OLDEST:
        sys.exit(f"earmark needs Python 3.11 or newer; this is {sys.version.split()[0]}. {_INSTALL}")
    signals.heed()
    try:
        # takes a moment, in which somebody may think better of it
        from pipeline.cli import main
        from pipeline.cli.terminal import write_anything

        write_anything()
        code = main()
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pipeline"):
            raise
        sys.exit(f"A package that earmark needs is not installed ({error.name}). {_INSTALL}")
    except KeyboardInterrupt:
        code = signals.INTERRUPTED
    sys.exit(code)


_INSTALL = 'Install it with all it needs: uv tool install "earmark[tiny]", or in a copy of the sources: make demo'


if __name__ == "__main__":
    entry()
