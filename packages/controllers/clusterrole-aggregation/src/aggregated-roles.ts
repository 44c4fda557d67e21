import { type ClusterRole, compileLabelSelector, type LabelMatcher, type Stored, type WatchEvent } from "@engenho/core";

type Labels = Readonly<Record<string, string>>;
const noLabels: Labels = {};

/** Which ClusterRoles are aggregated, and from what. */
export class AggregatedRoles {
  readonly #selectors = new Map<string, readonly LabelMatcher[]>();

  /** Forgets all. */
  clear(): void {
    this.#selectors.clear();
  }

  /** Takes in the current state of a role. */
  note({ metadata, aggregationRule }: Stored<ClusterRole>): void {
    if (aggregationRule === undefined) this.#selectors.delete(metadata.name);
    else this.#selectors.set(metadata.name, (aggregationRule.clusterRoleSelectors ?? []).map(compileLabelSelector));
  }

  /** The aggregated roles. */
  names(): readonly string[] {
    return [...this.#selectors.keys()];
  }

  /** The aggregated roles whose rules a commit may change: the role itself, and those that select it, now or before. */
  wokenBy(event: WatchEvent<ClusterRole>): readonly string[] {
    const { object } = event;
    const { name, labels = noLabels } = object.metadata;
    if (event.type === "DELETED") this.#selectors.delete(name);
    else this.note(object);
    const before = event.type === "ADDED" ? labels : (event.previous.metadata.labels ?? noLabels);
    const woken: string[] = [];
    for (const [aggregated, matchers] of this.#selectors) {
      if (aggregated === name || matchers.some((one) => one.matches(labels) || one.matches(before)))
        woken.push(aggregated);
    }
    return woken;
  }
}
