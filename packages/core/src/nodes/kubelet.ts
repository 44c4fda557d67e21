import type { Pod } from "@engenho/types";
import type { Stored } from "../objects/object.js";

/** A container of a pod that is bound to a node. */
export interface ContainerReference {
  /** The Pod as it is stored, with the node that it is bound to in `spec.nodeName`. */
  readonly pod: Stored<Pod>;
  /** The name of a container, init container or ephemeral container of the pod. */
  readonly container: string;
}

/** Which part of a log is wanted (core/v1 PodLogOptions). */
export interface LogSelection {
  /** Only lines written at this time or later, in milliseconds since 1970. */
  readonly sinceMs?: number | undefined;
  /** Only this many lines, the last ones. */
  readonly tailLines?: number | undefined;
  /** Only this many bytes, the first ones. */
  readonly limitBytes?: number | undefined;
  /** Whether each line begins with its time. Default false. */
  readonly timestamps?: boolean | undefined;
}

/** A command to be run in a container (core/v1 PodExecOptions), or an attachment to it. */
export interface ContainerCommand {
  /** The program and its arguments; undefined attaches to the container's own process. */
  readonly command: readonly string[] | undefined;
  /** Whether the command has a terminal (TTY), which makes one stream of its output and its errors. */
  readonly tty: boolean;
  /** What the client sends, until it ends its input; undefined if it sends none. */
  readonly stdin: AsyncIterable<Uint8Array> | undefined;
  /** Sends to the standard output stream of the client. Resolves when more may follow. */
  writeStdout(chunk: string | Uint8Array): Promise<void>;
  /** Sends to the standard error stream of the client. Resolves when more may follow. */
  writeStderr(chunk: string | Uint8Array): Promise<void>;
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal;
}

/** Stands in for the kubelets of all nodes: logs, and commands in containers. */
export interface Kubelet {
  /** The log of a container so far. */
  readLog(container: ContainerReference, selection: LogSelection): string | Promise<string>;
  /**
   * Calls `onText` with what is added to the log from now on; returns how to stop. The lines begin with their times if `timestamps`.
   */
  followLog(
    container: ContainerReference,
    options: { readonly timestamps: boolean; readonly onText: (text: string) => void },
  ): () => void;
  /** Adds lines to the log of a container: a POST to `log`, which no kubelet has. */
  appendLog(container: ContainerReference, text: string): void;
  /** Runs a command; its exit code. Throws StoreError, whose message the client sees, if it cannot be run. */
  run(container: ContainerReference, command: ContainerCommand): Promise<number>;
}
