"""One BLAS thread for products as small as a char-RNN's, which lose more by handing work over than they gain.

With two threads, and another program on one of the cores, training is more than ten times slower. The environment
variable OPENBLAS_NUM_THREADS=1, set before NumPy is imported, does the same for a whole program.
"""

from contextlib import nullcontext

try:
    from threadpoolctl import threadpool_limits
except ImportError:  # then NumPy uses as many as it likes: the results are the same, later
    threadpool_limits = None


def one_thread():
    """Limit BLAS to one thread inside a `with` block, where threadpoolctl is installed."""
    return threadpool_limits(1, user_api="blas") if threadpool_limits else nullcontext()
