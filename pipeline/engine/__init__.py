"""Where many independent pieces of work are done: here, in processes, or on a cluster that somebody keeps.

    opened   a name such as ``processes`` or ``dask://HOST:PORT`` → an Engine
    Crew     pieces in, results out: at most three attempts each, whatever fails is a value

An engine is anything that offers ``submit`` as ``concurrent.futures.Executor`` does; there is no scheduler of
our own in here. What runs in a worker is a plain function of a module, and what comes back is small.
"""

from pipeline.engine.crew import ATTEMPTS, Crew, Failure, Finished
from pipeline.engine.kinds import Engine, opened

__all__ = ["ATTEMPTS", "Crew", "Engine", "Failure", "Finished", "opened"]
