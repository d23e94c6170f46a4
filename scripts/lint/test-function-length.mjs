const declaresTests = new Set(["describe", "it", "test", "beforeAll", "beforeEach", "afterAll", "afterEach"]);

/** `describe`, of `describe("…")`, `describe.each(rows)("…")` and `` describe.each`…`("…") `` alike. */
function rootOf(callee) {
  if (callee.type === "Identifier") return callee.name;
  const inner = callee.object ?? callee.callee ?? callee.tag;
  return inner === undefined ? undefined : rootOf(inner);
}

/** As max-lines-per-function, but a function that declares tests is a list of scenarios, and may be as long as they are many. */
export const testFunctionLength = {
  meta: {
    type: "suggestion",
    schema: [{ type: "integer", minimum: 1 }],
    messages: { long: "This function has {{lines}} lines; {{max}} are the most." },
  },
  create(context) {
    const max = context.options[0];
    const open = [];
    const enter = (node) => open.push({ node, isSuite: false });
    const leave = () => {
      const { node, isSuite } = open.pop();
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (!isSuite && lines > max) context.report({ node, messageId: "long", data: { lines, max } });
    };
    return {
      ":function": enter,
      ":function:exit": leave,
      CallExpression(node) {
        if (declaresTests.has(rootOf(node.callee))) for (const entry of open) entry.isSuite = true;
      },
    };
  },
};
