// Messages that name options of the command line, told in the words of the page.

const FIELDS = {
  "--budget": "Length", "--fill": "Fill", "--order": "Order", "--kind": "Kind", "--aspect": "Shape",
  "--pace": "Pace", "--min-clip": "Shortest clip",
};

export function plainly(text) {
  return text
    .replace(/^(budget|min_clip|aspect)(?= )/, (name) => FIELDS[`--${name.replace("_", "-")}`])
    .replaceAll("add --fill", "switch Fill on (under Cut)")
    .replace(/--[a-z][a-z-]*/g, (option) => FIELDS[option] ?? option);
}
