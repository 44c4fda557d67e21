import type { Stored } from "@engenho/core";

/** The newest object that an annotation marks as the default; of several from the same second, the first by name. */
export function newestDefault(objects: readonly Stored[], annotations: readonly string[]): string | undefined {
  const marked = objects.filter(({ metadata }) => annotations.some((name) => metadata.annotations?.[name] === "true"));
  const [newest] = marked.sort((left, right) => {
    const [mine, other] = [left, right].map(({ metadata }) => metadata.creationTimestamp ?? "");
    if (mine !== other) return (mine ?? "") > (other ?? "") ? -1 : 1;
    return left.metadata.name < right.metadata.name ? -1 : 1;
  });
  return newest?.metadata.name;
}
