import { parseArgs } from "node:util";
import { errorMessage, isStoreError, type Logger, silentLogger } from "@engenho/core";
import { UsageError } from "../usage-error.js";
import { copyObjects, type OpenForCopy } from "./copy-objects.js";

const usage =
  "usage: engenho migrate --from <store> --to <store> [--etcd-prefix <path>] [--etcd-cafile, --etcd-certfile, --etcd-keyfile <file>]; " +
  "a store is lmdb:<dir> or etcd:<url>,...";

interface Flags {
  readonly from: string;
  readonly to: string;
  readonly "etcd-prefix"?: string;
  readonly "etcd-cafile"?: string;
  readonly "etcd-certfile"?: string;
  readonly "etcd-keyfile"?: string;
}

/**
 * `engenho migrate`: copies all objects from one store to another, empty one; returns a summary to print. Throws
 * UsageError.
 */
export async function migrateCommand(argv: readonly string[], logger: Logger = silentLogger): Promise<string> {
  const flags = parse(argv);
  const opened: OpenForCopy[] = [];
  try {
    const source = await openStore(flags.from, flags);
    opened.push(source);
    const initialVersion = Number(source.backend.resourceVersion);
    const target = await openStore(flags.to, flags, initialVersion);
    opened.push(target);
    const copied = await copyObjects({ from: source.backend, to: target.backend, logger });
    return `${flags.from} -> ${flags.to}: ${copied} objects, resourceVersion ${target.backend.resourceVersion}\n`;
  } catch (error) {
    throw isStoreError(error) ? new UsageError(error.message, 1) : error;
  } finally {
    for (const store of opened) await store.close();
  }
}

async function openStore(store: string, flags: Flags, initialVersion?: number): Promise<OpenForCopy> {
  const [, scheme, address = ""] = /^(lmdb|etcd):(.+)$/s.exec(store) ?? [];
  if (scheme === undefined) throw new UsageError(usage, 2);
  if (scheme === "lmdb") return (await import("./copy-lmdb.js")).openLmdbForCopy(address, initialVersion);
  return (await import("./copy-etcd.js")).openEtcdForCopy({
    servers: address.split(","),
    prefix: flags["etcd-prefix"],
    caFile: flags["etcd-cafile"],
    certFile: flags["etcd-certfile"],
    keyFile: flags["etcd-keyfile"],
  });
}

function parse(argv: readonly string[]): Flags {
  const text = { type: "string" } as const;
  const options = {
    from: text,
    to: text,
    "etcd-prefix": text,
    "etcd-cafile": text,
    "etcd-certfile": text,
    "etcd-keyfile": text,
  };
  try {
    const { values } = parseArgs({ args: [...argv], options });
    if (values.from !== undefined && values.to !== undefined && values.from !== values.to) return values as Flags;
  } catch (error) {
    throw new UsageError(`${errorMessage(error)}; ${usage}`, 2);
  }
  throw new UsageError(usage, 2);
}
