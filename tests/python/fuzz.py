"""Holds the served program against its own OpenAPI document, with schemathesis.

Usage: fuzz.py PROGRAM [ARGUMENTS OF schemathesis run]. No answer may be a fault of
the server, have a status or a form that the document does not say, or let through
what the document forbids. The seed and the number of examples are fixed, so that
it says the same each time and ends in some minutes.
"""

import pathlib
import subprocess
import sys

import served

HERE = pathlib.Path(__file__).parent
ROLES = ["administrator", "controller", "registrator", "sekreterare", "revisor"]
SEED = "2026"
EXAMPLES = "25"


def main():
    program, *arguments = sys.argv[1:]
    schemathesis = pathlib.Path(sys.executable).with_name("schemathesis")
    with served.demonstration(program, ROLES) as (address, token):
        words = [
            str(schemathesis),
            "--config-file",
            str(HERE / "schemathesis.toml"),
            "run",
            f"{address}/api/v1/openapi.json",
            "--header",
            f"Authorization: Bearer {token}",
            "--seed",
            SEED,
            "--max-examples",
            EXAMPLES,
            *arguments,
        ]
        ended = subprocess.run(words, check=False)
    sys.exit(ended.returncode)


if __name__ == "__main__":
    main()
