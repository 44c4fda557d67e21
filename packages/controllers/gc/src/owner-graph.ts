import type { OwnerReference, Stored } from "@engenho/core";
import { AbsentOwners } from "./absent-owners.js";
import { alternateIdentity, partitionByReference } from "./alternate-identity.js";
import { GraphNode } from "./graph-node.js";
import {
  claimedIdentity,
  foregroundFinalizer,
  hasFinalizer,
  type Identity,
  identityOf,
  isBeingDeleted,
  orphanFinalizer,
  sameCoordinates,
  sameIdentity,
} from "./identity.js";

/** What a change of the graph asks for. */
export interface GraphWork {
  /** The node may have to be deleted, or its owner references corrected. */
  attemptToDelete(node: GraphNode): void;
  /** The node's dependents have to be orphaned. */
  attemptToOrphan(node: GraphNode): void;
  /** The dependent refers to an owner of another namespace by this UID (GC-22). */
  invalidNamespace(dependent: GraphNode, ownerUid: string): void;
}

const nodesPerStop = 1_000;

/** Who owns whom, by UID, as events and lists tell it (GC-10..23; upstream's graph_builder.go). Pure bookkeeping. */
export class OwnerGraph {
  readonly absentOwners = new AbsentOwners();
  readonly #nodes = new Map<string, GraphNode>();
  readonly #work: GraphWork;
  #sweep = 0;

  constructor(work: GraphWork) {
    this.#work = work;
  }

  get size(): number {
    return this.#nodes.size;
  }

  node(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  /** An object was added or updated (GC-11..15, GC-17). `previous` is its last version, if there was one. */
  observe(object: Stored, previous?: Stored): void {
    const { uid, ownerReferences = [] } = object.metadata;
    const version = Number(object.metadata.resourceVersion);
    let node = this.#nodes.get(uid);
    if (node !== undefined && node.version > version) return;
    if (node === undefined) {
      node = new GraphNode(identityOf(object), false);
      node.owners = ownerReferences;
      this.#nodes.set(uid, node);
      this.#link(node, ownerReferences);
    } else {
      if (node.virtual) this.#becomeReal(node, identityOf(object));
      this.#updateOwners(node, ownerReferences);
    }
    node.version = version;
    if (isBeingDeleted(object)) node.beingDeleted = true;
    this.#noteDeletion(node, object, previous);
  }

  /** An object is gone for good (GC-16). */
  remove(uid: string): void {
    const node = this.#nodes.get(uid);
    if (node !== undefined) this.#removeNode(node, node.identity);
  }

  /** A live read found that nothing has this identity (GC-23). Tells whether the node has to be looked at again. */
  removeAbsent(identity: Identity): boolean {
    const node = this.#nodes.get(identity.uid);
    if (node === undefined) return false;
    if (!node.virtual) {
      if (sameIdentity(node.identity, identity)) this.#removeNode(node, identity);
      else this.#releaseAgreeing(node, identity);
      return false;
    }
    const { differing } = partitionByReference(node.dependents, identity);
    if (differing.length === 0) {
      this.#removeNode(node, identity);
      return false;
    }
    this.#releaseAgreeing(node, identity);
    if (!sameIdentity(node.identity, identity)) return false;
    const replacement = alternateIdentity(differing, identity);
    if (replacement === undefined) return false;
    node.identity = replacement;
    return true;
  }

  /** Begins a comparison with everything that there is. */
  beginSweep(): void {
    this.#sweep++;
  }

  /** Takes in one object of the comparison and asks for whatever its state calls for, whether or not that is news. */
  sweep(object: Stored): void {
    const known = this.#nodes.get(object.metadata.uid);
    this.observe(object);
    const node = this.#nodes.get(object.metadata.uid);
    if (node === undefined) return;
    node.seenInSweep = this.#sweep;
    if (known === node) for (const owner of node.owners) this.#checkReference(node, owner);
  }

  /**
   * Ends the comparison: what was not met, and is not newer than it, is gone. Owners nobody has seen are verified. It stops
   * after every so many nodes, and goes on when it is asked for the next.
   */
  *endSweep(version: number): Generator<void, void, undefined> {
    let examined = 0;
    for (const node of this.#nodes.values()) {
      if (node.virtual) this.#work.attemptToDelete(node);
      else if (node.seenInSweep !== this.#sweep && node.version <= version) this.#removeNode(node, node.identity);
      if (++examined % nodesPerStop === 0) yield;
    }
  }

  #becomeReal(node: GraphNode, observed: Identity): void {
    if (!sameIdentity(node.identity, observed)) {
      for (const dependent of partitionByReference(node.dependents, observed).differing) {
        if (observed.namespace !== "" && dependent.identity.namespace !== observed.namespace) {
          this.#work.invalidNamespace(dependent, observed.uid);
        }
        this.#work.attemptToDelete(dependent);
      }
      node.identity = observed;
    }
    node.virtual = false;
  }

  #updateOwners(node: GraphNode, next: readonly OwnerReference[]): void {
    const before = node.owners;
    if (before === next) return;
    node.owners = next;
    const added = next.filter((owner) => !before.some(({ uid }) => uid === owner.uid));
    for (const old of before) {
      const now = next.find(({ uid }) => uid === old.uid);
      const owner = this.#nodes.get(old.uid);
      if (now === undefined) owner?.removeDependent(node);
      const unblocked = old.blockOwnerDeletion === true && now?.blockOwnerDeletion !== true;
      if (unblocked && owner !== undefined) this.#work.attemptToDelete(owner);
    }
    this.#link(node, added);
  }

