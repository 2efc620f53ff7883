"""Going on from prompts with a trained char-RNN, many side by side: by lot, or by beam search.

How a text is chosen from the same probabilities is called decoding. It changes no parameters.
"""

import numpy as np

from collapse.models.char_rnn.reading import Reader, log_softmax, pick
from collapse.models.descent import one_thread

SEARCHED = 256  # prompts whose beams are searched side by side: few enough for the processor's cache


def read_through(parameters, prompts):
    """Read prompts, shape (streams, characters): a `Reader` that has, and the logits of what comes next."""
    reader = Reader(parameters, len(prompts))
    for codes in np.ascontiguousarray(prompts.T):
        logits = reader.read(codes)
    return reader, logits


def penalized(log_probs, said, penalty, span):
    """Multiply the log probability of every character that would repeat what is said by `penalty`.

    Parameters
    ----------
    log_probs : array, shape (V, B)
        In nats, so at most 0, and a penalty above 1 lowers them.
    said : int array, shape (characters, B)
        Each text so far, its prompt included.
    penalty : float
        1 changes nothing.
    span : int
        A character repeats if it ends a run of so many characters that is already in the text: 1 asks only whether the
        character is, and that is the published rule for tokens; a token of a large model is about 4 characters.

    Returns
    -------
    array, shape (V, B)
        No longer normalized.

    Notes
    -----
    Source: Keskar et al., arXiv 1909.05858, section 4.1, who divide logits. As a logit may have any sign, dividing it
    may also favor repeats; log probabilities have one sign, and beam searches apply the penalty to them.

    Examples
    --------
    >>> print(penalized(np.log([[0.5], [0.5]]), said=np.array([[0]]), penalty=2, span=1).round(2).tolist())
    [[-1.39], [-0.69]]
    """
    ends = len(said) - span + 1  # runs of `span` characters that are there
    if penalty == 1 or ends < 1:
        return log_probs
    repeats = np.ones((ends, said.shape[1]), bool)
    for place in range(span - 1):
        repeats &= said[place : place + ends] == said[ends + place]
    _, columns = np.nonzero(repeats)
    lowered = np.zeros(log_probs.shape, bool)
    lowered[said[span - 1 :][repeats], columns] = True
    return np.where(lowered, log_probs * penalty, log_probs)


def sample_after(parameters, prompts, size, temperature, rng, penalty, span):
    """Go on from prompts by lot.

    Parameters
    ----------
    parameters : network.Parameters
    prompts : int array, shape (streams, characters)
    size : int
    temperature : float
    rng : numpy.random.Generator
    penalty, span : float, int
        See `penalized`.

    Returns
    -------
    int array, shape (streams, size)
    """
    before = prompts.shape[1]
    said = np.concatenate([prompts, np.empty((len(prompts), size), np.int64)], axis=1).T.copy()
    with one_thread():
        reader, logits = read_through(parameters, prompts)
        for place in range(before, before + size):
            if penalty != 1:
                logits = penalized(log_softmax(logits), said[:place], penalty, span)
            said[place] = pick(logits, temperature, rng)
            logits = reader.read(said[place])
    return said[before:].T


def beam_search(parameters, prompts, size, width, penalty, span):
    """Go on from each prompt with the most probable text that a beam of `width` finds.

    Parameters and result are those of `sample_after`.
    """
    found = [
        _search(parameters, prompts[begin : begin + SEARCHED], size, width, penalty, span)
        for begin in range(0, len(prompts), SEARCHED)
    ]
    return np.concatenate(found)


def _search(parameters, prompts, size, width, penalty, span):
    """Search the beams of some prompts side by side: the beams of prompt i are columns i * width to (i + 1) * width."""
    texts, before = prompts.shape
    said = np.empty((before + size, texts * width), np.int64)
    said[:before] = prompts.T.repeat(width, axis=1)
    scores = np.full((texts, width), -np.inf)
    scores[:, 0] = 0  # at first all beams of a prompt are the same, so only one counts
    firsts = np.arange(texts)[:, None] * width
    with one_thread():
        reader, logits = read_through(parameters, prompts)
        reader, logits = reader.branched(width), logits.repeat(width, axis=1)
        for place in range(before, before + size):
            log_probs = penalized(log_softmax(logits), said[:place], penalty, span)
            scores, beams, codes = _best(scores, log_probs)
            columns = (firsts + beams).ravel()
            said[:place] = said[:place].take(columns, axis=1)
            said[place] = codes.ravel()
            reader.states[0] = reader.states[0].take(columns, axis=0)
            logits = reader.read(said[place])
    return said[before:, firsts[:, 0]].T


def _best(scores, log_probs):
    """The best ways to go on: their scores, their beams and their characters, each of shape (texts, width), best first.

    Examples
    --------
    >>> scores, beams, codes = _best(np.array([[-1.0, -2.0]]), np.log([[0.5, 0.9], [0.5, 0.1]]))
    >>> scores.round(2).tolist(), beams.tolist(), codes.tolist()
    ([[-1.69, -1.69]], [[0, 0]], [[0, 1]])
    """
    (texts, width), characters = scores.shape, len(log_probs)
    ways = log_probs.reshape(characters, texts, width).transpose(1, 2, 0) + scores[:, :, None]
    ways = ways.reshape(texts, width * characters)
    best = np.argpartition(-ways, width - 1, axis=1)[:, :width]
    found = np.take_along_axis(ways, best, axis=1)
    order = np.lexsort((best, -found))  # best first; of equals, the one that comes first
    best, found = np.take_along_axis(best, order, axis=1), np.take_along_axis(found, order, axis=1)
    return found, *np.divmod(best, characters)
