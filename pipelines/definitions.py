"""The code location: everything under defs/ with the working database and the analyst's choices."""

import warnings

import dagster as dg

import pipelines.defs
from pipelines.resources import LinkingResource, WarehouseResource

with warnings.catch_warnings():
    # The loader is marked as preview; the version is locked, and a committed list guards what it finds.
    warnings.simplefilter("ignore", dg.PreviewWarning)
    # One process owns the database, and a step costs no new process: runs are four times faster (platform.md 3).
    defs = dg.load_definitions_from_package_module(
        pipelines.defs,
        resources={"warehouse": WarehouseResource(), "linking": LinkingResource()},
        executor=dg.in_process_executor,
    )
