"""Downloads a list with httpx, in threads: LIST FOLDER CONNECTIONS VERSION [CERTIFICATE].

Each line of LIST is a URL, a tab and the name of its file. As many threads as connections share one
client, and each row is taken when it is done. VERSION of HTTP is 1, or 2: that needs python3-h2, and
without a certificate the server must speak nothing else.
"""

import os
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

import httpx


def download(client, url, path):
    response = client.get(url)
    response.raise_for_status()
    with open(path, "wb", buffering=0) as file:
        file.write(response.content)


def download_all(rows, folder, connections, http2, context):
    failed = 0
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    # Without TLS nothing is verified, and loading the system's certificates would only cost.
    verify = context if context is not None else False
    with httpx.Client(
        http1=not http2,
        http2=http2,
        limits=limits,
        verify=verify,
        timeout=60,
        trust_env=False,
    ) as client:
        with ThreadPoolExecutor(connections) as pool:
            tasks = [
                pool.submit(download, client, url, os.path.join(folder, name)) for url, name in rows
            ]
            for done in as_completed(tasks):
                try:
                    done.result()
                except (httpx.HTTPError, OSError) as problem:
                    failed += 1
                    print(problem, file=sys.stderr)
    return failed


def main():
    file_name, folder, connections, version = sys.argv[1:5]
    context = ssl.create_default_context(cafile=sys.argv[5]) if sys.argv[5:] else None
    with open(file_name, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    failed = download_all(rows, folder, int(connections), version == "2", context)
    return 1 if failed else 0


sys.exit(main())
