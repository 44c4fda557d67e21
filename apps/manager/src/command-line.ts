import { errorMessage } from "@engenho/core";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { isHost } from "./certificates/serving-hosts.js";
import { readConfigFile } from "./config-file.js";
import { controllerCatalogue } from "./controller-catalogue.js";
import { selectControllers } from "./controller-selection.js";
import { admissionFlags, checkAdmissionFlags } from "./flags/admission.js";
import { auditFlags, checkAuditFlags } from "./flags/audit.js";
import { authenticationFlags } from "./flags/authentication.js";
import { authorizationFlags, checkAuthorizationFlags } from "./flags/authorization.js";
import { servingFlags } from "./flags/serving.js";
import { webhookFlags } from "./flags/webhooks.js";
import { defaultManagerOptions, type ManagerOptions } from "./manager-options.js";
import { UsageError } from "./usage-error.js";

/** The parsed command line. */
export type CommandLine =
  | { readonly type: "run"; readonly options: ManagerOptions; readonly warnings: readonly string[] }
  /** Help or version: `text` goes to standard output. */
  | { readonly type: "print"; readonly text: string };

/** How the program is called, below the first word. */
const usage = [
  "[flags]",
  "       engenho types <file>...    print TypeScript types of CustomResourceDefinitions",
  "       engenho envtest [--dir d]  write stand-ins for envtest's binaries, and print their folder",
].join("\n");

/** The width of the help in columns. */
const helpWidth = 100;

/** Parses a whole number in a range. */
function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function interval(text: string): number {
  if (text === "Infinity") return Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number of milliseconds above 0, or Infinity.");
}

function controllers(text: string): readonly string[] {
  const selectors = entriesOf(text);
  try {
    selectControllers(controllerCatalogue, selectors);
  } catch (error) {
    throw new InvalidArgumentError(`${errorMessage(error)}.`);
  }
  return selectors;
}

/** The entries of a comma-separated list, trimmed. */
function entriesOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function hosts(text: string): readonly string[] {
  const entries = entriesOf(text);
  const wrong = entries.find((each) => !isHost(each));
  if (wrong === undefined) return entries;
  throw new InvalidArgumentError(`"${wrong}" is neither a DNS name nor an IP address.`);
}

function nonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

function makeCommand(version: string, print: (text: string) => void): Command {
  const command = new Command("engenho")
    .description("A Kubernetes control plane in one process: API server, controllers and hollow nodes.")
    .usage(usage)
    .configureHelp({ helpWidth, optionDescription: describeOption })
    .configureOutput({ writeOut: print, writeErr: () => {} })
    .exitOverride();
  for (const option of flags()) command.addOption(option);
  return command
    .option("--config <file>", "read flags from a YAML file with the same names")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", `\nControllers:\n${listControllers()}`)
    .allowExcessArguments(false);
}

/** The names of all flags that `engenho` obeys. */
export function flagNames(): ReadonlySet<string> {
  return new Set(flags().map((option) => option.name()));
}

/** The flags that can also be set in a config file. */
function flags(): readonly Option[] {
  const defaults = defaultManagerOptions;
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
    ...servingFlags(defaults),
    ...auditFlags(defaults),
    ...authenticationFlags(defaults),
    ...authorizationFlags(defaults),
    ...admissionFlags(defaults),
    ...webhookFlags(defaults),
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
    new Option("--storage-quota-bytes <bytes>", "memory limit of all objects (35 % of the heap)")
      .argParser(wholeNumber(1_000_000, Number.MAX_SAFE_INTEGER))
      .default(defaults.storageQuotaBytes),
    new Option("--v <level>", "log level: 0 warnings, 1 changes, 4 everything")
      .argParser(wholeNumber(0, 10))
      .default(defaults.v),
  ];
}

function describeOption(option: Option): string {
  const value = option.defaultValueDescription ?? option.defaultValue;
  return value === undefined ? option.description : `${option.description} (${value})`;
}

/** The names of all controllers, wrapped into lines. */
function listControllers(): string {
  const lines: string[] = [];
  let line = "";
  for (const { name } of controllerCatalogue) {
    if (line.length + name.length + ", ".length > helpWidth) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `  ${name}` : `, ${name}`;
  }
  return [...lines, line].join("\n");
}

/** How the program was called. */
export interface Invocation {
  /** The arguments behind the program. */
  readonly argv: readonly string[];
  /** The file of the program. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Prints what is not the output of a command. */
  readonly tell: (text: string) => void;
}

/** Parses the command line and the config file that it names. Flags take precedence over the file. Throws UsageError. */
export async function readCommandLine(invocation: Invocation, version: string): Promise<CommandLine> {
  const [name, ...rest] = invocation.argv;
  switch (name) {
    case "types": {
      const { typesOfDefinitions } = await import("./types-command.js");
      return { type: "print", text: await typesOfDefinitions(rest) };
    }
    case "envtest": {
      const { envtestCommand } = await import("./envtest/command.js");
      return { type: "print", text: await envtestCommand(rest, invocation) };
    }
    case "kube-apiserver": {
      const { kubeApiserverCommand } = await import("./kube-apiserver/command.js");
      const command = kubeApiserverCommand(rest, { flagNames: flagNames(), env: invocation.env });
      if (command.type === "print") return command;
      const parsed = await readFlags(command.args, version);
      if (parsed.type === "print") return parsed;
      return { ...parsed, options: { ...parsed.options, kubeconfigOut: undefined }, warnings: command.warnings };
    }
    default:
      return readFlags(invocation.argv, version);
  }
}

async function readFlags(argv: readonly string[], version: string): Promise<CommandLine> {
  let printed = "";
  const command = makeCommand(version, (text) => {
    printed += text;
  });
  try {
    command.parse(argv, { from: "user" });
    const { config } = command.opts<{ config?: string }>();
    if (config !== undefined) await applyConfigFile(command, config);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: "print", text: printed };
    throw new UsageError(`${error.message.replace(/^error: /, "").split("\n")[0]} (engenho --help lists the flags)`, 2);
  }
  const { config: _, ...options } = command.opts<ManagerOptions & { config?: string }>();
  checkAdmissionFlags(options);
  checkAuditFlags(options);
  checkAuthorizationFlags(options);
  return { type: "run", options, warnings: [] };
}

async function applyConfigFile(command: Command, file: string): Promise<void> {
  for (const [key, value] of await readConfigFile(file)) {
    const option = command.options.find((each) => each.long === `--${key}`);
    if (option?.parseArg === undefined) {
      throw new UsageError(`${file}: "${key}" is not a flag that a config file can set`, 2);
    }
    if (command.getOptionValueSource(option.attributeName()) === "cli") continue;
    try {
      command.setOptionValueWithSource(option.attributeName(), option.parseArg(value, undefined), "config");
    } catch (error) {
      throw new UsageError(`${file}: ${key}: "${value}" is invalid. ${errorMessage(error)}`, 2);
    }
  }
}
