"""Layer messages: one message for all the exhibits that show it, and whose words it holds."""

from pipelines.steps.messages import MESSAGE_STEPS
from pipelines.tables import step_assets

LAYER = "messages"

steps = [step_assets(step, LAYER) for step in MESSAGE_STEPS]
