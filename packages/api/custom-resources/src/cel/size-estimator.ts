import { type CostEstimator, type Estimate, type EstimatedNode, estimateKubernetesCall } from "@engenho/cel";
import type { DeclaredType } from "@engenho/expressions";

/** Estimates sizes of values from their schema (schema/cel/compilation.go: sizeEstimator). */
export function sizeEstimator(root: DeclaredType): CostEstimator {
  const estimateSize = ({ path }: EstimatedNode): Estimate | undefined => {
    if (path === undefined || path.length === 0) return undefined;
    let declared: DeclaredType | undefined = root;
    // The first name is the variable: self or oldSelf.
    for (const name of path.slice(1)) {
      declared = childOf(declared, name);
      if (declared === undefined) return undefined;
    }
    return { min: 0, max: declared.maxElements };
  };
  return { estimateSize, estimateCall: (call) => estimateKubernetesCall(call, estimateSize) };
}

function childOf(declared: DeclaredType, name: string): DeclaredType | undefined {
  if (name === "@items" || name === "@values") return declared.element;
  return name === "@keys" ? declared.key : declared.fields?.get(name);
}
