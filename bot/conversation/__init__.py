"""WHAT WAS ASKED: who asked what where, what was answered, what is still to be sent. Pure."""
