import { errorMessage } from "@engenho/core";
import { Command, CommanderError, Option } from "commander";
import { readConfigFile } from "./config-file.js";
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

/** The flag that prints the help with all flags. */
const allHelp = "--help-all";
/** The width of the help in columns, and of that with all flags, some of which have long names. */
const [helpWidth, allHelpWidth] = [100, 120];

/** The texts of the help, which a start does not need. */
type HelpTexts = typeof import("./command-help.js");

/** `all`: whether the help lists the flags of the API server, too. */
function makeCommand(
  version: string,
  { print, all, help }: { print: (text: string) => void; all: boolean; help: HelpTexts | undefined },
): Command {
  const { program, server } = allFlags();
  const command = new Command("engenho")
    .description("A Kubernetes control plane in one process: API server, controllers and hollow nodes.")
    .usage(help?.usage ?? "")
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
    .addHelpText("after", all ? (help?.allCommandsAndControllers() ?? "") : "")
    .allowExcessArguments(false);
}

function describeOption(option: Option): string {
  const value = option.defaultValueDescription ?? option.defaultValue;
  return value === undefined || String(value) === "" ? option.description : `${option.description} (${value})`;
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
  if (name !== undefined && asksForHelp(rest)) {
    const text = (await import("./command-help.js")).helpOf(name);
    if (text !== undefined) return { type: "print", text };
  }
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
        throw new UsageError((await import("./command-help.js")).notACommand(name), 2);
      }
      return readFlags(invocation.argv, version);
  }
}

function asksForHelp(args: readonly string[]): boolean {
  return args.some((each) => each === "--help" || each === "-h" || each === allHelp);
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
  const help = asksForHelp(argv) ? await import("./command-help.js") : undefined;
  const command = makeCommand(version, { print, all, help });
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
