"""Counts what one file costs `haul get`: instructions with callgrind, system calls with strace.

Each figure is the difference of two runs, so that what a run costs however long its list is drops
out. That part is counted with a list of one file.
"""

import collections
import contextlib
import dataclasses
import os
import re
import shutil
import socket
import subprocess
import tarfile
import time

from comparison import WAITS

FEW, MANY = 500, 2000  # files of the two runs
# What is read before the first file has come costs less than the rest of a list. Of a list as short
# as these that would be a part that counts.
LOOK_AHEAD = 100
SIZE = 2048  # bytes of each
LISTS = (1, FEW, MANY)
PATIENCE = 120  # seconds for one run, which takes three

CALLGRIND = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
STRACE = ("strace", "-f", "-c", "-U", "name,calls", "-o", "calls.txt")

CONFIGURATION = """\
daemon off;
master_process off;
pid nginx.pid;
error_log error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  default_type application/octet-stream;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ssl_certificate certificate.pem;
  ssl_certificate_key key.pem;
  server {{
    listen 127.0.0.1:{http};
    listen 127.0.0.1:{https} ssl;
    listen 127.0.0.1:{http2} ssl http2;
    root www;
    location /same/ {{ try_files /same =404; }}
  }}
}}
"""


class CannotCount(Exception):
    """A program is missing, or a run was not what it should have been."""


@dataclasses.dataclass(frozen=True)
class Job:
    """What `haul get` is asked to do with each list."""

    name: str
    scheme: str = "http"
    options: tuple = ()
    connections: int = 16
    stands: bool = False  # the files are there from a run before
    packed: bool = False  # they are members of tars


JOBS = (
    Job("plain"),
    Job("results", options=("--results", "results.jsonl")),
    # Of several that connect at once it is a matter of luck who can resume whose session, and a whole
    # handshake is as many instructions as forty files.
    Job("tls", scheme="https", options=("--ca-file", "certificate.pem"), connections=1),
    # On one connection, whatever is asked for at once.
    Job("http2", scheme="http2", options=("--ca-file", "certificate.pem", "--http2")),
    Job("pack", options=("--pack", "tar"), packed=True),
    Job("standing", stands=True),
)


def bodies(folder, packed):
    """What a run has left."""
    if not packed:
        return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    made = []
    for path in folder.glob("*.tar"):
        with tarfile.open(path) as shard:
            made += [shard.extractfile(member).read() for member in shard]
    return made


def find(name):
    # Where servers are, which is not on everybody's path.
    found = shutil.which(name, path=os.environ.get("PATH", "/usr/bin") + ":/usr/sbin")
    if found is None:
        raise CannotCount(f"{name} is not installed (./dev packages regress)")
    return found


def run(arguments, home):
    """Runs a program in that folder; what it said on standard error."""
    # An environment of its own: neither settings of haul nor the length of a path may count.
    ended = subprocess.run(
        [find(arguments[0]), *arguments[1:]], cwd=home, timeout=PATIENCE, check=False, text=True,
        capture_output=True, env={"PATH": "/usr/bin:/bin", "HOME": ".", "LC_ALL": "C.UTF-8"},
    )
    if ended.returncode != 0:
        words = " ".join(map(str, arguments))
        raise CannotCount(f"{words}: exit code {ended.returncode}\n{ended.stderr}")
    return ended.stderr


def free_ports(count):
    # All at once, or the same one might be given twice.
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def nginx(home):
    """nginx with one file under as many names as are asked for; gives the port of each
    scheme, `http2` being https whose server speaks that."""
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=haul-regress", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"], home)
    ports = dict(zip(("http", "https", "http2"), free_ports(3)))
    (home / "www").mkdir()
    (home / "www" / "same").write_bytes(bytes(index % 251 for index in range(SIZE)))
    (home / "nginx.conf").write_text(CONFIGURATION.format(**ports))
    command = [find("nginx"), "-p", home, "-c", home / "nginx.conf", "-e", home / "error.log"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 10
            while not all(listens(port) for port in ports.values()):
                if server.poll() is not None or time.monotonic() > end:
                    raise CannotCount("nginx: " + (home / "error.log").read_text())
                time.sleep(0.01)
            yield ports
        finally:
            server.terminate()


class Counter:
    """Runs jobs of one haul against one server, in one folder."""

    def __init__(self, program, home, ports):
        self.program = program
        self.home = home
        self.body = (home / "www" / "same").read_bytes()
        for scheme, port in ports.items():
            of_url = "http" if scheme == "http" else "https"
            for files in LISTS:
                urls = (f"{of_url}://127.0.0.1:{port}/same/{index:06}\n" for index in range(files))
                (home / f"{scheme}-{files}.txt").write_text("".join(urls))

    def get(self, job, files, tool=()):
        """One run, under that tool; each file is looked at afterwards."""
        folder = self.home / "files"
        (self.home / "results.jsonl").unlink(missing_ok=True)
        if not job.stands or not tool:
            shutil.rmtree(folder, ignore_errors=True)
        said = run(
            [*tool, self.program, "get", "--quiet", "--input-file", f"{job.scheme}-{files}.txt",
             "--input-format", "urls", "--dir", "files", "--max-requests", str(job.connections),
             "--max-per-host", "0", "--look-ahead", str(LOOK_AHEAD), *job.options],
            self.home)
        got = [body == self.body for body in bodies(folder, job.packed)]
        expected = MANY if job.stands else files
        if got.count(True) != expected or not all(got):
            raise CannotCount(f"{job.name}: {got.count(True)} files are right of {expected}")
        return said

    def instructions(self, job, files):
        said = self.get(job, files, CALLGRIND)
        found = re.search(r"Collected : (\d+)", said)
        if found is None:
            raise CannotCount(f"callgrind gave no count:\n{said}")
        return int(found[1])

    def calls(self, job, files):
        self.get(job, files, STRACE)
        lines = (self.home / "calls.txt").read_text().splitlines()
        found = filter(None, (re.match(r"(\w+) +(\d+)$", line.strip()) for line in lines))
        return collections.Counter({each[1]: int(each[2]) for each in found if each[1] != "total"})

    def count(self, job):
        """The figures of a job."""
        if job.stands:
            self.get(job, MANY)
        instructions = {files: self.instructions(job, files) for files in LISTS}
        calls = {files: self.calls(job, files) for files in LISTS}
        return figures(instructions, calls)


def figures(instructions, calls):
    """Of what was counted with each list: what a file costs, and a run of one."""
    between = MANY - FEW
    each = {name: (count - calls[FEW][name]) / between for name, count in calls[MANY].items()}
    return {
        "instructions": round((instructions[MANY] - instructions[FEW]) / between),
        "calls": round(sum(count for name, count in each.items() if name not in WAITS), 3),
        "instructions_at_start": instructions[1],
        "calls_at_start": sum(count for name, count in calls[1].items() if name not in WAITS),
        "waits": round(sum(count for name, count in each.items() if name in WAITS), 3),
        "by_name": {
            name: round(count, 3)
            for name, count in sorted(each.items(), key=lambda item: (-item[1], item[0]))
            if abs(count) >= 0.005
        },
    }
