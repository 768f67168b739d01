"""Faults that a test cannot inject: each script breaks one thing under a real server.

`./dev bench faults/NAME` prints one line of JSON; what was seen stands in docs/operating.md. They
need Linux, and what each names at its head (root, strace, faketime, slowhttptest).
"""
