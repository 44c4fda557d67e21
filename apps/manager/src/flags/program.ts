import { errorMessage } from "@engenho/core";
import { InvalidArgumentError, Option } from "commander";
import { isHost } from "../certificates/serving-hosts.js";
import { controllerCatalogue } from "../controller-catalogue.js";
import { selectControllers } from "../controller-selection.js";
import type { ManagerOptions } from "../manager-options.js";
import { boolean, entriesOf, nonEmpty, wholeNumber } from "./parsers.js";

/** The program's own flags, which suffice for most users. */
export function programFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--port <port>", "port of the API server; 0: any free port")
      .argParser(wholeNumber(0, 65_535))
      .default(defaults.port),
    new Option("--bind-address <address>", "address to listen on").argParser(nonEmpty).default(defaults.bindAddress),
    new Option("--tls-sans <list>", "additional hosts in the certificate")
      .argParser(hosts)
      .default(defaults.tlsSans, "none"),
    new Option("--kubeconfig-out <file>", "kubeconfig to write, mode 0600")
      .argParser(nonEmpty)
      .default(defaults.kubeconfigOut),
    new Option("--nodes <count>", "number of hollow nodes").argParser(wholeNumber(0, 100_000)).default(defaults.nodes),
    new Option("--pod-startup-ms <ms>", "time from the binding of a pod to Ready")
      .argParser(wholeNumber(0, 86_400_000))
      .default(defaults.podStartupMs),
    new Option("--namespace-deletion-delay-ms <ms>", "delay before deleting a namespace's content")
      .argParser(wholeNumber(0, 86_400_000))
      .default(defaults.namespaceDeletionDelayMs),
    new Option("--controllers <list>", "controllers to run: *, name, -name to disable one")
      .argParser(controllers)
      .default(defaults.controllers, "*"),
    new Option("--max-requests-inflight <count>", "concurrent read requests; 0: no limit")
      .argParser(wholeNumber(0, 1_000_000))
      .default(defaults.maxRequestsInflight),
    new Option("--max-mutating-requests-inflight <count>", "concurrent write requests; 0: no limit")
      .argParser(wholeNumber(0, 1_000_000))
      .default(defaults.maxMutatingRequestsInflight),
    new Option("--debounce-ms <ms>", "how long to collect events before a tick")
      .argParser(wholeNumber(0, 60_000))
      .default(defaults.debounceMs),
    new Option("--fallback-interval-ms <ms>", "resync interval, or Infinity")
      .argParser(interval)
      .default(defaults.fallbackIntervalMs),
    new Option("--allow-loopback-forwarding [value]", "let pods forward ports to servers on 127.0.0.1")
      .argParser(boolean)
      .preset("true")
      .default(defaults.allowLoopbackForwarding),
    new Option("--metrics-api [value]", "serve metrics.k8s.io, for kubectl top")
      .argParser(boolean)
      .preset("true")
      .default(defaults.metricsApi),
    new Option("--storage-quota-bytes <bytes>", "memory limit of all objects (35 % of the heap)")
      .argParser(wholeNumber(1_000_000, Number.MAX_SAFE_INTEGER))
      .default(defaults.storageQuotaBytes),
    new Option("--v <level>", "log level: 0 warnings, 1 changes, 4 everything")
      .argParser(wholeNumber(0, 10))
      .default(defaults.v),
  ];
}

function interval(text: string): number {
  if (text === "Infinity") return Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number of milliseconds above 0, or Infinity.");
}

/** Selectors of controllers, separated by commas. */
export function controllers(text: string): readonly string[] {
  const selectors = entriesOf(text);
  try {
    selectControllers(controllerCatalogue, selectors);
  } catch (error) {
    throw new InvalidArgumentError(`${errorMessage(error)}.`);
  }
  return selectors;
}

function hosts(text: string): readonly string[] {
  const entries = entriesOf(text);
  const wrong = entries.find((each) => !isHost(each));
  if (wrong === undefined) return entries;
  throw new InvalidArgumentError(`"${wrong}" is neither a DNS name nor an IP address.`);
}
