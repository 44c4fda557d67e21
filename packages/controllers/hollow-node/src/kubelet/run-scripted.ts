import { type ContainerCommand, type ContainerReference, errorMessage, StoreError } from "@engenho/core";
import { execAnnotation, findScriptedCommand, parseScriptedCommands } from "./scripted-commands.js";

/** Answers a command as the pod's annotation says; its exit code. Throws StoreError for a command without an answer. */
export async function runScripted(reference: ContainerReference, asked: ContainerCommand): Promise<number> {
  const { command } = asked;
  if (command === undefined) {
    await exhaust(asked.stdin, async () => undefined);
    return 0;
  }
  const scripted = findScriptedCommand(commandsOf(reference), { container: reference.container, command });
  if (scripted === undefined) {
    const message = `no answer to ${JSON.stringify(command)} in the annotation ${execAnnotation} of the pod`;
    throw new StoreError("InternalError", message);
  }
  const { stdout = "", stdoutBase64 = "", stderr = "", echo = false, exitCode = 0 } = scripted;
  if (stdout !== "") await asked.writeStdout(stdout);
  if (stdoutBase64 !== "") await asked.writeStdout(Uint8Array.from(atob(stdoutBase64), (each) => each.charCodeAt(0)));
  if (stderr !== "") await asked.writeStderr(stderr);
  if (echo) await exhaust(asked.stdin, (chunk) => asked.writeStdout(chunk));
  return exitCode;
}

function commandsOf({ pod }: ContainerReference) {
  const text = pod.metadata.annotations?.[execAnnotation];
  if (text === undefined) return [];
  try {
    return parseScriptedCommands(text);
  } catch (error) {
    throw new StoreError("InternalError", errorMessage(error));
  }
}

/** Reads what the client sends until it ends. */
async function exhaust(stdin: ContainerCommand["stdin"], onChunk: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  if (stdin === undefined) return;
  for await (const chunk of stdin) await onChunk(chunk);
}
