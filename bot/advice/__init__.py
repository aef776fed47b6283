"""What we advise: from a question to a sourced answer.

A `Question` is cleaned (question), put into the knowledge's own words (wording), matched (features, learning,
matching), read for the signals of its situation (signals), judged by the rows that hold (verdict), and composed
into an `Answer` (answer, composing). `Advisor` is the whole way in one call. Pure: the clock and the encoder are
passed in, and the same question gives the same bytes in any process.
"""
