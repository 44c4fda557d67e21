import { type KindDefinition, type Strategy, statusSubresource } from "@engenho/registry";
import { withGates } from "../gates/drop-gated-fields.js";
import { disabledParts, type GatedPart } from "../gates/gated-fields.js";
import type { Printer } from "../printing/printer.js";
import type { KindWarnings } from "./kind-warnings.js";

/**
 * The special behaviour of a built-in kind, from separate files in its folder. Each is a function because bundlers may load these files on
 * first use, as the program does: a definition must not read what it imports from them while it is evaluated.
 */
export interface BuiltInBehaviour {
  /** From `strategy.ts`. Called once per registry. Default: only the metadata is validated. */
  readonly strategy?: () => Strategy;
  /** From `printer.ts`. Default: the name and the creation time. */
  readonly printer?: () => Printer;
  /** From `warnings.ts`. Default: none. */
  readonly warnings?: () => KindWarnings;
  /** The fields behind feature gates that are disabled by default, from `strategy.ts`. Default: none. */
  readonly gatedFields?: () => readonly GatedPart[];
}

const noGates: ReadonlySet<string> = new Set();

/** The strategy of a kind on top of what its definition says: its status is initially empty, unless its own strategy says otherwise. */
export function builtInStrategy(
  kind: KindDefinition,
  behaviour: BuiltInBehaviour,
  featureGates: ReadonlySet<string> = noGates,
): Strategy {
  const { warnings, gatedFields } = behaviour;
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const strategy: Strategy = {
    qualifiedFinalizers: true,
    ...(hasStatus ? statusSubresource({}) : {}),
    ...behaviour.strategy?.(),
    ...(warnings === undefined ? {} : onFirstUse(warnings)),
  };
  return gatedFields === undefined ? strategy : withGates(disabledParts(gatedFields(), featureGates), strategy);
}

/** The warnings of a kind, loaded when there is a client to receive them. */
function onFirstUse(warnings: () => KindWarnings): KindWarnings {
  return {
    warningsOnCreate: (object) => warnings().warningsOnCreate?.(object) ?? [],
    warningsOnUpdate: (next, current) => warnings().warningsOnUpdate?.(next, current) ?? [],
    warningsOnStatusUpdate: (next, current) => warnings().warningsOnStatusUpdate?.(next, current) ?? [],
  };
}
