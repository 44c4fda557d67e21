import { errorMessage } from "@engenho/core";
import {
  compareSemanticVersions,
  parseNormalizedVersion,
  parseSemanticVersion,
  type SemanticVersion,
} from "@engenho/machinery";
import type { Library } from "../library/library.js";
import { boolType, intType, stringType, structType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelObject } from "../values/object.js";
import type { CelResult, CelValue } from "../values/value.js";
import { overload } from "./declare.js";

/** kubernetes.Semver. */
export const semverType = structType("kubernetes.Semver");

/** A semantic version as a CEL value. */
export class CelSemver extends CelObject {
  readonly type = semverType;
  readonly version: SemanticVersion;

  constructor(version: SemanticVersion) {
    super();
    this.version = version;
  }

  equals(other: CelValue): CelResult {
    return other instanceof CelSemver ? compareSemanticVersions(this.version, other.version) === 0 : noSuchOverload;
  }
}

const two = [semverType, semverType];

function semverOf(text: string, normalize: boolean): CelResult {
  try {
    return new CelSemver(normalize ? parseNormalizedVersion(text) : parseSemanticVersion(text));
  } catch (error) {
    return new CelError(errorMessage(error));
  }
}

const isSemver = (text: string, normalize: boolean) => !(semverOf(text, normalize) instanceof CelError);
const compare = (left: CelSemver, right: CelSemver) => compareSemanticVersions(left.version, right.version);

function part(name: "major" | "minor" | "patch") {
  const implementation = ({ version }: CelSemver) => BigInt.asIntN(64, version[name]);
  return { name, overloads: [overload.member(`semver_${name}`, [semverType], intType, implementation)] };
}

/** Semantic versions, with normalization (library/semverlib.go, version 1). */
export const semverLibrary: Library = {
  name: "kubernetes.Semver",
  functions: [
    {
      name: "semver",
      overloads: [
        overload.global("string_to_semver", [stringType], semverType, (text: string) => semverOf(text, false)),
        overload.global("string_bool_to_semver", [stringType, boolType], semverType, semverOf),
      ],
    },
    {
      name: "isSemver",
      overloads: [
        overload.global("is_semver_string", [stringType], boolType, (text: string) => isSemver(text, false)),
        overload.global("is_semver_string_bool", [stringType, boolType], boolType, isSemver),
      ],
    },
    {
      name: "isGreaterThan",
      overloads: [
        overload.member("semver_is_greater_than", two, boolType, (left: CelSemver, right: CelSemver) => {
          return compare(left, right) === 1;
        }),
      ],
    },
    {
      name: "isLessThan",
      overloads: [
        overload.member("semver_is_less_than", two, boolType, (left: CelSemver, right: CelSemver) => {
          return compare(left, right) === -1;
        }),
      ],
    },
    {
      name: "compareTo",
      overloads: [
        overload.member("semver_compare_to", two, intType, (left: CelSemver, right: CelSemver) => {
          return BigInt(compare(left, right));
        }),
      ],
    },
    part("major"),
    part("minor"),
    part("patch"),
  ],
};
