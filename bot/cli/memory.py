"""How a process that serves for months keeps its memory small."""

import ctypes

ARENAS = 2
_M_ARENA_MAX = -8  # malloc.h of glibc


def share_arenas() -> None:
    """Have all threads take memory from the same few arenas; call it before there are threads.

    glibc lets eight a core grow, and what one large payload took in each of them is seldom given back. Other C
    libraries do without, and have no such function.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_ARENA_MAX, ARENAS)
