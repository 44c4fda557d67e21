import { LruMap } from "@engenho/core";
import { type Identity, identityKey } from "./identity.js";

/** Identities known not to exist (upstream's absentOwnerCache). UIDs are never reused, so no entry becomes invalid (GC-18). */
export class AbsentOwners {
  readonly #known = new LruMap<string, true>(500);

  add(identity: Identity): void {
    this.#known.set(identityKey(identity), true);
  }

  has(identity: Identity): boolean {
    return this.#known.get(identityKey(identity)) !== undefined;
  }
}
