// Runs where a panel is shown, in a hidden output inside it: `element`. Without it a screen reader would find sliders
// that have no names and a picture that is none, and JupyterLab would take the arrow keys away from lists.
const describe = (panel) => {
  const set = (parent, selector, attributes) => {
    for (const node of parent.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  };
  const label = (control) => control.querySelector(".widget-label").textContent;
  for (const slider of panel.querySelectorAll(".widget-slider")) {
    const value = slider.querySelector(".widget-readout")?.textContent ?? "";
    set(slider, "[role=slider]", { "aria-label": label(slider), "aria-valuetext": value });
    set(slider, ".widget-readout", { "role": "textbox", "aria-label": `value of ${label(slider)}` });
  }
  for (const group of panel.querySelectorAll(".widget-toggle-buttons")) {
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label(group));
    set(group, "button", { "aria-pressed": false });
    set(group, "button.mod-active", { "aria-pressed": true });
  }
  set(panel, "img", { alt: "Figure; the sentence that follows says what it shows." });
  set(panel, ".collapse-words", { role: "status" }); // read aloud when it changes
  set(panel, ".collapse-error", { role: "alert" });
};

const begin = (attempts) => {
  const panel = element.closest(".collapse-panel");
  if (!panel) return attempts && setTimeout(begin, 100, attempts - 1); // not on the page yet
  new MutationObserver(() => describe(panel)).observe(panel, {
    attributeFilter: ["class"],
    childList: true,
    subtree: true,
  });
  panel.addEventListener("keydown", (event) => event.target.matches("select") && event.stopPropagation());
  describe(panel);
};

begin(300);
