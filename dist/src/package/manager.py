"""Stands in for systemd in the test of the package: does what a unit says about its process, and hears what that tells.

manager.py LINE UNIT INSTANCE LOG: runs what LINE, such as ExecStart, says as the unit's user, with its capabilities and
limits, on its file systems; writes each sd_notify message to LOG; passes SIGTERM and SIGHUP on; ends with the exit code
of the process.
"""

import configparser
import os
import resource
import signal
import socket
import subprocess
import sys
import threading

line, unit, instance, log = sys.argv[1:]
parser = configparser.RawConfigParser(strict=False, interpolation=None)
parser.optionxform = str
parser.read(unit)
service = {key: value.replace("%i", instance) for key, value in parser["Service"].items()}
user = service["User"]


def run(*command):
    subprocess.run(command, check=True)


def owned(folder, mode):
    os.makedirs(folder, exist_ok=True)
    run("chown", user + ":" + service["Group"], folder)
    os.chmod(folder, int(mode, 8))
    run("mount", "--bind", folder, folder)


assert service["ProtectSystem"] == "strict", service
owned("/run/" + service["RuntimeDirectory"], service["RuntimeDirectoryMode"])
if "LogsDirectory" in service:
    owned("/var/log/" + service["LogsDirectory"], service["LogsDirectoryMode"])
run("mount", "-o", "remount,bind,ro", "/")
folder, options = service["TemporaryFileSystem"].split(":")
run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)

path = log + ".socket"
if os.path.exists(path):
    os.remove(path)
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(path)
os.chmod(path, 0o777)

capabilities = [name.removeprefix("CAP_").lower() for name in service["AmbientCapabilities"].split()]
assert service["CapabilityBoundingSet"] == service["AmbientCapabilities"]
these = ",".join(["-all"] + ["+" + name for name in capabilities])
patience = int(service.get("WatchdogSec", "0s").removesuffix("s"))
# Where this host's own limit is lower, and systemd would be the one who may go beyond, it is that one.
files = min(int(service.get("LimitNOFILE", 1024)), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
command = ["prlimit", "--nofile=" + str(files), "setpriv", "--reuid", user, "--regid", service["Group"], "--init-groups", "--no-new-privs"]
command += ["--inh-caps", these, "--ambient-caps", these, "--bounding-set", these]
command += service[line].split()
os.umask(int(service["UMask"], 8))
environment = {"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": path, "WATCHDOG_USEC": str(patience * 1000000 // 10)}
process = subprocess.Popen(command, env=environment)


def hear():
    with open(log, "a", encoding="utf-8") as out:
        while True:
            out.write(heard.recv(4096).decode().replace("\n", " ") + "\n")
            out.flush()


threading.Thread(target=hear, daemon=True).start()
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda received, _: process.send_signal(received))
sys.exit(process.wait())
