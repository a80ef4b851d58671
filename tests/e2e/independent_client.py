# SPDX-License-Identifier: MIT
"""The model server that other tests use as a double is itself checked by a client that somebody
else wrote: the openai package from npm."""

import json
import os
import subprocess

from harness import BUILD, check, equal, main, need, write
from model_server import ModelServer, answer

PACKAGE = "openai@6.49.0"
SCRIPT = """
import OpenAI from "openai";
const [baseURL, prompt] = process.argv.slice(2);
const client = new OpenAI({baseURL, apiKey: "k-456", maxRetries: 0});
const request = {model: "solver", messages: [{role: "user", content: prompt}]};
const whole = await client.chat.completions.create(request);
const pieces = [];
let finish = null, usage = null;
for await (const chunk of await client.chat.completions.create(
    {...request, stream: true, stream_options: {include_usage: true}})) {
  if (chunk.choices.length) {
    pieces.push(chunk.choices[0].delta.content ?? "");
    finish = chunk.choices[0].finish_reason ?? finish;
  }
  usage = chunk.usage ?? usage;
}
console.log(JSON.stringify({whole, streamed: pieces.join(""), finish, usage,
                            pieces: pieces.length}));
"""


def _install():
    """The folder with the package."""
    folder = os.path.join(BUILD, "npm")
    if not os.path.exists(os.path.join(folder, "node_modules", "openai", "package.json")):
        os.makedirs(folder, exist_ok=True)
        done = subprocess.run(
            ["npm", "install", "--prefix", folder, "--no-save", "--ignore-scripts", PACKAGE],
            capture_output=True,
            text=True,
        )
        check(done.returncode == 0, done.stderr)
    return folder


def client(folder):
    """the openai package for node understands the double, whole and streamed"""
    need("npm")
    modules = _install()
    prompt = "Use the numbers 3, 4, 5 to make exactly 60. Boole is not asked."
    with ModelServer() as server:
        script = write(modules, "client.mjs", SCRIPT)
        done = subprocess.run(
            ["node", script, server.url, prompt], capture_output=True, text=True
        )
        check(done.returncode == 0, done.stderr)
        seen = json.loads(done.stdout)
        wanted = answer("solver", [{"content": prompt}])
        equal(
            seen["whole"]["choices"][0]["message"],
            {"role": "assistant", "content": wanted},
            "message",
        )
        equal(seen["whole"]["choices"][0]["finish_reason"], "stop", "finish reason")
        equal((seen["streamed"], seen["finish"]), (wanted, "stop"), "streamed")
        check(seen["pieces"] > 2, "the stream came in one piece")
        equal(seen["usage"], seen["whole"]["usage"], "usage")
        equal(server.keys, {"Bearer k-456"}, "keys")


main()
