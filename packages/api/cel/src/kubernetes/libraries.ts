import {
  listsLibrary,
  optionalTypesLibrary,
  setsLibrary,
  stringsLibrary,
  twoVariableComprehensionsLibrary,
} from "../ext/index.js";
import type { Library } from "../library/library.js";
import { authorizerLibrary, authorizerSelectorsLibrary } from "./authorizer.js";
import { listLibrary } from "./lists.js";
import { formatLibrary, type NamedFormats } from "./named-formats.js";
import { cidrLibrary, ipLibrary } from "./network.js";
import { quantityLibrary } from "./quantity.js";
import { type FindingExpressions, regexLibrary } from "./regex.js";
import { semverLibrary } from "./semver.js";
import { urlLibrary } from "./urls.js";

/** What an API server provides for its expressions. */
export interface KubernetesLibraryOptions {
  /** The engine of `matches`, `find` and `findAll`, in RE2 syntax and linear time. */
  readonly regularExpressions: FindingExpressions;
  /** The checks behind `format.named(...)`. */
  readonly formats: NamedFormats;
}

/** A library, and the minor version of Kubernetes 1.x that introduced it. */
export interface VersionedLibrary {
  readonly since: number;
  readonly library: Library;
}

/** The libraries of Kubernetes 1.34 in addition to the standard library (pkg/cel/environment/base.go). */
export function kubernetesLibraries({
  regularExpressions,
  formats,
}: KubernetesLibraryOptions): readonly VersionedLibrary[] {
  return [
    { since: 0, library: urlLibrary },
    { since: 0, library: regexLibrary(regularExpressions) },
    { since: 0, library: listLibrary },
    { since: 27, library: authorizerLibrary(formats) },
    { since: 28, library: optionalTypesLibrary },
    { since: 28, library: quantityLibrary },
    { since: 29, library: stringsLibrary },
    { since: 29, library: setsLibrary },
    { since: 30, library: ipLibrary },
    { since: 30, library: cidrLibrary },
    { since: 31, library: formatLibrary(formats) },
    { since: 31, library: authorizerSelectorsLibrary },
    { since: 32, library: twoVariableComprehensionsLibrary },
    { since: 33, library: semverLibrary },
    { since: 34, library: listsLibrary },
  ];
}
