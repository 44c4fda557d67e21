import { Command, CommanderError } from "commander";
import { checkElectionFlags } from "../flags/leader-election.js";
import type { ManagerContext } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { kubernetesVersion } from "../version.js";
import { controllerManagerFlags, ignoredFlags } from "./flags.js";
import type { ControllerManagerOptions } from "./options.js";
import { type RunningControllers, startControllerManager } from "./start.js";

/** What `engenho kube-controller-manager` does: print a text, or run controllers. */
export type ControllerManagerCommand =
  | { readonly type: "print"; readonly text: string }
  | {
      readonly type: "controllers";
      readonly options: ControllerManagerOptions;
      readonly warnings: readonly string[];
      readonly start: (context: ManagerContext) => Promise<RunningControllers>;
    };

const helpWidth = 110;

/** Reads a command line of kube-controller-manager. Throws UsageError. */
export function controllerManagerCommand(argv: readonly string[]): ControllerManagerCommand {
  let printed = "";
  const command = new Command("engenho kube-controller-manager")
    .description("engenho's controllers against a cluster, in kube-controller-manager's place.")
    .usage("[flags]")
    .configureHelp({ helpWidth })
    .configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => {},
    })
    .exitOverride()
    .version(`Kubernetes ${kubernetesVersion}`, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  const flags = controllerManagerFlags();
  for (const flag of flags) command.addOption(flag);
  const { args, warnings } = withoutIgnored(argv);
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: "print", text: printed };
    const fault = error.message.replace(/^error: /, "").split("\n")[0];
    throw new UsageError(`${fault} (engenho kube-controller-manager --help lists the flags)`, 2);
  }
  const options = command.opts<ControllerManagerOptions>();
  checkOptions(options);
  return { type: "controllers", options, warnings, start: (context) => startControllerManager(options, context) };
}

/** Removes ignored flags: `--name=value`, and `--name value` if the next argument is not a flag. */
function withoutIgnored(argv: readonly string[]): { readonly args: string[]; readonly warnings: string[] } {
  const args: string[] = [];
  const warnings: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] as string;
    const [, name = "", value] = /^--([a-z-]+)(=.*)?$/s.exec(argument) ?? [];
    if (!ignoredFlags.has(name)) {
      // pflag accepts -v=2.
      args.push(argument.replace(/^-v(?==)/, "--v"));
      continue;
    }
    warnings.push(`--${name} is ignored`);
    if (value === undefined && argv[index + 1]?.startsWith("-") === false) index++;
  }
  return { args, warnings };
}

/** Throws UsageError for flags that contradict each other. */
function checkOptions(options: ControllerManagerOptions): void {
  if ((options.tlsCertFile === undefined) !== (options.tlsPrivateKeyFile === undefined)) {
    throw new UsageError("--tls-cert-file and --tls-private-key-file belong together", 2);
  }
  if (options.leaderElect) checkElectionFlags(options);
}
