// Checks that exported names, and the members of exported interfaces and classes, have doc comments.
import { DeclarationReflection, ReflectionKind } from "typedoc";
import { publicPackages } from "./sources.mjs";

const names = publicPackages.map(({ manifest }) => manifest.name);

const checked =
  ReflectionKind.Namespace |
  ReflectionKind.Variable |
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Enum |
  ReflectionKind.EnumMember |
  ReflectionKind.Property |
  ReflectionKind.Method |
  ReflectionKind.Constructor |
  ReflectionKind.Accessor;

/** Members of anonymous object types are described by the comment on the enclosing declaration. */
function isAnonymous(reflection) {
  return reflection.parent?.kindOf(
    ReflectionKind.TypeLiteral | ReflectionKind.SomeSignature | ReflectionKind.Parameter,
  );
}

/** A discriminant (`kind: "call"`): a comment could only repeat its name. */
function isDiscriminant(reflection) {
  return reflection.kindOf(ReflectionKind.Property) && reflection.type?.type === "literal";
}

/** Generated types and their members carry upstream's descriptions; upstream publishes none for some. */
function isGenerated({ packagePath }) {
  return packagePath.includes("/generated/");
}

/** Whether a declaration, or each of its signatures, has a comment. */
function hasComment(reflection) {
  if (reflection.hasComment()) return true;
  const signatures = reflection.getAllSignatures();
  return signatures.length > 0 && signatures.every((signature) => signature.hasComment());
}

/** The number of declarations that need a doc comment, and the names and files of those that have none. */
export function undocumented(project) {
  const declarations = project
    .getReflectionsByKind(checked)
    .filter((reflection) => reflection instanceof DeclarationReflection)
    .filter((reflection) => {
      const symbol = project.getSymbolIdFromReflection(reflection);
      return names.includes(symbol?.packageName) && !isGenerated(symbol);
    })
    .filter((reflection) => !isAnonymous(reflection) && !isDiscriminant(reflection));
  const missing = declarations
    .filter((reflection) => !hasComment(reflection))
    .map((reflection) => {
      const { packageName, packagePath } = project.getSymbolIdFromReflection(reflection);
      return `${reflection.getFriendlyFullName()} (${packageName}/${packagePath})`;
    });
  return { count: declarations.length, missing };
}
