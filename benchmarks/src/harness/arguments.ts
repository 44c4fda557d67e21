import { parseArgs } from "node:util";

/** The parsed command line. */
export interface Arguments {
  readonly only: readonly string[];
  readonly json: string | undefined;
  readonly runs: number;
  readonly quick: boolean;
  readonly minutes: number;
  /** Sizes to measure instead of a benchmark's own; empty: its own. */
  readonly pods: readonly number[];
  /** A folder with the binaries of Kubernetes, to be measured in the same run. */
  readonly upstream: string | undefined;
  /** A folder for a CPU profile of each benchmark's process. */
  readonly profile: string | undefined;
  readonly help: boolean;
}

/** The text of `--help`, without the list of benchmarks. */
export const usage = `pnpm bench [--only NAME[,NAME]] [--json FILE] [--runs N] [--quick] [--pods N[,N]] [--profile FOLDER] [--minutes N] [--upstream FOLDER]`;

/** Throws an Error with a one-sentence message for arguments that cannot be parsed. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      runs: { type: "string", default: "5" },
      quick: { type: "boolean", default: false },
      minutes: { type: "string", default: "60" },
      pods: { type: "string", default: "" },
      profile: { type: "string" },
      upstream: { type: "string" },
      "skip-program": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return {
    only: values.only.flatMap((names) => names.split(",")).filter((name) => name !== ""),
    json: values.json,
    runs: positive("--runs", values.runs),
    quick: values.quick,
    minutes: positive("--minutes", values.minutes),
    profile: values.profile,
    pods: values.pods === "" ? [] : values.pods.split(",").map((text) => positive("--pods", text)),
    upstream: values.upstream,
    help: values.help,
  };
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${flag}: "${text}" is not a number above 0`);
}
