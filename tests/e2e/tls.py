# SPDX-License-Identifier: MIT
"""TLS: a server is believed only with a certificate of the configured authority for its own name,
and nobody else
gets to see the key."""

import os
import ssl
import subprocess

from harness import check, equal, lines, main, run, write
from model_server import ModelServer

CONFIG = """
environments: [{{id: countdown, plugin: countdown, tasks: 2, levels: {{0: 1}}}}]
backends: [{{id: s, plugin: openai, base_url: "{url}", options: {{api_key: TEST_KEY}}}}]
miners: [{{uid: 0, hotkey: a, model: solver, backend: s{own}}}]
chain: {{clock: steps}}
pipeline: {{attempts: 1}}
net: {{ca_file: "{ca}"}}
"""


def certificate(folder, name, subject, *signed_by):
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


def authorities(folder):
    """the right authority and name: answers; another authority or name: refused before anything
    is sent"""
    ca_key, ca = certificate(folder, "ca", "DNS:authority")
    other_ca = certificate(folder, "other", "DNS:other")[1]
    signed = ("-CA", ca, "-CAkey", ca_key, "-addext", "basicConstraints=critical,CA:FALSE")
    good, stranger = certificate(folder, "good", "IP:127.0.0.1", *signed), certificate(
        folder, "name", "DNS:example.org", *signed
    )
    for (key, file), authority, expected in (
        (good, ca, "answer"),
        (good, other_ca, "endpoint_refused"),
        (stranger, ca, "endpoint_refused"),
    ):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file, key)
        with ModelServer(context) as server:
            here = os.path.join(folder, f"{os.path.basename(file)}-{os.path.basename(authority)}")
            os.makedirs(here)
            config = write(here, "c.yaml", CONFIG.format(url=server.url, ca=authority, own=""))
            run("--config", config, "validate", "--windows", 1, cwd=here, env={"TEST_KEY": "k-123"})
            rows = [
                r
                for r in lines(run("--config", config, "results", "export", cwd=here).stdout)
                if r["type"] == "rollout"
            ]
            if expected == "answer":
                equal([r["score"] for r in rows], [1, 1], "scores")
                equal(server.keys, {"Bearer k-123"}, "keys")
            else:
                equal({r["cause"] for r in rows}, {expected}, "cause")
                check(
                    all("cert" in r["detail"] or "SSL" in r["detail"] for r in rows),
                    rows[0]["detail"],
                )
                equal(server.keys, set(), "keys that a stranger saw")


def no_authorities(folder):
    """authorities that cannot be read are the validator's mistake: it does not start, and no
    miner is charged"""
    url = "https://127.0.0.1:1/v1"
    config = write(
        folder, "c.yaml", CONFIG.format(url=url, ca="/nowhere.pem", own=f", base_url: '{url}'")
    )
    done = run(
        "--config", config, "validate", "--windows", 1, cwd=folder, env={"TEST_KEY": "k"}, status=2
    )
    check("/nowhere.pem" in done.stderr and "net.ca_file" in done.stderr, done.stderr)
    empty = write(folder, "empty.pem", "no certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*reversed(certificate(folder, "self", "IP:127.0.0.1")))
    with ModelServer(context) as server:
        config = write(
            folder,
            "c.yaml",
            CONFIG.format(url=server.url, ca=empty, own=f", base_url: '{server.url}'"),
        )
        done = run(
            "--config",
            config,
            "validate",
            "--windows",
            1,
            "--json",
            cwd=folder,
            env={"TEST_KEY": "k"},
        )
    equal(lines(done.stdout)[0]["miners"][0]["scores"]["countdown"]["samples"], 0, "samples")


main()
