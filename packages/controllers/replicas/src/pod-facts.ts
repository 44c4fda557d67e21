import { isPodActive, isPodReady, type LabelMatcher, type Pod, type Stored } from "@engenho/core";
import { isControlledByOwner } from "./candidates.js";
import { ListMemos } from "./list-memos.js";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";
import { labelTest } from "./status.js";

/** The properties of a pod that its owner's status depends on, as bits. */
export const podFact = { controlled: 1, active: 2, selected: 4, fullyLabeled: 8, ready: 16 } as const;

/** What the facts depend on besides the pods: they are valid as long as these are the same objects. */
interface Basis {
  readonly uid: string;
  readonly selector: LabelMatcher;
  readonly template: unknown;
}

/** Caches the facts of each owner's pods, if it has many. */
export class PodFacts {
  readonly #kind: ReplicaKind;
  readonly #bases = new Map<string, Basis>();
  readonly #memos = new ListMemos<Stored<Pod>, number>();

  constructor(kind: ReplicaKind) {
    this.#kind = kind;
  }

  /** The facts of the owned pods, in order. */
  of(
    key: string,
    { owner, selector, owned }: { owner: Stored<ReplicaOwner>; selector: LabelMatcher; owned: readonly Stored<Pod>[] },
  ): readonly number[] {
    const hasTemplateLabels = labelTest(owner);
    const look = (pod: Stored<Pod>) =>
      (isControlledByOwner(pod, owner, this.#kind) ? podFact.controlled : 0) |
      (isPodActive(pod) ? podFact.active : 0) |
      (selector.matches(pod.metadata.labels) ? podFact.selected : 0) |
      (hasTemplateLabels(pod) ? podFact.fullyLabeled : 0) |
      (isPodReady(pod) ? podFact.ready : 0);
    const basis = { uid: owner.metadata.uid, selector, template: owner.spec?.template };
    const before = this.#bases.get(key);
    if (before === undefined || !isSame(before, basis)) {
      this.#bases.set(key, basis);
      this.#memos.forget(key);
    }
    return this.#memos.derive(key, owned, look);
  }

  forget(key: string): void {
    this.#bases.delete(key);
    this.#memos.forget(key);
  }
}

function isSame(left: Basis, right: Basis): boolean {
  return left.uid === right.uid && left.selector === right.selector && left.template === right.template;
}
