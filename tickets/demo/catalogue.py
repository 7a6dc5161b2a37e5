"""The example's measures: visibly samples (示例), published by the policy editor."""

from tickets.actions import measures
from tickets.demo import sheets
from tickets.demo.pace import Pace
from tickets.demo.staff import House
from tickets.rules.days import day_of
from tickets.rules.measures import MeasureDraft, Scope


def publish(house: House, pace: Pace) -> None:
    """Publish each sample on the day it began to count; one of them has ended since."""
    editor = house.staff["陆薇"]
    for row in sheets.rows("measures"):
        measures.publish(_draft(row, pace), by=editor, now=pace.on(row["from"]))


def _draft(row: dict[str, str], pace: Pace) -> MeasureDraft:
    until = day_of(pace.on(row["until"])) if row["until"] else None
    scope = Scope(areas=tuple(row["areas"].split()), categories=tuple(row["categories"].split()))
    return MeasureDraft(
        row["code"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        text_zh=row["text_zh"],
        text_en=row["text_en"],
        issuing_body="示例机关",
        valid_from=day_of(pace.on(row["from"])),
        valid_to=until,
        scope=scope,
        reason="示例数据",
    )
