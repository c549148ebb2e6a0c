"""Downloads a list with aiohttp, as a careful script does: LIST FOLDER CONNECTIONS [CERTIFICATE].

Each line of LIST is a URL, a tab and the name of its file. One task a row, so many of them at once
as a semaphore lets through, each taken when it is done. Nothing is asked for that is not needed: no
cookies, no decompression, no timers, and uvloop where it is installed.
"""

import asyncio
import os
import ssl
import sys

import aiohttp

try:
    import uvloop
except ImportError:
    uvloop = None


async def download(session, slots, url, path):
    async with slots:
        async with session.get(url) as response:
            response.raise_for_status()
            body = await response.read()
        with open(path, "wb", buffering=0) as file:
            file.write(body)


async def download_all(rows, folder, connections, context):
    failed = 0
    slots = asyncio.Semaphore(connections)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, ssl=context),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
    ) as session:
        tasks = [download(session, slots, url, os.path.join(folder, name)) for url, name in rows]
        for done in asyncio.as_completed(tasks):
            try:
                await done
            except (aiohttp.ClientError, OSError) as problem:
                failed += 1
                print(problem, file=sys.stderr)
    return failed


def main():
    file_name, folder, connections = sys.argv[1:4]
    context = ssl.create_default_context(cafile=sys.argv[4]) if sys.argv[4:] else None
    with open(file_name, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    if uvloop is not None:
        uvloop.install()
    return 1 if asyncio.run(download_all(rows, folder, int(connections), context)) else 0


sys.exit(main())
