import type { Node } from "@engenho/core";
import { type Causes, labelValueFaults, qualifiedNameFaults } from "@engenho/machinery";
import { checkTaintEffect } from "../../pod-template/spec/scheduling.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

/** A taint of a Node. */
export type Taint = NonNullable<NonNullable<Node["spec"]>["taints"]>[number];

/** Checks taints, of which there is at most one per key and effect (upstream: validateNodeTaints). */
export function checkTaints(taints: readonly Taint[] | undefined, path: string, causes: Causes): void {
  const seen = new Set<string>();
  for (const [index, taint] of (taints ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { key = "", value = "", effect = "" } = taint;
    causes.invalidEach(`${at}.key`, key, qualifiedNameFaults(key));
    const faults = labelValueFaults(value);
    if (faults.length > 0) causes.invalid(`${at}.value`, value, faults.join(";"));
    if (effect === "") causes.required(`${at}.effect`);
    else checkTaintEffect(effect, `${at}.effect`, causes);
    const pair = `${effect}/${key}`;
    if (seen.has(pair)) {
      causes.duplicate(at, goStructValue("Taint", taint), "taints must be unique by key and effect pair");
    }
    seen.add(pair);
  }
}
