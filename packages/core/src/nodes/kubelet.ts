import type { Node, Pod } from "@engenho/types";
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
  /** Whether the log of the container before its last restart is wanted. Default false. */
  readonly previous?: boolean | undefined;
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

/** A connection of a client to a port of a pod (`kubectl port-forward`, the subresource `proxy`). */
export interface PortConnection {
  /** From 1 to 65535. */
  readonly port: number;
  /** What the client sends, until it ends its side or disconnects. */
  readonly received: AsyncIterable<Uint8Array>;
  /** Sends to the client. Resolves when more may follow, and once it has disconnected. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal;
}

/** What the server of a kubelet answers to a GET. */
export interface KubeletAnswer {
  /** The Content-Type header. */
  readonly contentType: string;
  /** The body, as text. */
  readonly body: string;
}

/** Stands in for the kubelets of all nodes: logs, commands in containers, ports of pods. */
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
  /**
   * Serves a connection to a port of a pod; resolves when everything has been sent. Throws StoreError, whose message the client sees, if
   * nothing listens there. Absent: nothing listens anywhere.
   */
  connectPort?(pod: Stored<Pod>, connection: PortConnection): Promise<void>;
  /** What the kubelet of a node answers to a GET of a path (`/healthz`, `/pods`); undefined if it serves none. Absent: no kubelet does. */
  readNode?(node: Stored<Node>, path: string): Promise<KubeletAnswer | undefined>;
}
