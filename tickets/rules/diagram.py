"""The step table drawn as a state diagram, for the documents."""

from tickets.rules.lifecycle import possible_targets
from tickets.rules.states import ENDED, State
from tickets.rules.step_table import STEPS


def mermaid() -> str:
    """The path of a ticket as Mermaid text, drawn from the step table itself."""
    arrows = [
        f"    {'[*]' if source is State.DRAFT else source} --> {target}: {step.name}"
        for step in STEPS.values()
        if step.moves
        for source in State
        if source in step.sources
        for target in State
        if target in possible_targets(step, source)
    ]
    ends = [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(["stateDiagram-v2", *arrows, *ends, ""])
