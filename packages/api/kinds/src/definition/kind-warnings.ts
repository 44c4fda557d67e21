import type { KubernetesObject } from "@engenho/core";
import type { Strategy } from "@engenho/registry";

/** The warnings of a kind. They are computed for the object as it will be written, after validation. */
export type KindWarnings = Pick<Strategy, "warningsOnCreate" | "warningsOnUpdate" | "warningsOnStatusUpdate">;

/** The same warnings on create and on update. */
export function both<T extends KubernetesObject>(warningsOf: (object: T) => readonly string[]): KindWarnings {
  return { warningsOnCreate: warningsOf as never, warningsOnUpdate: ((next: T) => warningsOf(next)) as never };
}
