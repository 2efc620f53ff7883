"""Model collapse, in rooms: where a thing belongs.

=========== =====================================================================
settings    what readers have set for themselves, and how it stays out
validate    what arguments are allowed, and the errors that say so
data_kinds  values, points, counts and texts: how each is joined and divided
models      things that fit and sample
text        corpora: load, clean, encode
tables      those of the folder data/: read, and refuse what is none
pictures    handwritten digits: load, read
diets       what the next generation is fed, and who chooses it
loop        the one loop: fit, sample, feed
measures    what is measured of a generation
reading     what is measured of a text: its words, and models' bits
theory      closed forms, each with its source
people      authors who write with a model's help, a toy
study       the study's experiment in small: each ingredient's part
definitions eight of collapse, as tests that a chain meets or not
comparison  many models in the loop, put to the definitions
claims      what an article claims, our verdicts, and their sources
ballot      votes before and after, and tests that are fixed between them
sweep       one point of the phase diagram of diets
figures     every static figure
panels      every interactive panel
exercises   checks that answer with a reason
=========== =====================================================================

Imports go down this list only: a room may import from the rooms above it. An argument that is not allowed is met with a
TypeError or a ValueError that names it, its value, and what is allowed.
"""

from collapse import settings

settings.leave_out()  # before anything is printed or drawn
