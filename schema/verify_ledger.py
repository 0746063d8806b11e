#!/usr/bin/env python3
"""Verifies an onrecord ledger from schema/SPEC.md alone: standard library only, shares no code with onrecord.

    verify_ledger.py LEDGER.db... [--checkpoint FILE] [--key NAME+ID+KEY]
    verify_ledger.py --proof FILE [--key NAME+ID+KEY]

Of a ledger it reads the table `event` and nothing else. FILE of --proof is what `onrecord proof` wrote, or a JSON report
made with --proof. It prints one line for each: the level reached, or the first fault (several ledgers: behind the path).
Exit code 0: no fault; 1: a fault; 2: wrong use; 4: a file cannot be read.
"""
import argparse
import base64
import hashlib
import json
import sqlite3
import sys

MAGIC, GENESIS = b"onrecord event 1\n", "0" * 64
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


def root_of_path(leaf, index, size, path):
    """The root that an audit path leads to (RFC 9162, section 2.1.3.2); none when it is too short or too long."""
    node, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            digest = hashlib.sha256(b"\1" + sibling + digest).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = hashlib.sha256(b"\1" + digest + sibling).digest()
        node, last = node >> 1, last >> 1
    return digest if last == 0 and index < size else None


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
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


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
        if len(strict(root)) != 32:
            raise ValueError("root")
        return origin, int(size), strict(root), head + "\n", signatures
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
    signatures = [data for signer, data in checkpoint[4] if signer == name and data[:4] == expected]
    return any(signature_holds(data[1:], checkpoint[3].encode(), signature[4:]) for signature in signatures)


# The audit of the events
def check(event, number, previous, ids):
    for name in COLUMNS:
        value = event[name]
        good = type(value) is int and 0 <= value < 2**63 if name in NUMBERS else isinstance(value, str)
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


def text_or_bytes(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def verify(path, checkpoint, key):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = text_or_bytes
    tree, ids, previous, name = Tree(), set(), GENESIS, None
    root_then = tree.root() if checkpoint and checkpoint[1] == 0 else None
    for row in connection.execute(f"SELECT {', '.join(COLUMNS)} FROM event ORDER BY seq"):
        event = dict(zip(COLUMNS, row))
        check(event, tree.size + 1, previous, ids)
        if tree.size == 0 and checkpoint:
            name = f"onrecord/{json.loads(event['payload']).get('ledger')}"
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


# Proofs (SPEC.md, "Proofs")
def payload_of(event):
    payload = json.loads(event["payload"])
    return json.loads(payload["event"]["payload"]) if event["kind"] == "event.imported" else payload


def verify_proof(text, key):
    try:
        return check_proof(json.loads(text), key)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise Fault(None, "proof", f"this is no proof ({type(error).__name__}: {error})") from None


def check_proof(whole, key):
    proof = whole.get("proof", whole)
    if proof["format"] != "onrecord proof 1":
        raise ValueError("format")
    checkpoint = read_checkpoint(proof["checkpoint"])
    if not signed_by(checkpoint, key or proof["key"]):
        raise Fault(None, "signature", "no good signature of the key")
    events, ids = {}, set()
    for event, path in ((proven["event"], proven["path"]) for proven in proof["events"]):
        number = event["seq"]
        check(event, number, event["previous"], ids)
        leaf = hashlib.sha256(b"\0" + bytes.fromhex(event["hash"])).digest()
        root = root_of_path(leaf, number - 1, checkpoint[1], [strict(node) for node in path])
        if root != checkpoint[2]:
            raise Fault(number, "inclusion", "it does not stand in the tree of the checkpoint")
        events[number] = event
    reported = {claim["id"]: claim["text"] for article in whole.get("articles", []) for claim in article["claims"]}
    for claim in proof["claims"]:
        (seq, position), name = claim["record"], claim["claim"]
        record, article = payload_of(events[seq]), events[claim["document"]]
        place = record["claims"][position]["selector"]
        words = payload_of(article)["document"]["text"][place["start"]:place["end"]]
        if words != place["exact"] or reported.get(name, words) != words or (
                seq != claim["document"] and record["document"] != article["id"]):
            raise Fault(seq, "claim", f"the words of {name} do not stand in its document")
        if not set(claim["history"]) <= set(events):
            raise Fault(seq, "claim", f"an event about {name} is missing")
    if not set(reported) <= {claim["claim"] for claim in proof["claims"]}:
        raise Fault(None, "claim", "the report has a claim that nothing is proven of")
    return f"included\t{len(events)}\t{base64.b64encode(checkpoint[2]).decode()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledgers", nargs="*")
    for option in ("--checkpoint", "--key", "--proof"):
        parser.add_argument(option)
    given, worst = parser.parse_args(), 0
    if bool(given.proof) == bool(given.ledgers):
        parser.error("give ledgers, or --proof FILE")
    kept = given.proof or given.checkpoint
    text = open(kept, encoding="utf-8", newline="").read() if kept else None
    for path in given.ledgers or [given.proof]:
        try:
            if given.proof:
                line = verify_proof(text, given.key)
            else:
                tree, level = verify(path, read_checkpoint(text) if text is not None else None, given.key)
                line = f"{level}\t{tree.size}\t{base64.b64encode(tree.root()).decode()}"
        except Fault as fault:
            number, kind, reason = fault.args
            line, worst = f"fault\t{kind}\t{number if number is not None else ''}\t{reason}", 1
        print(line if len(given.ledgers) < 2 else f"{path}\t{line}")
    return worst


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, UnicodeDecodeError, sqlite3.Error) as error:
        print(error, file=sys.stderr)
        sys.exit(4)
