import type { User } from "@engenho/core";
import type { Binding } from "./role-source.js";
import { principalOf } from "./subjects.js";

/** The bindings of one subject, by name. */
type Bindings = Map<string, Binding>;

/** The bindings of one scope (the cluster, or a namespace), by the users and groups that they name. */
export class SubjectIndex {
  readonly #users = new Map<string, Bindings>();
  readonly #groups = new Map<string, Bindings>();

  get isEmpty(): boolean {
    return this.#users.size === 0 && this.#groups.size === 0;
  }

  /** Adds a binding. An earlier version of it must have been removed. */
  add(binding: Binding): void {
    const { name, namespace = "" } = binding.metadata;
    for (const subject of binding.subjects ?? []) {
      const principal = principalOf(subject, namespace);
      if (principal === undefined) continue;
      const byName = this.#mapOf(principal.type);
      const known = byName.get(principal.name);
      if (known === undefined) byName.set(principal.name, new Map([[name, binding]]));
      else known.set(name, binding);
    }
  }

  /** Removes a binding from all of its subjects. */
  remove(binding: Binding): void {
    const { name, namespace = "" } = binding.metadata;
    for (const subject of binding.subjects ?? []) {
      const principal = principalOf(subject, namespace);
      if (principal === undefined) continue;
      const byName = this.#mapOf(principal.type);
      const known = byName.get(principal.name);
      if (known?.delete(name) === true && known.size === 0) byName.delete(principal.name);
    }
  }

  /** The bindings of a user and of their groups; one that names several of them is given several times. */
  *of({ name, groups = [] }: User): Generator<Binding, void> {
    const ofUser = this.#users.get(name);
    if (ofUser !== undefined) yield* ofUser.values();
    for (const group of groups) {
      const ofGroup = this.#groups.get(group);
      if (ofGroup !== undefined) yield* ofGroup.values();
    }
  }

  #mapOf(type: "user" | "group"): Map<string, Bindings> {
    return type === "user" ? this.#users : this.#groups;
  }
}
