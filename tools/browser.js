// What browser.py asks of a page of JupyterLab.
window.lesson = {
  said: [], // complaints of the kernel, those of a widget's callback as well
  ran: [], // cells, in the order in which they ran
  asked: 0, // how many messages the kernel has begun to answer

  async open(path) {
    await jupyterapp.restored;
    this.said.length = this.ran.length = 0;
    this.document = await jupyterapp.commands.execute("docmanager:open", { path });
    await Promise.all([this.document.revealed, this.document.sessionContext.ready]);
  },

  // To what the notebook says from now on.
  attend() {
    this.notebook = this.document.content;
    for (const cell of this.notebook.widgets) cell.node.dataset.cell = cell.model.id;
    this.document.sessionContext.session.kernel.iopubMessage.connect((_, message) => this.listen(message));
  },

  listen({ header, parent_header, content }) {
    const request = ({ outputArea }) => outputArea?.future?.msg.header.msg_id ?? "none";
    const cell = this.notebook.widgets.find((cell) => request(cell) === parent_header.msg_id);
    const where = cell?.model.id ?? "a callback";
    // JupyterLab asks a new kernel for its widgets before there are any, and the kernel grumbles to its log.
    const isQuestion = content.text?.startsWith("No such comm");
    if (content.execution_state === "busy") this.asked++;
    if (header.msg_type === "execute_input") this.ran.push(where);
    if (header.msg_type === "error") this.said.push(`${where} raised ${content.ename}: ${content.evalue}`);
    if (content.name === "stderr" && !isQuestion) this.said.push(`${where} wrote to stderr: ${content.text}`);
  },

  codeCells(tag) {
    const isWanted = ({ model }) => model.type === "code" && (!tag || model.getMetadata("tags")?.includes(tag));
    return this.notebook.widgets.filter(isWanted).map((cell) => cell.model.id);
  },

  async run(name) {
    this.notebook.activeCellIndex = this.notebook.widgets.findIndex((cell) => cell.model.id === name);
    await jupyterapp.commands.execute("notebook:run-cell");
  },

  async close() {
    await jupyterapp.serviceManager.sessions.shutdownAll();
    this.document.dispose();
  },

  // Of a control: the first position, the present one, the last.
  positions(row) {
    const one = row.querySelector("[role=slider], select, [type=checkbox]");
    if (one?.matches("[role=slider]")) return ["min", "now", "max"].map((at) => Number(one.getAttribute(`aria-value${at}`)));
    if (one?.matches("select")) return [0, one.selectedIndex, one.length - 1];
    if (one) return [0, Number(one.checked), 1];
    const buttons = [...row.querySelectorAll("button")];
    return [0, buttons.findIndex((button) => button.matches(".mod-active")), buttons.length - 1];
  },

  // A short name of what a picture shows.
  async digest(picture) {
    const bytes = await (await fetch(picture.src)).arrayBuffer();
    return String(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  },

  // Whether a picture comes to show this.
  async shows([picture, wanted, seconds]) {
    const end = performance.now() + 1000 * seconds;
    while (performance.now() < end && (await lesson.digest(picture)) !== wanted)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return (await lesson.digest(picture)) === wanted;
  },

  // Note when keys go down and when a new picture is decoded, in milliseconds.
  watch(picture) {
    const seen = { keys: [], pictures: [] };
    const note = () => seen.pictures.push(performance.now());
    const isOvertaken = () => {}; // by the next picture, before it was decoded: nobody saw it
    document.addEventListener("keydown", (event) => seen.keys.push(event.timeStamp), true);
    new MutationObserver(() => picture.decode().then(note, isOvertaken)).observe(picture, { attributeFilter: ["src"] });
    lesson.seen = seen;
  },
};
