import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions, StoreName } from "../manager-options.js";
import { chosenStore, storeNames } from "../stores/store-catalogue.js";
import { UsageError } from "../usage-error.js";
import { duration, list, nonEmpty } from "./parsers.js";

/** The flags that choose where objects are kept. */
export function storeFlags({ etcdServers }: ManagerOptions): readonly Option[] {
  return [
    new Option("--store <name>", `where objects are kept: ${storeNames.join(", ")}`).argParser(store),
    new Option("--data-dir <dir>", "keep objects and credentials in this directory").argParser(nonEmpty),
    new Option("--etcd-servers <list>", "keep objects in etcd, at these URLs")
      .argParser(list(etcdServers))
      .default(etcdServers, "none"),
  ];
}

/** etcd flags, with kube-apiserver's names. */
export function etcdFlags({ etcdPrefix, etcdCompactionInterval }: ManagerOptions): readonly Option[] {
  return [
    new Option("--etcd-cafile <file>", "CA bundle that verifies etcd").argParser(nonEmpty),
    new Option("--etcd-certfile <file>", "client certificate for etcd").argParser(nonEmpty),
    new Option("--etcd-keyfile <file>", "private key of that certificate").argParser(nonEmpty),
    new Option("--etcd-prefix <path>", "prefix of all keys").argParser(path).default(etcdPrefix),
    new Option("--etcd-compaction-interval <duration>", "interval of compaction; 0: none")
      .argParser(duration)
      .default(etcdCompactionInterval, "5m0s"),
  ];
}

function path(text: string): string {
  if (/[^/]/.test(text)) return text;
  throw new InvalidArgumentError("It must be a path such as /registry.");
}

/** Throws UsageError for flags of another store than the selected one, and for missing flags of the selected one. */
export function checkStoreFlags(options: ManagerOptions): void {
  const { etcdServers, etcdCertfile, etcdKeyfile } = options;
  const isEtcd = chosenStore(options) === "etcd";
  const fault = (text: string) => new UsageError(`${text} (engenho --help lists the flags)`, 2);
  if (isEtcd && etcdServers.length === 0) throw fault("--store etcd needs --etcd-servers <url>,...");
  if (!isEtcd && etcdServers.length > 0)
    throw fault(`--etcd-servers goes with --store etcd, not ${chosenStore(options)}`);
  if (!isEtcd && (options.etcdCafile ?? etcdCertfile ?? etcdKeyfile) !== undefined) {
    throw fault("--etcd-cafile, --etcd-certfile and --etcd-keyfile go with --etcd-servers");
  }
  if ((etcdCertfile === undefined) !== (etcdKeyfile === undefined)) {
    throw fault("--etcd-certfile and --etcd-keyfile go together");
  }
  const wrong = etcdServers.find((server) => !isServerUrl(server));
  if (wrong !== undefined) throw fault(`--etcd-servers: ${wrong} is not a URL such as http://127.0.0.1:2379`);
}

function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && hostname !== "" && pathname === "/";
}

function store(text: string): ManagerOptions["store"] {
  if (storeNames.includes(text as StoreName)) return text as StoreName;
  throw new InvalidArgumentError(`It must be one of: ${storeNames.join(", ")}.`);
}
