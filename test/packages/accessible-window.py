"""Looks for things in a window by role and name, as a screen reader does (AT-SPI).

Reads questions, a line of JSON each: {"role": "push button", "name": "Continue"}, where "name" is a
regular expression. Answers with the place of the first that is shown, in pixels of the screen:
{"x": 1, "y": 2, "width": 3, "height": 4}, or null.
"""

import json
import re
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def below(node):
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from below(child)


def find(role, name):
    for node in below(Atspi.get_desktop(0)):
        node.clear_cache()
        if node.get_role_name() == role and re.search(name, node.get_name() or ""):
            place = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
            if place.width > 0 and place.height > 0:
                return {"x": place.x, "y": place.y, "width": place.width, "height": place.height}
    return None


for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = find(question["role"], question["name"])
    except GLib.Error:
        # What was being looked at has gone meanwhile.
        answer = None
    print(json.dumps(answer), flush=True)
