import { type Clock, type ContainerReference, type Kubelet, type Store, systemClock } from "@engenho/core";
import { ContainerLogs, lastLinesOf } from "./container-logs.js";
import { formatLines, type LogLine, linesOf, selectLog } from "./log-lines.js";
import type { DialLoopback } from "./serve-port.js";

/** The annotation of a pod with the beginning of its containers' logs; with `.` and a container's name, of that one's. */
const logAnnotation = "engenho.dev/log";
/** The same of the containers before their last restart. Default: as {@link logAnnotation}. */
const previousLogAnnotation = "engenho.dev/previous-log";

/** Options of {@link createHollowKubelet}. */
export interface HollowKubeletOptions {
  /** Default: the system's. */
  readonly clock?: Clock;
  /**
   * Where the pods are read that the kubelet of a node lists. Default: nowhere, and the kubelets serve no requests of
   * their own.
   */
  readonly store?: Store;
  /** Forwards connections to this machine, for pods whose annotation says so. Default: nothing is forwarded. */
  readonly dialLoopback?: DialLoopback | undefined;
}

/**
 * The kubelet of hollow nodes, for `createApiServer({ kubelet })`. Containers have the logs that annotations (`engenho.dev/log`,
 * or `engenho.dev/log.<container>`) and POSTs to `log` give them, answer the commands that `engenho.dev/exec` scripts, and
 * listen on the ports of `engenho.dev/ports`.
 */
export function createHollowKubelet(options: HollowKubeletOptions = {}): Kubelet {
  const { clock = systemClock, store, dialLoopback } = options;
  const logs = new ContainerLogs();
  return {
    readLog: (container, selection) =>
      selectLog(
        selection.previous === true
          ? previousLines(container)
          : [...annotatedLines(container), ...logs.linesOf(container)],
        selection,
      ),
    followLog: (container, { timestamps, onText }) =>
      logs.listen(container, (lines) => onText(formatLines(lines, timestamps))),
    appendLog: (container, text) => logs.append(container, lastLinesOf(text, clock.now())),
    async run(container, command) {
      const { runScripted } = await import("./run-scripted.js");
      return runScripted(container, command);
    },
    async connectPort(pod, connection) {
      const { servePort } = await import("./serve-port.js");
      return servePort(pod, connection, dialLoopback);
    },
    async readNode(node, path) {
      if (store === undefined) return undefined;
      const { readNode } = await import("./node-endpoints.js");
      return readNode(node, path, store);
    },
  };
}

/** The lines of the annotation, written when the container has started. */
function annotatedLines({ pod, container }: ContainerReference): readonly LogLine[] {
  const { annotations = {}, creationTimestamp } = pod.metadata;
  const text = annotated(annotations, logAnnotation, container);
  if (text === undefined) return [];
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  return linesOf(text, Date.parse(status?.state?.running?.startedAt ?? creationTimestamp ?? "1970-01-01T00:00:00Z"));
}

/** The lines of a container before its last restart. */
function previousLines({ pod, container }: ContainerReference): readonly LogLine[] {
  const { annotations = {}, creationTimestamp } = pod.metadata;
  const text =
    annotated(annotations, previousLogAnnotation, container) ?? annotated(annotations, logAnnotation, container) ?? "";
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  const { startedAt = creationTimestamp } = status?.lastState?.terminated ?? {};
  return linesOf(text, Date.parse(startedAt ?? "1970-01-01T00:00:00Z"));
}

function annotated(annotations: Readonly<Record<string, string>>, name: string, container: string): string | undefined {
  return annotations[`${name}.${container}`] ?? annotations[name];
}
