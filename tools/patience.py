"""How long tests and tools wait for what may hang: a kernel, a server, a program.

It is no limit of speed; of that `weigh.py` and the benchmarks speak, in yardsticks. A busy machine five times slower
than an ordinary core does not meet it.
"""

PATIENCE = 1800  # seconds
