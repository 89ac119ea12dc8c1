"""`earmark`, and `python -m pipeline`."""

import sys

from pipeline import signals


def entry() -> None:
    """Run the command line in a process of its own and end it with the exit code."""
    signals.heed()
    try:
        # takes a moment, in which somebody may think better of it
        from pipeline.cli import main
        from pipeline.cli.terminal import write_anything

        write_anything()
        code = main()
    except KeyboardInterrupt:
        code = signals.INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    entry()
