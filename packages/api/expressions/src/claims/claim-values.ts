import { CelList, CelMap, type CelValue } from "@engenho/cel";
import { unescapeFieldName } from "../schemas/field-names.js";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The value of `claims` or `user`. Fields can be selected by escaped names at every depth (`claims.kubernetes__dot__io`), and all numbers are
 * doubles, as in Go's untyped JSON (upstream: oidc.go newClaimsValue and unescapeWrapper). The object must not change.
 */
export function claimsValue(fields: object): CelMap {
  return new NamedFields(fields as Fields, (name) => unescapeFieldName(name));
}

function celOf(json: unknown): CelValue {
  if (typeof json !== "object" || json === null) return json as CelValue;
  return Array.isArray(json) ? new Values(json) : new NamedFields(json as Fields, nestedName);
}

/** Below the top level, a name with an invalid escape is used as it is. */
function nestedName(name: string): string {
  return unescapeFieldName(name) ?? name;
}

class NamedFields extends CelMap {
  readonly #fields: Fields;
  readonly #nameOf: (name: string) => string | undefined;

  constructor(fields: Fields, nameOf: (name: string) => string | undefined) {
    super();
    this.#fields = fields;
    this.#nameOf = nameOf;
  }

  get size(): number {
    return Object.keys(this.#fields).length;
  }

  find(key: CelValue): CelValue | undefined {
    const name = this.#name(key);
    return name === undefined ? undefined : celOf(this.#fields[name]);
  }

  override has(key: CelValue): boolean {
    return this.#name(key) !== undefined;
  }

  keys(): readonly CelValue[] {
    return Object.keys(this.#fields);
  }

  #name(key: CelValue): string | undefined {
    const name = typeof key === "string" ? this.#nameOf(key) : undefined;
    return name !== undefined && Object.hasOwn(this.#fields, name) ? name : undefined;
  }
}

class Values extends CelList {
  readonly #items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    super();
    this.#items = items;
  }

  get size(): number {
    return this.#items.length;
  }

  at(index: number): CelValue {
    return celOf(this.#items[index]);
  }
}
