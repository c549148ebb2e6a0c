"""A real Slurm of one node, with daemons of its own in a folder of its own.

To be used in namespaces of its own (`enter_namespaces`): nothing of the machine is in the way, not
even a Slurm that is there, and whatever runs in them ends with the test.
"""

import asyncio
import os
import pathlib
import re
import subprocess
import sys

NODE = "node"
CONFIGURATION = """\
ClusterName=test
SlurmctldHost={node}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1
NodeName={node} NodeAddr=127.0.0.1 CPUs=8 RealMemory=4096 State=UNKNOWN
PartitionName=all Nodes={node} Default=YES MaxTime=INFINITE State=UP
"""


def enter_namespaces():
    """Starts this program again as root of its own processes, network and host name.

    Returns in the new one, and False where that is not allowed.
    """
    inside = "HAUL_TEST_IN_NAMESPACES"
    if os.environ.get(inside):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        # The system's resolver takes a machine with nothing but loopback addresses for one that has
        # no IPv4, and slurmd finds nothing to listen on.
        subprocess.run(["ip", "address", "add", "192.0.2.1/32", "dev", "lo"], check=True)
        subprocess.run(["hostname", NODE], check=True)
        return True
    ways = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--net", "--uts"]
    if os.geteuid() != 0 or subprocess.run([*ways, "true"], capture_output=True).returncode != 0:
        return False
    os.environ[inside] = "yes"
    os.execvp(ways[0], [*ways, sys.executable, *sys.argv])


class Slurm:
    def __init__(self, folder, programs):
        self.folder = pathlib.Path(folder)
        self.said = []  # by the daemons since they were ready
        self.news = asyncio.Condition()
        self.listeners = []
        self.environment = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}:/usr/sbin",
            "SLURM_CONF": str(self.folder / "slurm.conf"),
        }

    async def start(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        (self.folder / "slurm.conf").write_text(
            CONFIGURATION.format(node=NODE, folder=self.folder))
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        munge = {name: f"--{name}={self.folder}/munge.{name}"
                 for name in ("socket", "key-file", "log-file", "pid-file", "seed-file")}
        munge["key-file"] = f"--key-file={key}"
        await self.run("munged", "--force", "--origin=127.0.0.1", *munge.values())
        await self.daemon("slurmctld", "Running as primary controller")
        await self.daemon("slurmd", "slurmd started")

    async def run(self, *command):
        """The standard output of a command that must succeed."""
        process = await asyncio.create_subprocess_exec(
            *command, env=self.environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
        return output.decode()

    async def daemon(self, name, ready):
        """Starts it, and waits until it says that it is ready."""
        process = await asyncio.create_subprocess_exec(
            name, "-D", env=self.environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
        said = []
        while line := (await process.stderr.readline()).decode():
            said.append(line)
            if ready in line:
                self.listeners.append(asyncio.ensure_future(self.listen(process.stderr)))
                return
        raise RuntimeError(f"{name} ended:\n{''.join(said)}")

    async def listen(self, stream):
        while line := await stream.readline():
            async with self.news:
                self.said.append(line.decode())
                self.news.notify_all()

    async def says(self, pattern, times=1, after=0):
        """Waits until the daemons have said this, so often; returns how much they had said by then."""
        def places():
            return [number for number, line in enumerate(self.said[after:], after + 1)
                    if re.search(pattern, line)]
        async with self.news:
            await self.news.wait_for(lambda: len(places()) >= times)
            return places()[times - 1]
