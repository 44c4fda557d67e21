import { checkedEntries, isText } from "./scripted-list.js";

/** What a command answers: one element of the list in the annotation `engenho.dev/exec`. */
export interface ScriptedCommand {
  /** The program and its arguments; `*` as the last element stands for any further arguments. */
  readonly command: readonly string[];
  /** The name of the container. Default: any. */
  readonly container?: string;
  readonly stdout?: string;
  /** As `stdout`, in base64, for binary data. */
  readonly stdoutBase64?: string;
  readonly stderr?: string;
  /** Whether the command returns what the client sends, until that ends. Default false: it is ignored. */
  readonly echo?: boolean;
  /** Default 0. */
  readonly exitCode?: number;
}

/** The annotation of a pod with the answers to commands, in JSON. */
export const execAnnotation = "engenho.dev/exec";

const fields: Readonly<Record<keyof ScriptedCommand, (value: unknown) => boolean>> = {
  command: (value) => Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string"),
  container: isText,
  stdout: isText,
  stdoutBase64: isText,
  stderr: isText,
  echo: (value) => typeof value === "boolean",
  exitCode: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255,
};

/** The commands in an annotation. Throws TypeError with what is wrong with it. */
export function parseScriptedCommands(text: string): readonly ScriptedCommand[] {
  return checkedEntries<ScriptedCommand>(text, {
    what: `the annotation ${execAnnotation}`,
    fields,
    required: "command",
  });
}

/** The first entry for a command; undefined if there is none. */
export function findScriptedCommand(
  commands: readonly ScriptedCommand[],
  { container, command }: { readonly container: string; readonly command: readonly string[] },
): ScriptedCommand | undefined {
  return commands.find(
    (entry) => (entry.container === undefined || entry.container === container) && covers(entry.command, command),
  );
}

function covers(pattern: readonly string[], command: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === "*";
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  if (isOpen ? command.length < fixed.length : command.length !== fixed.length) return false;
  return fixed.every((word, index) => word === command[index]);
}
