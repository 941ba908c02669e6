"""Holds the served OpenAPI document against OpenAPI 3.1 itself.

Usage: openapi.py PROGRAM. Those who make programs of the document need one that
follows the specification; schemathesis is content with less.
"""

import json
import pathlib
import sys
import urllib.request

import openapi_spec_validator
import served


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with served.demonstration(program, {}) as (address, _):
        with urllib.request.urlopen(f"{address}/api/v1/openapi.json") as answer:
            document = json.load(answer)
    openapi_spec_validator.validate(document)
    print(f"{len(document['paths'])} adresser, giltig OpenAPI {document['openapi']}")


if __name__ == "__main__":
    main()
