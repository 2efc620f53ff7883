// Sets formulas: reads lines of JSON, {tex, display}, and answers each with a line of JSON, {html} or {error}.
const katex = require("katex");
const lines = require("readline").createInterface({ input: process.stdin });

lines.on("line", (line) => {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(tex, { displayMode: display, strict: "error" }) };
  } catch (problem) {
    answer = { error: problem.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
