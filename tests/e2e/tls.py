# SPDX-License-Identifier: MIT
"""TLS: a server is believed only with a certificate of the configured authority for its own name,
and nobody else gets to see the key."""

import os
import ssl
import subprocess

from harness import check, equal, limits, lines, main, rollouts, run, write
from model_server import ModelServer

CONFIG = """
environments: [{{id: countdown, plugin: countdown, tasks: 2, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: "{url}", options: {{api_key: TEST_KEY}}}}]
miners: [{{uid: 0, hotkey: a, model: solver, backend: s{own}}}]
chain: {{clock: steps}}
{limits}
"""


def _configuration(folder, url, ca, own=""):
    """A miner behind a backend, or behind its own server."""
    text = CONFIG.format(url=url, own=own, limits=limits({"attempts": 1}, {"ca_file": ca}))
    return write(folder, "c.yaml", text)


def _certificate(folder, name, subject, *signed_by):
    key, file = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=test",
            "-addext",
            f"subjectAltName={subject}",
            "-keyout",
            key,
            "-out",
            file,
            *signed_by,
        ],
        check=True,
        capture_output=True,
    )
    return key, file


def _asked(folder, subject, signed_by="ca"):
    """A window with a server whose certificate is for `subject`, while `ca` is trusted: the
    rollouts, and the keys that the server saw."""
    authorities = {name: _certificate(folder, name, f"DNS:{name}") for name in ("ca", "other")}
    key, authority = authorities[signed_by]
    signed = ("-CA", authority, "-CAkey", key, "-addext", "basicConstraints=critical,CA:FALSE")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*reversed(_certificate(folder, "server", subject, *signed)))
    with ModelServer(context) as server:
        config = _configuration(folder, server.url, authorities["ca"][1])
        run("--config", config, "validate", "--windows", 1, cwd=folder, env={"TEST_KEY": "k-123"})
        return rollouts(config, folder), server.keys


def _refused(rows):
    equal({row["cause"] for row in rows}, {"endpoint_refused"}, "cause")
    check(all("cert" in row["detail"] or "SSL" in row["detail"] for row in rows), str(rows))


def right_authority(folder):
    """a server with a certificate of the authority for its name is asked"""
    rows, keys = _asked(folder, "IP:127.0.0.1")
    equal([row["score"] for row in rows], [1, 1], "scores")
    equal(keys, {"Bearer k-123"}, "keys")


def other_authority(folder):
    """a server with a certificate of another authority is refused before anything is sent"""
    rows, keys = _asked(folder, "IP:127.0.0.1", signed_by="other")
    _refused(rows)
    equal(keys, set(), "keys that a stranger saw")


def other_name(folder):
    """a server with a certificate for another name is refused before anything is sent"""
    rows, keys = _asked(folder, "DNS:example.org")
    _refused(rows)
    equal(keys, set(), "keys that a stranger saw")


def unreadable_authorities(folder):
    """authorities that cannot be read are the validator's mistake: it does not start"""
    url = "https://127.0.0.1:1/v1"
    config = _configuration(folder, url, "/nowhere.pem", f", base_url: '{url}'")
    words = ("--config", config, "validate", "--windows", 1)
    done = run(*words, cwd=folder, env={"TEST_KEY": "k"}, status=2)
    check("/nowhere.pem" in done.stderr and "net.ca_file" in done.stderr, done.stderr)


def useless_authorities(folder):
    """authorities without a certificate are the validator's mistake: no miner is charged"""
    empty = write(folder, "empty.pem", "no certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*reversed(_certificate(folder, "self", "IP:127.0.0.1")))
    with ModelServer(context) as server:
        config = _configuration(folder, server.url, empty, f", base_url: '{server.url}'")
        words = ("--config", config, "validate", "--windows", 1, "--json")
        done = run(*words, cwd=folder, env={"TEST_KEY": "k"})
    equal(lines(done.stdout)[0]["miners"][0]["scores"]["countdown"]["samples"], 0, "samples")


main()
