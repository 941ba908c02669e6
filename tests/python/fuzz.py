"""Holds the served program against its own OpenAPI document, with schemathesis.

Usage: fuzz.py PROGRAM [ARGUMENTS OF schemathesis run]. No answer may be a fault of
the server, have a status or a form that the document does not say, or let through
what the document forbids: not to one who may everything, not to one who may read
and no more, and not to one without a login. The seed and the number of examples
are fixed, so that it says the same each time and ends in some minutes.
"""

import pathlib
import subprocess
import sys
import tempfile

import served

HERE = pathlib.Path(__file__).parent
ACCOUNTS = {
    "allt": ["administrator", "controller", "registrator", "sekreterare", "revisor"],
    "ser": ["uppsikt"],
}
SEED = "2026"
EXAMPLES = "5"


def run(address, token, arguments):
    """Asks every operation with a token, or without one; answers whether all held."""
    schemathesis = pathlib.Path(sys.executable).with_name("schemathesis")
    login = ["--header", f"Authorization: Bearer {token}"] if token else []
    words = [
        str(schemathesis),
        "--config-file",
        str(HERE.resolve() / "schemathesis.toml"),
        "run",
        f"{address}/api/v1/openapi.json",
        *login,
        "--seed",
        SEED,
        "--max-examples",
        EXAMPLES,
        *arguments,
    ]
    with tempfile.TemporaryDirectory() as scratch:
        return subprocess.run(words, check=False, cwd=scratch).returncode == 0


def main():
    program, *arguments = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    with served.demonstration(program, ACCOUNTS) as (address, tokens):
        held = [run(address, token, arguments) for token in [*tokens.values(), None]]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
