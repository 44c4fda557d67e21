// Which exported names, and members of exported interfaces and classes, have no doc comment.
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
  ReflectionKind.Accessor;

/** Members of anonymous object types are told of by the comment of what has that type. */
function isAnonymous(reflection) {
  return reflection.parent?.kindOf(
    ReflectionKind.TypeLiteral | ReflectionKind.SomeSignature | ReflectionKind.Parameter,
  );
}

/** What tells the members of a union apart (`kind: "call"`) says itself what it is. */
function isDiscriminant(reflection) {
  return reflection.kindOf(ReflectionKind.Property) && reflection.type?.type === "literal";
}

/** Members of generated types have upstream's descriptions, where upstream publishes any. */
function isGeneratedMember(reflection, { packagePath }) {
  return packagePath.includes("/generated/") && reflection.kindOf(ReflectionKind.ClassMember);
}

/** Whether a declaration, or each of its signatures, has a comment. */
function hasComment(reflection) {
  if (reflection.hasComment()) return true;
  const signatures = reflection.getAllSignatures();
  return signatures.length > 0 && signatures.every((signature) => signature.hasComment());
}

/** How many declarations were looked at, and those without a doc comment: what they are, and their files. */
export function undocumented(project) {
  const declarations = project
    .getReflectionsByKind(checked)
    .filter((reflection) => reflection instanceof DeclarationReflection)
    .filter((reflection) => {
      const symbol = project.getSymbolIdFromReflection(reflection);
      return names.includes(symbol?.packageName) && !isGeneratedMember(reflection, symbol);
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
