import type { FunctionDeclaration } from "../library/function.js";
import { stringType } from "../types/cel-type.js";
import { overload } from "./declare.js";

/** `jsonpatch.escapeKey(key)`: a key as it stands in a JSON pointer (library/jsonpatch.go). For mutations of admission policies. */
export const jsonPatchFunctions: readonly FunctionDeclaration[] = [
  {
    name: "jsonpatch.escapeKey",
    overloads: [
      overload.global("string_jsonpatch_escapeKey_string", [stringType], stringType, (key: string) =>
        key.replaceAll("~", "~0").replaceAll("/", "~1"),
      ),
    ],
  },
];
