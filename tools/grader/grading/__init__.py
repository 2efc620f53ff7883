"""Grade what students hand in, whatever it is. `grade.py` beside this folder is the command; the rooms in their order:

collect    find each student's notebook among what was handed in
mend       rebuild it from the released one, with the student's answers
prepare    choose where there are several, and write what nbgrader is to grade
sandbox    a place where it can do no harm
run        run it there, in place of nbgrader's own step, and see that what breaks costs nothing but itself
inside     the part of it that runs within the sandbox
report     say what was mended and what could not be
"""
