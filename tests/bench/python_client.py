# SPDX-License-Identifier: MIT
"""The rival of its kind: complete rollouts by a Python asyncio client (aiohttp): a task, the
exchange, grading, a
row in SQLite. python_client.py PORT TOTAL CONCURRENCY prints rollouts per second."""

import asyncio
import json
import random
import re
import sqlite3
import sys
import tempfile
import time

import aiohttp

PORT, TOTAL, CONCURRENCY = map(int, sys.argv[1:])


async def main():
    database = sqlite3.connect(tempfile.mktemp(suffix=".db"))
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(
        "CREATE TABLE rollout (id INTEGER PRIMARY KEY, prompt TEXT, reply TEXT, score REAL)"
    )
    left = TOTAL

    async def worker(session):
        nonlocal left
        while left > 0:
            left -= 1
            numbers = [random.randint(2, 25) for _ in range(4)]
            prompt = (
                f"Use the numbers {numbers} to make exactly {sum(numbers) + 1}. " + "Think. " * 150
            )
            body = {
                "model": "m",
                "messages": [{"role": "user", "content": prompt}],
                "temperature": 0,
            }
            async with session.post(
                f"http://127.0.0.1:{PORT}/v1/chat/completions", json=body
            ) as response:
                reply = json.loads(await response.text())["choices"][0]["message"]["content"]
            answer = re.findall(r"<answer>(.*?)</answer>", reply)[-1]
            score = float(sum(map(int, re.findall(r"\d+", answer))) == sum(numbers) + 1)
            database.execute(
                "INSERT INTO rollout (prompt, reply, score) VALUES (?, ?, ?)",
                (prompt, reply, score),
            )
            database.commit()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session:
        start = time.time()
        await asyncio.gather(*[worker(session) for _ in range(CONCURRENCY)])
        print(TOTAL / (time.time() - start))


asyncio.run(main())
