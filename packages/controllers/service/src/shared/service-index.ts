import { keyOf, type Service } from "@engenho/core";

type Labels = Readonly<Record<string, string>>;

interface IndexedService {
  readonly key: string;
  readonly selector: readonly (readonly [label: string, value: string])[];
  /** Where it is filed. */
  readonly drawer: string;
}

const nothing: Labels = {};

/**
 * Finds the Services that select a pod without asking all Services of the namespace. Each is filed under one of the pairs
 * that its selector requires, the one with the fewest Services at the time; a pod is looked up by its own labels.
 * Services without a selector are known, and found by no pod.
 */
export class ServiceIndex {
  readonly #services = new Map<string, IndexedService | undefined>();
  readonly #drawers = new Map<string, Set<IndexedService>>();

  /** The keys of all Services that the index knows of. */
  keys(): IterableIterator<string> {
    return this.#services.keys();
  }

  /** Takes a Service in, in place of an earlier version of it. */
  set(service: Service): void {
    const key = keyOf(service);
    const selector = service.spec?.selector;
    const known = this.#services.get(key);
    if (known !== undefined && selector !== undefined && sameSelector(known, selector)) return;
    this.delete(key);
    this.#services.set(key, selector === undefined ? undefined : this.#file(service, key, Object.entries(selector)));
  }

  /** Forgets a Service. */
  delete(key: string): void {
    const known = this.#services.get(key);
    this.#services.delete(key);
    if (known === undefined) return;
    const drawer = this.#drawers.get(known.drawer);
    drawer?.delete(known);
    if (drawer?.size === 0) this.#drawers.delete(known.drawer);
  }

  /** Forgets all Services. */
  clear(): void {
    this.#services.clear();
    this.#drawers.clear();
  }

  /** The keys of the Services of the namespace whose selector matches the labels. */
  matching(namespace: string, labels: Labels = nothing): readonly string[] {
    const keys: string[] = [];
    for (const service of this.#drawers.get(namespace) ?? []) keys.push(service.key);
    for (const label of Object.keys(labels)) {
      const drawer = this.#drawers.get(drawerOf(namespace, label, labels[label] as string));
      if (drawer === undefined) continue;
      for (const service of drawer) if (matches(service, labels)) keys.push(service.key);
    }
    return keys;
  }

  #file(service: Service, key: string, selector: IndexedService["selector"]): IndexedService {
    const namespace = service.metadata.namespace ?? "";
    // What selects everything is filed under the namespace alone.
    let best = namespace;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [label, value] of selector) {
      const drawer = drawerOf(namespace, label, value);
      const size = this.#drawers.get(drawer)?.size ?? 0;
      if (size < fewest) {
        best = drawer;
        fewest = size;
      }
    }
    const indexed = { key, selector, drawer: best };
    const drawer = this.#drawers.get(best);
    if (drawer === undefined) this.#drawers.set(best, new Set([indexed]));
    else drawer.add(indexed);
    return indexed;
  }
}

function drawerOf(namespace: string, label: string, value: string): string {
  return `${namespace}/${label}=${value}`;
}

function matches({ selector }: IndexedService, labels: Labels): boolean {
  for (const [label, value] of selector) if (!Object.hasOwn(labels, label) || labels[label] !== value) return false;
  return true;
}

function sameSelector(known: IndexedService, selector: Labels): boolean {
  return known.selector.length === Object.keys(selector).length && matches(known, selector);
}
