import { readFileSync } from "node:fs";

/** Runs the first program of a README unchanged, with `modules` for its imports; returns the lines that it printed. */
export async function runReadme(readme: URL, modules: Readonly<Record<string, object>>): Promise<unknown[][]> {
  const program = /```js\n([\s\S]*?)```/.exec(readFileSync(readme, "utf8"))?.[1] ?? "";
  const body = program
    .replace(/^import (\{.*\}) from (".*");$/gm, "const $1 = modules[$2];")
    .replace(/\nmain\(\);\n$/, "\nreturn main();\n");
  const printed: unknown[][] = [];
  const run = new Function("modules", "console", body);
  await run(modules, { log: (...line: unknown[]) => printed.push(line) });
  return printed;
}
