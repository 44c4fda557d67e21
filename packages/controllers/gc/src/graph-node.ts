import type { OwnerReference } from "@engenho/core";
import type { Identity } from "./identity.js";

const nobody: ReadonlySet<GraphNode> = new Set();

/** An object in the graph, or an owner that somebody refers to and nobody has seen (GC-10). */
export class GraphNode {
  identity: Identity;
  /** The owner references as last seen. */
  owners: readonly OwnerReference[] = [];
  /** Not seen by an event or a list yet. */
  virtual: boolean;
  beingDeleted = false;
  /** Being deleted, and its dependents before it. */
  deletingDependents = false;
  /** The version last seen, so that an older event changes nothing. */
  version = 0;
  /** When the graph was last compared with a list, the number of that comparison. */
  seenInSweep = 0;
  #dependents: Set<GraphNode> | undefined;
  /** Owners in another namespace of which an Event has told already. */
  #reportedOwners: Set<string> | undefined;

  constructor(identity: Identity, virtual: boolean) {
    this.identity = identity;
    this.virtual = virtual;
  }

  get dependents(): ReadonlySet<GraphNode> {
    return this.#dependents ?? nobody;
  }

  addDependent(node: GraphNode): void {
    this.#dependents ??= new Set();
    this.#dependents.add(node);
  }

  removeDependent(node: GraphNode): void {
    this.#dependents?.delete(node);
    if (this.#dependents?.size === 0) this.#dependents = undefined;
  }

  /** The dependents that hold this node up while it is deleted in the foreground (GC-50). */
  blockingDependents(): GraphNode[] {
    const { uid } = this.identity;
    return [...this.dependents].filter((dependent) =>
      dependent.owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
  }

  /** Whether nobody has been told yet of this owner in another namespace; from now on somebody has (GC-22). */
  reportOnce(ownerUid: string): boolean {
    this.#reportedOwners ??= new Set();
    if (this.#reportedOwners.has(ownerUid)) return false;
    this.#reportedOwners.add(ownerUid);
    return true;
  }

  /** The reference by which this node names the owner, if it does. */
  referenceTo(uid: string): OwnerReference | undefined {
    return this.owners.find((owner) => owner.uid === uid);
  }
}
