"""The figures of notebook 06: many models in one plane, and authors who write with a model's help."""

import numpy as np

from collapse import measures
from collapse.figures.house import OTHER, SYNTHETIC, THEORY, Picture, canvas, decorate

GRAY = "0.35"
KINDS = {"5-gram": OTHER, "tokens": OTHER, "network": GRAY}  # models of language; the others are of numbers
LOOKS = [(marker, style) for style in ("-", ":", "-.") for marker in ("o", "s", "^", "D", "v")]
TICKS = [-3, -1, -0.5, 0, 0.5, 1, 3, 10, 30]
STYLES = {"blend": dict(color=SYNTHETIC, linestyle="-"), "by lot": dict(color=OTHER, linestyle="-.")}


def many_models(chains):
    """Draw chains of models in one plane: how surprised they have become by themselves, and by humans.

    Parameters
    ----------
    chains : dict of str to Chain
        As in `comparison`. Drawn is the median history, generation by generation, as the change since generation 0.
    """
    figure, axes = canvas(width=9.6, height=4.8)
    ends = []
    for (name, chain), (marker, style) in zip(chains.items(), LOOKS, strict=False):
        own, human = (np.median(values - values[0], axis=-1) for values in (chain.own, chain.human))
        color = next((color for kind, color in KINDS.items() if name.startswith(kind)), SYNTHETIC)
        look = dict(color=color, marker=marker, linestyle=style, markevery=[-1], markersize=7, linewidth=1.5)
        axes.plot(own, human, label=name, **look)
        ends.append((own[-1], human[-1]))
    for line in (axes.axhline, axes.axvline):
        line(0, color="0.8", linewidth=1, zorder=0)
    for which in "xy":
        axes.set(**{f"{which}scale": "symlog", f"{which}ticks": TICKS, f"{which}ticklabels": [f"{t:g}" for t in TICKS]})
        getattr(axes, f"{which}axis").set_minor_formatter("")
    x, y = np.transpose(ends)
    axes.set(xlim=(1.3 * x.min(), 1.4 * x.max()), ylim=(-0.1, 1.5 * y.max()))
    decorate(
        axes,
        "Where the chains go, the median history",
        "change of the surprise at its own output (bits)",
        "change of the surprise at humans (bits)",
        legend=False,
    )
    axes.legend(frameon=False, fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    return Picture(
        figure,
        f"of {len(chains)} chains {np.sum(y > 0)} end more surprised by humans than at first; {np.sum(x < 0)} end less "
        f"surprised by their own output, and {np.sum(x > 0)} more.",
    )


def writers(novelty, diversity, theory):
    """Draw authors who write with a model's help: novelty of the single text, diversity of all texts.

    Parameters
    ----------
    novelty, diversity : dict of str to array, shape (generations, histories)
        By how the authors use the suggestions: "blend" or "by lot".
    theory : dict of str to (array, array)
        The curves of both.
    """
    figure, both = canvas(columns=2, width=9.6)
    titles = "New for the author", "Different from the others"
    labels = "distance from home (mean square)", "variance of all texts"
    said = []
    for place, (axes, values) in enumerate(zip(both, (novelty, diversity), strict=True)):
        for how, each in values.items():
            mean, low, high = measures.mean_band(each)
            axes.fill_between(np.arange(len(mean)), low, high, color=STYLES[how]["color"], alpha=0.3, linewidth=0)
            axes.plot(mean, linewidth=2, label=how, **STYLES[how])
            last = how == list(values)[-1]
            axes.plot(theory[how][place], label="theory, many authors" if last else None, **THEORY)
            said.append(f"{mean[0]:.2f}, {mean[1]:.2f}, {mean[-1]:.2f}")
        axes.set_ylim(0, 1.35 * max(np.mean(each, axis=1).max() for each in values.values()))
        decorate(axes, titles[place], "generation", labels[place])
    names = list(novelty)
    pairs = zip(names, said[: len(names)], said[len(names) :], strict=True)
    parts = [f"{name} {new}, diversity {varied}" for name, new, varied in pairs]
    return Picture(
        figure,
        f"in generations 0, 1 and {len(mean) - 1}, novelty of {'; of '.join(parts)}.",
    )
