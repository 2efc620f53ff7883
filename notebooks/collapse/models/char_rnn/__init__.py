"""A character-level recurrent network: fit it to a text, let it write, ask what it thinks of a text.

Open `network` first. Each file uses only those above it:

========  =====================================================================
network   the two cells, the loss, and its gradient through time
training  the updates
reading   reading and writing with a trained network
decoding  going on from prompts: by lot, or by beam search
model     `CharRNN`, what to fit and how, and `FittedCharRNN`, what came out
files     save and load
========  =====================================================================
"""

from collapse.models.char_rnn.model import CharRNN, FittedCharRNN

__all__ = ["CharRNN", "FittedCharRNN"]
