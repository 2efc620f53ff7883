// Lets the panels of the book move: controls above the stored picture, which the frames drawn for the book replace.
// Without this script the stored picture and its sentence stay. A frame is fetched when it is asked for, its neighbors
// ahead of time. A setting that was not drawn is said, and nothing else is shown in its place.
(() => {
  const PATIENCE = 100; // ms before the neighbors of a setting are fetched, so that they do not hold up the setting
  const STEP = 250; // ms a picture stays while the panel plays
  const KEPT = 160; // decoded frames of a panel that are kept
  const waiting = new Map();
  const opened = new Map();

  // What panel.js of a folder of frames calls.
  window.collapsePanel = (name, data) => waiting.get(name)(data);

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const load = (folder) => {
    const name = folder.split("/").at(-2);
    if (!opened.has(name))
      opened.set(
        name,
        new Promise((resolve, reject) => {
          waiting.set(name, resolve);
          const script = element("script", { src: `${folder}panel.js` });
          script.addEventListener("error", () => reject(new Error(`${folder}panel.js is missing`)));
          document.head.append(script);
        }),
      );
    return opened.get(name);
  };

  class Panel {
    constructor(figure, data, number) {
      Object.assign(this, data, { figure, folder: figure.dataset.panel });
      this.id = `panel-${number}`;
      this.picture = figure.querySelector("img");
      this.said = figure.querySelector("figcaption");
      this.numbers = new Map(data.settings.map((setting, n) => [String(setting), n]));
      this.at = data.controls.map(({ start }) => start);
      this.frames = new Map();
      this.shown = null; // the number of the frame that is seen; the stored picture has none
      this.build();
    }

    build() {
      this.picture.removeAttribute("loading");
      this.frame = element("div", { class: "panel-frame" });
      this.frame.style.aspectRatio = `${this.width} / ${this.height}`;
      if (matchMedia("(max-width: 600px)").matches) this.frame.tabIndex = 0; // it scrolls by itself
      this.picture.replaceWith(this.frame);
      this.frame.append(this.picture);
      this.inputs = this.controls.map((control, n) => this.makeControl(control, n));
      const rows = element("div", { class: "panel-controls", role: "group", "aria-label": "Settings of the picture" });
      rows.append(...this.inputs.map(({ row }) => row));
      this.figure.prepend(rows);
      this.said.setAttribute("aria-live", "polite");
      this.said.setAttribute("aria-atomic", "true");
      this.missing = element("div", { class: "panel-missing", hidden: "" });
      this.frame.append(this.missing);
      this.figure.append(element("p", { class: "panel-note" }, this.note()));
      this.said.textContent = `Figure: ${this.words[this.number()]}`; // without the invitation to run the cell
      this.show();
      this.figure.dataset.state = "ready";
    }

    note() {
      const parts = this.controls.filter((c) => c.stops.length < c.all).map((c) => `“${c.label}” at ${c.stops.length} of ${c.all} places`);
      const some = parts.length ? `, with ${parts.join(", ")}` : "";
      return `Drawn for this page: ${this.settings.length} settings${some}. The notebook draws all of them.`;
    }

    makeControl(control, n) {
      const id = `${this.id}-${n}`;
      const made = { control, n };
      if (control.kind === "ToggleButtons" || control.kind === "Checkbox") this.makeButtons(made, id);
      else if (control.kind === "Dropdown") this.makeMenu(made, id);
      else this.makeSlider(made, id);
      made.row.title = control.tooltip;
      for (const sign of ["focusin", "pointerenter"]) made.row.addEventListener(sign, () => this.soon(n));
      return made;
    }

    makeSlider(made, id) {
      const { control, n } = made;
      const last = control.stops.length - 1;
      const input = element("input", { type: "range", id, min: 0, max: last, step: 1, "aria-describedby": `${id}-tip` });
      const value = element("output", { for: id });
      const play = element("button", { type: "button", class: "panel-play", "aria-label": `Play: ${control.label}` }, "▶");
      input.addEventListener("input", () => { this.stop(); this.move(n, Number(input.value)); });
      play.addEventListener("click", () => (this.playing === n ? this.stop() : this.play(n)));
      made.update = (at) => {
        input.value = at;
        input.setAttribute("aria-valuetext", control.stops[at]);
        value.textContent = control.stops[at];
      };
      made.play = play;
      made.row = element("div", { class: "panel-control" }, element("label", { for: id }, control.label), input, value, play, this.tip(id, control));
      input.disabled = play.disabled = last === 0;
    }

    makeMenu(made, id) {
      const { control, n } = made;
      const options = control.stops.map((stop, at) => element("option", { value: at }, stop));
      const input = element("select", { id, "aria-describedby": `${id}-tip` }, ...options);
      input.addEventListener("change", () => { this.stop(); this.move(n, Number(input.value)); });
      made.update = (at) => { input.value = at; };
      made.row = element("div", { class: "panel-control" }, element("label", { for: id }, control.label), input, this.tip(id, control));
    }

    makeButtons(made, id) {
      const { control, n } = made;
      const inputs = control.stops.map((stop, at) => element("input", { type: "radio", name: id, id: `${id}-${at}`, value: at }));
      const labels = control.stops.map((stop, at) => element("label", { for: `${id}-${at}` }, inputs[at], stop));
      for (const input of inputs) input.addEventListener("change", () => { this.stop(); this.move(n, Number(input.value)); });
      made.update = (at) => { inputs[at].checked = true; };
      const legend = element("span", { class: "panel-legend", id: `${id}-name` }, control.label);
      const choices = element("span", { class: "panel-choices" }, ...labels);
      const group = { class: "panel-control", role: "radiogroup", "aria-labelledby": `${id}-name`, "aria-describedby": `${id}-tip` };
      made.row = element("div", group, legend, choices, this.tip(id, control));
    }

    tip(id, control) {
      return element("span", { id: `${id}-tip`, class: "visually-hidden" }, control.tooltip);
    }

    move(n, place) {
      clearTimeout(this.later); // what is asked for now comes first
      this.at[n] = place;
      this.moved = n;
      return this.show();
    }

    number(at = this.at) {
      return this.numbers.get(String(at));
    }

    // Fetch and decode a frame; the same promise for all who ask.
    fetch(number) {
      if (!this.frames.has(number)) {
        const image = new Image();
        image.alt = this.picture.alt;
        image.width = this.width;
        image.height = this.height;
        image.src = `${this.folder}${number}.webp`;
        const entry = { image, ready: false };
        entry.done = image.decode().then(
          () => { entry.ready = true; return image; },
          () => { this.frames.delete(number); throw new Error(`frame ${number} is missing`); },
        );
        this.frames.set(number, entry);
        if (this.frames.size > KEPT) this.frames.delete(this.frames.keys().next().value);
      }
      return this.frames.get(number);
    }

    async show() {
      this.inputs.forEach(({ update }, n) => update(this.at[n]));
      const number = this.number();
      if (number === undefined) return this.sayMissing();
      const first = this.shown === null && this.controls.every(({ start }, n) => this.at[n] === start);
      if (!first) {
        const entry = this.fetch(number);
        if (!entry.ready) {
          try {
            await entry.done;
          } catch (problem) {
            return this.sayProblem(number);
          }
          if (this.number() !== number) return undefined; // moved on meanwhile
        }
        this.missing.hidden = true;
        entry.image.hidden = false;
        if (this.picture !== entry.image) this.picture.replaceWith(entry.image);
        this.picture = entry.image;
        this.shown = number;
        this.figure.dataset.shown = number;
        this.said.textContent = `Figure: ${this.words[number]}`;
        this.soon(this.moved);
      }
      return undefined;
    }

    sayMissing() {
      const names = this.controls.map(({ label, stops }, n) => `${label}: ${stops[this.at[n]]}`).join("; ");
      const go = element("button", { type: "button" }, "Go to the nearest that was");
      go.addEventListener("click", () => { this.at = this.nearest(); this.show(); this.inputs[this.moved].row.querySelector("input, select").focus(); });
      this.say(element("p", {}, `Not drawn for this page: ${names}. The notebook draws it.`), go);
      this.said.textContent = `Not drawn for this page: ${names}.`;
    }

    sayNowhere(label) {
      const words = ` Nothing to play: no other place of ${label} was drawn beside these settings.`;
      this.said.textContent = this.said.textContent.replace(words, "") + words;
    }

    sayProblem(number) {
      this.say(element("p", {}, `Picture ${number} could not be fetched.`));
      this.said.textContent = `Picture ${number} could not be fetched.`;
    }

    say(...words) {
      this.stop();
      this.picture.hidden = true;
      this.missing.replaceChildren(...words);
      this.missing.hidden = false;
      this.shown = this.shown ?? -1;
      delete this.figure.dataset.shown;
    }

    // The drawn setting that differs least, with the control that was moved last where it is.
    nearest() {
      const distance = (setting) =>
        setting.reduce((sum, place, n) => {
          const steps = Math.abs(place - this.at[n]) / Math.max(1, this.controls[n].stops.length - 1);
          return sum + (steps && 1 + steps) * (n === this.moved ? 1000 : 1);
        }, 0);
      return [...this.settings.reduce((best, setting) => (distance(setting) < distance(best) ? setting : best))];
    }

    // A control is about to be used, or was: its neighbors are next.
    soon(n) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.ahead(n), PATIENCE);
    }

    // Fetch the neighbors of the present setting: of the control in use three steps and the ends, then a step
    // of each other.
    ahead(used) {
      const others = this.at.map((_, n) => n).filter((n) => n !== used);
      for (const n of [used, ...others]) {
        const last = this.controls[n].stops.length - 1;
        const steps = n === used ? [1, -1, 2, -2, 3, -3] : [1, -1];
        const places = steps.map((step) => this.at[n] + step);
        if (n === used) places.push(0, last);
        for (const place of places) {
          const number = this.number(this.at.map((other, k) => (k === n ? place : other)));
          if (number !== undefined) this.fetch(number).done.catch(() => {});
        }
      }
    }

    play(n) {
      this.stop();
      const { play, control } = this.inputs[n];
      const drawn = control.stops.map((_, at) => at).filter((at) => this.number(this.at.map((other, k) => (k === n ? at : other))) !== undefined);
      if (!drawn.some((at) => at !== this.at[n])) {
        this.sayNowhere(control.label);
        return;
      }
      this.playing = n;
      play.textContent = "❚❚";
      play.setAttribute("aria-label", `Pause: ${control.label}`);
      this.said.setAttribute("aria-live", "off"); // the sentence at which it stops is read, not each on the way
      if (this.at[n] >= drawn.at(-1)) this.move(n, drawn[0]);
      const next = async () => {
        const place = drawn.find((at) => at > this.at[n]);
        if (this.playing !== n) return;
        if (place === undefined) { this.stop(); return; }
        await this.move(n, place);
        if (this.playing === n) this.timer = setTimeout(next, STEP);
      };
      this.timer = setTimeout(next, STEP);
    }

    stop() {
      clearTimeout(this.timer);
      if (this.playing === undefined) return;
      const { play, control } = this.inputs[this.playing];
      play.textContent = "▶";
      play.setAttribute("aria-label", `Play: ${control.label}`);
      this.playing = undefined;
      this.said.setAttribute("aria-live", "polite");
      const words = this.said.textContent;
      this.said.textContent = "";
      requestAnimationFrame(() => { this.said.textContent ||= words; });
    }
  }

  const begin = () => {
    const figures = [...document.querySelectorAll("figure.panel[data-panel]")];
    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          load(target.dataset.panel).then(
            (data) => new Panel(target, data, figures.indexOf(target)),
            (problem) => console.error(problem.message),
          );
        }
      },
      { rootMargin: "600px" },
    );
    figures.forEach((figure) => near.observe(figure));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
