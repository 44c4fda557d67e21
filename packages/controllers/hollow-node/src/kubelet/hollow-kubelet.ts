import {
  type Clock,
  type ContainerCommand,
  type ContainerReference,
  errorMessage,
  type Kubelet,
  StoreError,
  systemClock,
} from "@engenho/core";
import { ContainerLogs } from "./container-logs.js";
import { formatLines, type LogLine, linesOf, selectLog } from "./log-lines.js";
import { execAnnotation, findScriptedCommand, parseScriptedCommands } from "./scripted-commands.js";

/** The annotation of a pod with the beginning of its containers' logs; with `.` and a container's name, of that one's. */
const logAnnotation = "engenho.dev/log";

/**
 * The kubelet of hollow nodes, for `createApiServer({ kubelet })`. Containers have the logs that annotations (`engenho.dev/log`,
 * or `engenho.dev/log.<container>`) and POSTs to `log` give them, and answer the commands that `engenho.dev/exec`
 * scripts.
 */
export function createHollowKubelet({ clock = systemClock }: { readonly clock?: Clock } = {}): Kubelet {
  const logs = new ContainerLogs();
  return {
    readLog: (container, selection) => selectLog([...annotatedLines(container), ...logs.linesOf(container)], selection),
    followLog: (container, { timestamps, onText }) =>
      logs.listen(container, (lines) => onText(formatLines(lines, timestamps))),
    appendLog: (container, text) => logs.append(container, linesOf(text, clock.now())),
    run: (container, command) => runScripted(container, command),
  };
}

/** The lines of the annotation, written when the container has started. */
function annotatedLines({ pod, container }: ContainerReference): readonly LogLine[] {
  const { annotations = {}, creationTimestamp } = pod.metadata;
  const text = annotations[`${logAnnotation}.${container}`] ?? annotations[logAnnotation];
  if (text === undefined) return [];
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  return linesOf(text, Date.parse(status?.state?.running?.startedAt ?? creationTimestamp ?? "1970-01-01T00:00:00Z"));
}

async function runScripted(reference: ContainerReference, asked: ContainerCommand): Promise<number> {
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
