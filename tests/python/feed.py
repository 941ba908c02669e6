"""Reads the feed with the CloudEvents SDK, and proves what it reads.

Usage: feed.py PROGRAM. Every event of a served demonstration is parsed by the SDK,
from lines and from a list, and has the attributes that the feed promises; the
leaves in them, hashed here by RFC 6962, have the root that the server tells.
"""

import base64
import hashlib
import json
import sys
import urllib.request

import served
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent


def page(address, token, start, accept):
    """A page's body and headers."""
    request = urllib.request.Request(
        f"{address}/api/v1/events?from={start}&limit=1000",
        headers={"Authorization": f"Bearer {token}", "Accept": accept},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Type"] == accept, answer.headers["Content-Type"]
        return answer.read(), answer.headers


def pages(address, token, accept, split):
    """Every event of the feed as bytes, and the root of them in hexadecimal."""
    events, start = [], 0
    while True:
        body, headers = page(address, token, start, accept)
        events += split(body)
        start = int(headers["Liggare-Next"])
        if start == int(headers["Liggare-Size"]):
            return events, headers["Liggare-Root"]


def parsed(event):
    """The event as the SDK reads it; wrong attributes are an error there."""
    return JSONFormat().read(CloudEvent, event)


def leaf_hash(event):
    """The hash of the event's leaf, from its canonical JSON."""
    leaf = json.dumps(event.get_data()["leaf"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\0" + leaf.encode()).digest()


def commitment(event):
    """The commitment to the event's payload, computed from payload and salt."""
    data = event.get_data()
    payload = json.dumps(data["payload"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(base64.b64decode(data["salt"]) + payload.encode()).digest()
    return base64.b64encode(digest).decode()


def root(hashes):
    """The Merkle root (RFC 6962 section 2.1)."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(hashes[:split]) + root(hashes[split:])).digest()


def check(event, position):
    """Holds an event against what the feed promises."""
    assert event.get_extension("sequence") == f"{position:020}", position
    assert event.get_extension("partitionkey") == event.get_subject(), position
    assert event.get_source().startswith("urn:liggare:"), position
    leaf = event.get_data()["leaf"]
    assert event.get_id() == leaf["event_id"], position
    assert event.get_type() == f"se.liggare.{leaf['type']}.v{leaf['version']}", position
    assert event.get_time().isoformat(timespec="microseconds") == leaf["recorded_at"].replace("Z", "+00:00"), position
    assert commitment(event) == leaf["payload_commitment"], position


def main():
    program = sys.argv[1]
    with served.demonstration(program, {"prov": ["revisor"]}) as (address, tokens):
        token = tokens["prov"]
        lines, told = pages(address, token, "application/x-ndjson", bytes.splitlines)
        events = [parsed(line) for line in lines]
        for position, event in enumerate(events):
            check(event, position)
        assert root([leaf_hash(event) for event in events]).hex() == told

        def items(body):
            return [json.dumps(item).encode() for item in json.loads(body)]

        listed, _ = pages(address, token, "application/cloudevents-batch+json", items)
        assert [parsed(item).get_data() for item in listed] == [event.get_data() for event in events]
    print(f"{len(events)} händelser lästa med CloudEvents SDK; roten stämmer")


if __name__ == "__main__":
    main()
