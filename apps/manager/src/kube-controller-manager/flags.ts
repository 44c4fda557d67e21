import { InvalidArgumentError, Option } from "commander";
import { leaderElectionFlags } from "../flags/leader-election.js";
import { nonEmpty, wholeNumber } from "../flags/parsers.js";
import { controllers } from "../flags/program.js";

const port = wholeNumber(0, 65_535);

/**
 * The flags, with kube-controller-manager's names and defaults, except that requests are not rate-limited by default.
 */
export function controllerManagerFlags(): readonly Option[] {
  return [
    new Option("--kubeconfig <file>", "kubeconfig of the cluster (in a Pod: its ServiceAccount)").argParser(nonEmpty),
    new Option("--namespace <namespace>", "watch this namespace only, for a user with Roles only").argParser(nonEmpty),
    new Option("--controllers <list>", "controllers to run: *, name, -name to disable one")
      .argParser(controllers)
      .default(["*"], "*"),
    ...leaderElectionFlags(true),
    new Option("--leader-elect-resource-lock <kind>", "leases is the only one").argParser(leasesOnly).default("leases"),
    new Option("--kube-api-qps <count>", "requests per second; 0: no limit").argParser(rate).default(0),
    new Option("--kube-api-burst <count>", "with a limit: requests at once; 0: twice as many")
      .argParser(wholeNumber(0, 1_000_000))
      .default(0),
    new Option("--bind-address <address>", "address of health and metrics").argParser(nonEmpty).default("0.0.0.0"),
    new Option("--secure-port <port>", "port of health and metrics; 0: none").argParser(port).default(10_257),
    new Option("--tls-cert-file <file>", "certificate of that port (generated)").argParser(nonEmpty),
    new Option("--tls-private-key-file <file>", "its private key").argParser(nonEmpty),
    new Option("--root-ca-file <file>", "CA certificates to publish in every namespace").argParser(nonEmpty),
    new Option("--service-account-private-key-file <file>", "key that signs the tokens of Secrets").argParser(nonEmpty),
    new Option("--v <level>", "log level: 0 warnings, 1 changes, 4 everything")
      .argParser(wholeNumber(0, 10))
      .default(0),
  ];
}

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It must be a number of requests per second, or 0.");
}

function leasesOnly(text: string): string {
  if (text === "leases") return text;
  throw new InvalidArgumentError("It must be leases.");
}

/** Flags of kube-controller-manager that do not affect these controllers. */
export const ignoredFlags: ReadonlySet<string> = new Set([
  "allocate-node-cidrs",
  "authentication-kubeconfig",
  "authentication-skip-lookup",
  "authentication-tolerate-lookup-failure",
  "authorization-always-allow-paths",
  "authorization-kubeconfig",
  "cert-dir",
  "client-ca-file",
  "cluster-cidr",
  "cluster-name",
  "cluster-signing-cert-file",
  "cluster-signing-key-file",
  "cluster-signing-duration",
  "configure-cloud-routes",
  "feature-gates",
  "flex-volume-plugin-dir",
  "kube-api-content-type",
  "node-cidr-mask-size",
  "profiling",
  "requestheader-allowed-names",
  "requestheader-client-ca-file",
  "requestheader-extra-headers-prefix",
  "requestheader-group-headers",
  "requestheader-username-headers",
  "service-cluster-ip-range",
  "terminated-pod-gc-threshold",
  "use-service-account-credentials",
]);
