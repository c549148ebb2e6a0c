"""What counts depend on besides haul's own sources: figures of two machines compare only if these
are the same."""

import pathlib
import platform
import re
import shutil
import subprocess

PACKAGES = {
    "boost": "libboost1.81-dev",
    "glibc": "libc6",
    "libstdc++": "libstdc++6",
    "openssl": "libssl3",
    "valgrind": "valgrind",
}


def upstream(version):
    """Of a Debian package's version, the part of its authors: a patch hardly changes a count."""
    return re.sub(r"^\d+:|-[^-]*$", "", version.strip())


def package_version(package):
    if shutil.which("dpkg-query") is None:
        return "unknown"
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package],
        check=False, capture_output=True, text=True)
    return upstream(asked.stdout) or "unknown"


def compiler_in(comment):
    """From what compilers leave in a program. GCC is in each: it made the start of C."""
    patterns = {"clang": rb"clang version (\d[\d.]*)", "GCC": rb"GCC: \(.*?\) (\d[\d.]*)"}
    for name, pattern in patterns.items():
        if found := re.search(pattern, comment):
            return f"{name} {found[1].decode()}"
    return "unknown"


def processor(information):
    """The libraries choose their loops by these, of which valgrind shows a program no more."""
    found = re.search(r"^flags\s*:(.*)$", information, re.MULTILINE)
    flags = found[1].split() if found else []
    best = next((flag for flag in ("avx2", "avx", "sse4_2") if flag in flags), None)
    return platform.machine() + (f" with {best}" if best else "")


def facts(program):
    read = subprocess.run(
        ["readelf", "--string-dump=.comment", program], check=False, capture_output=True)
    made = {"compiler": compiler_in(read.stdout)}
    made |= {name: package_version(package) for name, package in PACKAGES.items()}
    made["processor"] = processor(pathlib.Path("/proc/cpuinfo").read_text())
    return made
