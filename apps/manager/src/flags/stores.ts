import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { type StoreName, storeNames } from "../stores/store-catalogue.js";
import { nonEmpty } from "./parsers.js";

/** The flags that choose where objects are kept. */
export function storeFlags(): readonly Option[] {
  return [
    new Option("--store <name>", `where objects are kept: ${storeNames.join(", ")}`).argParser(store),
    new Option("--data-dir <dir>", "directory of what survives a restart").argParser(nonEmpty),
  ];
}

function store(text: string): ManagerOptions["store"] {
  if (storeNames.includes(text as StoreName)) return text as StoreName;
  throw new InvalidArgumentError(`It must be one of: ${storeNames.join(", ")}.`);
}
