import type { coreV1 } from "@engenho/core";

type Toleration = coreV1.Toleration;

/** Merges tolerations, dropping those that another one includes (pkg/util/tolerations.MergeTolerations). */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): readonly Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  for (const [index, toleration] of all.entries()) {
    const isCovered =
      merged.some((other) => includesToleration(other, toleration)) ||
      all.slice(index + 1).some((other) => !isSame(other, toleration) && includesToleration(other, toleration));
    if (!isCovered) merged.push(toleration);
  }
  return merged;
}

/** Whether each toleration is included in one of a list; an empty list includes everything. */
export function areAllowed(tolerations: readonly Toleration[], allowed: readonly Toleration[]): boolean {
  if (allowed.length === 0) return true;
  return tolerations.every((toleration) => allowed.some((other) => includesToleration(other, toleration)));
}

function includesToleration(wide: Toleration, narrow: Toleration): boolean {
  if (isSame(wide, narrow)) return true;
  const { key = "", operator = "Equal", effect = "", value = "", tolerationSeconds } = wide;
  if (key !== (narrow.key ?? "") && (key !== "" || operator !== "Exists")) return false;
  if (effect !== "" && effect !== (narrow.effect ?? "")) return false;
  if (effect === "NoExecute" && tolerationSeconds !== undefined) {
    if (narrow.tolerationSeconds === undefined || narrow.tolerationSeconds > tolerationSeconds) return false;
  }
  return operator === "Exists" || (narrow.operator === "Equal" && (narrow.value ?? "") === value);
}

function isSame(left: Toleration, right: Toleration): boolean {
  return (
    (left.key ?? "") === (right.key ?? "") &&
    (left.operator ?? "") === (right.operator ?? "") &&
    (left.value ?? "") === (right.value ?? "") &&
    (left.effect ?? "") === (right.effect ?? "") &&
    left.tolerationSeconds === right.tolerationSeconds
  );
}
