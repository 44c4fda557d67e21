import type { OwnerReference } from "@engenho/core";
import type { Identity } from "./identity.js";

const noNodes: ReadonlySet<GraphNode> = new Set();

/** An object in the graph, or an owner that is referred to but has not been observed (GC-10). */
export class GraphNode {
  identity: Identity;
  /** The owner references as last observed. */
  owners: readonly OwnerReference[] = [];
  /** Not yet observed in an event or a list. */
  virtual: boolean;
  beingDeleted = false;
  /** It is being deleted in the foreground, after its dependents. */
  deletingDependents = false;
  /** The resourceVersion last observed; older events are ignored. */
  version = 0;
  /** The number of the last sweep that contained it. */
  seenInSweep = 0;
  #dependents: Set<GraphNode> | undefined;
  /** UIDs of owners in another namespace for which an Event has been recorded. */
  #reportedOwners: Set<string> | undefined;

  constructor(identity: Identity, virtual: boolean) {
    this.identity = identity;
    this.virtual = virtual;
  }

  get dependents(): ReadonlySet<GraphNode> {
    return this.#dependents ?? noNodes;
  }

  addDependent(node: GraphNode): void {
    this.#dependents ??= new Set();
    this.#dependents.add(node);
  }

  removeDependent(node: GraphNode): void {
    this.#dependents?.delete(node);
    if (this.#dependents?.size === 0) this.#dependents = undefined;
  }

  /** The dependents that block this node's foreground deletion (GC-50). */
  blockingDependents(): GraphNode[] {
    const { uid } = this.identity;
    return [...this.dependents].filter((dependent) =>
      dependent.owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
  }

  /** Whether no Event has been recorded yet for this owner in another namespace; marks it as recorded (GC-22). */
  reportOnce(ownerUid: string): boolean {
    this.#reportedOwners ??= new Set();
    if (this.#reportedOwners.has(ownerUid)) return false;
    this.#reportedOwners.add(ownerUid);
    return true;
  }

  /** This node's reference to the owner, if it has one. */
  referenceTo(uid: string): OwnerReference | undefined {
    return this.owners.find((owner) => owner.uid === uid);
  }
}