  #link(node: GraphNode, owners: readonly OwnerReference[]): void {
    for (const reference of owners) {
      let owner = this.#nodes.get(reference.uid);
      if (owner === undefined) {
        owner = new GraphNode(claimedIdentity(reference, node.identity.namespace), true);
        this.#nodes.set(reference.uid, owner);
        owner.addDependent(node);
        this.#work.attemptToDelete(owner);
      } else {
        owner.addDependent(node);
        this.#checkReference(node, reference);
        // A latecomer goes with the others; upstream lets it be until the owner is gone, or the collector starts anew.
        if (owner.deletingDependents) this.#work.attemptToDelete(node);
      }
    }
  }

  /** Queues the dependent when its reference does not fit the owner that we know (GC-20). */
  #checkReference(node: GraphNode, reference: OwnerReference): void {
    const owner = this.#nodes.get(reference.uid);
    if (owner === undefined) return;
    const { namespace } = node.identity;
    const ownerNamespace = owner.identity.namespace;
    if (ownerNamespace !== "" && ownerNamespace !== namespace) {
      if (!owner.virtual) this.#work.invalidNamespace(node, reference.uid);
      this.#work.attemptToDelete(node);
    } else if (!sameCoordinates(reference, owner.identity)) {
      this.#work.attemptToDelete(node);
    } else if (owner.virtual && ownerNamespace === "" && namespace !== "") {
      this.#work.attemptToDelete(node);
    }
  }

  /** Starts what the object's deletion waits for, when it has just begun to wait (GC-15). */
  #noteDeletion(node: GraphNode, object: Stored, previous: Stored | undefined): void {
    const begins = (finalizer: string) =>
      isBeingDeleted(object) &&
      hasFinalizer(object, finalizer) &&
      !(previous !== undefined && isBeingDeleted(previous) && hasFinalizer(previous, finalizer));
    if (begins(orphanFinalizer)) {
      this.#work.attemptToOrphan(node);
    } else if (begins(foregroundFinalizer)) {
      node.deletingDependents = true;
      for (const dependent of node.dependents) this.#work.attemptToDelete(dependent);
      this.#work.attemptToDelete(node);
    }
  }

  #releaseAgreeing(node: GraphNode, absent: Identity): void {
    const { agreeing } = partitionByReference(node.dependents, absent);
    if (agreeing.length > 0) this.absentOwners.add(absent);
    for (const dependent of agreeing) this.#work.attemptToDelete(dependent);
  }

  #removeNode(node: GraphNode, absent: Identity): void {
    this.#nodes.delete(node.identity.uid);
    if (node.dependents.size > 0) this.absentOwners.add(absent);
    for (const dependent of node.dependents) this.#work.attemptToDelete(dependent);
    for (const { uid } of node.owners) {
      const owner = this.#nodes.get(uid);
      if (owner === undefined) continue;
      owner.removeDependent(node);
      if (owner.deletingDependents) this.#work.attemptToDelete(owner);
    }
  }
}
