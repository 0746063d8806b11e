#!/usr/bin/env python3
"""Verifies an onrecord ledger from schema/SPEC.md alone: standard library only, shares no code with onrecord.

    verify_ledger.py LEDGER.db [--checkpoint FILE] [--key NAME+ID+KEY]

It reads the table `event` and nothing else, and prints one line: the level reached, or the first fault.
Exit code 0: no fault; 1: a fault; 2: wrong use; 4: the file cannot be read.
"""
import base64
import hashlib
import sqlite3
import sys

MAGIC = b"onrecord event 1\n"
GENESIS = "0" * 64
COLUMNS = ["seq", "id", "recorded_at", "actor", "kind", "version", "payload", "previous", "hash"]
NUMBERS = {"seq", "version"}
KINDS = set("""ledger.created document.added document.revised document.failed claims.extracted claim.logged
claim.progress claim.verdict evidence.added reply.recorded claim.assigned claim.tagged claim.signed_off source.aliased
source.merged source.split source.kind source.graded ledger.setting bundle.imported event.imported""".split())


class Fault(Exception):
    """A fault: event number (or none), kind, explanation."""


# Event encoding (SPEC.md, "Event encoding")

def encode(event):
    out = [MAGIC]
    for name in COLUMNS[:-1]:
        value = event[name]
        data = value.to_bytes(8, "big") if name in NUMBERS else value.encode("utf-8")
        out.append(len(data).to_bytes(8, "big") + data)
    return b"".join(out)


# Merkle tree (RFC 6962, section 2.1)

class Tree:
    def __init__(self):
        self.size, self.nodes = 0, []

    def push(self, leaf):
        node, size = hashlib.sha256(b"\0" + leaf).digest(), self.size
        while size & 1:
            node = hashlib.sha256(b"\1" + self.nodes.pop() + node).digest()
            size >>= 1
        self.nodes.append(node)
        self.size += 1

    def root(self):
        if not self.nodes:
            return hashlib.sha256(b"").digest()
        root = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            root = hashlib.sha256(b"\1" + left + root).digest()
        return root


# Ed25519 (RFC 8032, section 5.1), for one signature: plain, not fast

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def unpack(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def signature_holds(public, message, signature):
    key, point = unpack(public), unpack(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or point is None or scalar >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left, right = multiply(scalar, BASE), add(point, multiply(int.from_bytes(digest, "little") % L, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# Checkpoints (SPEC.md, "Checkpoints")

def read_checkpoint(text):
    try:
        head, tail = text.split("\n\n", 1)
        origin, size, root = head.split("\n")[:3]
        if not origin or not size.isascii() or not size.isdigit() or size != str(int(size)):
            raise ValueError("size")
        lines = [line.split(" ") for line in tail.removesuffix("\n").split("\n")]
        if not tail.endswith("\n") or any(len(line) != 3 or line[0] != "\u2014" for line in lines):
            raise ValueError("signature")
        signatures = [(name, strict(data)) for _, name, data in lines]
        root = strict(root)
        if len(root) != 32:
            raise ValueError("root")
        return origin, int(size), root, head + "\n", signatures
    except ValueError:
        raise Fault(None, "checkpoint", "not a checkpoint") from None


def strict(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64")
    return data


def signed_by(checkpoint, key):
    name, key_id, data = key.strip().split("+", 2)
    data = strict(data)
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if data[0] != 1 or len(data) != 33 or expected.hex() != key_id:
        raise SystemExit("the key is not one")
    return any(
        signer == name and signature[:4] == expected and signature_holds(data[1:], checkpoint[3].encode(), signature[4:])
        for signer, signature in checkpoint[4]
    )


# The audit of the events

def check(event, number, previous, ids):
    for name in COLUMNS:
        value = event[name]
        good = isinstance(value, int) and 0 <= value < 2**63 if name in NUMBERS else isinstance(value, str)
        if not good or (name == "version" and value >= 2**32):
            raise Fault(number, "type", f"{name} is {value!r}")
    if event["kind"] not in KINDS:
        raise Fault(number, "type", f"unknown kind {event['kind']!r}")
    if event["seq"] != number:
        raise Fault(number, "sequence", f"found {event['seq']}")
    if event["previous"] != previous:
        raise Fault(number, "previous", f"expected {previous}, found {event['previous']}")
    digest = hashlib.sha256(encode(event)).hexdigest()
    if digest != event["hash"]:
        raise Fault(number, "hash", f"expected {digest}, found {event['hash']}")
    if (number == 1) != (event["kind"] == "ledger.created"):
        raise Fault(number, "kind", f"{event['kind']} in this place")
    if event["id"] in ids:
        raise Fault(number, "id", f"{event['id']} stands twice")
    ids.add(event["id"])


def verify(path, checkpoint, key):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = lambda data: data.decode("utf-8")
    tree, ids, previous, root_then, name = Tree(), set(), GENESIS, None, None
    if checkpoint and checkpoint[1] == 0:
        root_then = tree.root()
    for row in connection.execute(f"SELECT {', '.join(COLUMNS)} FROM event ORDER BY seq"):
        event = dict(zip(COLUMNS, row))
        check(event, tree.size + 1, previous, ids)
        if tree.size == 0:
            import json
            name = "onrecord/" + json.loads(event["payload"])["ledger"]
        previous = event["hash"]
        tree.push(bytes.fromhex(previous))
        if checkpoint and tree.size == checkpoint[1]:
            root_then = tree.root()
    if tree.size == 0:
        raise Fault(1, "sequence", "no event at all")
    if checkpoint:
        if checkpoint[0] != name:
            raise Fault(None, "checkpoint", f"it is of {checkpoint[0]}, the ledger is {name}")
        if key and not signed_by(checkpoint, key):
            raise Fault(None, "signature", "no good signature of the key")
        if root_then is None:
            raise Fault(None, "cut", f"{tree.size} events, the checkpoint has {checkpoint[1]}")
        if root_then != checkpoint[2]:
            raise Fault(None, "rewritten", f"other events than the checkpoint's first {checkpoint[1]}")
    return tree, "checkpoint" if checkpoint else "consistent"


def main(arguments):
    options = {}
    while len(arguments) > 2 and arguments[-2] in ("--checkpoint", "--key"):
        options[arguments[-2]] = arguments[-1]
        arguments = arguments[:-2]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        checkpoint = None
        if "--checkpoint" in options:
            with open(options["--checkpoint"], encoding="utf-8", newline="") as file:
                checkpoint = read_checkpoint(file.read())
        with open(arguments[0], "rb"):
            pass
        tree, level = verify(arguments[0], checkpoint, options.get("--key"))
    except Fault as fault:
        number, kind, text = fault.args
        print(f"fault\t{kind}\t{number if number is not None else ''}\t{text}")
        return 1
    except (OSError, UnicodeDecodeError, sqlite3.Error) as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return 4
    print(f"{level}\t{tree.size}\t{base64.b64encode(tree.root()).decode()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
