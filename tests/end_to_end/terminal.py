# SPDX-License-Identifier: MIT
"""A shell command -> executed in a terminal of its own, which is closed at SIGUSR1; prints its exit code then."""
import os
import pty
import select
import signal
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execv("/bin/sh", ["sh", "-c", sys.argv[1]])

closing, told = os.pipe()
signal.set_wakeup_fd(told, warn_on_full_buffer=False)
os.set_blocking(told, False)
signal.signal(signal.SIGUSR1, lambda *_: None)
while closing not in select.select([terminal, closing], [], [])[0]:
    os.read(terminal, 65536)
os.close(terminal)
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
