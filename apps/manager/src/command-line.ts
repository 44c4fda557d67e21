import { errorMessage } from "@engenho/core";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { isHost } from "./certificates/serving-hosts.js";
import { readConfigFile } from "./config-file.js";
import { controllerCatalogue } from "./controller-catalogue.js";
import { selectControllers } from "./controller-selection.js";
import { defaultManagerOptions, type ManagerOptions } from "./manager-options.js";
import { UsageError } from "./usage-error.js";

/** What the command line asks for. */
export type CommandLine =
  | { readonly type: "run"; readonly options: ManagerOptions }
  /** Help or version: `text` goes to standard output. */
  | { readonly type: "print"; readonly text: string };

/** Columns of the help: a screen's. */
const helpWidth = 100;

/** Reads a whole number within bounds. */
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

/** The entries of a list, without blanks around them. */
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
    .description("A Kubernetes control plane in one process: API server, controllers and pretended nodes.")
    .usage("[flags]")
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

/** The flags that a config file can set too. */
function flags(): readonly Option[] {
  const defaults = defaultManagerOptions;
  return [
    new Option("--port <port>", "serve the API here; 0: any free port")
      .argParser(wholeNumber(0, 65_535))
      .default(defaults.port),
    new Option("--bind-address <address>", "listen on this address").argParser(nonEmpty).default(defaults.bindAddress),
    new Option("--tls-sans <list>", "further hosts that the certificate is for")
      .argParser(hosts)
      .default(defaults.tlsSans, "none"),
    new Option("--kubeconfig-out <file>", "write a kubeconfig here, mode 0600")
      .argParser(nonEmpty)
      .default(defaults.kubeconfigOut),
    new Option("--nodes <count>", "pretend this many nodes").argParser(wholeNumber(0, 100_000)).default(defaults.nodes),
    new Option("--pod-startup-ms <ms>", "time from a pod's binding to Ready")
      .argParser(wholeNumber(0, 86_400_000))
      .default(defaults.podStartupMs),
    new Option("--namespace-deletion-delay-ms <ms>", "what is in a deleted namespace stays this long")
      .argParser(wholeNumber(0, 86_400_000))
      .default(defaults.namespaceDeletionDelayMs),
    new Option("--controllers <list>", "what to run: *, a name, -name to leave one out")
      .argParser(controllers)
      .default(defaults.controllers, "*"),
    new Option("--max-requests-inflight <count>", "reads served at once; 0: no limit")
      .argParser(wholeNumber(0, 1_000_000))
      .default(defaults.maxRequestsInflight),
    new Option("--max-mutating-requests-inflight <count>", "writes served at once; 0: no limit")
      .argParser(wholeNumber(0, 1_000_000))
      .default(defaults.maxMutatingRequestsInflight),
    new Option("--debounce-ms <ms>", "gather events this long before a tick")
      .argParser(wholeNumber(0, 60_000))
      .default(defaults.debounceMs),
    new Option("--fallback-interval-ms <ms>", "tick everything this often, or Infinity")
      .argParser(interval)
      .default(defaults.fallbackIntervalMs),
    new Option("--storage-quota-bytes <bytes>", "objects may take so much memory (35 % of the heap)")
      .argParser(wholeNumber(1_000_000, Number.MAX_SAFE_INTEGER))
      .default(defaults.storageQuotaBytes),
    new Option("--v <level>", "logs: 0 warnings, 1 what changes, 4 everything")
      .argParser(wholeNumber(0, 10))
      .default(defaults.v),
  ];
}

function describeOption(option: Option): string {
  const value = option.defaultValueDescription ?? option.defaultValue;
  return value === undefined ? option.description : `${option.description} (${value})`;
}

/** As many names to a line as fit. */
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

/** Reads the command line and the config file that it names. Flags win over the file. Throws UsageError. */
export async function readCommandLine(argv: readonly string[], version: string): Promise<CommandLine> {
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
  return { type: "run", options };
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
