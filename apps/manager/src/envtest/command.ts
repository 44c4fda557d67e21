import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error.js";
import { type AssetPrograms, defaultAssetsDirectory, writeAssets } from "./write-assets.js";

const usage = "usage: engenho envtest [--dir <dir>], which prints the folder for KUBEBUILDER_ASSETS";

/**
 * `engenho envtest`: writes the stand-ins for envtest's binaries and returns their folder, to be printed; other
 * messages go to `tell`. Throws UsageError.
 */
export async function envtestCommand(
  argv: readonly string[],
  { env, program, tell }: { env: NodeJS.ProcessEnv; program: string; tell: (text: string) => void },
): Promise<string> {
  const wanted = directoryIn(argv);
  if (process.platform === "win32") {
    throw new UsageError("engenho envtest writes shell scripts, which envtest cannot start on Windows; use WSL", 1);
  }
  const programs: AssetPrograms = {
    node: process.execPath,
    program,
    etcd: join(dirname(program), "etcd.cjs"),
    path: env.PATH ?? "",
  };
  const cache = env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const { directory, kubectl } = await writeAssets(wanted ?? defaultAssetsDirectory(cache, programs), programs);
  if (kubectl === undefined)
    tell("engenho: there is no kubectl on the PATH, and so none in the folder; envtest needs it for KubeCtl only\n");
  return `${directory}\n`;
}

function directoryIn(argv: readonly string[]): string | undefined {
  const [first, second, ...more] = argv;
  if (first === undefined) return undefined;
  const inline = /^--dir=([\s\S]+)$/.exec(first)?.[1];
  if (inline !== undefined && second === undefined) return inline;
  if (first === "--dir" && second !== undefined && second !== "" && more.length === 0) return second;
  throw new UsageError(usage, 2);
}
