import { kubernetesVersion } from "../version.js";
import { translateFlags } from "./translate-flags.js";
import { booleanFlags, ignoredFlags } from "./upstream-flags.js";

/** What `engenho kube-apiserver` does: print a text, or run with flags of engenho. */
export type KubeApiserverCommand =
  | { readonly type: "print"; readonly text: string }
  | { readonly type: "run"; readonly args: readonly string[]; readonly warnings: readonly string[] };

/** Environment variables for users of envtest, who do not control the command line. */
export interface KubeApiserverEnvironment {
  /** Which controllers run, as `--controllers`. Default: none, as beside a kube-apiserver. */
  readonly ENGENHO_CONTROLLERS?: string | undefined;
  /** The number of hollow nodes. Default 0. */
  readonly ENGENHO_NODES?: string | undefined;
}

/**
 * Reads a command line of kube-apiserver: an API server with its own objects (namespaces, the Service `kubernetes`),
 * and no controllers unless an environment variable selects them. `flagNames` are engenho's. Throws UsageError.
 */
export function kubeApiserverCommand(
  argv: readonly string[],
  { flagNames, env }: { readonly flagNames: ReadonlySet<string>; readonly env: KubeApiserverEnvironment },
): KubeApiserverCommand {
  if (argv.some((each) => each === "--help" || each === "-h")) return { type: "print", text: helpText(flagNames) };
  if (argv.some((each) => /^--version(=(true|raw))?$/.test(each)))
    return { type: "print", text: `Kubernetes ${kubernetesVersion}\n` };
  const { args, warnings } = translateFlags(argv, (name) => flagNames.has(name) && !ignoredFlags.has(name));
  const { ENGENHO_CONTROLLERS: controllers = "", ENGENHO_NODES: nodes = "" } = env;
  const own = [`--controllers=${controllers}`, `--nodes=${nodes === "" ? "0" : nodes}`];
  const isGiven = (name: string) => args.some((each) => each.startsWith(`--${name}=`));
  // kube-apiserver's defaults; engenho's are RBAC, and anonymous requests for health and version only.
  const isAuthorized = isGiven("authorization-mode") || isGiven("authorization-config");
  if (!isAuthorized) own.push("--authorization-mode=AlwaysAllow");
  else if (!isGiven("anonymous-auth")) own.push("--anonymous-auth=true");
  return { type: "run", args: [...own, ...args], warnings };
}

/** envtest reads the help to find out which flags exist. */
function helpText(flagNames: ReadonlySet<string>): string {
  const lines = [...new Set([...flagNames, ...ignoredFlags, "secure-port"])]
    .sort()
    .map(
      (name) =>
        `      --${name}${booleanFlags.has(name) ? "" : " string"}${ignoredFlags.has(name) ? "   (ignored)" : ""}`,
    );
  return `engenho in the place of kube-apiserver ${kubernetesVersion}.\n\nFlags:\n${lines.join("\n")}\n`;
}
