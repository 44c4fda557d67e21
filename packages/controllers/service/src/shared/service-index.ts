import { keyOf, type Service } from "@engenho/core";

type Labels = Readonly<Record<string, string>>;

interface IndexedService {
  readonly key: string;
  readonly selector: readonly (readonly [label: string, value: string])[];
  /** The key of its bucket. */
  readonly bucket: string;
}

const nothing: Labels = {};

/**
 * Finds the Services that select a pod without checking all Services of the namespace. Each Service is stored in the bucket
 * of one of the pairs that its selector requires, the one with the fewest Services at that time; a pod is looked up by its
 * labels. Services without a selector are listed, but match no pod.
 */
export class ServiceIndex {
  readonly #services = new Map<string, IndexedService | undefined>();
  readonly #buckets = new Map<string, Set<IndexedService>>();

  /** The keys of all Services in the index. */
  keys(): IterableIterator<string> {
    return this.#services.keys();
  }

  /** Adds or replaces a Service. */
  set(service: Service): void {
    const key = keyOf(service);
    const selector = service.spec?.selector;
    const known = this.#services.get(key);
    if (known !== undefined && selector !== undefined && sameSelector(known, selector)) return;
    this.delete(key);
    this.#services.set(key, selector === undefined ? undefined : this.#insert(service, key, Object.entries(selector)));
  }

  /** Removes a Service. */
  delete(key: string): void {
    const known = this.#services.get(key);
    this.#services.delete(key);
    if (known === undefined) return;
    const bucket = this.#buckets.get(known.bucket);
    bucket?.delete(known);
    if (bucket?.size === 0) this.#buckets.delete(known.bucket);
  }

  /** Removes all Services. */
  clear(): void {
    this.#services.clear();
    this.#buckets.clear();
  }

  /** The keys of the Services in the namespace whose selector matches the labels. */
  matching(namespace: string, labels: Labels = nothing): readonly string[] {
    const keys: string[] = [];
    for (const service of this.#buckets.get(namespace) ?? []) keys.push(service.key);
    for (const label of Object.keys(labels)) {
      const bucket = this.#buckets.get(bucketKey(namespace, label, labels[label] as string));
      if (bucket === undefined) continue;
      for (const service of bucket) if (matches(service, labels)) keys.push(service.key);
    }
    return keys;
  }

  #insert(service: Service, key: string, selector: IndexedService["selector"]): IndexedService {
    const namespace = service.metadata.namespace ?? "";
    // A Service with an empty selector is in the bucket of its namespace.
    let best = namespace;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [label, value] of selector) {
      const bucket = bucketKey(namespace, label, value);
      const size = this.#buckets.get(bucket)?.size ?? 0;
      if (size < fewest) {
        best = bucket;
        fewest = size;
      }
    }
    const indexed = { key, selector, bucket: best };
    const bucket = this.#buckets.get(best);
    if (bucket === undefined) this.#buckets.set(best, new Set([indexed]));
    else bucket.add(indexed);
    return indexed;
  }
}

function bucketKey(namespace: string, label: string, value: string): string {
  return `${namespace}/${label}=${value}`;
}

function matches({ selector }: IndexedService, labels: Labels): boolean {
  for (const [label, value] of selector) if (!Object.hasOwn(labels, label) || labels[label] !== value) return false;
  return true;
}

function sameSelector(known: IndexedService, selector: Labels): boolean {
  return known.selector.length === Object.keys(selector).length && matches(known, selector);
}
