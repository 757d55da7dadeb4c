"""Print the JSON Schema."""

from typing import Annotated

from cyclopts import Parameter


def schema(*, course: Annotated[bool, Parameter(negative="", help="That of course files.")] = False) -> None:
    """Print the JSON Schema of scene files, for editors."""
    from render.scene.course import Course
    from render.scene.json_schema import json_schema
    from render.scene.schema import Scene

    print(json_schema(Course if course else Scene), end="")
