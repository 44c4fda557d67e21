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

/** What the graph enqueues when it changes. */
export interface GraphWork {
  /** The node may have to be deleted, or its owner references updated. */
  attemptToDelete(node: GraphNode): void;
  /** The node's dependents have to be orphaned. */
  attemptToOrphan(node: GraphNode): void;
  /** The dependent refers by this UID to an owner in another namespace (GC-22). */
  invalidNamespace(dependent: GraphNode, ownerUid: string): void;
}

const nodesPerYield = 1_000;

/** The ownership graph by UID, built from events and lists (GC-10..23; upstream's graph_builder.go). It does no I/O. */
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

  /** An object was added or updated (GC-11..15, GC-17). `previous` is its previous version, if there is one. */
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
      if (node.virtual) this.#markObserved(node, identityOf(object));
      this.#updateOwners(node, ownerReferences);
    }
    node.version = version;
    if (isBeingDeleted(object)) node.beingDeleted = true;
    this.#handleDeletion(node, object, previous);
  }

  /** An object was deleted (GC-16). */
  remove(uid: string): void {
    const node = this.#nodes.get(uid);
    if (node !== undefined) this.#removeNode(node, node.identity);
  }

  /** A live read found no object with this identity (GC-23). Returns whether the node has to be processed again. */
  removeAbsent(identity: Identity): boolean {
    const node = this.#nodes.get(identity.uid);
    if (node === undefined) return false;
    if (!node.virtual) {
      if (sameIdentity(node.identity, identity)) this.#removeNode(node, identity);
      else this.#enqueueMatching(node, identity);
      return false;
    }
    const { nonMatching } = partitionByReference(node.dependents, identity);
    if (nonMatching.length === 0) {
      this.#removeNode(node, identity);
      return false;
    }
    this.#enqueueMatching(node, identity);
    if (!sameIdentity(node.identity, identity)) return false;
    const replacement = alternateIdentity(nonMatching, identity);
    if (replacement === undefined) return false;
    node.identity = replacement;
    return true;
  }

  /** Starts a sweep: a comparison of the graph with all objects of the store. */
  beginSweep(): void {
    this.#sweep++;
  }

  /** Processes one object of a sweep, and enqueues what its state requires even if it has not changed. */
  sweep(object: Stored): void {
    const known = this.#nodes.get(object.metadata.uid);
    this.observe(object);
    const node = this.#nodes.get(object.metadata.uid);
    if (node === undefined) return;
    node.seenInSweep = this.#sweep;
    if (known === node) for (const owner of node.owners) this.#checkReference(node, owner);
  }

  /**
   * Ends the sweep: nodes that were not in it, and are not newer, are removed. Virtual nodes are enqueued for verification. It
   * yields regularly, so that the caller can give way to the event loop.
   */
  *endSweep(version: number): Generator<void, void, undefined> {
    let examined = 0;
    for (const node of this.#nodes.values()) {
      if (node.virtual) this.#work.attemptToDelete(node);
      else if (node.seenInSweep !== this.#sweep && node.version <= version) this.#removeNode(node, node.identity);
      if (++examined % nodesPerYield === 0) yield;
    }
  }

  #markObserved(node: GraphNode, observed: Identity): void {
    if (!sameIdentity(node.identity, observed)) {
      for (const dependent of partitionByReference(node.dependents, observed).nonMatching) {
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
        // A dependent added late is deleted too; upstream ignores it until the owner is gone or the collector restarts.
        if (owner.deletingDependents) this.#work.attemptToDelete(node);
      }
    }
  }

  /** Enqueues the dependent if its reference does not match the known owner (GC-20). */
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

  /** Enqueues the orphaning or foreground deletion when it has just started (GC-15). */
  #handleDeletion(node: GraphNode, object: Stored, previous: Stored | undefined): void {
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

  #enqueueMatching(node: GraphNode, absent: Identity): void {
    const { matching } = partitionByReference(node.dependents, absent);
    if (matching.length > 0) this.absentOwners.add(absent);
    for (const dependent of matching) this.#work.attemptToDelete(dependent);
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
