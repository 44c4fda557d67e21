import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkCommonJs } from "../scripts/check-commonjs.mjs";

it("a build fails if one of its CommonJS files does not parse, and says which", async () => {
  const directory = await mkdtemp(join(tmpdir(), "engenho-"));
  try {
    await writeFile(
      join(directory, "good.cjs"),
      '#!/usr/bin/env node\n"use strict";\nmodule.exports = require("node:fs");\n',
    );
    expect(() => checkCommonJs(directory)).not.toThrow();
    const bad = join(directory, "bad.cjs");
    await writeFile(bad, '"use strict";\nfunction* f(a, b) { return or(a, () => (yield* b)); }\n');
    expect(() => checkCommonJs(directory)).toThrow(SyntaxError);
    expect(() => checkCommonJs(directory)).toThrow(expect.objectContaining({ stack: expect.stringContaining(bad) }));
  } finally {
    await rm(directory, { recursive: true });
  }
});
