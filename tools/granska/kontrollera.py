"""Kontrollerar att en händelse ingår i ett arkiv av en liggare.

Användning: python3 kontrollera.py MAPP POSITION

Lövet räknas om ur raden, beviset (RFC 6962) ur alla löv, och roten jämförs med
den senaste kontrollpunktens. Underskriften kontrolleras inte här, utan av granska.
"""
import base64
import hashlib
import json
import os
import sys

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):  # RFC 8785, för de värden som en liggare skriver
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def fail(why):
    sys.exit("FEL: " + why)


def read_leaf(number, text):
    line = json.loads(text)
    if canonical(line) + b"\n" != text:
        fail("rad %d är inte kanonisk" % (number + 1))
    if line["leaf"]["position"] != number:
        fail("rad %d har fel position" % (number + 1))
    return sha256(b"\x00", canonical(line["leaf"])), line


def audit_path(level, index):
    """Beviset för ett löv, nerifrån och upp, och roten som alla löv ger."""
    path = []
    while len(level) > 1:
        if index ^ 1 < len(level):
            path.append((index & 1, level[index ^ 1]))
        pairs = range(0, len(level) - 1, 2)
        above = [sha256(b"\x01", level[i], level[i + 1]) for i in pairs]
        level, index = above + level[len(above) * 2:], index // 2
    return path, level[0]


def main(folder, position):
    leaves, event = [], None
    with open(os.path.join(folder, "events.ndjson"), "rb") as lines:
        for number, text in enumerate(lines):
            leaf, line = read_leaf(number, text)
            leaves.append(leaf)
            event = line if number == position else event
    if event is None:
        fail("arkivet har %d händelser; ingen vid position %d" % (len(leaves), position))
    if "payload" in event:
        salt = base64.b64decode(event["salt"], validate=True)
        bound = base64.b64encode(sha256(salt, canonical(event["payload"]))).decode()
        if bound != event["leaf"]["payload_commitment"]:
            fail("innehållet är inte det som händelsen är bunden till")
    (path, whole), root = audit_path(leaves, position), leaves[position]
    for is_left, sibling in path:
        root = sha256(b"\x01", sibling, root) if is_left else sha256(b"\x01", root, sibling)
    with open(os.path.join(folder, "checkpoints.txt"), encoding="utf-8") as notes:
        _name, size, stated = notes.read().split("\n\n— ")[-2].split("\n")[-3:]
    if int(size) != len(leaves) or base64.b64decode(stated) != root or whole != root:
        fail("roten är inte den som den senaste kontrollpunkten anger")
    said = "ingår" if "payload" in event else "är gallrad och ingår"
    print("Händelsen vid position %d %s. Roten är %s." % (position, said, root.hex()))
    print("Beviset har %d hashar. Underskriften är inte kontrollerad." % len(path))


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except (OSError, ValueError, LookupError, TypeError) as error:
        fail("arkivet går inte att läsa: %s" % error)
