"""Layer describe: what entities do, in which gang, under whom, and who is to be protected."""

from pipelines.steps.describe import DESCRIBE_STEPS
from pipelines.tables import step_assets

LAYER = "describe"

steps = [step_assets(step, LAYER) for step in DESCRIBE_STEPS]
