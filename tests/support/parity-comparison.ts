import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Facts } from "./openapi-facts.js";

/** The folder with the digests of upstream's documents and the explanations of differences. */
export const parityFolder = fileURLToPath(new URL("../../docs/parity/", import.meta.url));

interface Argument {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** The differences between two documents, and which of them are explained. */
export interface Comparison {
  /** The unexplained differences, for readers. */
  readonly open: string;
  /** Explanations of differences that do not exist. */
  readonly idle: readonly string[];
}

/** Compares facts; `argued` is a file in the folder, each line a pattern and a reason, separated by a tab. */
export function compareFacts(upstream: Facts, ours: Facts, argued: string): Comparison {
  const known = readArguments(argued);
  const keys = [...new Set([...upstream.keys(), ...ours.keys()])];
  const differences = keys.filter((key) => upstream.get(key) !== ours.get(key));
  const line = (key: string) => `${key}: ${upstream.get(key)} -> ${ours.get(key)}`;
  const shown = (key: string) => `${key}\n  upstream: ${upstream.get(key)}\n  here:     ${ours.get(key)}`;
  const lines = differences.map(line);
  return {
    open: differences
      .filter((key) => !known.some(({ pattern }) => pattern.test(line(key))))
      .map(shown)
      .join("\n"),
    idle: known.filter(({ pattern }) => !lines.some((each) => pattern.test(each))).map(({ pattern }) => pattern.source),
  };
}

function readArguments(file: string): readonly Argument[] {
  return readFileSync(`${parityFolder}${file}`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"))
    .map(([pattern = "", reason = ""]) => ({ pattern: new RegExp(`^(${pattern})$`), reason }));
}

/** Upstream's facts about the resources and definitions that ours has facts about, and about no resource. */
export function relevantFacts(upstream: Facts, ours: Facts): Facts {
  const resources = new Set([...ours.keys()].map(resourceOf));
  const definitions = new Set([...ours.keys()].filter((key) => key.startsWith("definition ")));
  const found = new Map<string, string>();
  for (const [key, value] of upstream) {
    const [sort, name = ""] = key.split(" ");
    if (sort === "definition" || sort === "field") {
      if (definitions.has(`definition ${name}`)) found.set(key, value);
    } else if (sort === "parameter" || !key.includes(" /")) found.set(key, value);
    else if (ours.has(key) || resources.has(resourceOf(key) ?? "none")) found.set(key, value);
  }
  return found;
}

/** `/apis/apps/v1 deployments` for a fact about one of its paths. */
function resourceOf(key: string): string | undefined {
  const [, root, resource] =
    /(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/watch)?(?:\/namespaces\/\{namespace\})?\/([^/{]+)/.exec(key) ?? [];
  return root === undefined ? undefined : `${root} ${resource}`;
}
