import type { ConfigMap, Stored } from "@engenho/core";
import fc from "fast-check";

/** One step of a random history of ConfigMaps. There are few names, so that steps conflict. */
export type Step =
  | { readonly type: "create"; readonly name: string; readonly value: string; readonly finalizer: boolean }
  /** `fresh`: with the current resourceVersion; otherwise with that of a read `age` writes ago. */
  | { readonly type: "update"; readonly name: string; readonly value: string; readonly age: number }
  | { readonly type: "overwrite"; readonly name: string; readonly value: string }
  | { readonly type: "patch"; readonly name: string; readonly value: string }
  | { readonly type: "delete"; readonly name: string }
  | { readonly type: "finalize"; readonly name: string };

const name = fc.constantFrom("a/x", "a/y", "a/z", "b/x", "b/y");
const value = fc.constantFrom("1", "2", "3");

/** Random histories. */
export const history: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("create" as const), name, value, finalizer: fc.boolean() }),
    fc.record({ type: fc.constant("update" as const), name, value, age: fc.nat(2) }),
    fc.record({ type: fc.constant("overwrite" as const), name, value }),
    fc.record({ type: fc.constant("patch" as const), name, value }),
    fc.record({ type: fc.constant("delete" as const), name }),
    fc.record({ type: fc.constant("finalize" as const), name }),
  ),
  { maxLength: 60 },
);

/** An object in the model. */
export interface Modelled {
  readonly value: string;
  readonly finalizer: boolean;
  readonly deleting: boolean;
  /** Changes with every commit to the object. */
  readonly revision: number;
}

/** The expected results of a store's operations, and the expected content. */
export class Model {
  readonly objects = new Map<string, Modelled>();
  commits = 0;

  /** The code of the expected error, or undefined for success. `seen` is the revision that an update is based on. */
  apply(step: Step, seen: number | undefined): string | undefined {
    const current = this.objects.get(step.name);
    switch (step.type) {
      case "create":
        if (current !== undefined) return "AlreadyExists";
        this.#put(step.name, { value: step.value, finalizer: step.finalizer, deleting: false });
        return undefined;
      case "update":
        if (seen === undefined) return undefined;
        if (current === undefined) return "NotFound";
        if (seen !== current.revision) return "Conflict";
        return this.#change(step.name, current, step.value);
      case "overwrite":
      case "patch":
        return current === undefined ? "NotFound" : this.#change(step.name, current, step.value);
      case "delete":
        if (current === undefined) return "NotFound";
        if (!current.finalizer) this.#remove(step.name);
        else if (!current.deleting) this.#put(step.name, { ...current, deleting: true });
        return undefined;
      case "finalize":
        if (current === undefined) return "NotFound";
        if (!current.finalizer) return undefined;
        if (current.deleting) this.#remove(step.name);
        else this.#put(step.name, { ...current, finalizer: false });
        return undefined;
    }
  }

  #change(key: string, current: Modelled, next: string): undefined {
    if (current.value !== next) this.#put(key, { ...current, value: next });
    return undefined;
  }

  #put(key: string, object: Omit<Modelled, "revision">): void {
    this.objects.set(key, { ...object, revision: ++this.commits });
  }

  #remove(key: string): void {
    this.commits++;
    this.objects.delete(key);
  }
}

/** The model's form of a stored object, without its revision. */
export function modelled(object: Stored<ConfigMap>): Omit<Modelled, "revision"> {
  return {
    value: object.data?.value ?? "",
    finalizer: (object.metadata.finalizers ?? []).length > 0,
    deleting: object.metadata.deletionTimestamp !== undefined,
  };
}
