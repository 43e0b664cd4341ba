"""Imported first by processes that run a build's tasks and nothing else."""

from toolkit.actions.build import tasks
from toolkit.actions.build.garbage import collect_rarely
from toolkit.storage.lean import leave_pandas_out

__all__ = ["tasks"]

leave_pandas_out()
collect_rarely()
