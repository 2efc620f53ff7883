"""The panel of notebook 02: a world with two rare kinds, copied by three models that fail differently."""

import ipywidgets as widgets
import numpy as np

from collapse import theory
from collapse.figures.house import HUMAN, OTHER, SYNTHETIC, THEORY, decorate
from collapse.loop import run
from collapse.models import KDE, FittedMixture, Gaussian, GaussianMixture
from collapse.panels.base import LEGEND, Newest, Panel, canvas, control

LAST = 25
LINEAGES = 40
PLACES = {"A": (4, 11), "B": (11, np.inf)}  # where the rare kinds live: around 8 and around 14
SIZES = [25, 50, 100, 200]
PERCENT = [1, 2, 4, 6, 10, 20]
NAMES = {"Gaussian": "a single Gaussian", "mixture": "a mixture of {}", "KDE": "a kernel density estimate"}


def rare_modes():
    """Show the density of one history beside the humans', and in how many histories each rare kind is still there."""
    figure, (now, all_along) = canvas()
    artists = _prepare(now, all_along)
    ensemble = Newest(_ensemble)

    def draw(A, B, M, model, K, generation):
        fitted, there = zip(*ensemble.first(generation + 1, A, B, M, model, K), strict=True)
        _update(artists, _world(A, B), _first(fitted[generation]), np.array(there), M)
        return _words(there[generation], A, B, M, NAMES[model].format(K), generation)

    return Panel(
        figure,
        draw,
        dict(
            A=_percent("kind A, at 8", "how many in a hundred humans are of kind A, around the value 8", 6),
            B=_percent("kind B, at 14", "how many in a hundred humans are of kind B, around the value 14", 2),
            M=control(
                widgets.SelectionSlider,
                "sample size M",
                "how many points each generation is fitted to",
                options=SIZES,
                value=50,
            ),
            model=control(
                widgets.Dropdown,
                "model",
                "what is fitted in every generation",
                options=list(NAMES),
                value="mixture",
            ),
            K=control(
                widgets.IntSlider,
                "components K",
                "how many components the mixture has; the other two models have none",
                value=3,
                min=1,
                max=4,
            ),
            generation=control(widgets.IntSlider, "generation", "how far the histories have come", value=10, max=LAST),
        ),
        grid=[
            dict(A=[0.06], B=[0.02], M=SIZES, model=NAMES, generation=range(0, LAST + 1, 5)),
            dict(A=[0.02, 0.04, 0.06], B=[0.02, 0.04, 0.06], M=SIZES, model=NAMES, generation=[LAST]),
            dict(A=[0.02, 0.04, 0.06, 0.1], B=[0.02, 0.04, 0.06, 0.1], M=[50], model=NAMES, generation=[10, LAST]),
            dict(A=[0.06], B=[0.02], M=[50], K=[1, 2, 3, 4], generation=[10, LAST]),
            dict(A=[0.1], B=[0.1], M=SIZES, K=[1, 2, 3, 4], generation=[0, LAST]),
        ],
        play="generation",
    )


def _percent(label, tooltip, value):
    options = [(f"{share} %", share / 100) for share in PERCENT]
    return control(widgets.SelectionSlider, label, tooltip, options=options, value=value / 100)


def _world(A, B):
    """The humans: most of them around 0, kind A around 8 and kind B around 14, each with variance 1."""
    return FittedMixture([1 - A - B, A, B], [0.0, 8.0, 14.0], [1.0, 1.0, 1.0])


def _model(name, K):
    if name == "mixture":
        # Loose, because a learner waits: with EM to its end each kind is there in as many histories, but for chance.
        return GaussianMixture(K, warm_start=True, tol=3e-3, max_iter=4)
    return Gaussian(ddof=0) if name == "Gaussian" else KDE()


def _ensemble(A, B, M, model, K):
    """Run the histories: of each generation the fits, and whose place holds a point, (lineages, kinds)."""
    rng = np.random.default_rng(2)
    human = _world(A, B).sample(LINEAGES * M, rng).reshape(LINEAGES, M)
    for turn in run(_model(model, K), human, LAST, rng):
        there = [((turn.data > low) & (turn.data <= high)).any(axis=-1) for low, high in PLACES.values()]
        yield turn.model, np.stack(there, axis=-1)


def _first(fitted):
    """The first history's fit, by itself."""
    if isinstance(fitted, FittedMixture):
        return FittedMixture(fitted.weights[0], fitted.means[0], fitted.covariances[0])
    if hasattr(fitted, "bandwidth"):
        return KDE(fitted.bandwidth[0]).fit(fitted.data[0])
    return FittedMixture([1.0], [fitted.mean[0]], [fitted.variance[0]])


def _prepare(now, all_along):
    """Draw everything that stays, and return the artists that move."""
    world = now.plot([], [], color=HUMAN, label="the humans", animated=True)[0]
    model = now.plot([], [], color=SYNTHETIC, linestyle="-.", linewidth=2, label="one history", animated=True)[0]
    now.set(yscale="log", xlim=(-8, 22), ylim=(1e-4, 30))
    decorate(now, "Density (A lives at 8, B at 14)", "value", "density", **LEGEND)
    lines = {}
    for kind, color, style in (("A", SYNTHETIC, "-"), ("B", OTHER, "-.")):
        look = dict(color=color, linestyle=style, linewidth=2, marker="o", markersize=4, markevery=[-1], animated=True)
        lines[kind] = all_along.plot([], [], label=f"kind {kind}", **look)[0]
        law = all_along.plot([], [], label="theory" if kind == "A" else None, animated=True, **THEORY)[0]
        lines[f"law {kind}"] = law
    all_along.set(xlim=(0, LAST), ylim=(0, 1.25), yticks=np.linspace(0, 1, 6))
    title = "Histories with points in the place of a kind"
    decorate(all_along, title, "generation", "share of histories", **LEGEND, ncols=3)
    return dict(world=world, model=model, **lines)


def _update(moving, world, first, there, M):
    x = np.linspace(-8, 22, 400)
    moving["world"].set_data(x, np.exp(world.log_prob(x)))
    needles = first.means if isinstance(first, FittedMixture) else first.data  # on the grid, so that none is missed
    x = np.sort(np.concatenate([x, needles]))
    moving["model"].set_data(x, np.exp(np.maximum(first.log_prob(x), -50)))
    share = there.mean(axis=1)
    for k, kind in enumerate(PLACES):
        moving[kind].set_data(np.arange(len(share)), share[:, k])
        gone = theory.extinction_probability(M, world.weights[k + 1], np.arange(1, LAST + 2))
        moving[f"law {kind}"].set_data(np.arange(LAST + 1), 1 - gone)


def _words(there, A, B, M, model, generation):
    with_A, with_B = there.T
    return (
        f"{model[0].upper()}{model[1:]}, M = {M}, humans with {100 * A:g} % of kind A and {100 * B:g} % of kind B, "
        f"generation {generation}: of {len(there)} histories, {(with_A & with_B).sum()} have points in both places, "
        f"{(with_A & ~with_B).sum()} only at A, {(with_B & ~with_A).sum()} only at B, "
        f"{(~with_A & ~with_B).sum()} in neither."
    )
