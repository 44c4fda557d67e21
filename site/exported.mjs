// Checks that the types in the declarations of exported names are exported, too, so that users can name them.
import { makeRecursiveVisitor } from "typedoc";
import { publicPackages } from "./sources.mjs";

const names = publicPackages.map(({ manifest }) => manifest.name);

/** The types of public packages that a documented declaration refers to and no entry point exports, each with a reference. */
export function unexported(project) {
  const found = new Map();
  for (const owner of Object.values(project.reflections)) {
    const visitor = makeRecursiveVisitor({
      reference(type) {
        if (type.reflection !== undefined || type.refersToTypeParameter || type.symbolId === undefined) return;
        if (!names.includes(type.package) || project.symbolIdHasBeenRemoved(type.symbolId)) return;
        const name = `${type.qualifiedName} of ${type.package}`;
        if (!found.has(name))
          found.set(name, `${name}, to which ${owner.getFriendlyFullName()} refers, is not exported`);
      },
    });
    owner.type?.visit(visitor);
    owner.default?.visit?.(visitor);
  }
  return [...found.values()];
}
