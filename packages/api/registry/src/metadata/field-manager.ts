import type { StatusCause, WriteOptions } from "@engenho/core";
import { byteLength, Causes, invalidError } from "@engenho/machinery";

const longest = 128;

/** The field manager of a write; undefined if it has none. Throws StoreError `Invalid` for an invalid one. */
export function namedFieldManager(options: WriteOptions): string | undefined {
  const manager = options.fieldManager ?? "";
  if (manager === "") return undefined;
  const causes = new Causes();
  if (byteLength(manager) > longest) causes.tooLong("fieldManager", longest);
  for (const [position, character] of [...manager].entries()) {
    if (!/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(character)) continue;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    causes.invalid("fieldManager", manager, `invalid character U+${code} (at position ${position})`);
  }
  refuse(causes.list, "UpdateOptions");
  return manager;
}

/** The field manager that an apply patch requires. Throws StoreError `Invalid`. */
export function requiredFieldManager(options: WriteOptions): string {
  const manager = namedFieldManager(options);
  if (manager !== undefined) return manager;
  const causes = new Causes();
  causes.required("fieldManager", "is required for apply patch");
  refuse(causes.list, "PatchOptions");
  return "";
}

function refuse(causes: readonly StatusCause[], kind: string): void {
  if (causes.length > 0) throw invalidError({ group: "meta.k8s.io", kind }, "", causes);
}
