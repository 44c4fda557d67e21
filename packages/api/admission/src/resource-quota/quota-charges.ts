import { isStoreError, type KubernetesObject, type ResourceQuota, type Stored, StoreError } from "@engenho/core";
import { checkRequest, evaluatorOf, type LimitedUse, type QuotaEvaluator, type QuotaRequest } from "@engenho/quota";
import {
  type AdmissionContext,
  type AdmissionRequest,
  admissionForbidden,
  type KindDefinition,
  toWorking,
} from "@engenho/registry";
import { type LimitedResource, limitedUseOf } from "./limited-resources.js";

type Quota = Stored<ResourceQuota>;

/** A request that waits to be charged to the quotas of its namespace. */
interface Waiting {
  readonly request: AdmissionRequest;
  readonly counted: QuotaRequest;
  readonly evaluator: QuotaEvaluator;
  readonly limited: LimitedUse | undefined;
  readonly accept: () => void;
  readonly refuse: (error: unknown) => void;
}

/** How often conflicting quotas are read again (upstream: checkQuotas). */
const retries = 3;

/**
 * Charges requests to quotas, one batch per namespace at a time: requests that arrive while quotas are written wait,
 * and share the next write.
 */
export class QuotaCharges {
  readonly #context: AdmissionContext;
  readonly #limited: readonly LimitedResource[];
  /** The waiting requests by namespace; present while a batch of the namespace is in progress. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Custom kinds come and go. */
  readonly #evaluators = new WeakMap<KindDefinition, QuotaEvaluator>();

  constructor(context: AdmissionContext, limited: readonly LimitedResource[]) {
    this.#context = context;
    this.#limited = limited;
  }

  /** Charges a request. Throws a StoreError if it exceeds a quota. */
  charge(request: AdmissionRequest): Promise<void> | undefined {
    const evaluator = this.#evaluatorFor(request);
    const counted: QuotaRequest = {
      operation: request.operation === "CREATE" ? "CREATE" : "UPDATE",
      subresource: request.subresource,
      object: toWorking(request.resource, request.object as KubernetesObject),
      oldObject: request.oldObject && toWorking(request.resource, request.oldObject),
    };
    if (!evaluator.handles(counted)) return undefined;
    const limited = limitedUseOf(this.#limited, request.resource.definition);
    return new Promise((accept, refuse) => {
      this.#add(request.namespace, { request, counted, evaluator, limited, accept, refuse });
    });
  }

  #evaluatorFor({ resource }: AdmissionRequest): QuotaEvaluator {
    const { definition } = resource;
    let evaluator = this.#evaluators.get(definition);
    if (evaluator === undefined) {
      evaluator = evaluatorOf(definition);
      this.#evaluators.set(definition, evaluator);
    }
    return evaluator;
  }

  #add(namespace: string, waiting: Waiting): void {
    const others = this.#waiting.get(namespace);
    if (others !== undefined) {
      others.push(waiting);
      return;
    }
    const first = [waiting];
    this.#waiting.set(namespace, first);
    this.#work(namespace, first).catch(waiting.refuse);
  }

  async #work(namespace: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      try {
        await this.#settle(batch, await this.#quotasOf(namespace), retries);
      } catch (error) {
        // Fails closed: no request passes without being charged.
        for (const { refuse } of batch) refuse(error);
      }
    }
    this.#waiting.delete(namespace);
  }

  async #quotasOf(namespace: string): Promise<readonly Quota[]> {
    const { items } = await this.#context.list({ group: "", kind: "ResourceQuota" }, { namespace });
    return items as readonly Quota[];
  }

  /** Checks all requests cumulatively, and writes each changed quota once. */
  async #settle(batch: readonly Waiting[], quotas: readonly Quota[], retriesLeft: number): Promise<void> {
    let current = quotas;
    const charged: Waiting[] = [];
    for (const each of batch) {
      const setting = { nowMs: this.#context.clock.now(), limited: each.limited };
      const check = checkRequest(current, each.counted, each.evaluator, setting);
      if (check.type === "refused") {
        const { reason, isInternal = false } = check;
        each.refuse(
          isInternal ? new StoreError("InternalError", reason) : admissionForbidden(each.request, { reason }),
        );
      } else if (each.request.dryRun || check.quotas.every((quota, index) => quota === current[index])) {
        each.accept();
      } else {
        current = check.quotas;
        charged.push(each);
      }
    }
    if (charged.length === 0) return;
    const failed = new Set<string>();
    let failure: unknown;
    for (const [index, quota] of current.entries()) {
      if (quota === quotas[index]) continue;
      try {
        await this.#context.update(quota, { subresource: "status", fieldManager: "kube-apiserver" });
      } catch (error) {
        if (!isStoreError(error, "Conflict") && !isStoreError(error, "NotFound")) throw error;
        failed.add(quota.metadata.name);
        failure = error;
      }
    }
    if (failed.size === 0) {
      for (const { accept } of charged) accept();
    } else if (retriesLeft === 0) {
      for (const { refuse } of charged) refuse(failure);
    } else {
      const again = await this.#quotasOf(charged[0]?.request.namespace ?? "");
      const remaining = again.filter(({ metadata }) => failed.has(metadata.name));
      await this.#settle(charged, remaining, retriesLeft - 1);
    }
  }
}
