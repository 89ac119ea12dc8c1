"""Many notes files or recordings in one run: an archive.

    jobs    what is to be done, and the plain functions that workers do it with
    stamps  what is done already, told without opening anything
    line    the pieces in an order in which no worker waits and no long recording comes last
    driver  all of it: stamps, then the engines, then the page over all reports

A piece of work is: getting a job's recordings ready, outlining a recording, decoding some of its batches, or
finishing a job with everything in the cache. Finishing is the very function that a single check is, so that
its bytes are the same. Workers put what they make into the cache under its own key; only facts of a few
bytes come back to the driver.
"""

from pipeline.run.many.driver import Outcome, Plan, run_all
from pipeline.run.many.jobs import CheckJob, ListenJob, Summary

__all__ = ["CheckJob", "ListenJob", "Outcome", "Plan", "Summary", "run_all"]
