import type { ApiClient, ApiRequest } from "./api-client.js";
import type { LineWatch } from "./line-watch.js";

interface WatchedPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly name: string }[] };
  readonly status?: { readonly phase?: string };
}

/** Options of {@link PlayedKubelet}. */
export interface PlayedKubeletOptions {
  /** Watches, and possibly writes: one connection for both, or one each. */
  readonly reader: ApiClient;
  readonly writer: ApiClient;
  readonly namespace: string;
  readonly nodes: readonly string[];
}

/** Concurrent requests. */
const concurrency = 200;

/**
 * A client that acts as scheduler and kubelets over HTTPS: binds each pod, reports it Running and Ready immediately, and
 * removes it as soon as it is being deleted.
 */
export class PlayedKubelet {
  readonly #options: PlayedKubeletOptions;
  readonly #watch: LineWatch;
  readonly #bound = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #queue: ApiRequest[] = [];
  readonly #waiting = new Set<{ readonly holds: () => boolean; readonly resolve: () => void }>();
  #underWay = 0;
  #next = 0;
  /** Existing pods. */
  count = 0;
  /** Pods that have ever been added. */
  added = 0;
  /** Requests that the server refused and should have accepted. */
  readonly troubles: string[] = [];

  private constructor(options: PlayedKubeletOptions) {
    this.#options = options;
    this.#watch = options.reader.watch(`/api/v1/namespaces/${options.namespace}/pods`, (line) => this.#take(line));
  }

  /** Starts watching. */
  static async open(options: PlayedKubeletOptions): Promise<PlayedKubelet> {
    const kubelet = new PlayedKubelet(options);
    await kubelet.#watch.opened;
    return kubelet;
  }

  /** Resolves when `holds` returns true; it is called after each addition and removal of a pod. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add({ holds, resolve }));
  }

  close(): void {
    this.#watch.close();
  }

  #take(line: Buffer): void {
    const { type, object } = JSON.parse(line.toString()) as { readonly type: string; readonly object: WatchedPod };
    const { uid } = object.metadata;
    if (type === "DELETED") {
      this.#bound.delete(uid);
      this.#removed.delete(uid);
      this.count--;
      this.#notify();
      return;
    }
    if (type === "ADDED") {
      this.count++;
      this.added++;
      this.#notify();
    }
    if (object.metadata.deletionTimestamp !== undefined) this.#remove(object);
    else if ((object.spec.nodeName ?? "") === "") this.#bind(object);
    else if (object.status?.phase !== "Running") this.#run(object);
  }

  #bind({ metadata: { name, namespace, uid } }: WatchedPod): void {
    if (this.#bound.has(uid)) return;
    this.#bound.add(uid);
    const node = this.#options.nodes[this.#next++ % this.#options.nodes.length] ?? "";
    this.#send({
      method: "POST",
      path: `/api/v1/namespaces/${namespace}/pods/${name}/binding`,
      body: { apiVersion: "v1", kind: "Binding", metadata: { name }, target: { kind: "Node", name: node } },
    });
  }

  #run({ metadata: { name, namespace }, spec }: WatchedPod): void {
    const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const address = `10.${(this.#next >> 16) & 255}.${(this.#next >> 8) & 255}.${this.#next++ & 255}`;
    const conditions = ["Initialized", "Ready", "ContainersReady"].map((type) => ({
      type,
      status: "True",
      lastTransitionTime: now,
    }));
    const containerStatuses = spec.containers.map((container) => ({
      name: container.name,
      image: "",
      imageID: "",
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    }));
    this.#send({
      method: "PATCH",
      path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
      contentType: "application/strategic-merge-patch+json",
      body: {
        status: {
          phase: "Running",
          podIP: address,
          podIPs: [{ ip: address }],
          startTime: now,
          conditions,
          containerStatuses,
        },
      },
    });
  }

  #remove({ metadata: { name, namespace, uid } }: WatchedPod): void {
    if (this.#removed.has(uid)) return;
    this.#removed.add(uid);
    this.#send({
      method: "DELETE",
      path: `/api/v1/namespaces/${namespace}/pods/${name}`,
      body: { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid } },
    });
  }

  #send(request: ApiRequest): void {
    this.#queue.push(request);
    this.#pump();
  }

  #pump(): void {
    while (this.#underWay < concurrency) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      this.#underWay++;
      this.#options.writer.send(request).then(
        ({ status, body }) => this.#done(request, status, body),
        (error: unknown) => this.#done(request, 0, Buffer.from(String(error))),
      );
    }
  }

  #done({ method, path }: ApiRequest, status: number, body: Buffer): void {
    this.#underWay--;
    // Another client may have deleted the pod in the meantime.
    if (status >= 300 && status !== 404 && status !== 409) {
      this.troubles.push(`${method} ${path}: ${status} ${body.toString().slice(0, 200)}`);
    }
    this.#pump();
  }

  #notify(): void {
    for (const waiting of this.#waiting) {
      if (!waiting.holds()) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }
}
