"""A server of many hosts, 127.0.0.1 to 127.0.0.N, that counts what is asked of each.

It speaks as much HTTP/1.1 as a test needs: GET, kept-alive connections, no pipelining. The body is
the path. The answers of some hosts can be held, so that a test can act while they are awaited.
"""

import asyncio
import collections

PORT = 8000
# Each answer takes a moment, so that requests are under way together.
MOMENT = 0.002


class Origin:
    def __init__(self):
        self.asked = collections.Counter()  # (host, path): how often
        self.under_way = collections.Counter()  # host: requests that came and were not answered
        self.most = collections.Counter()  # host: the most that were under way at once
        self.released = asyncio.Event()
        self.released.set()
        self.held_hosts = frozenset()
        self.hold_after = 0
        self.all_held = asyncio.Event()
        self.nobody_waits = asyncio.Event()

    async def start(self):
        await asyncio.get_running_loop().create_server(lambda: Connection(self), "0.0.0.0", PORT)

    def hold(self, hosts, after):
        """From the request number `after` to these hosts on they get no answer until `release`."""
        self.held_hosts = frozenset(hosts)
        self.hold_after = after
        self.released.clear()

    def release(self):
        self.released.set()

    def begin(self, host, path):
        self.asked[host, path] += 1
        self.under_way[host] += 1
        self.most[host] = max(self.most[host], self.under_way[host])
        self.nobody_waits.clear()

    def end(self, host):
        self.under_way[host] -= 1
        if not any(self.under_way[each] for each in self.held_hosts):
            self.nobody_waits.set()

    async def turn(self, host):
        """Waits until an answer of this host may go out."""
        if host in self.held_hosts and not self.released.is_set():
            self.hold_after -= 1
            if self.hold_after < 0:
                self.all_held.set()
                await self.released.wait()
        await asyncio.sleep(MOMENT)


class Connection(asyncio.Protocol):
    def __init__(self, origin):
        self.origin = origin
        self.read = b""
        self.answering = None

    def connection_made(self, transport):
        self.transport = transport
        self.host = transport.get_extra_info("sockname")[0]

    def data_received(self, data):
        self.read += data
        if self.read.endswith(b"\r\n\r\n"):
            path = self.read.split(b" ", 2)[1].decode()
            self.read = b""
            self.origin.begin(self.host, path)
            self.answering = asyncio.ensure_future(self.answer(path))

    async def answer(self, path):
        await self.origin.turn(self.host)
        # Counted before it goes out: who has the answer may ask again at once.
        self.origin.end(self.host)
        self.answering = None
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path.encode()))

    def connection_lost(self, _):
        if self.answering:
            self.answering.cancel()
            self.answering = None
            self.origin.end(self.host)
