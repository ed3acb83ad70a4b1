"""Layer evaluate: how good the linking is, and what to check by hand."""

from pipelines.steps.evaluate import EVALUATE_STEPS
from pipelines.tables import step_assets

LAYER = "evaluate"

steps = [step_assets(step, LAYER) for step in EVALUATE_STEPS]
