import type { TestAnswer } from "../support/test-server.js";

/** The part of an object that the server accepted, and the errors for the rest. */
export interface Acceptance {
  /** The last object sent; undefined if nothing was accepted. */
  readonly object: Record<string, unknown> | undefined;
  /** `field: message` of each error. */
  readonly refusals: readonly string[];
}

const mostAttempts = 200;

/** Removes from an object the fields that the server refuses, until `send` (a dry run) succeeds. */
export async function acceptedObject(
  filled: Readonly<Record<string, unknown>>,
  send: (object: Record<string, unknown>) => Promise<TestAnswer>,
): Promise<Acceptance> {
  const object = structuredClone(filled) as Record<string, unknown>;
  const refusals: string[] = [];
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const answer = await send(object);
    if (answer.code < 300) return { object, refusals };
    const status = answer.json as { message: string; details?: { causes?: { field?: string; message: string }[] } };
    const causes = status.details?.causes ?? [];
    if (causes.length === 0) return { object: undefined, refusals: [...refusals, status.message] };
    // The other errors may no longer apply once the first is fixed.
    const [{ field = "", message }] = causes as [{ field?: string; message: string }];
    refusals.push(`${field}: ${message}`);
    if (!remove(object, segments(field))) return { object: undefined, refusals };
  }
  return { object: undefined, refusals };
}

/** The segments of a path such as `spec.hard[requests.cpu]`. */
function segments(field: string): readonly string[] {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, bracketed, plain]) => bracketed ?? plain ?? "");
}

/** Removes the value at a path, or its closest existing parent. False when only the object itself is left. */
function remove(object: Record<string, unknown>, path: readonly string[]): boolean {
  for (let length = path.length; length > 0; length--) {
    if (length === 1 && path.length > 1) return false;
    const parent = valueAt(object, path.slice(0, length - 1));
    if (typeof parent !== "object" || parent === null) continue;
    const key = path[length - 1] as string;
    if (Array.isArray(parent)) {
      if (Number(key) >= parent.length) continue;
      parent.splice(Number(key), 1);
      return true;
    }
    if (!Object.hasOwn(parent, key)) continue;
    delete (parent as Record<string, unknown>)[key];
    return true;
  }
  return false;
}

function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const segment of path) {
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[segment] : undefined;
  }
  return value;
}
