import { readFileSync } from "node:fs";

/** The cases of a file in this folder, in their order. `Case` says what its lines are. */
export function readCases<Case>(file: `${string}.jsonl`): readonly Case[] {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Case);
}
