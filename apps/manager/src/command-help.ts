import { controllerCatalogue } from "./controller-catalogue.js";

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
export const usage = `[flags]
       engenho <command>, one of:
       ${commands.map(([command]) => commandName(command)).join(", ")}`;

function commandName(command: string): string {
  return command.split(" ")[0] as string;
}

/** The help for `--help` after a command; undefined if it is no command, or has a help of its own. */
export function helpOf(name: string): string | undefined {
  if (name.startsWith("kube-")) return undefined;
  const found = commands.find(([command]) => commandName(command) === name);
  return found === undefined ? undefined : `Usage: engenho ${found[0]}\n\n${found[1]}\n`;
}

/** The error for a word that is no command. */
export function notACommand(name: string): string {
  const known = commands.map(([command]) => commandName(command)).join(", ");
  return `"${name}" is not a command; the commands are ${known} (engenho --help-all lists them)`;
}

/** What `--help-all` adds to the flags. */
export function allCommandsAndControllers(): string {
  return `\nCommands:\n${listCommands()}\n\nControllers:\n${listControllers()}`;
}

function listCommands(): string {
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`).join("\n");
}

const lineWidth = 100;

/** The names of all controllers, wrapped into lines. */
function listControllers(): string {
  const lines: string[] = [];
  let line = "";
  for (const { name } of controllerCatalogue) {
    if (line.length + name.length + ", ".length > lineWidth) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `  ${name}` : `, ${name}`;
  }
  return [...lines, line].join("\n");
}
