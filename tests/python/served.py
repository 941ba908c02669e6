"""A copy of the demonstration, served by the real program for a while."""

import contextlib
import json
import pathlib
import subprocess
import tempfile


def run(program, folder, *arguments):
    """Runs a command on the ledger and gives its answer as JSON."""
    words = [program, "--ledger", folder, *arguments, "--format", "json"]
    answer = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


@contextlib.contextmanager
def demonstration(program, accounts):
    """Serves the demonstration; gives its address and a token for each account, whose
    roles are those that its name stands for."""
    with tempfile.TemporaryDirectory() as around:
        folder = str(pathlib.Path(around) / "liggare")
        subprocess.run([program, "--ledger", folder, "demo", "--no-serve"], check=True, capture_output=True)
        tokens = {}
        for login, roles in accounts.items():
            add = ["user", "add", login, "--name", "Prov", "--no-password"]
            subprocess.run([program, "--ledger", folder, *add], check=True, capture_output=True)
            for role in roles:
                words = [program, "--ledger", folder, "user", "grant", login, role, "--region"]
                subprocess.run(words, check=True, capture_output=True)
            made = run(program, folder, "token", "create", login, "--label", "prov")
            tokens[login] = made["tokens"][0]["token"]
        with serving(program, folder, around) as address:
            yield address, tokens


@contextlib.contextmanager
def serving(program, folder, around):
    """Serves a ledger's folder; gives the address, and fails when the server ends."""
    words = [program, "--ledger", folder, "serve", "--listen", "127.0.0.1:0"]
    said = pathlib.Path(around) / "said"
    with said.open("w") as output:
        server = subprocess.Popen(words, stderr=output, stdout=subprocess.DEVNULL)
    try:
        yield address_of(server, said)
        if server.poll() is not None:
            raise SystemExit("servern har avslutats:\n" + said.read_text()[-4000:])
    finally:
        server.terminate()
        server.wait()


def address_of(server, said):
    """Waits until the server says where it listens."""
    while server.poll() is None:
        for line in said.read_text().splitlines():
            if "lyssnar på " in line:
                return line.split("lyssnar på ")[1].strip()
    raise SystemExit("servern startade inte:\n" + said.read_text())
