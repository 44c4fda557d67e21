/** An import between two source files of one package, as paths from its `src/`. */
export interface FileImport {
  readonly from: string;
  readonly to: string;
}

/** The imports that lead from a folder to another and back, one for each arrow. */
export type Circle = readonly FileImport[];

/** Which folders a folder imports, each with the first import that does. */
type Arrows = ReadonlyMap<string, ReadonlyMap<string, FileImport>>;

/**
 * The shortest circle of each folder that is in one. A folder is the first level below `src/`, with the folders in it; a file right
 * in `src/` stands for itself, so that `a/x.ts` and `b.ts` that import each other are a circle, and two such files are none.
 */
export function folderCircles(imports: readonly FileImport[]): readonly Circle[] {
  const arrows = arrowsOf(imports);
  const circles = new Map<string, Circle>();
  for (const folder of arrows.keys()) {
    const circle = isFile(folder) ? undefined : shortestCircle(arrows, folder);
    if (circle === undefined) continue;
    const id = placesOf(circle).sort().join();
    if (!circles.has(id)) circles.set(id, circle);
  }
  return [...circles.values()];
}

function isFile(place: string): boolean {
  return place.endsWith(".ts");
}

/** A circle as text: its folders, and below them the imports. */
export function describeCircle(circle: Circle): string {
  const places = placesOf(circle);
  const imports = circle.map(({ from, to }) => `  ${from} imports ${to}`);
  return [[...places, places[0]].join(" > "), ...imports].join("\n");
}

function placeOf(path: string): string {
  return path.split("/", 1)[0] as string;
}

function placesOf(circle: Circle): string[] {
  return circle.map(({ from }) => placeOf(from));
}

function arrowsOf(imports: readonly FileImport[]): Arrows {
  const arrows = new Map<string, Map<string, FileImport>>();
  for (const each of imports) {
    const from = placeOf(each.from);
    const to = placeOf(each.to);
    if (from === to) continue;
    const targets = arrows.get(from) ?? new Map<string, FileImport>();
    if (!targets.has(to)) targets.set(to, each);
    arrows.set(from, targets);
  }
  return arrows;
}

/** Breadth first: a Map is iterated with what is added meanwhile. */
function shortestCircle(arrows: Arrows, start: string): Circle | undefined {
  const reached = new Map<string, Circle>([[start, []]]);
  for (const [place, path] of reached) {
    for (const [next, by] of arrows.get(place) ?? []) {
      if (next === start) return [...path, by];
      if (!reached.has(next)) reached.set(next, [...path, by]);
    }
  }
  return undefined;
}
