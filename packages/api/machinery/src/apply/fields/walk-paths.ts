import type { FieldNode, FieldSet } from "./field-set.js";
import { type PathElement, sortElements } from "./path-element.js";

/** The paths of a set in upstream's order: the members of a node first, then their descendants. */
export function pathsOf(set: FieldSet): readonly (readonly PathElement[])[] {
  const found: (readonly PathElement[])[] = [];
  collect(set, [], found);
  return found;
}

function collect(set: FieldSet, prefix: readonly PathElement[], found: (readonly PathElement[])[]): void {
  const elements = sortElements(set.keys());
  for (const element of elements) if ((set.get(element) as FieldNode).member) found.push([...prefix, element]);
  for (const element of elements) collect((set.get(element) as FieldNode).children, [...prefix, element], found);
}
