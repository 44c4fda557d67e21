import { errorMessage } from "@engenho/core";
import { Command, CommanderError, Option } from "commander";
import { readConfigFile } from "./config-file.js";
import { controllerCatalogue } from "./controller-catalogue.js";
import { allFlags, checkFlags, flagNames } from "./flags/all-flags.js";
import type { ControllerManagerCommand } from "./kube-controller-manager/command.js";
import type { ManagerOptions } from "./manager-options.js";
import { UsageError } from "./usage-error.js";

/** The parsed command line. */
export type CommandLine =
  | { readonly type: "run"; readonly options: ManagerOptions; readonly warnings: readonly string[] }
  /** Controllers against another API server: `engenho kube-controller-manager`. */
  | Extract<ControllerManagerCommand, { readonly type: "controllers" }>
  /** Help or version: `text` goes to standard output. */
  | { readonly type: "print"; readonly text: string };

/** The commands with their descriptions. */
const commands = [
  ["types <file>...", "print TypeScript types of CustomResourceDefinitions"],
  ["envtest [--dir <dir>]", "write stand-ins for envtest's binaries, and print their folder"],
  ["kube-controller-manager [flags]", "run the controllers against a cluster"],
  ["kube-apiserver [flags]", "run the API server, with kube-apiserver's command line"],
  ["backup <file> --data-dir <dir>", "copy a data directory, also one in use, to a file"],
  ["restore <file> --data-dir <dir>", "fill a new data directory from a backup"],
  ["migrate --from <store> --to <store>", "copy all objects; a store is lmdb:<dir> or etcd:<url>,..."],
] as const;

/** The usage line, without the program's name. */
const usage = `[flags]
       engenho <command>, one of:
       ${commands.map(([command]) => commandName(command)).join(", ")}`;

function commandName(command: string): string {
  return command.split(" ")[0] as string;
}

/** The help for `--help` after a command; undefined for a command with a help of its own. */
function helpOf(name: string | undefined, args: readonly string[]): string | undefined {
  if (name?.startsWith("kube-") || !args.some((each) => each === "--help" || each === "-h")) return undefined;
  const found = commands.find(([command]) => commandName(command) === name);
  return found === undefined ? undefined : `Usage: engenho ${found[0]}\n\n${found[1]}\n`;
}

/** The flag that prints the help with all flags. */
const allHelp = "--help-all";
/** The width of the help in columns. */
const helpWidth = 100;
/** The width of the help with all flags, some of which have long names. */
const allHelpWidth = 120;

/** `all`: whether the help lists the flags of the API server, too. */
function makeCommand(version: string, { print, all }: { print: (text: string) => void; all: boolean }): Command {
  const { program, server } = allFlags();
  const command = new Command("engenho")
    .description("A Kubernetes control plane in one process: API server, controllers and hollow nodes.")
    .usage(usage)
    .configureHelp({ helpWidth: all ? allHelpWidth : helpWidth, optionDescription: describeOption })
    .configureOutput({ writeOut: print, writeErr: () => {} })
    .exitOverride();
  for (const option of program) command.addOption(option);
  for (const option of server) command.addOption(option.hideHelp(!all));
  return command
    .option("--config <file>", "read flags from a YAML file with the same names")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addOption(new Option(allHelp, "print all flags, commands and controllers").hideHelp(all))
    .addHelpText("after", all ? `\nCommands:\n${listCommands()}\n\nControllers:\n${listControllers()}` : "")
    .allowExcessArguments(false);
}

function describeOption(option: Option): string {
  const value = option.defaultValueDescription ?? option.defaultValue;
  return value === undefined || String(value) === "" ? option.description : `${option.description} (${value})`;
}

function listCommands(): string {
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`).join("\n");
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

/** An invocation of the program. */
export interface Invocation {
  /** The arguments of the program. */
  readonly argv: readonly string[];
  /** The file of the program. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Prints messages that are not the output of a command. */
  readonly tell: (text: string) => void;
}

/** Parses the command line and the config file that it names. Flags take precedence over the file. Throws UsageError. */
export async function readCommandLine(invocation: Invocation, version: string): Promise<CommandLine> {
  const [name, ...rest] = invocation.argv;
  const help = helpOf(name, rest);
  if (help !== undefined) return { type: "print", text: help };
  switch (name) {
    case "types": {
      const { typesOfDefinitions } = await import("./types-command.js");
      return { type: "print", text: await typesOfDefinitions(rest) };
    }
    case "envtest": {
      const { envtestCommand } = await import("./envtest/command.js");
      return { type: "print", text: await envtestCommand(rest, invocation) };
    }
    case "backup":
    case "restore": {
      const { dataCommand } = await import("./stores/data-command.js");
      return { type: "print", text: await dataCommand(name, rest, new Date()) };
    }
    case "migrate": {
      const { migrateCommand } = await import("./stores/migrate-command.js");
      return { type: "print", text: await migrateCommand(rest) };
    }
    case "kube-apiserver": {
      const { kubeApiserverCommand } = await import("./kube-apiserver/command.js");
      const command = kubeApiserverCommand(rest, { flagNames: flagNames(), env: invocation.env });
      if (command.type === "print") return command;
      const parsed = await readFlags(command.args, version);
      if (parsed.type === "print") return parsed;
      return { ...parsed, options: { ...parsed.options, kubeconfigOut: undefined }, warnings: command.warnings };
    }
    case "kube-controller-manager": {
      const { controllerManagerCommand } = await import("./kube-controller-manager/command.js");
      return controllerManagerCommand(rest);
    }
    default:
      if (name !== undefined && /^\w/.test(name)) {
        const known = commands.map(([command]) => commandName(command)).join(", ");
        throw new UsageError(
          `"${name}" is not a command; the commands are ${known} (engenho --help-all lists them)`,
          2,
        );
      }
      return readFlags(invocation.argv, version);
  }
}

async function readFlags(
  argv: readonly string[],
  version: string,
): Promise<Exclude<CommandLine, { readonly type: "controllers" }>> {
  let printed = "";
  const all = argv.includes(allHelp);
  const print = (text: string) => {
    printed += text;
  };
  const command = makeCommand(version, { print, all });
  try {
    command.parse(all ? ["--help"] : argv, { from: "user" });
    const { config } = command.opts<{ config?: string }>();
    if (config !== undefined) await applyConfigFile(command, config);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: "print", text: printed };
    throw new UsageError(`${error.message.replace(/^error: /, "").split("\n")[0]} (engenho --help lists the flags)`, 2);
  }
  const { config: _, ...options } = command.opts<ManagerOptions & { config?: string }>();
  checkFlags(options);
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
