import type { Node, Pod } from "@engenho/types";
import type { Stored } from "../objects/object.js";

/** A container of a pod that is bound to a node. */
export interface ContainerReference {
  /** The Pod as it is stored, with the node that it is bound to in `spec.nodeName`. */
  readonly pod: Stored<Pod>;
  /** The name of a container, init container or ephemeral container of the pod. */
  readonly container: string;
}

/** Which part of a log to return (core/v1 PodLogOptions). */
export interface LogSelection {
  /** Only lines written at this time or later, in milliseconds since 1970. */
  readonly sinceMs?: number | undefined;
  /** Only this many lines, the last ones. */
  readonly tailLines?: number | undefined;
  /** Only this many bytes, the first ones. */
  readonly limitBytes?: number | undefined;
  /** Whether each line begins with its time. Default false. */
  readonly timestamps?: boolean | undefined;
  /** Whether to return the log of the container before its last restart. Default false. */
  readonly previous?: boolean | undefined;
}

/** A command to be run in a container (core/v1 PodExecOptions), or an attachment to it. */
export interface ContainerCommand {
  /** The program and its arguments; undefined attaches to the container's own process. */
  readonly command: readonly string[] | undefined;
  /** Whether the command has a terminal (TTY), which merges standard output and standard error. */
  readonly tty: boolean;
  /** Standard input, until the client closes it; undefined if there is none. */
  readonly stdin: AsyncIterable<Uint8Array> | undefined;
  /** Writes to standard output. Resolves when more can be written. */
  writeStdout(chunk: string | Uint8Array): Promise<void>;
  /** Writes to standard error. Resolves when more can be written. */
  writeStderr(chunk: string | Uint8Array): Promise<void>;
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal;
}

/** A connection of a client to a port of a pod (`kubectl port-forward`, the subresource `proxy`). */
export interface PortConnection {
  /** From 1 to 65535. */
  readonly port: number;
  /** The client's data, until it closes its side or disconnects. */
  readonly received: AsyncIterable<Uint8Array>;
  /** Sends to the client. Resolves when more can be sent, or the client has disconnected. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal;
}

/** The response of a kubelet's server to a GET. */
export interface KubeletAnswer {
  /** The Content-Type header. */
  readonly contentType: string;
  /** The body, as text. */
  readonly body: string;
}

/** Takes the place of the kubelets of all nodes: logs, commands in containers, ports of pods. */
export interface Kubelet {
  /** The log of a container so far. */
  readLog(container: ContainerReference, selection: LogSelection): string | Promise<string>;
  /**
   * Calls `onText` with text that is added to the log from now on; returns the function that stops it. Lines begin with
   * their times if `timestamps` is set.
   */
  followLog(
    container: ContainerReference,
    options: { readonly timestamps: boolean; readonly onText: (text: string) => void },
  ): () => void;
  /** Appends lines to the log of a container: for a POST to `log`, which real kubelets do not support. */
  appendLog(container: ContainerReference, text: string): void;
  /**
   * Runs a command; resolves with its exit code. Throws StoreError, whose message the client sees, if it cannot be run.
   */
  run(container: ContainerReference, command: ContainerCommand): Promise<number>;
  /**
   * Serves a connection to a port of a pod; resolves when everything has been sent. Throws StoreError, whose message
   * the client sees, if nothing listens there. Absent: no pod has a listening port.
   */
  connectPort?(pod: Stored<Pod>, connection: PortConnection): Promise<void>;
  /**
   * The response of a node's kubelet to a GET of a path (`/healthz`, `/pods`); undefined if it does not serve the path.
   * Absent: no paths are served.
   */
  readNode?(node: Stored<Node>, path: string): Promise<KubeletAnswer | undefined>;
}
